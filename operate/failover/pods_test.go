package failover

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scaleOf is the scale of a service of the primary, as the cluster has it: from, to, wanted, of which generation.
func (w *world) scaleOf(side SideName, name string) [4]int {
	s := w.sides[side].services[name]
	return [4]int{int(s.min), int(s.max), int(s.desired), s.generation}
}

// TestPodsMoveAndBeginAnotherGeneration: there and back, with the deployments in between, and none that knows less.
func TestPodsMoveAndBeginAnotherGeneration(t *testing.T) {
	w := newWorld(DNS)
	w.env.Stores = nil
	move := func(to SideName, mode Mode, owner string) {
		t.Helper()
		require.NoError(t, w.alone(New(Move{w.env, to, mode}, w.cloud(), owner)).err)
		assert.Empty(t, w.faults)
	}
	released := func() { // what CloudFormation knows is of before the move
		for _, side := range []SideName{Primary, Standby} {
			for _, s := range w.env.Services[2:] {
				scale := s.Inactive
				if side == w.env.Active {
					scale = s.Active
				}
				w.sides[side].services[s.Name].deployed(scale, w.env.Generation)
			}
		}
	}
	there := func() {
		t.Helper()
		assert.Equal(t, [4]int{2, 6, 2, 2}, w.scaleOf(Standby, "orders"))
		assert.Equal(t, [4]int{3, 4, 3, 2}, w.scaleOf(Standby, "packer"))
		assert.Equal(t, [4]int{1, 6, 1, 2}, w.scaleOf(Primary, "orders"))
		assert.Equal(t, [4]int{1, 1, 0, 2}, w.scaleOf(Primary, "packer"))
	}
	move(Standby, Planned, "one")
	there()
	released()
	there()
	w.env.Active, w.env.Generation = Standby, 2
	w.deploy()
	there()
	move(Primary, Planned, "two")
	assert.Equal(t, [4]int{3, 4, 3, 3}, w.scaleOf(Primary, "packer"))
	assert.Equal(t, [4]int{1, 1, 0, 3}, w.scaleOf(Standby, "packer"))
}

// TestAMoveOfPodsThatIsTakenBackEndsWhereItBegan: deployments of the generation that never was are let in again.
func TestAMoveOfPodsThatIsTakenBackEndsWhereItBegan(t *testing.T) {
	for at := 20; at < 200; at += 12 {
		w := newWorld(DNS)
		w.env.Stores = nil
		first := w.begin(New(Move{w.env, Standby, Planned}, w.cloud(), "one"))
		first.killAt = at
		w.run(nil, first)
		w.later()
		if w.sides[Standby].table["Active"].S != nil {
			continue // it was as good as over
		}
		require.NoError(t, w.alone(New(Move{w.env, Primary, Planned}, w.cloud(), "back")).err, at)
		assert.Empty(t, w.faults)
		assert.Equal(t, [4]int{3, 4, 3, 1}, w.scaleOf(Primary, "packer"), at)
		assert.Equal(t, [4]int{1, 1, 0, 1}, w.scaleOf(Standby, "packer"), at)
		assert.Equal(t, [4]int{1, 6, 1, 1}, w.scaleOf(Standby, "orders"), at)
	}
}

// TestPodsThatNothingScalesKeepAMoveFromBeginning: the cluster is not reached, so that nothing is stopped.
func TestPodsThatNothingScalesKeepAMoveFromBeginning(t *testing.T) {
	w := newWorld(DNS)
	delete(w.sides[Standby].services, "packer")
	o := w.alone(New(Move{w.env, Standby, Disaster}, w.cloud(), "one"))
	require.Error(t, o.err)
	assert.Equal(t, [4]int{3, 4, 3, 1}, w.scaleOf(Primary, "packer"))

	w.env.Primary.Scaler = ""
	assert.EqualError(t, Move{w.env, Standby, Planned}.Check(), "nothing scales the pods of orders")
}

// TestPodsAreDueUntilTheClusterHasTheScaleAndKnowsOfTheMove: whatever of it is another.
func TestPodsAreDueUntilTheClusterHasTheScaleAndKnowsOfTheMove(t *testing.T) {
	w := newWorld(DNS)
	w.operator = &operator{w: w, pause: func() {}}
	f := newFailover(Move{w.env, Standby, Planned}, w.cloud())
	status := func(side SideName, s service, want scaling) Status {
		t.Helper()
		w.sides[side].services["orders"] = &s
		state, err := f.podsState(t.Context(), Service{Name: "orders", Pods: true}, want)
		require.NoError(t, err)
		return state.Status
	}
	start := scaling{side: Standby, Scale: Scale{2, 6}, least: 2}
	moved := service{min: 2, max: 6, desired: 3, running: 2, generation: 2}
	assert.Equal(t, Done, status(Standby, moved, start))
	for says, change := range map[string]func(*service){
		"of too few":    func(s *service) { s.min = 1 },
		"to too few":    func(s *service) { s.max = 5 },
		"too few":       func(s *service) { s.desired = 1 },
		"not of a move": func(s *service) { s.generation = 1 },
	} {
		s := moved
		change(&s)
		assert.Equal(t, Due, status(Standby, s, start), says)
	}
	late := moved
	late.running = 1
	assert.Equal(t, InProgress, status(Standby, late, start))

	stop := scaling{side: Primary, exactly: true}
	stopped := service{min: 1, max: 1, generation: 2}
	assert.Equal(t, Done, status(Primary, stopped, stop))
	stopped.running = 1
	assert.Equal(t, InProgress, status(Primary, stopped, stop), "requests end")
	stopped.desired = 1
	assert.Equal(t, Due, status(Primary, stopped, stop), "the autoscaler was quicker")
}

// TestPodsKnowOfAMoveBeforeItIsRecorded: from its first step on, no release undoes it.
func TestPodsKnowOfAMoveBeforeItIsRecorded(t *testing.T) {
	w := newWorld(DNS)
	w.env.Stores = nil
	recorded := false
	w.before = func(_, call string) error {
		if _, is := w.sides[Standby].table["Active"]; is && !recorded {
			recorded = true
			assert.Equal(t, [4]int{3, 4, 3, 2}, w.scaleOf(Standby, "packer"))
			assert.Equal(t, [4]int{1, 1, 0, 2}, w.scaleOf(Primary, "packer"))
		}
		return nil
	}
	require.NoError(t, w.alone(New(Move{w.env, Standby, Planned}, w.cloud(), "one")).err)
	assert.True(t, recorded)
}
