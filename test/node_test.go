package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bulkhead/config"
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
	nothing := []string{"PATH=" + t.TempDir(), home(t), "HOME=" + t.TempDir(), "BULKHEAD_CONFIG=" + absolute(t, "../examples/minimal")}
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
	environment := []string{home(t), "HOME=" + t.TempDir(), "BULKHEAD_CONFIG=" + absolute(t, "../examples/minimal")}
	status, _, stderr := run(t, dir, environment, binary(t), "app")
	assert.Equal(t, 0, status, stderr)
	assert.NoFileExists(t, filepath.Join(dir, "started"))
}

// bytesRead is how many bytes a process has read so far.
func bytesRead(t testing.TB, process string) (n int) {
	t.Helper()
	text, err := os.ReadFile("/proc/" + process + "/io")
	require.NoError(t, err)
	_, err = fmt.Sscanf(string(text), "rchar: %d", &n)
	require.NoError(t, err)
	return n
}

// childOf is a process's child that runs a program.
func childOf(t testing.TB, process, program string) string {
	t.Helper()
	threads, err := filepath.Glob("/proc/" + process + "/task/*/children")
	require.NoError(t, err)
	for _, thread := range threads {
		children, err := os.ReadFile(thread)
		require.NoError(t, err)
		for _, child := range strings.Fields(string(children)) {
			if line, _ := os.ReadFile("/proc/" + child + "/cmdline"); strings.Contains(string(line), program) {
				return child
			}
		}
	}
	require.Fail(t, "there is no such child", program)
	return ""
}

// The process that Go starts runs another one, which is the kernel. What that is asked does not pass through both.
func TestTheKernelIsAskedWithoutAMessenger(t *testing.T) {
	if _, err := os.Stat("/proc/self/io"); err != nil {
		t.Skip("nothing tells here what processes read")
	}
	alone := func(costCentre string) { // another one each time, since a stage is asked for once
		small(t, "dev", func(_ *config.Organization, e *config.Environment) {
			e.Services, e.Databases, e.Tags.CostCentre = nil, nil, costCentre
		})
	}
	alone("first") // the kernel starts
	started := childOf(t, fmt.Sprint(os.Getpid()), "jsii-runtime.js")
	kernel := childOf(t, started, "program.js")
	before, of := bytesRead(t, started), bytesRead(t, kernel)
	alone("second")
	assert.Greater(t, bytesRead(t, kernel)-of, 1<<19)
	assert.Less(t, bytesRead(t, started)-before, 1<<16)
}
