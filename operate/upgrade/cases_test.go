package upgrade

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"mvdan.cc/sh/v3/syntax"
)

// book counts cases, and reports what is wrong with them.
type book struct {
	t     *testing.T
	cases int
	ends  map[string]string // of a scenario that nothing interrupts
}

func newBook(t *testing.T) *book {
	b := &book{t: t, ends: map[string]string{}}
	for _, s := range scenarios {
		w := s.world()
		err := s.life(w, 0, nil)
		require.NoError(t, err, s.name)
		b.ends[s.name] = w.where()
		b.judge(s.name, s, w, err)
	}
	return b
}

// judge is the end of a case that has to end well.
func (b *book) judge(name string, s scenario, w *world, err error) {
	b.t.Helper()
	b.cases++
	assert.NoError(b.t, err, name)
	for _, fault := range w.faults {
		b.t.Errorf("%s: %s", name, fault)
	}
	assert.Equal(b.t, b.ends[s.name], w.where(), name)
	d := w.databases[place{here, w.upgrade.Identifier}]
	want := w.upgrade.Target
	if s.abandon {
		want = s.world().databases[place{here, w.upgrade.Identifier}].version
	}
	assert.Equal(b.t, want, d.version, name)
	assert.True(b.t, w.rotates, "%s: the password is rotated", name)
	assert.Empty(b.t, w.copies, name)
}

func TestAnUpgradeThatIsKilledAfterAnyCallGoesOnAndEndsTheSame(t *testing.T) {
	b := newBook(t)
	for _, s := range scenarios {
		w := s.world()
		require.NoError(t, s.life(w, 0, nil))
		for at := 1; at <= w.calls; at++ {
			w := s.world()
			b.judge(fmt.Sprintf("%s, killed after call %d", s.name, at), s, w, s.life(w, at, nil))
		}
	}
	t.Logf("%d cases", b.cases)
	assert.GreaterOrEqual(t, b.cases, 500)
}

var errInternal = errors.New("InternalFailure")

func TestACallThatFailsOnceIsMadeAgainAndOneThatFailsForGoodEndsTheRunUntilItIsMended(t *testing.T) {
	b := newBook(t)
	for _, s := range scenarios {
		var all []string
		w := s.world()
		w.before = func(region, call string) error {
			all = append(all, region+" "+call)
			return nil
		}
		require.NoError(t, s.life(w, 0, nil))
		slices.Sort(all)
		for _, call := range slices.Compact(all) {
			for _, often := range []int{1, 3, 12} {
				w, times := s.world(), 0
				w.before = func(region, name string) error {
					if region+" "+name == call {
						if times++; times <= often {
							return errInternal
						}
					}
					return nil
				}
				b.judge(fmt.Sprintf("%s, %d times not %s", s.name, often, call), s, w, s.persistent(w))
			}
		}
	}
	t.Logf("%d cases", b.cases)
	assert.GreaterOrEqual(t, b.cases, 200)
}

// persistent is a life of somebody who tries again, however often it fails.
func (s scenario) persistent(w *world) (err error) {
	for range 10 {
		if err = s.life(w, 0, nil); err == nil || !strings.Contains(err.Error(), errInternal.Error()) {
			return err
		}
	}
	return err
}

func TestTwoOperatorsAtOnceEndAsOne(t *testing.T) {
	b := newBook(t)
	for _, s := range scenarios {
		if s.abandon {
			continue // the other one would begin again
		}
		w := s.world()
		require.NoError(t, s.life(w, 0, nil))
		for at := 1; at <= w.calls; at += 5 { // the second does all that he can between two calls of the first
			w, within := s.world(), false
			w.after = func() {
				if w.calls != at || within {
					return
				}
				within = true
				_ = s.runner(w, false, 0).Run(context.Background())
			}
			b.judge(fmt.Sprintf("%s, another at call %d", s.name, at), s, w, s.life(w, 0, nil))
		}
	}
	t.Logf("%d cases", b.cases)
	assert.GreaterOrEqual(t, b.cases, 100)
}

func TestWhoAbandonsAndWhoGoesOnAreKeptApartByRDS(t *testing.T) {
	cases := 0
	for _, s := range scenarios {
		if s.abandon || !s.world().upgrade.Major {
			continue
		}
		w := s.world()
		require.NoError(t, s.life(w, 0, nil))
		for at := 1; at <= w.calls; at += 3 {
			name := fmt.Sprintf("%s, abandoned at call %d", s.name, at)
			w, within := s.world(), false
			w.after = func() {
				if w.calls == at && !within {
					within = true
					_ = s.runner(w, true, 0).Run(context.Background())
				}
			}
			err := s.life(w, 0, nil)
			cases++
			assert.Empty(t, w.faults, name)
			want := w.upgrade.Target
			if err != nil { // then it can be abandoned to the end
				want = s.world().databases[place{here, w.upgrade.Identifier}].version
				assert.NoError(t, s.finishBack(w), name)
			}
			assert.Equal(t, want, w.databases[place{here, w.upgrade.Identifier}].version, name)
			assert.True(t, w.rotates, name)
			assert.Empty(t, w.copies, name)
		}
	}
	t.Logf("%d cases", cases)
	assert.GreaterOrEqual(t, cases, 100)
}

func TestWhatCannotEndIsNotBegun(t *testing.T) {
	for why, change := range map[string]func(*world, *database){
		"RDS does not upgrade":       func(w *world, _ *database) { w.upgrade.Target = "19.1" },
		"no automated backups":       func(_ *world, d *database) { d.backups = 0 },
		"only be restored to":        func(_ *world, d *database) { d.restorable = 2 * time.Hour },
		"a change waits":             func(_ *world, d *database) { d.waits = true },
		"version 17.8 waits":         func(_ *world, d *database) { d.pending = "17.8" },
		"maintenance is scheduled":   func(w *world, _ *database) { w.scheduled = w.now.Add(time.Hour) },
		"no replicas in other regio": func(w *world, d *database) { d.replicas = []place{{there, "far"}}; w.add(place{there, "far"}, "17.7") },
		"has replicas of its own": func(w *world, d *database) {
			d.replicas = []place{{here, "near"}}
			w.add(place{here, "near"}, "17.7").replicas = []place{{here, "nearer"}}
		},
		"follows acme-other: upgrade that": func(_ *world, d *database) { d.source = "acme-other" },
		"another blue/green deployment": func(w *world, _ *database) {
			w.copies = []*copied{{id: "bgd-x", name: "by-hand", from: w.upgrade.Identifier, status: ready, until: w.now.Add(1e15)}}
		},
		"there is no database": func(w *world, _ *database) { w.upgrade.Identifier += "-2" },
	} {
		w := newWorld(postgres(true, "18.3"), "17.7", 0, 0)
		change(w, w.databases[place{here, w.upgrade.Identifier}])
		w.before = func(_, call string) error {
			assert.True(t, strings.HasPrefix(call, "Describe"), "%s: %s", why, call)
			return nil
		}
		var stopped *StepError
		err := scenarios[0].runner(w, false, 0).Run(t.Context())
		if assert.ErrorAs(t, err, &stopped, why) {
			assert.Equal(t, "check", stopped.Step.Name)
			assert.ErrorContains(t, err, why)
		}
	}
}

func TestTheCopyIsTheDatabaseOnlyAfterSomebodyHasTriedThatVeryCopy(t *testing.T) {
	s := scenarios[4]
	w := s.world()
	require.NoError(t, s.life(w, 0, nil)) // which tries and abandons
	w.tested = "bgd-1"                    // the first copy, which is gone
	s.abandon = false
	var asked []string
	for range 20 {
		var one *YoursError
		err := s.runner(w, false, 0).Run(t.Context())
		if !errors.As(err, &one) {
			require.NoError(t, err)
			break
		}
		asked = append(asked, one.Step.Name)
		w.act(one)
	}
	assert.Contains(t, asked, "test", "the test of the copy before does not count")
	assert.Equal(t, "bgd-2", w.tested)
	assert.Empty(t, w.faults)

	w = scenarios[0].world() // another copy comes between the test and the switch
	w.rotates = false
	w.copies = []*copied{{id: "bgd-2", name: w.upgrade.deploymentName(), status: ready, until: w.now.Add(1e15)}}
	u := newUpgrade(w.run(), w.cloud(0))
	u.passed = "bgd-1"
	state, err := u.change().State(t.Context())
	require.NoError(t, err)
	assert.Equal(t, Due, state.Status)
	assert.ErrorContains(t, u.change().Do(t.Context()), "nobody has tried the copy")
	assert.Equal(t, ready, w.copies[0].status)
}

func TestTheWayBackStaysOpenUntilSomebodySaysThatItIsNotNeeded(t *testing.T) {
	for _, s := range scenarios[:4] {
		w := s.world()
		w.after = func() {
			if len(w.copies) == 1 && w.copies[0].status == switched && w.version == w.upgrade.To {
				w.rotates = true // somebody else's doing
			}
		}
		require.NoError(t, s.life(w, 0, nil), s.name)
		assert.True(t, w.finish, s.name)
		assert.Empty(t, w.faults, s.name)
		old := w.databases[place{here, w.upgrade.Identifier + "-old1"}]
		if assert.NotNil(t, old, "the database of before stays") {
			assert.NotEqual(t, w.upgrade.Target, old.version)
			assert.True(t, old.protected)
		}
	}
}

func TestARotationWhileThereIsACopyEndsTheUpgrade(t *testing.T) {
	s := scenarios[0]
	w := s.world()
	w.after = func() {
		if len(w.copies) == 1 && w.copies[0].status == ready && w.tested == "" {
			w.rotates = true // a person, or a deployment
		}
	}
	var last error
	for range 10 {
		last = s.runner(w, false, 0).Run(t.Context())
		var one *YoursError
		if !errors.As(last, &one) {
			break
		}
		w.act(one)
	}
	assert.ErrorContains(t, last, "--abandon")
	assert.Equal(t, "17.7", w.databases[place{here, w.upgrade.Identifier}].version)
	w.after, w.faults = nil, nil
	require.NoError(t, scenarios[4].finishBack(w))
	assert.True(t, w.rotates)
	assert.Empty(t, w.copies)
}

// finishBack abandons an upgrade.
func (s scenario) finishBack(w *world) error {
	for range 5 {
		err := s.runner(w, true, 0).Run(context.Background())
		var one *YoursError
		if !errors.As(err, &one) {
			return err
		}
		w.act(one)
	}
	return errors.New("it never ends")
}

func TestWhatHasChangedPlacesIsNotAbandoned(t *testing.T) {
	for _, s := range scenarios[:4] {
		w := s.world()
		tried := 0
		w.after = func() {
			if len(w.copies) != 1 || w.copies[0].status != switched || tried > 0 {
				return
			}
			tried++
			err := s.runner(w, true, 0).Run(t.Context())
			assert.ErrorContains(t, err, "the copy has become the database", s.name)
		}
		require.NoError(t, s.life(w, 0, nil), s.name)
		assert.Equal(t, 1, tried)
		assert.Empty(t, w.faults)
	}
}

func TestTheConfigurationIsWrittenWhenBothDatabasesThatItIsAboutHaveTheVersion(t *testing.T) {
	s := scenarios[1]
	w := s.world()
	w.upgrade.Twin, w.upgrade.TwinRegion = "acme-prod-dr-orders", there
	twin := w.add(place{there, "acme-prod-dr-orders"}, "17.7")
	var asked []string
	for range 30 {
		err := s.runner(w, false, 0).Run(t.Context())
		var one *YoursError
		if err == nil {
			break
		}
		if !errors.As(err, &one) {
			continue // the test that fails once, the switch that is taken back
		}
		asked = append(asked, one.Step.Name)
		if strings.Contains(one.Detail, "acme-prod-dr-orders in eu-central-1") {
			assert.Equal(t, "17.7", w.version)
			twin.version = "18.3" // with another run of the command
			continue
		}
		w.act(one)
	}
	assert.Equal(t, []string{"prepare", "restart", "commit", "commit", "rotate-password"}, asked)
	assert.Equal(t, "18.3", w.version)
	assert.Empty(t, w.faults)
}

func TestWhatIsAnotherMajorVersionIsToldByTheVersionsOrByTheCopy(t *testing.T) {
	for _, s := range scenarios {
		w := s.world()
		want := w.upgrade.Major
		first := true
		w.after = func() {
			if !first {
				return
			}
			first = false
			u := w.run()
			u.Major = false
			got, err := Decide(t.Context(), u, w.cloud(0))
			require.NoError(t, err)
			assert.Equal(t, want, got, s.name)
		}
		require.NoError(t, s.life(w, 0, nil))
		w.after = nil
		if s.abandon || !want {
			continue
		}
		got, err := Decide(t.Context(), w.run(), w.cloud(0))
		require.NoError(t, err)
		assert.False(t, got, "%s: it is over", s.name)
		w.copies = []*copied{
			{id: "bgd-1", name: w.upgrade.deploymentName(), status: switched, until: w.now.Add(1e15)},
		}
		got, err = Decide(t.Context(), w.run(), w.cloud(0))
		require.NoError(t, err)
		assert.True(t, got, "%s: the copy is there", s.name)
	}
}

func TestNamesOfBlueGreenDeploymentsAreShortEnoughForRDS(t *testing.T) {
	u := mysql(true, "8.4.7", wares84, "")
	assert.Equal(t, "acme-prod-wares-to-8-4-mysql-aurora-8-4-7", u.deploymentName())
	u.Identifier = strings.Repeat("a", 63)
	assert.Len(t, u.deploymentName(), 60)
}

func TestNobodyIsAskedToDeployWhatADeploymentIsDoing(t *testing.T) {
	w := newWorld(postgres(false, "17.9"), "17.7", 0, 0)
	d := w.databases[place{here, w.upgrade.Identifier}]
	d.doing, d.next, d.begins, d.ends = "upgrading", "17.9", w.now, w.now.Add(time.Hour)
	state, err := newUpgrade(w.run(), w.cloud(0)).deploy().State(t.Context())
	require.NoError(t, err)
	assert.Equal(t, InProgress, state.Status)
}

func TestEveryStepSaysWhoseItIsAndCanBeDoneByHand(t *testing.T) {
	seen := map[Who]int{}
	for _, s := range scenarios {
		w := s.world()
		steps := slices.Concat(Steps(w.run(), w.cloud(0)), Abandon(w.run(), w.cloud(0)))
		for _, step := range steps {
			seen[step.Who]++
			assert.NotEmpty(t, step.Changes, step.Name)
			assert.NotEmpty(t, step.Takes, step.Name)
			assert.NotEmpty(t, step.Back, step.Name)
			assert.Positive(t, step.Timeout, step.Name)
			require.NotEmpty(t, step.Hand, step.Name)
			assert.True(t, step.Who == Command || step.Do == nil || step.Name == "test",
				"%s: the command does what is not its own", step.Name)
			for _, command := range step.Hand {
				_, err := syntax.NewParser().Parse(strings.NewReader(command), "")
				require.NoError(t, err, command)
			}
		}
	}
	for _, who := range []Who{Command, Deployment, Person} {
		assert.Positive(t, seen[who], who)
	}
}

func TestNumbersInVersionsAreComparedAsNumbers(t *testing.T) {
	order := []string{"16.14", "17.9", "17.10", "18.1"}
	assert.True(t, slices.IsSortedFunc(order, compare))
	assert.Negative(t, compare(wares310, wares311))
	assert.Zero(t, compare("8.4.10", "8.4.10"))
	assert.Positive(t, compare("8.4.10", "8.4.9"))
}
