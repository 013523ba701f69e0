package test

import (
	"os"
	"testing"

	"bulkhead/verify"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestIndependentVerifiersFindNothingThatIsNotWaived(t *testing.T) {
	dir, err := synthesizeExample()
	require.NoError(t, err)
	waivers, err := verify.ReadWaivers("../waivers.yaml")
	require.NoError(t, err)
	report, err := verify.Run(t.Context(), verify.Options{
		Dir:     dir,
		Waivers: waivers,
		// People may do without it; the gate may not.
		RequireCfnLint: os.Getenv("CI") == "true",
	})
	require.NoError(t, err)
	assert.Empty(t, report.UnusedWaivers)
	assert.NotEmpty(t, report.Findings, "the waived ones at least")
	for _, f := range report.Findings {
		assert.True(t, f.Waived, "%s %s: %s/%s: %s", f.Tool, f.Rule, f.Stack, f.Resource, f.Message)
	}
}
