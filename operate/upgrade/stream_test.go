package upgrade

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// streamScenarios are streams before an upgrade.
var streamScenarios = inPlaceScenarios{
	"one cluster":       func() inPlace { return newStreamWorld("3.9.x", here) },
	"copied to another": func() inPlace { return newStreamWorld("3.9.x", here, there) },
	"two of their own": func() inPlace {
		w := newStreamWorld("3.9.x", here, there)
		w.upgrade.Copies, w.clusters[there].replicator = nil, ""
		return w
	},
	"copied back": func() inPlace {
		w := newStreamWorld("3.9.x", here, there)
		w.upgrade.Copies = append(w.upgrade.Copies, w.upgrade.Clusters[0])
		w.clusters[here].replicator = "RUNNING"
		return w
	},
	"express brokers": func() inPlace {
		w := newStreamWorld("3.9.x", here)
		w.upgrade.Express = true
		return w
	},
	"a broker is behind": func() inPlace {
		w := newStreamWorld("3.9.x", here, there)
		w.clusters[there].catchesUp = w.now.Add(30 * time.Minute)
		return w
	},
	"brokers are being patched": func() inPlace {
		w := newStreamWorld("3.9.x", here)
		w.clusters[here].state, w.clusters[here].ends = "MAINTENANCE", w.now.Add(30*time.Minute)
		return w
	},
	"one has it": func() inPlace {
		w := newStreamWorld("3.9.x", here, there)
		w.version, w.clusters[here].version, w.clusters[here].stack = "4.1.x", "4.1.x.kraft", "4.1.x"
		return w
	},
	"written already": func() inPlace {
		w := newStreamWorld("3.9.x", here)
		w.version = "4.1.x"
		return w
	},
}

func TestAnUpgradeOfAStreamThatIsKilledAfterAnyCallGoesOnAndEndsTheSame(t *testing.T) {
	b := newInPlaceBook(t, streamScenarios)
	b.killed(streamScenarios)
	b.atLeast(300)
}

func TestACallForAStreamThatFailsIsMadeAgain(t *testing.T) {
	b := newInPlaceBook(t, streamScenarios)
	b.fails(streamScenarios)
	b.atLeast(110)
}

func TestTwoOperatorsOfAStreamEndAsOne(t *testing.T) {
	b := newInPlaceBook(t, streamScenarios)
	b.twice(streamScenarios)
	b.atLeast(100)
}

func TestAnUpgradeOfAStreamThatCannotEndIsNotBegun(t *testing.T) {
	version := func(region, v string) func(*streamWorld) {
		return func(w *streamWorld) { w.clusters[region].version = v }
	}
	replicator := func(s string) func(*streamWorld) {
		return func(w *streamWorld) { w.clusters[there].replicator = s }
	}
	for why, change := range map[string]func(*streamWorld){
		"from 3.9.x.kraft to 4.1.x.kraft, but to 4.0.x.kraft":        func(w *streamWorld) { w.offered = w.offered[:1] },
		"has 4.2.x.kraft, and a cluster never goes back":             version(there, "4.2.x.kraft"),
		"has 3.9.x, with ZooKeeper":                                  version(here, "3.9.x"),
		"is serverless":                                              version(here, ""),
		"acme-prod-events in eu-west-1 is failed":                    func(w *streamWorld) { w.clusters[here].state = "FAILED" },
		"writes to acme-prod-dr-events in eu-central-1 is FAILED":    replicator("FAILED"),
		"writes to acme-prod-dr-events in eu-central-1 is not there": replicator(""),
		"there is no stream acme-prod-goods in eu-west-1": func(w *streamWorld) {
			w.upgrade.Clusters = append([]Cluster{{Name: "acme-prod-goods", Region: here}}, w.upgrade.Clusters[1])
		},
	} {
		w := newStreamWorld("3.9.x", here, there)
		change(w)
		refused(t, why, w)
	}
}

func TestAStreamThatHasTheVersionAlreadyIsOnlyWrittenDown(t *testing.T) {
	w := newStreamWorld("4.1.x", here)
	w.version = "3.9.x"
	var asked *YoursError
	require.ErrorAs(t, runOf(w, 0, nil).Run(t.Context()), &asked)
	assert.Contains(t, asked.Detail, "as the stream has it already")
}

// TestAForgottenStepOfAStreamIsCaught: of the steps that do or wait, each does harm when it is left out.
func TestAForgottenStepOfAStreamIsCaught(t *testing.T) {
	assert.False(t, streamScenarios.wrong(func(steps []Step) []Step { return steps }))
	for _, name := range []string{"check", "deploy", "works"} {
		assert.True(t, streamScenarios.wrong(without(name)), "without %s", name)
	}
	for _, name := range []string{"check", "works"} {
		assert.True(t, streamScenarios.wrong(impatient(name)), "it does not wait at %s", name)
	}
}

func TestEveryStepOfAStreamSaysWhoseItIsAndCanBeDoneByHand(t *testing.T) {
	w := newStreamWorld("3.9.x", here, there)
	sayWhose(t, StreamSteps(w.upgrade, cloudOf(w, 0)))
	assert.Error(t, StreamUpgrade{}.Check())
	w.upgrade.To = ""
	assert.ErrorContains(t, w.upgrade.Check(), "to a version")
}
