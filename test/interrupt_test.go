package test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAnInterruptedSynthesisLeavesNothingAndWritesNothingAfterwards starts the real binary, has it build in this and in
// other processes, and interrupts it while constructs are being made.
func TestAnInterruptedSynthesisLeavesNothingAndWritesNothingAfterwards(t *testing.T) {
	for _, test := range []struct {
		config string
		signal syscall.Signal
		json   bool
		status int
		says   string
	}{
		{"../examples/minimal", syscall.SIGTERM, false, 143, "error: interrupted by SIGTERM: what was half made is removed\n"},
		{exampleDir, syscall.SIGINT, true, 130, `"error": "interrupted by SIGINT: what was half made is removed"`},
	} {
		dir, scratch := t.TempDir(), t.TempDir()
		out := filepath.Join(dir, "cdk.out")
		require.NoError(t, os.Mkdir(out, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(out, "manifest.json"), []byte("{}"), 0o644))
		arguments := []string{"synth", "--no-cache", "--config", absolute(t, test.config), "--out", out}
		if test.json {
			arguments = append(arguments, "--json")
		}
		command := exec.Command(binary(t), arguments...)
		command.Env = append(os.Environ(), "TMPDIR="+scratch)
		var stdout, stderr bytes.Buffer
		command.Stdout, command.Stderr = &stdout, &stderr
		require.NoError(t, command.Start())
		require.Eventually(t, func() bool { return building(t, dir) }, time.Minute, 20*time.Millisecond, "it begins")
		children := descendantsOf(t, command.Process.Pid)
		assert.NotEmpty(t, children, "CDK runs in processes of its own")

		require.NoError(t, command.Process.Signal(test.signal))
		begun := time.Now()
		_ = command.Wait() // its status is what is looked at
		assert.Less(t, time.Since(begun), 9*time.Second, "it does not wait for constructs")
		assert.Equal(t, test.status, command.ProcessState.ExitCode(), stderr.String())
		said := stderr.String()
		if test.json {
			said = stdout.String()
		}
		assert.Contains(t, said, test.says)
		assert.NotRegexp(t, `\.go:|goroutine|Runtime process|signal:`, stdout.String()+stderr.String())

		check := func(when string) {
			assert.Equal(t, map[string]string{filepath.Join("cdk.out", "manifest.json"): "{}"}, files(t, dir), when)
			entries, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Len(t, entries, 1, "nothing is left beside the output directory, %s", when)
			entries, err = os.ReadDir(scratch)
			require.NoError(t, err)
			assert.Empty(t, entries, "no temporary file is left, %s", when)
		}
		check("at once")
		for _, child := range children {
			assert.Error(t, syscall.Kill(child, 0), "process %d has ended", child)
		}
		time.Sleep(2 * time.Second)
		check("later")
	}
}

func TestAnInterruptedVerificationEndsItsToolsAndSaysNothingElse(t *testing.T) {
	scratch := t.TempDir()
	command := exec.Command(binary(t), "verify", "--no-cache", "--json", absolute(t, goldens+"/plain"))
	command.Env = append(os.Environ(), "TMPDIR="+scratch)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	require.NoError(t, command.Start())
	var tools []int
	require.Eventually(t, func() bool {
		tools = descendantsOf(t, command.Process.Pid)
		return len(tools) > 0
	}, time.Minute, 20*time.Millisecond, "they begin")

	require.NoError(t, command.Process.Signal(syscall.SIGTERM))
	_ = command.Wait() // its status is what is looked at
	assert.Equal(t, 143, command.ProcessState.ExitCode(), stderr.String())
	assert.Contains(t, stdout.String(), `"error": "interrupted by SIGTERM: what was half made is removed"`)
	assert.NotContains(t, stdout.String(), "findings")
	for _, tool := range tools {
		assert.Error(t, syscall.Kill(tool, 0), "process %d has ended", tool)
	}
	entries, err := os.ReadDir(scratch)
	require.NoError(t, err)
	assert.Empty(t, entries, "no temporary file is left")
}

// building tells whether a synthesis has begun to write beside its output directory.
func building(t *testing.T, dir string) bool {
	t.Helper()
	begun, err := filepath.Glob(filepath.Join(dir, ".cdk.out-*", ".stages", "*"))
	require.NoError(t, err)
	return len(begun) > 0
}

// descendantsOf are the processes that a process has started, and those that they have.
func descendantsOf(t *testing.T, process int) (all []int) {
	t.Helper()
	output, err := exec.Command("ps", "-A", "-o", "pid=,ppid=").Output()
	require.NoError(t, err)
	children := map[int][]int{}
	for line := range strings.Lines(string(output)) {
		fields := strings.Fields(line)
		id, err := strconv.Atoi(fields[0])
		require.NoError(t, err)
		parent, err := strconv.Atoi(fields[1])
		require.NoError(t, err)
		children[parent] = append(children[parent], id)
	}
	all = children[process]
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all
}
