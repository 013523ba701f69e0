package failover

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// readinessStep looks at all others before anything is changed.
const readinessStep = "ready"

// Steps returns what moves an environment, in order. It is for those who show the steps; a [Runner] does them.
func Steps(m Move, c Cloud) []Step { return newFailover(m, c).steps() }

// steps is the order of a move. The side that is left gives up its endpoints before the other side takes any, so that
// never both are asked.
func (f *failover) steps() []Step {
	list := &list{mode: f.Mode}
	services := f.Environment.Services

	list.add("passwords", try, f.keepPasswords()...)
	if f.To == Standby { // the standby's gate leads DNS, so that one closes later
		list.add("stop", try, f.gate(Primary, false))
	}
	for _, s := range services {
		list.add("stop", try, f.stop(s))
	}
	if f.Mode == Planned {
		list.add("catch-up", must, f.catchUp()...)
	}
	list.add("promote", must, f.promote()...)
	for _, s := range services {
		list.add("start", must, f.start(s))
	}
	list.add("healthy", must, f.healthy())
	if f.Environment.Traffic == AcceleratorAndDNS {
		list.add("leave", must, f.leave())
	}
	if f.To == Primary {
		list.add("leave-dns", must, f.closeStandby())
	}
	list.add("open", must, f.gate(f.To, true))
	if f.Environment.Traffic == AcceleratorAndDNS {
		list.add("join", must, f.join())
	}
	list.add("reached", must, f.reached())
	list.add("record", must, f.record(f.To))
	list.add("record-other", try, f.record(f.To.Other()))
	for _, s := range services {
		list.add("stand-by", try, f.standBy(s))
	}
	if f.Mode == Disaster {
		for _, s := range f.Environment.Stores {
			if s.Kind == Aurora {
				list.add("keep", try, f.keepLostWrites(s))
			}
		}
	}
	return append([]Step{f.ready(list.steps)}, list.steps...)
}

// try and must say whether a disaster goes on when a step fails: those of the side that is left may.
const (
	must = false
	try  = true
)

// list collects steps.
type list struct {
	mode  Mode
	steps []Step
}

func (l *list) add(wave string, try bool, steps ...Step) {
	for _, step := range steps {
		step.Wave = wave
		step.Try = step.Try || try && l.mode == Disaster
		if step.Timeout == 0 {
			step.Timeout = time.Hour
		}
		l.steps = append(l.steps, step)
	}
}

// ready is the step that refuses to begin what cannot end.
func (f *failover) ready(steps []Step) Step {
	step := Step{
		Name: readinessStep, Wave: readinessStep, Timeout: 10 * time.Minute,
		Changes: "nothing: it looks whether every step can be done",
		Takes:   "seconds",
		Hand:    f.readiness(),
	}
	step.State = func(ctx context.Context) (State, error) {
		var reasons []string
		for _, one := range steps {
			switch {
			case one.Try, one.Do == nil && one.Wave != "catch-up":
				continue // it may fail, or only waits for what the others do
			case f.Mode == Disaster && slices.Contains([]string{"leave", "leave-dns", "join"}, one.Wave):
				continue // what cannot be reached now is looked at when it is its turn
			}
			state, err := one.State(ctx)
			if err != nil {
				return State{}, fmt.Errorf("%s: %w", one.Name, err)
			}
			if state.Status == Failed {
				reasons = append(reasons, one.Name+": "+state.Detail)
			}
		}
		if len(reasons) > 0 {
			return failed(strings.Join(reasons, "; "))
		}
		return done("every step can be done")
	}
	return step
}

// closeStandby closes the gate of the standby, which leads DNS back to the primary. In a disaster it need not be
// closed when it does not answer: the health checks of DNS find it closed.
func (f *failover) closeStandby() Step {
	step := f.gate(Standby, false)
	read := step.State
	step.State = func(ctx context.Context) (State, error) {
		state, err := read(ctx)
		if err == nil || f.Mode == Planned {
			return state, err
		}
		status, body, unreachable := f.cloud.Probe(ctx, "https://"+f.Environment.Standby.Domain+GatePath, "")
		if unreachable == nil && status == 200 && body == "active" {
			return State{}, errors.Join(errors.New("the standby's gate is open, and DNS follows it"), err)
		}
		return later("the standby does not answer, and DNS does not lead there")
	}
	return step
}
