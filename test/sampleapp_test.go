package test

import (
	"os/exec"
	"testing"

	"bulkhead/internal/node"

	"github.com/stretchr/testify/require"
)

func TestSampleApplicationServesAndStopsGracefully(t *testing.T) {
	command := exec.Command(node.Binary(), "--test")
	command.Dir = "../examples/web"
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s", output)
}
