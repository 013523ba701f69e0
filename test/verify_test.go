package test

import (
	"maps"
	"os"
	"slices"
	"testing"

	"bulkhead/assembly"
	"bulkhead/verify"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestIndependentVerifiersFindNothingThatIsNotWaived(t *testing.T) {
	waivers, err := verify.ReadWaivers("../waivers.yaml")
	require.NoError(t, err)
	unused := map[string]int{}
	verified := map[string]bool{} // by stack and content: configurations have some in common, to the byte
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		shared := sharedConfigs[name]
		dir, err := shared.synthesize()
		require.NoError(t, err)
		report, err := verify.Run(t.Context(), verify.Options{
			Dir:     dir,
			Waivers: waivers,
			// People may do without it; the gate may not.
			RequireCfnLint: os.Getenv("CI") == "true",
			Known: func(stack *assembly.Stack) bool {
				template, err := os.ReadFile(stack.Path)
				require.NoError(t, err)
				content := stack.ID + string(template)
				known := verified[content]
				verified[content] = true
				return known
			},
		})
		require.NoError(t, err)
		assert.NotEmpty(t, report.Findings, "%s: the waived ones at least", name)
		for _, f := range report.Findings {
			assert.True(t, f.Waived, "mend it, or waive it in waivers.yaml with the reason: %s: %s %s: %s/%s: %s", name, f.Tool, f.Rule, f.Stack, f.Resource, f.Message)
		}
		for _, waiver := range report.UnusedWaivers {
			unused[waiver]++
		}
	}
	for waiver, times := range unused {
		assert.Less(t, times, len(sharedConfigs), "no configuration has this finding: %s", waiver)
	}
}
