package test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patchesShown are those of docs/extend.md.
func patchesShown(t *testing.T) []byte {
	t.Helper()
	page, err := os.ReadFile("../docs/extend.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```yaml patches\n(.*?)```").FindAllSubmatch(page, -1)
	require.Len(t, blocks, 1)
	return blocks[0][1]
}

// extended builds the program with the extension that the documentation shows, and returns it.
func extended(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	example, err := filepath.Abs("../examples/extension/clicks.go")
	require.NoError(t, err)
	place, err := filepath.Abs("../extensions/clicks.go")
	require.NoError(t, err)
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{place: example}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o644))
	built, err := filepath.Abs(functions())
	require.NoError(t, err)
	require.NoError(t, os.Symlink(built, filepath.Join(dir, "functions")))
	program := filepath.Join(dir, "bulkhead")
	output, err := exec.Command("go", "build", "-buildvcs=false", "-overlay", filepath.Join(dir, "overlay.json"), "-o", program, "../cmd/bulkhead").
		CombinedOutput()
	require.NoError(t, err, string(output))
	return program
}

// TestAnOperatorExtendsAndPatchesWhatIsDeployedAsTheDocumentationShows: and nothing else becomes another thing.
func TestAnOperatorExtendsAndPatchesWhatIsDeployedAsTheDocumentationShows(t *testing.T) {
	dir := t.TempDir()
	configured, out := filepath.Join(dir, "config"), filepath.Join(dir, "out")
	require.NoError(t, os.CopyFS(configured, os.DirFS("testdata/configs/minimal")))
	require.NoError(t, os.WriteFile(filepath.Join(configured, config.PatchesFile), patchesShown(t), 0o644))
	output, err := exec.Command(extended(t), "synth", "--config", configured, "--out", out).CombinedOutput()
	require.NoError(t, err, string(output))
	a, err := assembly.Load(out)
	require.NoError(t, err)

	stream := only(t, a, "dev/x-clicks", "AWS::Kinesis::Stream")
	assert.Equal(t, "KMS", stream.Get("StreamEncryption", "EncryptionType"))
	assert.Contains(t, text(stream.Get("Tags")), "cost-centre")
	assert.True(t, stream.Stack.TerminationProtection)

	var differ []string
	minimal, err := sharedConfigs["minimal"].load()
	require.NoError(t, err)
	for _, was := range minimal.Stacks {
		is := a.Stack(was.ID)
		require.NotNil(t, is, was.ID)
		require.Len(t, is.Resources, len(was.Resources), was.ID)
		for i, r := range was.Resources {
			if text(r.Properties) != text(is.Resources[i].Properties) {
				differ = append(differ, r.String())
			}
		}
	}
	require.Len(t, differ, 1)
	patched := only(t, a, "dev/front-load-balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer")
	assert.Equal(t, patched.String(), differ[0])
	for _, attribute := range list(patched.Get("LoadBalancerAttributes")) {
		if attribute.(map[string]any)["Key"] == "idle_timeout.timeout_seconds" {
			assert.Equal(t, "120", attribute.(map[string]any)["Value"])
		}
	}
}
