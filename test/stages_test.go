package test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"bulkhead/analysis/alarms"
	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/fingerprint"
	"bulkhead/internal/kernel"
	"bulkhead/stacks"

	"github.com/stretchr/testify/require"
)

// stagesMade are the directories of stages that were synthesized, by what they are made of.
var stagesMade = map[string]string{}

// stageIn returns the directory of a stage, built of no more of the configuration than it sees. Many tests change one
// environment, and the stages of the others are the same.
func stageIn(t testing.TB, c *config.Config, s stacks.Stage) string {
	t.Helper()
	view := c.OfStage(s.Environment, s.Name)
	seen := *view
	withFiles := func(e config.Environment) bool {
		sites := slices.Collect(maps.Values(e.Sites))
		return slices.ContainsFunc(sites, func(s config.Site) bool { return s.Files != "" })
	}
	if !slices.ContainsFunc(view.Environments, withFiles) {
		seen.Dir = "" // nothing else of it is read
	}
	key := s.Name + " " + fingerprint.Of(seen)
	if stagesMade[key] == "" {
		dir, err := os.MkdirTemp(scratch, "stage-") // others may read it after this test
		require.NoError(t, err)
		require.NoError(t, kernel.Run(func() {
			stacks.SynthesizeStage(view, s, stacks.Options{Outdir: dir, Functions: standins()})
		}))
		stagesMade[key] = dir
	}
	return stagesMade[key]
}

// synthesize is the cloud assembly of a configuration.
func synthesize(t testing.TB, c *config.Config) *assembly.Assembly {
	t.Helper()
	if c.Organization.Pipeline == nil {
		return synthesizeStages(t, c, func(stacks.Stage) bool { return true })
	}
	dir, err := os.MkdirTemp(scratch, "synthesized-")
	require.NoError(t, err)
	for _, s := range stacks.Stages(c) {
		copyStage(t, stageIn(t, c, s), dir, "", "")
	}
	require.NoError(t, kernel.Run(func() { stacks.Join(c, stacks.Options{Outdir: dir, Functions: standins()}) }))
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	require.Empty(t, alarms.Faults(a), "alarms that cannot be right")
	return a
}

// synthesizeEnvironments is the cloud assembly of a configuration's environments alone: the organization's own stages
// take as long as some of them, and most tests ask nothing of those.
func synthesizeEnvironments(t testing.TB, c *config.Config) *assembly.Assembly {
	t.Helper()
	c.Organization.Pipeline = nil
	return synthesizeStages(t, c, func(s stacks.Stage) bool { return s.Environment != "" })
}

// synthesizeStages is the cloud assembly of some of the stages of a configuration.
func synthesizeStages(t testing.TB, c *config.Config, wanted func(stacks.Stage) bool) *assembly.Assembly {
	t.Helper()
	all := &assembly.Assembly{}
	for _, s := range stacks.Stages(c) {
		if !wanted(s) {
			continue
		}
		a, err := assembly.Load(stageIn(t, c, s))
		require.NoError(t, err)
		all.Stacks = append(all.Stacks, a.Stacks...)
	}
	slices.SortFunc(all.Stacks, func(a, b *assembly.Stack) int { return strings.Compare(a.ID, b.ID) })
	require.Empty(t, alarms.Faults(all), "alarms that cannot be right")
	return all
}
