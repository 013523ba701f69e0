package test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"bulkhead/internal/node"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The only node in the PATH is none: what says which Node runs the kernel must have come before CDK.
func TestTheKernelRunsOnTheNodeThatIsInstalled(t *testing.T) {
	real, err := exec.LookPath(node.Binary())
	require.NoError(t, err)
	dir := t.TempDir()
	bin := filepath.Join(dir, "node_modules", ".bin")
	require.NoError(t, os.MkdirAll(bin, 0o755))
	script := "#!/bin/sh\n: >" + dir + "/started\nexec " + absolute(t, real) + " \"$@\"\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "node"), []byte(script), 0o755))
	nothing := []string{"PATH=" + t.TempDir(), home(t), "HOME=" + t.TempDir(), "BULKHEAD_CONFIG=" + absolute(t, "testdata/configs/minimal")}
	copied := filepath.Join(dir, "bin", "bulkhead")
	require.NoError(t, os.MkdirAll(filepath.Dir(copied), 0o755))
	content, err := os.ReadFile(binary(t))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(copied, content, 0o755))
	require.NoError(t, os.Symlink(absolute(t, functions()), filepath.Join(dir, "bin", "functions")))
	status, _, stderr := run(t, t.TempDir(), nothing, copied, "app")
	assert.Equal(t, 0, status, stderr)
	assert.FileExists(t, filepath.Join(dir, "started"))
}

// A directory that somebody else fills, such as a checkout of configuration, may hold what looks like npm's packages.
func TestNothingOfTheWorkingDirectoryRuns(t *testing.T) {
	dir := t.TempDir()
	bin := filepath.Join(dir, "node_modules", ".bin")
	require.NoError(t, os.MkdirAll(bin, 0o755))
	script := "#!/bin/sh\n: >" + dir + "/started\nexit 1\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "node"), []byte(script), 0o755))
	environment := []string{home(t), "HOME=" + t.TempDir(), "BULKHEAD_CONFIG=" + absolute(t, "testdata/configs/minimal")}
	status, _, stderr := run(t, dir, environment, binary(t), "app")
	assert.Equal(t, 0, status, stderr)
	assert.NoFileExists(t, filepath.Join(dir, "started"))
}
