package test

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"

	"bulkhead/analysis/verify"
	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// verifiers is the report of the independent verifiers on all shared configurations.
var verifiers = sync.OnceValues(func() (verify.Report, error) { return verification()() })

// verification starts the verifiers, and returns what waits for their report. What configurations have in common, to
// the byte, is verified once.
func verification() (wait func() (verify.Report, error)) {
	waivers, err := verify.ReadWaivers("../waivers.yaml")
	options := verify.Options{
		Waivers: waivers,
		// People may do without it; the gate may not.
		RequireCfnLint: os.Getenv("CI") == "true",
	}
	known, verified := map[string]bool{}, map[string]bool{} // by path; by stack and content
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		a, fault := sharedConfigs[name].load()
		if err = errors.Join(err, fault); err != nil {
			return func() (verify.Report, error) { return verify.Report{}, err }
		}
		options.Dirs = append(options.Dirs, a.Dir)
		for _, stack := range a.Stacks {
			template, fault := os.ReadFile(stack.Path)
			err = errors.Join(err, fault)
			content := stack.ID + string(template)
			known[stack.Path] = verified[content]
			verified[content] = true
		}
	}
	options.Known = func(stack *assembly.Stack) bool { return known[stack.Path] }
	run := sync.OnceValues(func() (verify.Report, error) {
		report, fault := verify.Run(context.Background(), options)
		return report, errors.Join(err, fault)
	})
	go run()
	return run
}

func TestIndependentVerifiersFindNothingThatIsNotWaived(t *testing.T) {
	report, err := verifiers()
	require.NoError(t, err)
	for _, tool := range report.Tools {
		assert.True(t, tool.Skipped != "" || tool.Templates > 150, "%+v", tool)
	}
	assert.Greater(t, len(report.Findings), 500, "the waived ones")
	for _, f := range report.Findings {
		assert.True(t, f.Waived, "mend it, or waive it in waivers.yaml with the reason: %s %s: %s/%s: %s (%s)", f.Tool, f.Rule, f.Stack, f.Resource, f.Message, f.Template)
	}
	assert.Empty(t, report.UnusedWaivers, "no configuration has these findings")
}
