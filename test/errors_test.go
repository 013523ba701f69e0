package test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bulkhead/internal/kernel"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// copyExample is a copy of the example configuration, to be broken.
func copyExample(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "organization")
	require.NoError(t, os.CopyFS(dir, os.DirFS(exampleDir)))
	return dir
}

// rewrite replaces text in a file, where it must occur.
func rewrite(t testing.TB, file, old, replacement string) {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(content), old)
	require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(string(content), old, replacement)), 0o644))
}

// fails runs the app where an earlier result is, and proves that it fails with
// one message, exit status 1 and no stack trace, and leaves that result alone.
func fails(t testing.TB, environment ...string) string {
	t.Helper()
	dir := t.TempDir()
	out := filepath.Join(dir, "cdk.out")
	require.NoError(t, os.Mkdir(out, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(out, "manifest.json"), []byte("{}"), 0o644))
	before := files(t, dir)
	status, stdout, stderr := run(t, dir, append([]string{home(t), "HOME=" + t.TempDir()}, environment...), binary(t), "app")
	assert.Equal(t, 1, status)
	assert.Empty(t, stdout)
	assert.True(t, strings.HasPrefix(stderr, "error: "), stderr)
	assert.NotRegexp(t, regexp.MustCompile(`goroutine|panic|\.js:\d+|jsii-runtime`), stderr)
	assert.Equal(t, before, files(t, dir), "nothing is written")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "nothing is left beside the output directory")
	return stderr
}

func TestAllFaultsOfAConfigurationAreShownAtOnce(t *testing.T) {
	dir := copyExample(t)
	rewrite(t, dir+"/environments/prod.yaml", "zones: 3", "zonse: 3")
	rewrite(t, dir+"/environments/stage.yaml", "10.20.0.0/16", "10.10.128.0/17")
	rewrite(t, dir+"/organization.yaml", "owner: platform", "owner: \"\"")
	message := fails(t, "BULKHEAD_CONFIG="+dir)
	assert.Contains(t, message, "environments/prod.yaml:18:3: network.zonse: is not a known key; did you mean zones?")
	assert.Regexp(t, `environments/stage\.yaml:\d+:\d+: network\.cidr: .* overlaps dev's`, message)
	assert.Regexp(t, `organization\.yaml:\d+:\d+: tags\.owner: `, message)
}

func TestREADMEShowsTheMessagesAsTheyAre(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	_, shown, _ := strings.Cut(string(readme), "```text\nerror: ")
	shown, _, _ = strings.Cut(shown, "```")
	dir := copyExample(t)
	rewrite(t, dir+"/environments/prod.yaml", "  zones: 3", "  zonse: 3")
	rewrite(t, dir+"/environments/prod.yaml", "uses: [orders, sessions", "uses: [order, sessions")
	rewrite(t, dir+"/environments/stage.yaml", "10.20.0.0/16", "10.10.128.0/17")
	rewrite(t, dir+"/environments/stage.yaml", "image: web:1.0.0\n    uses: [orders", "image: web:latest\n    uses: [orders")
	assert.Equal(t, shown, strings.ReplaceAll(strings.TrimPrefix(fails(t, "BULKHEAD_CONFIG="+dir), "error: "), dir, "myorg"))
}

func TestMissingDirectoryIsOneMessage(t *testing.T) {
	assert.Contains(t, fails(t, "BULKHEAD_CONFIG=/nonexistent/organization"), "/nonexistent/organization")
}

func TestUnreadableFileIsOneMessage(t *testing.T) {
	dir := copyExample(t)
	require.NoError(t, os.Remove(dir+"/organization.yaml"))
	require.NoError(t, os.Mkdir(dir+"/organization.yaml", 0o755))
	assert.Contains(t, fails(t, "BULKHEAD_CONFIG="+dir), dir+"/organization.yaml")
}

func TestBrokenContextIsOneMessage(t *testing.T) {
	assert.Contains(t, fails(t, "CDK_CONTEXT_JSON={"), "CDK_CONTEXT_JSON")
}

func TestForeignOutputDirectoryIsLeftAlone(t *testing.T) {
	precious := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(precious, "thesis.txt"), []byte("years"), 0o644))
	message := fails(t, "BULKHEAD_CONFIG="+absolute(t, exampleDir), "CDK_OUTDIR="+precious)
	assert.Contains(t, message, "holds no cloud assembly")
	assert.Equal(t, map[string]string{"thesis.txt": "years"}, files(t, precious))
}

// TestAConstructThatThrowsIsOneMessageWithTheLineThatMadeIt: no configuration
// that is accepted makes one throw, so this test makes one.
func TestAConstructThatThrowsIsOneMessageWithTheLineThatMadeIt(t *testing.T) {
	err := kernel.Run(func() {
		app := awscdk.NewApp(nil)
		awscdk.NewStack(app, new("twice"), nil)
		awscdk.NewStack(app, new("twice"), nil)
	})
	require.Error(t, err)
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 2)
	assert.Contains(t, lines[0], "There is already a Construct with name 'twice' in App")
	assert.Regexp(t, `^  at .*errors_test\.go:\d+ \(bulkhead/test\.`, lines[1])
}
