package preflight

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTemplatesOfAnotherConfigurationAreRefused(t *testing.T) {
	for _, name := range []string{"choices", "minimal", "plain", "private"} {
		require.NoError(t, needsOf(t, name).ours(), name)
	}
	n := needsOf(t, "plain")
	n.Assembly = needsOf(t, "choices").Assembly
	_, err := n.Plan()
	require.ErrorContains(t, err, "the templates are of another configuration: they have a stage ")

	n = needsOf(t, "plain")
	n.Assembly.Stage("dev")[0].Account = "999999999999"
	_, err = n.Plan()
	assert.ErrorContains(t, err, "is in account 999999999999, and should be in ")
}
