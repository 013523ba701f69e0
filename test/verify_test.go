package test

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"

	"bulkhead/assembly"
	"bulkhead/verify"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

// verifiers are the reports of the independent verifiers on every shared configuration, by name.
var verifiers = sync.OnceValues(func() (map[string]verify.Report, error) { return verification()() })

// verification starts the verifiers, and returns what waits for their reports. What configurations have in common, to
// the byte, is verified once.
func verification() (wait func() (map[string]verify.Report, error)) {
	var group errgroup.Group
	group.SetLimit(2) // while the tools of one start, those of the other work
	var all sync.Mutex
	reports := map[string]verify.Report{}
	waivers, err := verify.ReadWaivers("../waivers.yaml")
	verified := map[string]bool{} // by stack and content
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		a, fault := sharedConfigs[name].load()
		if err = errors.Join(err, fault); err != nil {
			break
		}
		known := map[*assembly.Stack]bool{}
		for _, stack := range a.Stacks {
			template, fault := os.ReadFile(stack.Path)
			err = errors.Join(err, fault)
			content := stack.ID + string(template)
			known[stack] = verified[content]
			verified[content] = true
		}
		group.Go(func() error {
			report, err := verify.Run(context.Background(), verify.Options{
				Dir:     a.Dir,
				Waivers: waivers,
				// People may do without it; the gate may not.
				RequireCfnLint: os.Getenv("CI") == "true",
				Known:          func(stack *assembly.Stack) bool { return known[a.Stack(stack.ID)] },
			})
			all.Lock()
			defer all.Unlock()
			reports[name] = report
			return err
		})
	}
	return func() (map[string]verify.Report, error) { return reports, errors.Join(err, group.Wait()) }
}

func TestIndependentVerifiersFindNothingThatIsNotWaived(t *testing.T) {
	reports, err := verifiers()
	require.NoError(t, err)
	assert.Len(t, reports, len(sharedConfigs))
	unused := map[string]int{}
	for name, report := range reports {
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
