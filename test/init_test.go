package test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatInitWritesIsSynthesized(t *testing.T) {
	program, err := buildBinary()
	require.NoError(t, err)
	for environment, more := range map[string][]string{
		"dev":  {"--region", "eu-west-1"},
		"prod": {"--tier", "production", "--alerts", "ops@example.com", "--cidr", "172.20.0.0/18", "--region", "us-east-1"},
	} {
		dir, out := filepath.Join(t.TempDir(), "myorg"), filepath.Join(t.TempDir(), "out")
		said := append([]string{
			"init", dir, "--name", "acme", "--domain", "example.com", "--security", "111111111111",
			"--shared-services", "222222222222", "--environment", environment, "--account", "333333333333",
			"--owner", "platform", "--cost-centre", "cc-1000",
		}, more...)
		output, err := exec.Command(program, said...).CombinedOutput()
		require.NoError(t, err, string(output))
		output, err = exec.Command(program, "synth", "--config", dir, "--out", out).CombinedOutput()
		require.NoError(t, err, string(output))
		a, err := assembly.Load(out)
		require.NoError(t, err)
		assert.NotNil(t, a.Stack(environment+"/network"))
	}
}
