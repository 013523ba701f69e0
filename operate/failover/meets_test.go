package failover

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAPrimaryThatComesBackInTheMiddleOfADisasterDoesNoHarm(t *testing.T) {
	b := newBook(t)
	for _, s := range []scenario{scenarios[2], scenarios[3], scenarios[4]} {
		for at := 1; at < 500; at += 25 {
			w := s.world()
			back := func() {
				w.sides[Primary].deaf, w.sides[Primary].dead = false, false
				w.served = w.traffic() // nobody moved it there
				w.look("the primary is back")
			}
			w.events = []event{{at, back}}
			o := w.alone(s.runner(w, "one"))
			if len(w.events) > 0 {
				back() // afterwards
			}
			name := fmt.Sprintf("%s, back at call %d", s.name, at)
			require.NoError(t, o.err, name)
			// what was left is done by another run
			again := w.alone(s.runner(w, "again"))
			b.end(name, s, w)
			require.NoError(t, again.err, name)
			b.cases++
			p := w.sides[Primary]
			assert.False(t, p.open, name)
			assert.Equal(t, [2]int32{1, 0}, [2]int32{p.services["web"].desired, p.services["worker"].desired}, name)
			assert.Equal(t, [2]int32{1, 0}, [2]int32{p.services["orders"].desired, p.services["packer"].desired}, name)
			assert.Len(t, p.snapshots, 2, "%s: what was not copied is kept", name)
			assert.Equal(t, "standby", *p.table["Active"].S, name)
		}
	}
	t.Logf("%d cases", b.cases)
}

func TestWithoutTheAcceleratorsAPIADisasterMovesClientsByDNSUnlessTheOldSideStillRuns(t *testing.T) {
	s := scenarios[5] // the primary answers
	w := s.world()
	w.silent[acceleratorRegion] = true
	o := w.alone(s.runner(w, "one"))
	require.NoError(t, o.err)
	assert.Empty(t, w.faults)
	assert.True(t, w.sides[Standby].open)

	w = s.world()
	w.silent[acceleratorRegion] = true
	w.sides[Primary].deaf = true // its services cannot be stopped, and the accelerator leads to them
	o = w.alone(s.runner(w, "one"))
	var stopped *StepError
	require.ErrorAs(t, o.err, &stopped)
	assert.Equal(t, "leave-accelerator", stopped.Step.Name)
	assert.Empty(t, w.faults)
	assert.False(t, w.sides[Standby].open)
}

// deploy is a deployment of what the configuration says, if it is let begin.
func (w *world) deploy() {
	yield, called := w.operator, w.calls
	w.operator = &operator{w: w, pause: func() {}}
	_, err := Guard(context.Background(), w.env, w.cloud())
	w.operator, w.calls = yield, called
	if err != nil {
		return
	}
	for _, side := range []SideName{Primary, Standby} {
		active := side == w.env.Active
		w.sides[side].open = active
		for _, groups := range w.listener {
			*groups[side] = endpoints{}
			if active {
				*groups[side] = endpoints{arns: []string{balancerARN(w.env.Side(side))}, dial: full}
			}
		}
		for _, s := range w.env.Services {
			scale := s.Inactive
			if active {
				scale = s.Active
			}
			c := w.sides[side].services[s.Name]
			if s.Pods {
				c.deployed(scale, w.env.Generation)
				continue
			}
			c.min, c.max = scale.Min, scale.Max
		}
	}
	w.look("a deployment")
}

func TestADeploymentThatBeginsDuringAMoveIsRefused(t *testing.T) {
	b := newBook(t)
	for _, s := range scenarios {
		for at := 10; at < 600; at += 60 {
			w := s.world()
			w.events = []event{{at, w.deploy}}
			o := w.alone(s.runner(w, "one"))
			b.again(fmt.Sprintf("%s, deployed at call %d", s.name, at), s, w, o.err)

			w = s.world() // and after a move that was killed
			o = w.begin(s.runner(w, "one"))
			o.killAt = at
			w.run(nil, o)
			w.later()
			w.deploy()
			o = w.alone(s.runner(w, "two"))
			b.again(fmt.Sprintf("%s, killed and deployed at call %d", s.name, at), s, w, o.err)
		}
	}
	t.Logf("%d cases", b.cases)
	assert.Greater(t, b.cases, 100)
}

func TestADeploymentIsRefusedUntilTheConfigurationKnowsWhoIsActive(t *testing.T) {
	w := newWorld(AcceleratorAndDNS)
	guard := func() error {
		w.operator = &operator{w: w, pause: func() {}}
		_, err := Guard(t.Context(), w.env, w.cloud())
		return err
	}
	require.NoError(t, guard(), "nobody has ever moved")
	require.NoError(t, w.alone(New(Move{w.env, Standby, Planned}, w.cloud(), "one")).err)
	require.ErrorContains(t, guard(), "set recovery.active to recovery and recovery.generation to 2")
	w.env.Active, w.env.Generation = Standby, 2
	require.NoError(t, guard())
	w.sides[Primary].deaf = true
	require.NoError(t, guard(), "one record is enough")
	w.sides[Standby].deaf = true
	require.Error(t, guard())

	w = newWorld(AcceleratorAndDNS)
	for _, generation := range []int{1, 2} {
		w.env.Active, w.env.Generation = Standby, generation
		require.ErrorContains(t, guard(), "no table has a record of a move", "somebody has deleted them")
	}

	w = newWorld(AcceleratorAndDNS)
	w.sides[Primary].deaf = true
	require.NoError(t, guard(), "the primary's record is made with the primary")
	w.sides[Primary].deaf, w.sides[Standby].deaf = false, true
	require.Error(t, guard(), "that the primary's says nothing does not mean that nobody has moved it")

	w = newWorld(AcceleratorAndDNS)
	w.env.Stores = slices.DeleteFunc(w.env.Stores, func(s Store) bool { return s.Kind == RDS })
	require.NoError(t, w.alone(New(Move{w.env, Standby, Planned}, w.cloud(), "one")).err)
	w.env.Active, w.env.Generation = Standby, 2
	w.sides[Primary].topic.replicator = "RUNNING" // a deployment has made it
	require.NoError(t, w.alone(New(Move{w.env, Primary, Planned}, w.cloud(), "two")).err)
	w.env.Active, w.env.Generation = Primary, 3
	require.NoError(t, guard())
	w.sides[Standby].deaf = true
	require.Error(t, guard(), "nor what it says of an earlier move: a disaster may have been the last")
}

func TestWhatWasLeftBehindIsNotTakenForAReplica(t *testing.T) {
	w := newWorld(AcceleratorAndDNS)
	require.NoError(t, w.alone(New(Move{w.env, Standby, Planned}, w.cloud(), "one")).err)
	w.env.Active, w.env.Generation = Standby, 2
	o := w.alone(New(Move{w.env, Primary, Planned}, w.cloud(), "two")) // no new replica was made
	require.ErrorContains(t, o.err, "Deploy with the generation raised")
	assert.Empty(t, w.faults)
	assert.Empty(t, w.sides[Primary].table["To"].S, "nothing has begun, so nothing has to end")
	some, _ := w.runs(Standby)
	assert.True(t, some, "the active side is as it was")
}

func TestADomainThatADisasterLeftBehindIsNotPromotedUntilItIsPairedAgain(t *testing.T) {
	for _, stale := range []bool{false, true} { // whether it has heard of it
		w := newWorld(AcceleratorAndDNS)
		w.env.Stores = slices.DeleteFunc(w.env.Stores, func(s Store) bool { return s.Kind == RDS })
		require.NoError(t, w.alone(New(Move{w.env, Standby, Disaster}, w.cloud(), "one")).err)
		w.env.Active, w.env.Generation, w.stale = Standby, 2, stale
		w.sides[Primary].topic.replicator = "RUNNING" // a deployment has made it
		o := w.alone(New(Move{w.env, Primary, Planned}, w.cloud(), "two"))
		require.ErrorContains(t, o.err, "left behind")
		assert.Empty(t, w.faults)
		some, _ := w.runs(Standby)
		assert.True(t, some, "the active side is as it was")

		w.ejected = map[string]SideName{} // its peer is removed, and it is paired again
		require.NoError(t, w.alone(New(Move{w.env, Primary, Planned}, w.cloud(), "three")).err)
		assert.Equal(t, Primary, w.writer["products"])
		w.env.Active, w.env.Generation = Primary, 3
		require.NoError(t, w.alone(New(Move{w.env, Standby, Planned}, w.cloud(), "four")).err, "and there again")
	}
}

func TestTheWayBackFromADisasterThatHasNotEndedIsNeverToADomainThatWasLeftBehind(t *testing.T) {
	refused := 0
	for at := 40; at < 700; at += 30 {
		w := newWorld(AcceleratorAndDNS)
		w.env.Stores = slices.DeleteFunc(w.env.Stores, func(s Store) bool { return s.Kind == RDS })
		first := w.begin(New(Move{w.env, Standby, Disaster}, w.cloud(), "one"))
		first.killAt = at
		w.run(nil, first)
		w.later()
		o := w.alone(New(Move{w.env, Primary, Planned}, w.cloud(), "two"))
		assert.Empty(t, w.faults, "killed after call %d", at)
		if w.ejected["products"] == Primary {
			require.ErrorContains(t, o.err, "left behind")
			refused++
			require.NoError(t, w.alone(New(Move{w.env, Standby, Disaster}, w.cloud(), "three")).err, "it goes on")
		} else {
			require.NoError(t, o.err, "killed after call %d", at)
		}
	}
	assert.NotZero(t, refused)
}

func TestAMoveIsRefusedWhereTwoAcceleratorsAreTakenForTheEnvironments(t *testing.T) {
	w := newWorld(AcceleratorAndDNS)
	w.twins = true
	o := w.alone(New(Move{w.env, Standby, Planned}, w.cloud(), "one"))
	require.ErrorContains(t, o.err, "more than one accelerator acme-prod of prod")
	some, _ := w.runs(Primary)
	assert.True(t, some, "nothing has begun")
}
