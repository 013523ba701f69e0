package verify

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// skippedTool tells whether an expectation is about a tool that did not run.
func skippedTool(report Report, expectation string) bool {
	for _, tool := range report.Tools {
		if tool.Skipped != "" && strings.Contains(expectation, tool.Name) {
			return true
		}
	}
	return false
}

// oneTopic is an assembly of one template, a.json.
func oneTopic(t *testing.T) *assembly.Assembly {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "a.json", `{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}`)
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	return a
}

// findings has a tool check an assembly.
func findings(t *testing.T, a *assembly.Assembly, newTool func() (tool, error)) (map[*template][]Finding, error) {
	t.Helper()
	checker, err := newTool()
	if err != nil {
		return nil, err
	}
	templates, err := readTemplates(a.Stacks)
	require.NoError(t, err)
	found := map[*template][]Finding{}
	var assignments []assignment
	for _, j := range checker.jobs(templates) {
		assignments = append(
			assignments,
			assignment{j, checker.name, func() {}, func(f map[*template][]Finding) { maps.Copy(found, f) }},
		)
	}
	return found, work(context.Background(), assignments)
}

func optionalCfnLint() (tool, error) { return newCfnLint(false) }

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o755))
}

// fake puts a shell script in the place of a tool, alone in the PATH.
func fake(t *testing.T, name, script string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, name, "#!/bin/sh\n"+script+"\n")
	t.Setenv("PATH", dir)
	t.Setenv("JSII_NODE", "node")
}

func TestAValidatorThatDoesNotDoItsWorkIsAnError(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"garbage":          {"echo hello", "output cannot be read"},
		"failure":          {"echo boom >&2; exit 1", "boom"},
		"killed":           {"kill -9 $$", "cannot run "},
		"half a line":      {`echo '{"path":'`, "output cannot be read"},
		"another template": {`echo '{"path":"b.json","status":"OK"}'`, `reports on "b.json"`},
	} {
		t.Run(name, func(t *testing.T) {
			a := oneTopic(t)
			fake(t, "node", strings.ReplaceAll(c.script, "PATH", a.Stacks[0].Path))
			_, err := findings(t, a, newCloudFormationValidate)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestALinterThatDoesNotDoItsWorkIsAnError(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"garbage":              {"echo hello", "output cannot be read"},
		"failure":              {"echo boom >&2; exit 1", "boom"},
		"no template is named": {`echo '[{"Message":"odd","Rule":{"Id":"E0003"}}]'; exit 2`, "E0003 odd"},
	} {
		t.Run(name, func(t *testing.T) {
			fake(t, "cfn-lint", c.script)
			_, err := findings(t, oneTopic(t), optionalCfnLint)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestATemplateCannotExcuseItselfFromTheLinter(t *testing.T) {
	fake(t, "cfn-lint", `echo "$@" >&2; exit 1`)
	a := oneTopic(t)
	_, err := findings(t, a, optionalCfnLint)
	assert.NotContains(t, err.Error(), "--mandatory-checks E W")
	write(t, a.Dir, "a.json", `{"Metadata": {"cfn-lint": {"config": {"ignore_checks": ["E3002"]}}}}`)
	_, err = findings(t, a, optionalCfnLint)
	assert.ErrorContains(t, err, "--mandatory-checks E W")
}

func TestATemplateThatTheValidatorCannotAnalyseIsAFinding(t *testing.T) {
	for status, want := range map[string]string{
		"ANALYSIS_INCOMPLETE": "not seen by cloudformation-validate: a part of the template, which is too large; split the stack",
		"FAILED":              "not seen by cloudformation-validate: the template it is odd",
	} {
		a := oneTopic(t)
		fake(t, "node", `echo '{"path":"`+a.Stacks[0].Path+`","status":"`+status+`","error":"it is odd"}'`)
		found, err := findings(t, a, newCloudFormationValidate)
		require.NoError(t, err)
		require.Len(t, found, 1)
		for _, list := range found {
			require.Len(t, list, 1)
			assert.Equal(t, Unseen, list[0].Class)
			assert.Equal(t, want, list[0].Message)
		}
	}
}

func TestAToolThatCheckedNothingFailsAndTheOthersAreHeard(t *testing.T) {
	a := oneTopic(t)
	write(t, a.Dir, "open.json", `{"Resources": {"Volume": {"Type": "AWS::EC2::Volume",
		"Properties": {"AvailabilityZone": "eu-west-1a", "Encrypted": false}}}}`)
	fake(t, "node", "")
	report, err := Run(context.Background(), Options{Dir: a.Dir})
	require.NoError(t, err)
	assert.True(t, report.Tools[0].Failed)
	assert.Zero(t, report.Tools[0].Templates)
	assert.True(t, report.Fails(nil), "whatever classes fail")
	said := map[string]string{}
	for _, f := range report.Findings {
		said[f.Stack+" "+f.Tool+" "+f.Rule] = f.Message
	}
	assert.Contains(t, said["a cloudformation-validate not-seen"], "it checked 0 of 1 templates")
	assert.Contains(t, said, "open cfn-guard ec2_encrypted_volumes_check")
}

func TestAMissingLinterIsToleratedUnlessRequired(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	linter, err := newCfnLint(false)
	require.NoError(t, err)
	assert.Equal(t, "not installed, skipped", linter.skipped)
	_, err = newCfnLint(true)
	assert.ErrorContains(t, err, "pip install cfn-lint")
}

func TestAMissingNodeIsNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("JSII_NODE", "node")
	_, err := findings(t, oneTopic(t), newCloudFormationValidate)
	assert.ErrorContains(t, err, "node is not in the PATH")
}

func TestMissingPackagesNameTheRemedy(t *testing.T) {
	a := oneTopic(t)
	t.Chdir(t.TempDir())
	_, err := findings(t, a, newCloudFormationValidate)
	assert.ErrorContains(t, err, "run make node_modules in the bulkhead directory")
	_, err = findings(t, a, newCfnGuard)
	assert.ErrorContains(t, err, "run make node_modules in the bulkhead directory")
}

func TestAPlatformWithoutGuardIsRefused(t *testing.T) {
	_, err := guardBinary("", "windows/amd64")
	assert.ErrorContains(t, err, "no binary for windows/amd64")
}

func TestAGuardThatDoesNotDoItsWorkIsAnError(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"garbage":             {"echo hello", "output cannot be read"},
		"failure":             {"echo boom >&2; exit 5", "boom"},
		"complaint":           {"echo '[]'; echo 'cannot parse the rule' >&2", "cannot parse the rule"},
		"no report":           {"echo '[]'", "did not check"},
		"another template":    {`echo '[{"name":"b.json"}]'`, `reports on "b.json"`},
		"no rule evaluated":   {`echo '[{"name":"PATH"}]'`, "evaluated 0 rules of 1 files"},
		"unlisted violations": {`echo '[{"name":"PATH","compliant":["r"]}]'; exit 19`, "lists none"},
	} {
		t.Run(name, func(t *testing.T) {
			a := oneTopic(t)
			path, err := filepath.EvalSymlinks(a.Stacks[0].Path)
			require.NoError(t, err)
			binary := filepath.Join(t.TempDir(), "cfn-guard")
			write(t, filepath.Dir(binary), "cfn-guard", "#!/bin/sh\n"+strings.ReplaceAll(c.script, "PATH", path)+"\n")
			templates, err := readTemplates(a.Stacks)
			require.NoError(t, err)
			batch := guardBatch{rules: []string{"r.guard"}, templates: templates}
			_, err = batch.run(context.Background(), binary)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestGuardEvaluatesARuleOnlyWhereItMayApply(t *testing.T) {
	topic, queue := &assembly.Resource{Type: "AWS::SNS::Topic"}, &assembly.Resource{Type: "AWS::SQS::Queue"}
	templates := []*template{
		{stack: &assembly.Stack{ID: "a", Resources: []*assembly.Resource{topic}}},
		{stack: &assembly.Stack{ID: "b", Resources: []*assembly.Resource{queue}}},
		{stack: &assembly.Stack{ID: "c", Resources: []*assembly.Resource{topic}}},
		{stack: &assembly.Stack{ID: "d"}},
	}
	batches := guardBatches(
		templates,
		[]guardRule{{file: "1", types: []string{topic.Type}}, {file: "2", types: []string{topic.Type, queue.Type}}},
	)
	require.Len(t, batches, 3)
	assert.Equal(t, []string{"1", "2"}, batches[0].rules)
	assert.Equal(t, []*template{templates[0], templates[2]}, batches[0].templates)
	assert.Equal(t, []string{"2"}, batches[1].rules)
	assert.Equal(t, []*template{templates[1]}, batches[1].templates)
	assert.Empty(t, batches[2].rules)
}
