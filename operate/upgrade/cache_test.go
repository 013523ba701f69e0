package upgrade

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cacheScenarios are caches before an upgrade.
var cacheScenarios = inPlaceScenarios{
	"a replica":   func() inPlace { return newCacheWorld("8.1.0", 1) },
	"no replica":  func() inPlace { return newCacheWorld("8.1.0", 0) },
	"three nodes": func() inPlace { return newCacheWorld("8.0.1", 2) },
	"shards": func() inPlace {
		w := newCacheWorld("8.1.0", 3)
		w.clustered = true
		return w
	},
	"written already": func() inPlace {
		w := newCacheWorld("8.1.0", 1)
		w.version = "9.0"
		return w
	},
	"the daily snapshot is being taken": func() inPlace {
		w := newCacheWorld("8.1.0", 1)
		w.doing, w.ends = "snapshotting", w.now.Add(20*time.Minute)
		return w
	},
}

func TestAnUpgradeOfACacheThatIsKilledAfterAnyCallGoesOnAndEndsTheSame(t *testing.T) {
	b := newInPlaceBook(t, cacheScenarios)
	b.killed(cacheScenarios)
	b.atLeast(200)
}

func TestACallForACacheThatFailsIsMadeAgain(t *testing.T) {
	b := newInPlaceBook(t, cacheScenarios)
	b.fails(cacheScenarios)
	b.atLeast(80)
}

func TestTwoOperatorsOfACacheEndAsOne(t *testing.T) {
	b := newInPlaceBook(t, cacheScenarios)
	b.twice(cacheScenarios)
	b.atLeast(60)
}

func TestAnUpgradeOfACacheThatCannotEndIsNotBegun(t *testing.T) {
	for why, change := range map[string]func(*cacheWorld){
		"ElastiCache has no valkey 10.0":        func(w *cacheWorld) { w.upgrade.To = "10.0" },
		"a cache never goes back":               func(w *cacheWorld) { w.nodes[1].version = "9.1.0" },
		"in the global datastore iudkw-ses":     func(w *cacheWorld) { w.global = "iudkw-ses" },
		"nothing takes over in another zone":    func(w *cacheWorld) { w.multiAZ = "disabled" },
		"is redis: deploy the change to valkey": func(w *cacheWorld) { w.nodes[0].engine = "redis" },
		"waits for the maintenance window":      func(w *cacheWorld) { w.nodes[1].pending = "cache.r7g.large" },
		"there is no cache acme-prod-pages":     func(w *cacheWorld) { w.upgrade.Description = "acme-prod-pages" },
	} {
		w := newCacheWorld("8.1.0", 1)
		change(w)
		refused(t, why, w)
	}
}

func TestASnapshotOfLongAgoIsNoWayBack(t *testing.T) {
	w := newCacheWorld("8.1.0", 1)
	name := w.upgrade.snapshotName()
	assert.Equal(t, "acme-prod-sessions-before-9-0", name)
	w.snapshots[name] = &cacheSnapshot{"ses1abc-002", "8.1.0", w.now.Add(-48 * time.Hour)}
	assert.ErrorContains(t, runOf(w, 0, nil).Run(t.Context()), "delete it, and run this again")
	delete(w.snapshots, name)
	require.NoError(t, life(w, 0, nil))
	assert.Empty(t, w.faults)
	long := w.upgrade
	long.Description = strings.Repeat("a", 60)
	assert.LessOrEqual(t, len(long.snapshotName()), 50)
}

func TestACacheThatHasTheVersionAlreadyIsOnlyWrittenDown(t *testing.T) {
	w := newCacheWorld("9.0.1", 1)
	var asked *YoursError
	require.ErrorAs(t, runOf(w, 0, nil).Run(t.Context()), &asked)
	assert.Contains(t, asked.Detail, "as the cache has it already")
	w.version = "9.0"
	w.deploy()
	require.NoError(t, runOf(w, 0, nil).Run(t.Context()))
	assert.Empty(t, w.snapshots)
}

// TestAForgottenStepOfACacheIsCaught: of the steps that do or wait, each does harm when it is left out.
func TestAForgottenStepOfACacheIsCaught(t *testing.T) {
	assert.False(t, cacheScenarios.wrong(func(steps []Step) []Step { return steps }))
	for _, name := range []string{"snapshot", "deploy"} {
		assert.True(t, cacheScenarios.wrong(without(name)), "without %s", name)
	}
	assert.True(t, cacheScenarios.wrong(impatient("snapshot")), "it does not wait for the snapshot")
	assert.True(t, cacheScenarios.wrong(func(steps []Step) []Step {
		slices.SortStableFunc(
			steps,
			func(a, b Step) int { return strings.Compare(a.Name, b.Name) },
		) // deploy before snapshot
		return steps
	}))
}

func TestEveryStepOfACacheSaysWhoseItIsAndCanBeDoneByHand(t *testing.T) {
	w := newCacheWorld("8.1.0", 1)
	sayWhose(t, CacheSteps(w.upgrade, cloudOf(w, 0)))
}
