package verify

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/cache"
	"bulkhead/internal/node"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scratch is a directory for what outlives a test.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "bulkhead-verify-"); err != nil {
		panic(err)
	}
	status := m.Run()
	os.RemoveAll(scratch)
	os.Exit(status)
}

// templates is one run of the real tools over all test templates: starting the
// tools is what takes the time.
var templates = sync.OnceValues(func() (Report, error) { return verifyTemplates(false) })

// verifyTemplates verifies the test templates, with a cache that all tests share.
func verifyTemplates(requireCfnLint bool) (Report, error) {
	return Run(context.Background(), Options{
		Dir:            "testdata/templates",
		RequireCfnLint: requireCfnLint,
		Cache:          cache.Open(filepath.Join(scratch, "cache"), 1<<20),
	})
}

func TestWhatIsKeptIsWhatTheToolsFound(t *testing.T) {
	fresh, err := templates()
	require.NoError(t, err)
	for _, tool := range fresh.Tools {
		assert.Zero(t, tool.Kept)
	}
	kept, err := verifyTemplates(false)
	require.NoError(t, err)
	for _, tool := range kept.Tools {
		if tool.Name != cdkNag && tool.Name != own && tool.Skipped == "" {
			assert.Equal(t, 7, tool.Kept, tool.Name)
		}
	}
	assert.NotEmpty(t, kept.Findings)
	assert.Equal(t, fresh.Findings, kept.Findings)
}

func TestAMissingToolIsMissedWhenAllIsKept(t *testing.T) {
	_, err := templates()
	require.NoError(t, err)
	program, err := exec.LookPath(node.Binary())
	require.NoError(t, err)
	path := t.TempDir()
	t.Setenv("PATH", path)
	t.Setenv("JSII_NODE", "node")
	_, err = verifyTemplates(false)
	assert.ErrorContains(t, err, "cloudformation-validate: node is not in the PATH")
	require.NoError(t, os.Symlink(program, filepath.Join(path, "node")))
	_, err = verifyTemplates(true)
	assert.ErrorContains(t, err, "cfn-lint: it is not installed")
	report, err := verifyTemplates(false)
	require.NoError(t, err)
	assert.Equal(t, 7, report.Tools[0].Kept, "of the others, all is kept")
	assert.NotEmpty(t, report.Tools[2].Skipped)
}

func TestEveryFaultIsRefusedByTheToolsThatShouldSeeIt(t *testing.T) {
	report, err := templates()
	require.NoError(t, err)
	caught := map[string]bool{}
	for _, f := range report.Findings {
		caught[f.Template+" "+f.Resource+" "+f.Tool+" "+f.Rule] = true
	}
	for _, want := range []string{
		"wrong-type.yaml Topic cloudformation-validate F3012",
		"wrong-type.yaml Topic cfn-lint E3012",
		"unknown-property.yaml Topic cloudformation-validate F3002",
		"unknown-property.yaml Topic cfn-lint E3002",
		"bad-enum.yaml Table cloudformation-validate W3030",
		"undefined-attribute.yaml Topic cloudformation-validate F1020",
		"undefined-attribute.yaml Topic cfn-lint E1010",
		"open-database.yaml Group cfn-guard vpc_sg_restricted_common_ports_check",
		"open-database.yaml Group cloudformation-validate W2508",
		"unencrypted-volume.yaml Volume cfn-guard ec2_encrypted_volumes_check",
	} {
		t.Run(want, func(t *testing.T) {
			if skippedTool(report, want) {
				t.Skip("cfn-lint is not installed")
			}
			assert.Contains(t, caught, want)
		})
	}
}

func TestACleanTemplatePasses(t *testing.T) {
	report, err := templates()
	require.NoError(t, err)
	for _, f := range report.Findings {
		assert.NotEqual(t, "clean", f.Stack, "%s", f)
	}
}

func TestABadEnumValueIsAnError(t *testing.T) {
	report, err := templates()
	require.NoError(t, err)
	for _, f := range report.Findings {
		if f.Rule == "W3030" {
			assert.Equal(t, Error, f.Severity)
		}
	}
}

func TestEveryToolSaysHowManyTemplatesItChecked(t *testing.T) {
	report, err := templates()
	require.NoError(t, err)
	_, noCfnLint := exec.LookPath("cfn-lint")
	for _, tool := range report.Tools {
		switch {
		case tool.Name == cdkNag, tool.Name == cfnLint && noCfnLint != nil:
			assert.NotEmpty(t, tool.Skipped, tool.Name)
		default:
			assert.Equal(t, 7, tool.Templates, tool.Name)
		}
	}
}

func TestAWaivedFindingIsNotCounted(t *testing.T) {
	report := Report{
		Tools:    []Tool{{Name: cfnGuard, Templates: 1}},
		Findings: []Finding{{Tool: cfnGuard, Rule: "a", Class: Style, Stack: "dev/data", Resource: "Orders"}},
	}
	assert.False(t, report.Clean())
	waivers(t, "{tool: cfn-guard, rules: [a], resource: dev/data/Orders, reason: because}").apply(&report)
	assert.True(t, report.Clean())
	assert.Equal(t, "because", report.Findings[0].Reason)
}

func TestAWaiverOfATierLeavesTheOthersAlone(t *testing.T) {
	report := Report{
		Tools: []Tool{{Name: cfnGuard, Templates: 2}},
		Findings: []Finding{
			{Tool: cfnGuard, Rule: "a", Stack: "sandbox/data", Resource: "Orders", tier: "development"},
			{Tool: cfnGuard, Rule: "a", Stack: "prod/data", Resource: "Orders", tier: "production"},
		},
	}
	waivers(t, "{rules: [a], resource: '*/Orders', tier: development, reason: because}").apply(&report)
	assert.True(t, report.Findings[0].Waived)
	assert.False(t, report.Findings[1].Waived)

	stack := &assembly.Stack{Template: map[string]any{"Metadata": map[string]any{"Tier": "development"}}}
	assert.Equal(t, "development", tierOf(stack))
	assert.Empty(t, tierOf(&assembly.Stack{Template: map[string]any{}}))
}

func TestAWaiverThatMatchesNothingIsTold(t *testing.T) {
	report := Report{
		Tools:    []Tool{{Name: cfnGuard, Templates: 1}, {Name: cfnLint, Skipped: "not installed, skipped"}},
		Findings: []Finding{{Tool: cfnGuard, Rule: "a", Stack: "dev/data", Resource: "Orders"}},
	}
	waivers(t,
		"{tool: cfn-guard, rules: [a, b], resource: '*/Orders', reason: because}",
		"{tool: cfn-lint, rules: [E1], resource: '*', reason: nobody can tell without cfn-lint}",
	).apply(&report)
	assert.True(t, report.Clean())
	require.Len(t, report.UnusedWaivers, 1)
	assert.Contains(t, report.UnusedWaivers[0], "waivers.yaml:2:5: waivers[0]: b on */Orders matches no finding; remove it")
}
