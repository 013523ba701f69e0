package changes

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkhead/internal/fingerprint"
	"bulkhead/test/changes/cloudformation"

	"github.com/stretchr/testify/require"
)

// outcome is what is to become of a change: fine, risk, unloadable, or the findings for which AWS refuses it.
type outcome string

const (
	fine       outcome = "fine"
	risk       outcome = "risk"   // all is done, and something that cannot be had again is gone
	unloadable outcome = "config" // the configuration is refused, and nothing is synthesized
)

// refusedFor is the outcome of an edit that AWS refuses for these findings, and perhaps others.
func refusedFor(findings ...cloudformation.Finding) outcome {
	var all []string
	for _, f := range findings {
		all = append(all, string(f))
	}
	return outcome("refused: " + strings.Join(all, ", "))
}

// line is an edit of a configuration that is deployed, and what becomes of it.
type line struct {
	says    string
	base    string                      // a directory of testdata
	before  []edit                      // made and deployed before
	happens func(*cloudformation.World) // what happens between the two deployments
	edits   []edit
	want    outcome
	back    outcome // of the way back; empty when it is not tried
	why     string  // when the plan refuses what would execute, or the outcome is not what one would wish: the reason
}

// year are all lines.
var year = slices.Concat(organizationLines, networkLines, serviceLines, storeLines, environmentLines)

// deployed are worlds in which a configuration is deployed, by its fingerprint.
var deployed = map[string]*cloudformation.World{}

// deploy returns a world of its own in which a configuration is deployed.
func deploy(t testing.TB, f files) *cloudformation.World {
	t.Helper()
	key := fingerprint.Of(f)
	if deployed[key] == nil {
		app, err := synthesize(f)
		require.NoError(t, err)
		world := cloudformation.NewWorld()
		result := world.DeployAll(app)
		require.True(t, result.Fine(), "the first deployment: %v", problems(result))
		deployed[key] = world
	}
	return deployed[key].Clone()
}

// change deploys a configuration to a world and returns what became of it.
func change(t testing.TB, world *cloudformation.World, f files) (outcome, []string) {
	t.Helper()
	app, err := synthesize(f)
	var faults *refused
	if errors.As(err, &faults) {
		return unloadable, []string{faults.Error()}
	}
	require.NoError(t, err)
	result := world.DeployAll(app)
	switch {
	case len(result.Refused) > 0:
		var findings []cloudformation.Finding
		for _, p := range result.Refused {
			if !slices.Contains(findings, p.Finding) {
				findings = append(findings, p.Finding)
			}
		}
		return refusedFor(findings...), problems(result)
	case len(result.Losses) > 0:
		return risk, problems(result)
	}
	return fine, problems(result)
}

func problems(r cloudformation.Result) []string {
	var all []string
	for _, p := range r.Refused {
		all = append(all, "refused "+p.String())
	}
	for _, p := range r.Losses {
		all = append(all, "lost    "+p.String())
	}
	for _, p := range r.Kept {
		all = append(all, "kept    "+p.String())
	}
	return all
}

// agrees tells whether an outcome has every finding that is wanted.
func agrees(want, got outcome) bool {
	if want == got {
		return true
	}
	findings, refuses := strings.CutPrefix(string(want), "refused: ")
	others, refused := strings.CutPrefix(string(got), "refused: ")
	if !refuses || !refused {
		return false
	}
	has := strings.Split(others, ", ")
	for _, finding := range strings.Split(findings, ", ") {
		if !slices.Contains(has, finding) {
			return false
		}
	}
	return true
}

// try deploys what was before, the edit, and the way back.
func (l line) try(t *testing.T) {
	base := readFiles(l.base).with(l.before...)
	head := base.with(l.edits...)
	world := deploy(t, base)
	if l.happens != nil {
		l.happens(world)
	}
	got, why := change(t, world, head)
	l.compare(t, l.says, l.want, got, why)
	if l.back == "" || got == unloadable || strings.HasPrefix(string(got), "refused") {
		return
	}
	got, why = change(t, world, base)
	l.compare(t, l.says+", and back", l.back, got, why)
}

func (l line) compare(t *testing.T, says string, want, got outcome, why []string) {
	t.Helper()
	today, waits := pending[says]
	switch {
	case waits && agrees(want, got):
		t.Errorf("%s: is %s by now: take it from the lines that wait", says, want)
	case waits && agrees(today, got):
	case !agrees(want, got):
		t.Errorf("%s:\n  %v\n  want %s, got %s\n  %s", says, l.edits, want, got, strings.Join(why, "\n  "))
	}
}

func TestAYearOfChangesBecomesWhatIsExpected(t *testing.T) {
	seen := map[string]bool{}
	edits := 0
	for _, l := range year {
		require.False(t, seen[l.says], "%s is there twice", l.says)
		seen[l.says] = true
		edits++
		if l.back != "" {
			seen[l.says+", and back"] = true
			edits++
		}
		t.Run(l.says, l.try)
	}
	for says := range pending {
		require.True(t, seen[says], "%s waits, and is no line", says)
	}
	t.Log(fmt.Sprint(edits, " edits, ", syntheses, " stages synthesized"))
	require.GreaterOrEqual(t, edits, 120)
}
