package changes

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"bulkhead/analysis/plan"
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
	apart   bool    // not together with others
	differs string  // why the plan and the model do not say the same of it; empty when they have to
	why     string  // of an outcome that is not what one would wish
}

// year are all lines.
var year = slices.Concat(organizationLines, networkLines, serviceLines, databaseLines, storeLines, takeoverLines,
	volumeLines, mailLines, environmentLines,
	clusterLines, nodeLines, operatorLines, recoveryLines, releaseLines, functionLines, applicationLines,
	domainLines)

// deployed are worlds in which a version is deployed, by its cloud assembly.
var deployed = map[*plan.Cloud]*cloudformation.World{}

// deploy returns a version, and a world of its own in which it is deployed.
func deploy(t testing.TB, f files) (version, *cloudformation.World) {
	t.Helper()
	v, err := synthesize(f)
	require.NoError(t, err)
	if deployed[v.cloud] == nil {
		world := cloudformation.NewWorld()
		result := world.DeployAll(v.app)
		require.True(t, result.Fine(), "the first deployment: %v", problems(result))
		deployed[v.cloud] = world
	}
	return v, deployed[v.cloud].Clone()
}

// become deploys a configuration where another one is deployed, and returns what became of it, and of the plan.
func become(t testing.TB, world *cloudformation.World, from version, to files) change {
	t.Helper()
	v, err := synthesize(to)
	var faults *refused
	if errors.As(err, &faults) {
		return change{outcome: unloadable, why: []string{faults.Error()}}
	}
	require.NoError(t, err)
	p := plan.Between(from.cloud, v.cloud, plan.Options{Kept: kept(world)})
	result := world.DeployAll(v.app)
	return change{v, outcomeOf(result), p, problems(result)}
}

// change is what became of an edit.
type change struct {
	version
	outcome outcome
	plan    *plan.Plan // nil when the configuration is refused
	why     []string
}

// kept are the names that kept resources hold, as an operator tells the plan.
func kept(world *cloudformation.World) []plan.Kept {
	var all []plan.Kept
	for _, name := range world.KeptNames() {
		all = append(all, plan.Kept{Account: name.Account, Region: name.Region, Type: name.Type, Name: name.Name})
	}
	return all
}

func outcomeOf(result cloudformation.Result) outcome {
	switch {
	case len(result.Refused) > 0:
		var findings []cloudformation.Finding
		for _, p := range result.Refused {
			if !slices.Contains(findings, p.Finding) {
				findings = append(findings, p.Finding)
			}
		}
		return refusedFor(findings...)
	case len(result.Losses) > 0:
		return risk
	}
	return fine
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
	before, world := deploy(t, readFiles(l.base).with(l.before...))
	if l.happens != nil {
		l.happens(world)
	}
	there := become(t, world, before, before.with(l.edits...))
	l.compare(t, l.says, l.want, there)
	if l.back == "" || !there.done() {
		return
	}
	l.compare(t, l.says+", and back", l.back, become(t, world, there.version, there.backTo(before)))
}

// done tells whether all was deployed.
func (c change) done() bool { return c.outcome == fine || c.outcome == risk }

// backTo is an earlier configuration, with what was recorded since.
func (c change) backTo(before version) files {
	back := before.with()
	if record, has := c.files[routesFile]; has {
		back[routesFile] = record
	}
	return back
}

func (l line) compare(t *testing.T, says string, want outcome, c change) {
	t.Helper()
	l.agree(t, says, c)
	got := c.outcome
	today, waits := pending[says]
	switch {
	case waits && agrees(want, got):
		t.Errorf("%s: is %s by now: take it from the lines that wait", says, want)
	case waits && agrees(today, got):
	case !agrees(want, got):
		t.Errorf("%s:\n  %v\n  want %s, got %s\n  %s", says, l.edits, want, got, strings.Join(c.why, "\n  "))
	}
}
