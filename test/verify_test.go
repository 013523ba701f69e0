package test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"bulkhead/analysis/verify"
	kept "bulkhead/internal/cache"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// verifiers is the report of the independent verifiers on all shared configurations.
var verifiers = sync.OnceValues(func() (verify.Report, error) { return verification()() })

// verification starts the verifiers, and returns what waits for their report. They begin with the first configuration
// that is synthesized. What configurations have in common, and what was verified before, is in the cache.
func verification() (wait func() (verify.Report, error)) {
	waivers, err := verify.ReadWaivers("../waivers.yaml")
	ready := make(chan string, len(sharedConfigs)) // their names
	run := sync.OnceValues(func() (verify.Report, error) {
		var all verify.Report
		for name := range ready {
			report, err := verify.Run(context.Background(), verify.Options{
				Dir:     filepath.Join(scratch, name),
				Waivers: waivers,
				// People may do without it; the gate may not.
				RequireCfnLint: os.Getenv("CI") == "true",
				Cache:          kept.Default(),
			})
			if err != nil {
				return verify.Report{}, fmt.Errorf("%s: %w", name, err)
			}
			all = add(all, name, report)
		}
		return all, nil
	})
	go run()
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		_, fault := sharedConfigs[name].load()
		if err = errors.Join(err, fault); err != nil {
			break
		}
		ready <- name
	}
	close(ready)
	return func() (verify.Report, error) {
		report, fault := run()
		return report, errors.Join(err, fault)
	}
}

// add adds the report on a configuration to those on others: a waiver is used when one of them needs it.
func add(all verify.Report, name string, report verify.Report) verify.Report {
	if all.Tools == nil {
		all.Tools, all.UnusedWaivers = make([]verify.Tool, len(report.Tools)), report.UnusedWaivers
	}
	for i, tool := range report.Tools {
		all.Tools[i] = verify.Tool{
			Name:      tool.Name,
			Skipped:   tool.Skipped,
			Templates: all.Tools[i].Templates + tool.Templates,
		}
	}
	for _, f := range report.Findings {
		f.Template = name + "/" + f.Template
		all.Findings = append(all.Findings, f)
	}
	all.UnusedWaivers = slices.DeleteFunc(
		all.UnusedWaivers,
		func(unused string) bool { return !slices.Contains(report.UnusedWaivers, unused) },
	)
	return all
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
	unused := slices.DeleteFunc(slices.Clone(report.UnusedWaivers), func(unused string) bool {
		return slices.ContainsFunc(ofOtherRegions, func(waiver string) bool { return strings.Contains(unused, waiver) })
	})
	assert.Empty(t, unused, "no configuration has these findings")
	assert.Len(t, report.UnusedWaivers, len(ofOtherRegions), "these are found by now: take them out of ofOtherRegions")
}

// ofOtherRegions are the waivers that only regions need which no reviewed configuration is in; generated ones are.
var ofOtherRegions = []string{
	": E3021 on */data-*/* ", // me-south-1
}
