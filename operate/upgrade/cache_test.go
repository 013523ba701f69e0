package upgrade

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cacheScenarios are caches before an upgrade.
var cacheScenarios = map[string]func() *cacheWorld{
	"a replica":   func() *cacheWorld { return newCacheWorld("8.1.0", 1) },
	"no replica":  func() *cacheWorld { return newCacheWorld("8.1.0", 0) },
	"three nodes": func() *cacheWorld { return newCacheWorld("8.0.1", 2) },
	"shards": func() *cacheWorld {
		w := newCacheWorld("8.1.0", 3)
		w.clustered = true
		return w
	},
	"written already": func() *cacheWorld {
		w := newCacheWorld("8.1.0", 1)
		w.version = "9.0"
		return w
	},
	"the daily snapshot is being taken": func() *cacheWorld {
		w := newCacheWorld("8.1.0", 1)
		w.doing, w.ends = "snapshotting", w.now.Add(20*time.Minute)
		return w
	},
}

// cacheBook counts cases of upgrades of caches that have to end well.
type cacheBook struct {
	t     *testing.T
	cases int
	ends  map[string]string
}

func newCacheBook(t *testing.T) *cacheBook {
	b := &cacheBook{t: t, ends: map[string]string{}}
	for name, world := range cacheScenarios {
		w := world()
		err := w.life(0, nil)
		b.ends[name] = w.where()
		b.judge(name, name, w, err)
	}
	return b
}

func (b *cacheBook) judge(says, name string, w *cacheWorld, err error) {
	b.t.Helper()
	b.cases++
	assert.NoError(b.t, err, says)
	assert.Empty(b.t, w.faults, says)
	assert.Equal(b.t, b.ends[name], w.where(), says)
	for _, n := range w.nodes {
		assert.Equal(b.t, "9.0.1", n.version, says)
	}
	assert.Len(b.t, w.snapshots, 1, says)
}

func TestAnUpgradeOfACacheThatIsKilledAfterAnyCallGoesOnAndEndsTheSame(t *testing.T) {
	b := newCacheBook(t)
	for name, world := range cacheScenarios {
		w := world()
		require.NoError(t, w.life(0, nil), name)
		for at := 1; at <= w.calls; at++ {
			w := world()
			b.judge(fmt.Sprintf("%s, killed after call %d", name, at), name, w, w.life(at, nil))
		}
	}
	t.Logf("%d cases", b.cases)
	assert.GreaterOrEqual(t, b.cases, 200)
}

func TestACallForACacheThatFailsIsMadeAgain(t *testing.T) {
	b := newCacheBook(t)
	for name, world := range cacheScenarios {
		for _, call := range []string{
			"DescribeReplicationGroups", "DescribeCacheClusters", "DescribeCacheEngineVersions", "DescribeSnapshots", "CreateSnapshot",
		} {
			for _, often := range []int{1, 3, 12} {
				w, times := world(), 0
				w.before = func(made string) error {
					if made == call {
						if times++; times <= often {
							return errInternal
						}
					}
					return nil
				}
				var err error
				for range 10 {
					if err = w.life(0, nil); err == nil || !strings.Contains(err.Error(), errInternal.Error()) {
						break
					}
				}
				b.judge(fmt.Sprintf("%s, %d times not %s", name, often, call), name, w, err)
			}
		}
	}
	t.Logf("%d cases", b.cases)
	assert.GreaterOrEqual(t, b.cases, 80)
}

func TestTwoOperatorsOfACacheEndAsOne(t *testing.T) {
	b := newCacheBook(t)
	for name, world := range cacheScenarios {
		w := world()
		require.NoError(t, w.life(0, nil), name)
		for at := 1; at <= w.calls; at += 3 {
			w, within := world(), false
			w.after = func() {
				if w.calls == at && !within {
					within = true
					_ = w.runner(0).Run(context.Background())
				}
			}
			b.judge(fmt.Sprintf("%s, another at call %d", name, at), name, w, w.life(0, nil))
		}
	}
	t.Logf("%d cases", b.cases)
	assert.GreaterOrEqual(t, b.cases, 60)
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
		w.before = func(call string) error {
			assert.True(t, strings.HasPrefix(call, "Describe"), "%s: %s", why, call)
			return nil
		}
		var stopped *StepError
		err := w.runner(0).Run(t.Context())
		if assert.ErrorAs(t, err, &stopped, why) {
			assert.Equal(t, "check", stopped.Step.Name)
			assert.ErrorContains(t, err, why)
		}
	}
}

func TestASnapshotOfLongAgoIsNoWayBack(t *testing.T) {
	w := newCacheWorld("8.1.0", 1)
	name := w.upgrade.snapshotName()
	assert.Equal(t, "acme-prod-sessions-before-9-0", name)
	w.snapshots[name] = &cacheSnapshot{"ses1abc-002", "8.1.0", w.now.Add(-48 * time.Hour)}
	assert.ErrorContains(t, w.runner(0).Run(t.Context()), "delete it, and run this again")
	delete(w.snapshots, name)
	require.NoError(t, w.life(0, nil))
	assert.Empty(t, w.faults)
	long := w.upgrade
	long.Description = strings.Repeat("a", 60)
	assert.LessOrEqual(t, len(long.snapshotName()), 50)
}

func TestACacheThatHasTheVersionAlreadyIsOnlyWrittenDown(t *testing.T) {
	w := newCacheWorld("9.0.1", 1)
	var asked *YoursError
	require.ErrorAs(t, w.runner(0).Run(t.Context()), &asked)
	assert.Contains(t, asked.Detail, "as the cache has it already")
	w.version = "9.0"
	w.deploy()
	require.NoError(t, w.runner(0).Run(t.Context()))
	assert.Empty(t, w.snapshots)
}

// TestAForgottenStepOfACacheIsCaught: of the steps that do or wait, each does harm when it is left out.
func TestAForgottenStepOfACacheIsCaught(t *testing.T) {
	wrong := func(change func([]Step) []Step) bool {
		for _, world := range cacheScenarios {
			right, w := world(), world()
			if right.life(0, nil) != nil || w.life(0, change) != nil || len(w.faults) > 0 ||
				w.where() != right.where() {
				return true
			}
		}
		return false
	}
	assert.False(t, wrong(func(steps []Step) []Step { return steps }))
	for _, name := range []string{"snapshot", "deploy"} {
		assert.True(t, wrong(func(steps []Step) []Step {
			return slices.DeleteFunc(steps, func(s Step) bool { return s.Name == name })
		}), "without %s", name)
	}
	assert.True(t, wrong(only("snapshot", func(step *Step) {
		state := step.State
		step.State = func(ctx context.Context) (State, error) {
			s, err := state(ctx)
			if s.Status == InProgress {
				s.Status = Done
			}
			return s, err
		}
	})), "it does not wait for the snapshot")
	assert.True(t, wrong(func(steps []Step) []Step {
		slices.SortStableFunc(
			steps,
			func(a, b Step) int { return strings.Compare(a.Name, b.Name) },
		) // deploy before snapshot
		return steps
	}))
}

func TestEveryStepOfACacheSaysWhoseItIsAndCanBeDoneByHand(t *testing.T) {
	w := newCacheWorld("8.1.0", 1)
	for _, step := range CacheSteps(w.upgrade, w.cloud(0)) {
		assert.NotEmpty(t, step.Changes, step.Name)
		assert.NotEmpty(t, step.Takes, step.Name)
		assert.NotEmpty(t, step.Back, step.Name)
		assert.Positive(t, step.Timeout, step.Name)
		require.NotEmpty(t, step.Hand, step.Name)
		assert.True(t, step.Who == Command || step.Do == nil, step.Name)
	}
}
