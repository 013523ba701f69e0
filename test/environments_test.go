package test

import (
	"os"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAFileAndItsAccountAreAllANewEnvironmentNeeds adds qa, whose routes a command records: its stage appears, and
// nothing else changes but what has to know the new account.
func TestAFileAndItsAccountAreAllANewEnvironmentNeeds(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(plainDir)))
	dev, err := os.ReadFile(dir + "/environments/dev.yaml")
	require.NoError(t, err)
	qa := dir + "/environments/qa.yaml"
	require.NoError(t, os.WriteFile(qa, dev, 0o644))
	rewrite(t, dir+"/organization.yaml", "accounts:\n", "accounts:\n  qa: \"666666666666\"\n")
	rewrite(t, dir+"/organization.yaml", "    dev: 800\n", "    dev: 800\n    qa: 800\n")
	rewrite(t, qa, "10.10.0.0/16", "10.60.0.0/16")

	_, err = config.RecordRoutes(dir)
	require.NoError(t, err)
	c, err := config.Load(dir)
	require.NoError(t, err)
	a := synthesize(t, c)

	types := func(stage string) map[string]int {
		count := map[string]int{}
		for _, stack := range a.Stage(stage) {
			assert.NotEqual(t, "unknown-account", stack.Account)
			for _, resource := range stack.Resources {
				count[resource.Type]++
			}
		}
		return count
	}
	require.NotEmpty(t, types("qa"))
	assert.Equal(t, types("dev"), types("qa"))
	assert.Equal(t, "666666666666", a.Stack("qa/network").Account)

	admits := map[string]bool{"security": true, "shared-services": true, "": true} // the archive, the registry and the pipeline
	for _, stack := range plain(t).Stacks {
		if !admits[stack.Stage] {
			before, after := withoutFunctionKeys(t, stack.Path), withoutFunctionKeys(t, a.Stack(stack.ID).Path)
			assert.True(t, string(before) == string(after), "%s changed", stack.ID)
		}
	}
	for _, id := range []string{"security/archive", "shared-services/registry", "shared-services/domain", "pipeline"} {
		assert.Contains(t, text(a.Stack(id).Template), "666666666666", "%s admits the new account", id)
	}
}

func TestTheConfigurationDirectoryIsChosenByContextOrVariable(t *testing.T) {
	dir := absolute(t, "../examples/minimal")
	for _, choice := range []string{"BULKHEAD_CONFIG=" + dir, `CDK_CONTEXT_JSON={"config":"` + dir + `"}`} {
		out := t.TempDir()
		status, _, stderr := run(t, t.TempDir(), []string{home(t), choice, "CDK_OUTDIR=" + out}, binary(t), "app")
		require.Equal(t, 0, status, stderr)
		a, err := assembly.Load(out)
		require.NoError(t, err)
		assert.Equal(t, "tiny-dev", one(t, a, "dev", "AWS::ECS::Cluster").Get("ClusterName"), choice)
	}
}
