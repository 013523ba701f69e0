package failover

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// wrong tells whether moves with changed steps do harm: traffic where it must not be, or an end that is none.
func wrong(change func([]Step) []Step) bool {
	for _, s := range scenarios {
		w := s.world()
		r := s.runner(w, "one")
		r.steps = change(r.steps)
		o := w.alone(r)
		_, all := w.writable(s.to)
		_, enough := w.runs(s.to)
		if traffic := w.traffic(); len(w.faults) > 0 || o.err != nil || !all || !enough || len(traffic) != 1 ||
			!traffic[s.to] {
			return true
		}
	}
	return false
}

func TestTheStepsAsTheyAreDoNoHarm(t *testing.T) {
	assert.False(t, wrong(func(steps []Step) []Step { return steps }))
}

// waves are the names of the waves, in order.
func waves(steps []Step) (names []string) {
	for _, s := range steps {
		if !slices.Contains(names, s.Wave) {
			names = append(names, s.Wave)
		}
	}
	return names
}

func TestAnOrderOfStepsInWhichTrafficMovesTooEarlyIsCaught(t *testing.T) {
	for _, pair := range [][2]string{
		{"leave", "join"},
		{"promote", "open"},
		{"promote", "join"},
		{"start", "open"},
		{"start", "join"},
		{"leave", "open"},
		{"catch-up", "start"},
	} {
		assert.True(t, wrong(func(steps []Step) []Step {
			names := waves(steps)
			i, j := slices.Index(names, pair[0]), slices.Index(names, pair[1])
			if i < 0 || j < 0 {
				return steps
			}
			names[i], names[j] = names[j], names[i]
			slices.SortStableFunc(
				steps,
				func(a, b Step) int { return slices.Index(names, a.Wave) - slices.Index(names, b.Wave) },
			)
			return steps
		}), "%s and %s swapped", pair[0], pair[1])
	}
}

func TestAForgottenStepIsCaught(t *testing.T) {
	for _, wave := range []string{"catch-up", "promote", "start", "leave", "open", "join"} {
		assert.True(t, wrong(func(steps []Step) []Step {
			return slices.DeleteFunc(steps, func(s Step) bool { return s.Wave == wave })
		}), "without %s", wave)
	}
}

func TestAForgottenPollIsCaught(t *testing.T) {
	for _, wave := range []string{"catch-up", "promote", "start"} {
		assert.True(t, wrong(func(steps []Step) []Step {
			for i, step := range steps {
				if step.Wave == wave {
					steps[i].State = func(ctx context.Context) (State, error) {
						state, err := step.State(ctx)
						if state.Status == InProgress {
							state.Status = Done
						}
						return state, err
					}
				}
			}
			return steps
		}), "%s does not wait", wave)
	}
}

func TestANotStoppedServiceIsCaught(t *testing.T) {
	b := 0
	for _, s := range scenarios[:2] { // planned
		w := s.world()
		r := s.runner(w, "one")
		r.steps = slices.DeleteFunc(r.steps, func(s Step) bool { return s.Wave == "stop" })
		written := false
		w.before = func(_, call string) error {
			if call == "SwitchoverGlobalCluster" {
				written, _ = w.runs(Primary)
			}
			return nil
		}
		w.alone(r)
		assert.True(t, written, "the primary's tasks write on while its stores are moved")
		b++
	}
	assert.Equal(t, 2, b)
}

func TestWithoutTheLockTwoOperatorsDoHarm(t *testing.T) {
	for _, unlocked := range []bool{false, true} {
		harmed := false
		for seed := range uint64(20) {
			if harmed {
				break
			}
			random := rand.New(rand.NewPCG(seed, 3))
			w := newWorld(AcceleratorAndDNS)
			w.env.Stores = slices.DeleteFunc(w.env.Stores, func(s Store) bool { return s.Kind == RDS })
			w.sides[Primary].topic.replicator = "RUNNING"
			w.lockless = unlocked
			one := w.begin(New(Move{w.env, Standby, Planned}, w.cloud(), "one"))
			two := w.begin(New(Move{w.env, Primary, Planned}, w.cloud(), "two"))
			two.wakes = w.now.Add(time.Duration(random.IntN(400)) * time.Second)
			w.run(random, one, two)
			harmed = harmed || len(w.faults) > 0
		}
		assert.Equal(t, unlocked, harmed, "lock dropped: %t", unlocked)
	}
}

func TestTheLockIsHeldInBothRegionsAndRunsOut(t *testing.T) {
	w := newWorld(AcceleratorAndDNS)
	w.operator = &operator{w: w, pause: func() {}}
	lock := func(to SideName, mode Mode, owner string) *Lock {
		return New(Move{w.env, to, mode}, w.cloud(), owner).lock
	}
	one := lock(Standby, Planned, "one")
	assert.NoError(t, one.Hold(t.Context()))
	for _, side := range []SideName{Primary, Standby} {
		assert.Equal(t, "one", *w.sides[side].table["Owner"].S)
	}
	var held *HeldError
	assert.ErrorAs(t, lock(Primary, Disaster, "two").Hold(t.Context()), &held)
	assert.Equal(t, Standby, held.To)
	w.now = w.now.Add(Lease - time.Second)
	assert.NoError(t, one.Hold(t.Context()), "it is renewed")
	w.now = w.now.Add(Lease - time.Second)
	assert.ErrorAs(t, lock(Standby, Planned, "two").Hold(t.Context()), &held)
	w.now = w.now.Add(2 * time.Second)
	assert.NoError(t, lock(Standby, Planned, "two").Hold(t.Context()), "it has run out")
	assert.ErrorAs(t, one.Hold(t.Context()), &held, "who has lost it knows")
	one.Release(t.Context(), true)
	assert.Equal(t, "two", *w.sides[Standby].table["Owner"].S, "and does not release another's")

	w.sides[Primary].deaf = true
	assert.Error(t, lock(Standby, Planned, "two").Hold(t.Context()), "a planned move needs both")
	assert.NoError(t, lock(Standby, Disaster, "two").Hold(t.Context()), "a disaster, the region that is left")
}
