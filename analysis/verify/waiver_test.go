package verify

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// waivers reads waivers, each written on one line.
func waivers(t *testing.T, lines ...string) *Waivers {
	t.Helper()
	w, err := ReadWaivers(waiverFile(t, lines...))
	require.NoError(t, err)
	return w
}

func waiverFile(t *testing.T, lines ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "waivers.yaml")
	text := "waivers:\n  - " + strings.Join(lines, "\n  - ") + "\n"
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	return file
}

func TestAWaiverSaysWhatWhereAndWhy(t *testing.T) {
	for name, c := range map[string]struct{ line, want string }{
		"no rules":       {"{resource: '*', reason: r}", "waivers.yaml:2:5: waivers[0].rules: is missing; list the rules"},
		"no resource":    {"{rules: [a], reason: r}", "waivers.yaml:2:5: waivers[0].resource: is missing; name the resource"},
		"no reason":      {"{rules: [a], resource: '*'}", "waivers.yaml:2:5: waivers[0].reason: is missing; say why"},
		"an empty one":   {"{rules: [a], resource: '*', reason: '  '}", "waivers.yaml:2:41: waivers[0].reason: is missing"},
		"unknown tool":   {"{tool: lint, rules: [a], resource: '*', reason: r}", `waivers[0].tool: "lint" is not offered; choose cloudformation-validate, cfn-guard`},
		"unknown tier":   {"{tier: prod, rules: [a], resource: '*', reason: r}", `waivers[0].tier: "prod" is not offered; choose production or development`},
		"unknown key":    {"{rule: a, resource: '*', reason: r}", "waivers.yaml:2:6: waivers[0].rule: is not a known key; did you mean rules?"},
		"no list at all": {"nonsense", "waivers.yaml:2:5: waivers[0]: is text where keys and values are expected"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadWaivers(waiverFile(t, c.line))
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestAllFaultsOfTheWaiversAreReportedAtOnce(t *testing.T) {
	_, err := ReadWaivers(waiverFile(t, "{rules: [a]}", "{resource: '*'}"))
	assert.ErrorContains(t, err, "waivers[0].resource: is missing")
	assert.ErrorContains(t, err, "waivers[1].reason: is missing")
}

func TestAWaiverOfAControlWaivesNoFindingAndIsNotMissedByVerifiers(t *testing.T) {
	w := waivers(t, "{tool: evidence, rules: [S3.9], resource: 'dev/data/*', tier: development, reason: a toy}")
	report := Report{Findings: []Finding{{Tool: cfnGuard, Rule: "S3.9", Stack: "dev/data", Resource: "Orders", tier: "development"}}}
	w.apply(&report)
	assert.False(t, report.Findings[0].Waived)
	assert.Empty(t, report.UnusedWaivers)
	reason, waived := w.Control("S3.9", "dev/data/Orders", "development")
	assert.True(t, waived)
	assert.Equal(t, "a toy", reason)
	for _, other := range [][3]string{
		{"S3.8", "dev/data/Orders", "development"},
		{"S3.9", "dev/edge/Orders", "development"},
		{"S3.9", "dev/data/Orders", "production"},
	} {
		_, waived := w.Control(other[0], other[1], other[2])
		assert.False(t, waived, other)
	}
	_, waived = waivers(t, "{rules: [S3.9], resource: '*', reason: r}").Control("S3.9", "dev/data/Orders", "")
	assert.False(t, waived, "a waiver of any tool's finding")
}

func TestAStarStandsForAnyTextAndNothingElseIsSpecial(t *testing.T) {
	for _, c := range []struct {
		pattern, address string
		want             bool
	}{
		{"dev/data/Orders", "dev/data/Orders", true},
		{"dev/data/Orders", "dev/data/Orders2", false},
		{"dev/data/Orders?", "dev/data/Orders2", true},
		{"*/Orders*", "prod-dr/data/Orders1A2B", true},
		{"dev/*", "dev/network/Vpc/publicSubnet1", true},
		{"dev/*", "prod/dev/x", false},
		{"dev/data.Orders", "dev/data/Orders", false},
		{"dev/[data]/Orders", "dev/d/Orders", false},
	} {
		assert.Equal(t, c.want, pattern(c.pattern).MatchString(c.address), "%s on %s", c.pattern, c.address)
	}
}

func TestTheProjectsWaiversCanBeRead(t *testing.T) {
	_, err := ReadWaivers("../../waivers.yaml")
	assert.NoError(t, err)
}
