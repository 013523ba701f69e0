package verify

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// judged is one run over templates with a fault each, of a kind that people make, and a good one.
var judged = sync.OnceValues(func() (Report, error) { return verifyBelow("testdata") })

// verifyBelow verifies a directory without a cache.
func verifyBelow(dir string) (Report, error) {
	return Run(context.Background(), Options{Dir: dir})
}

// expected is what a template says of its fault: the class, the resource, and the rule of the only tool that sees it.
var expected = regexp.MustCompile(`(?m)^# expect: (\S+) ?(\S*) ?(\S*)$`)

func TestEveryKindOfFaultIsFoundInItsClass(t *testing.T) {
	report, err := judged()
	require.NoError(t, err)
	linter := !skippedTool(report, cfnLint)
	files, err := filepath.Glob("testdata/faults/*")
	require.NoError(t, err)
	kinds := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		wants := expected.FindAllStringSubmatch(string(text), -1)
		if strings.HasSuffix(file, ".json") {
			wants = [][]string{{"", Style, "Template", own + "/duplicate-key"}}
		}
		require.NotEmpty(t, wants, "%s does not say what is expected of it", file)
		for _, want := range wants {
			if want[1] == "none" {
				continue
			}
			kinds++
			t.Run(filepath.Base(file), func(t *testing.T) {
				if strings.HasPrefix(want[3], cfnLint) && !linter {
					t.Skip("cfn-lint is not installed")
				}
				name := "faults/" + filepath.Base(file)
				assert.True(t, found(report, name, want[1], want[2], want[3]), "%s: %v", want[0], of(report, name))
			})
		}
	}
	assert.GreaterOrEqual(t, kinds, 37)
}

// found tells whether there is a finding of a class on a resource, * for any, by a rule, "" for any.
func found(report Report, file, class, resource, rule string) bool {
	for _, f := range of(report, file) {
		here := resource == "*" || f.Resource == resource
		if f.Open() && f.Class == class && here && strings.HasPrefix(f.Tool+"/"+f.Rule, rule) {
			return true
		}
	}
	return false
}

// of are the findings on a template.
func of(report Report, file string) []Finding {
	var all []Finding
	for _, f := range report.Findings {
		if f.Template == file {
			all = append(all, f)
		}
	}
	return all
}

func TestAGoodTemplateOfAnybodyIsCleanOfWhatIsRefused(t *testing.T) {
	report, err := judged()
	require.NoError(t, err)
	for _, f := range of(report, "control/good.yaml") {
		if f.Open() {
			assert.Equal(t, Style, f.Class, "%v", f)
		}
	}
	assert.Contains(t, report.Needs, Need{"control/good", "control/good.yaml", []string{"CAPABILITY_IAM"}})
}

func TestAFileIsVerifiedWhateverItIsCalledAndNothingIsLeftBehind(t *testing.T) {
	dir, scratch := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", scratch)
	const open = "Resources:\n  Volume:\n    Type: AWS::EC2::Volume\n    Properties: {AvailabilityZone: eu-west-1a, Encrypted: false, Colour: red}\n"
	const asJSON = `{"Resources": {"Volume": {"Type": "AWS::EC2::Volume", "Properties": {"AvailabilityZone": "eu-west-1a", "Colour": "red"}}}}`
	names := []string{"t[1].yaml", "-t.yaml", "t u.yaml", "tür.yaml", "new\nline.yaml", "t.yaml", "t.yml", "in/t.yaml", "no ending", "t.cfn", "*.yaml"}
	for _, name := range names {
		write(t, dir, name, open)
	}
	write(t, dir, "t.json", asJSON)
	write(t, dir, "mark.json", "\ufeff"+asJSON)
	require.NoError(t, os.Symlink(filepath.Join(dir, "t.yaml"), filepath.Join(dir, "link.yaml")))
	report, err := verifyBelow(dir)
	require.NoError(t, err)
	for _, name := range append(names, "t.json", "mark.json", "link.yaml") {
		for _, tool := range report.Tools {
			if tool.Skipped == "" && tool.Name != own && tool.Name != cdkNag {
				assert.Contains(t, tools(of(report, name)), tool.Name, "%q: %v", name, of(report, name))
			}
		}
	}
	for _, f := range report.Findings {
		assert.NotEqual(t, notSeen, f.Rule, "%v", f)
	}
	left, err := filepath.Glob(filepath.Join(scratch, "bulkhead-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

// tools are the names of the tools that found something.
func tools(findings []Finding) string {
	text := ""
	for _, f := range findings {
		text += f.Tool + " "
	}
	return text
}
