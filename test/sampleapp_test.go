package test

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSampleApplicationServesAndStopsGracefully(t *testing.T) {
	command := exec.Command("node", "--test")
	command.Dir = "../examples/web"
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s", output)
}
