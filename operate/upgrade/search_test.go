package upgrade

import (
	"testing"
	"time"

	"bulkhead/internal/aws/opensearch"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// searchScenarios are search domains before an upgrade.
var searchScenarios = inPlaceScenarios{
	"one domain": func() inPlace { return newSearchWorld("3.3", here) },
	"one node": func() inPlace {
		w := newSearchWorld("3.3", here)
		w.first().health = opensearch.HealthYellow
		return w
	},
	"a pair": func() inPlace { return newSearchWorld("3.3", here, there) },
	"two of their own": func() inPlace {
		w := newSearchWorld("3.3", here, there)
		w.upgrade.Replicates, w.pair = false, nil
		return w
	},
	"the follower has it": func() inPlace {
		w := newSearchWorld("3.3", here, there)
		w.version, w.domains[there].version, w.domains[there].stack = "3.5", "3.5", "3.5"
		return w
	},
	"an index of long ago": func() inPlace {
		w := newSearchWorld("3.3", here, there)
		w.domains[there].broken = "index old is incompatible"
		return w
	},
	"looked into before": func() inPlace {
		w := newSearchWorld("3.3", here)
		long := w.now.Add(-time.Hour)
		w.first().verdicts = []*searchVerdict{
			{begins: long, shows: long, ends: long, issues: []string{"too many shards"}},
		}
		return w
	},
	"looked into before, and broken since": func() inPlace {
		w := newSearchWorld("3.3", here)
		long := w.now.Add(-time.Hour)
		w.first().verdicts = []*searchVerdict{{begins: long, shows: long, ends: long}}
		w.first().broken = "too many shards"
		return w
	},
	"AWS puts it back once": func() inPlace {
		w := newSearchWorld("3.3", here, there)
		w.first().putBack, w.domains[there].putBack = 1, 1
		return w
	},
	"its configuration is being changed": func() inPlace {
		w := newSearchWorld("3.3", here)
		w.first().doing, w.first().ends = "changing", w.now.Add(30*time.Minute)
		return w
	},
	"written already": func() inPlace {
		w := newSearchWorld("3.3", here, there)
		w.version = "3.5"
		return w
	},
}

func TestAnUpgradeOfASearchDomainThatIsKilledAfterAnyCallGoesOnAndEndsTheSame(t *testing.T) {
	b := newInPlaceBook(t, searchScenarios)
	b.killed(searchScenarios)
	b.atLeast(700)
}

func TestACallForASearchDomainThatFailsIsMadeAgain(t *testing.T) {
	b := newInPlaceBook(t, searchScenarios)
	b.fails(searchScenarios)
	b.atLeast(200)
}

func TestTwoOperatorsOfASearchDomainEndAsOne(t *testing.T) {
	b := newInPlaceBook(t, searchScenarios)
	b.twice(searchScenarios)
	b.atLeast(200)
}

func TestAnUpgradeOfASearchDomainThatCannotEndIsNotBegun(t *testing.T) {
	status := func(s string) func(*searchWorld) { return func(w *searchWorld) { w.pair.Status = &s } }
	red := func(region string) func(*searchWorld) {
		return func(w *searchWorld) { w.domains[region].health = opensearch.HealthRed }
	}
	for why, change := range map[string]func(*searchWorld){
		"from OpenSearch_2.19 to OpenSearch_3.5, but to OpenSearch_3.1, OpenSearch_3.3": func(w *searchWorld) {
			w.first().version = "2.19"
		},
		"a domain never goes back":                                           func(w *searchWorld) { w.domains[there].version = "3.7" },
		"the health of acme-prod-products in eu-west-1 is Red":               red(here),
		"the health of acme-prod-dr-products in eu-central-1 is Red":         red(there),
		"the replication to acme-prod-dr-products in eu-central-1 is FAILED": status(opensearch.StatusFailed),
		"does not replicate to acme-prod-dr-products":                        func(w *searchWorld) { w.pair = nil },
		"is not the primary of the pair":                                     func(w *searchWorld) { w.role = opensearch.RoleSecondary },
		"there is no search domain acme-prod-goods in eu-west-1": func(w *searchWorld) {
			w.upgrade.Domains = append([]Domain{{Name: "acme-prod-goods", Region: here}}, w.upgrade.Domains[1])
		},
		"acme-prod-products in eu-west-1 is being deleted": func(w *searchWorld) { w.first().doing = "deleting" },
	} {
		w := newSearchWorld("3.3", here, there)
		change(w)
		refused(t, why, w)
	}
}

func TestTheDomainThatFollowsIsDeployedBeforeTheOneThatItFollows(t *testing.T) {
	w := newSearchWorld("3.3", here, there)
	var asked *YoursError
	require.ErrorAs(t, runOf(w, 0, nil).Run(t.Context()), &asked)
	assert.Equal(t, "follower", asked.Step.Name)
	assert.Contains(t, asked.Detail, "npx cdk deploy --exclusively prod-dr/data-products")

	w.version, w.first().version, w.first().stack = "3.5", "3.5", "3.5"
	require.ErrorAs(t, runOf(w, 0, nil).Run(t.Context()), &asked)
	assert.Contains(t, asked.Detail, "eu-west-1 has 3.5 already, which this one may not be able to follow")
}

func TestWhatAWSSaysIsWrongWithADomainIsTold(t *testing.T) {
	w := newSearchWorld("3.3", here)
	w.first().broken = "too many shards"
	err := runOf(w, 0, nil).Run(t.Context())
	assert.ErrorContains(t, err, "AWS does not upgrade acme-prod-products in eu-west-1: too many shards")

	w.first().broken, w.first().putBack = "", 1
	var asked *YoursError
	require.ErrorAs(t, runOf(w, 0, nil).Run(t.Context()), &asked)
	w.others(asked.Step.Name, "")
	w.now = w.now.Add(time.Hour)
	w.pass(w.now)
	require.ErrorAs(t, runOf(w, 0, without("eligible")).Run(t.Context()), &asked)
	assert.Contains(t, asked.Detail, "has failed, and AWS has put it back (the snapshot took too long)")
}

func TestADomainThatHasTheVersionAlreadyIsOnlyWrittenDown(t *testing.T) {
	w := newSearchWorld("3.5", here)
	w.version = "3.3"
	var asked *YoursError
	require.ErrorAs(t, runOf(w, 0, nil).Run(t.Context()), &asked)
	assert.Contains(t, asked.Detail, "as the domain has it already")
	assert.Empty(t, w.first().verdicts)
}

// TestAForgottenStepOfASearchDomainIsCaught: of the steps that do or wait, each does harm when it is left out.
func TestAForgottenStepOfASearchDomainIsCaught(t *testing.T) {
	assert.False(t, searchScenarios.wrong(func(steps []Step) []Step { return steps }))
	for _, name := range []string{"eligible", "follower", "deploy", "works"} {
		assert.True(t, searchScenarios.wrong(without(name)), "without %s", name)
	}
	for _, name := range []string{"eligible", "works"} {
		assert.True(t, searchScenarios.wrong(impatient(name)), "it does not wait at %s", name)
	}
}

func TestEveryStepOfASearchDomainSaysWhoseItIsAndCanBeDoneByHand(t *testing.T) {
	w := newSearchWorld("3.3", here, there)
	sayWhose(t, SearchSteps(w.upgrade, cloudOf(w, 0)))
	assert.Error(t, SearchUpgrade{}.Check())
	w.upgrade.To = ""
	assert.ErrorContains(t, w.upgrade.Check(), "to a version")
}
