package failover

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Runner does the steps of a move.
type Runner struct {
	Every    time.Duration                              // how often it looks how far AWS is
	Sleep    func(context.Context, time.Duration) error // waits
	Tell     func(Event)                                // hears of every change
	steps    []Step
	lock     *Lock
	cloud    Cloud
	attempts int
}

// Event is something that happens to a step.
type Event struct {
	Time time.Time `json:"time"`
	Step string    `json:"step"`
	State
}

// Progress is how far a step is, from look to look.
type Progress struct {
	State
	Since  time.Time `json:"since,omitzero"`
	Errors int       `json:"errors,omitempty"`
	Called bool      `json:"called,omitempty"` // it has changed something
}

// StepError is why a move has stopped.
type StepError struct {
	Step Step
	Err  error
}

func (e *StepError) Error() string { return e.Step.Name + ": " + e.Err.Error() }

// Unwrap returns what went wrong.
func (e *StepError) Unwrap() error { return e.Err }

// New returns what does the steps of a move. Owner is who runs it: a second runner of the same owner goes on with its
// lock.
func New(m Move, c Cloud, owner string) *Runner {
	f := newFailover(m, c)
	return &Runner{
		Every: 10 * time.Second, Sleep: sleep, Tell: func(Event) {},
		steps: f.steps(), cloud: c, attempts: 5,
		lock: &Lock{Owner: owner, f: f, every: map[SideName]bool{}},
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// passes are how often the steps are gone through until nothing is left to do: twice, unless somebody else changes
// what they change.
const passes = 5

// Run does all steps, and looks again from the first one on until there is nothing left to do. It can be ended
// anywhere and begun again.
func (r *Runner) Run(ctx context.Context) error {
	if err := r.take(ctx); err != nil {
		return err
	}
	ended := true
	defer func() { r.lock.Release(context.WithoutCancel(ctx), ended) }()
	for range passes {
		changed := false
		for rest := r.steps; len(rest) > 0; {
			n := 1
			for n < len(rest) && rest[n].Wave == rest[0].Wave {
				n++
			}
			did, err := r.wave(ctx, rest[:n])
			if err != nil {
				ended = rest[0].Name == readinessStep && !changed
				return err
			}
			changed, rest = changed || did, rest[n:]
		}
		if !changed {
			return nil
		}
	}
	ended = false
	return errors.New("something else changes what a step has just changed: is a deployment running?")
}

// take takes the lock. It waits for a run in the same direction, which may have been killed, and for none in the other.
func (r *Runner) take(ctx context.Context) error {
	for errs := 0; ; {
		err := r.lock.Hold(ctx)
		if err == nil {
			return nil
		}
		held, is := errors.AsType[*HeldError](err)
		if is && held.To != "" && held.To != r.lock.f.To {
			return err
		}
		if errs++; !is && errs >= r.attempts {
			return fmt.Errorf("the lock: %w", err)
		}
		r.Tell(Event{r.cloud.Now(), "lock", State{InProgress, err.Error()}})
		if err := r.Sleep(ctx, r.Every); err != nil {
			return err
		}
	}
}

// wave does steps side by side, and tells whether they have changed anything.
func (r *Runner) wave(ctx context.Context, steps []Step) (changed bool, err error) {
	progress := make([]Progress, len(steps))
	for {
		open := false
		for i, step := range steps {
			if over(progress[i].Status) {
				continue
			}
			before := progress[i].State
			if progress[i], err = r.Advance(ctx, step, progress[i]); err != nil {
				r.Tell(Event{r.cloud.Now(), step.Name, State{Failed, err.Error()}})
				return changed, err
			}
			if progress[i].State != before {
				r.Tell(Event{r.cloud.Now(), step.Name, progress[i].State})
			}
			changed = changed || progress[i].Called && !step.Try
			open = open || !over(progress[i].Status)
		}
		if !open {
			return changed, nil
		}
		if err := r.Sleep(ctx, r.Every); err != nil {
			return changed, err
		}
	}
}

func over(s Status) bool { return s == Done || s == Later }

// Advance looks how far a step is, begins it when it is due, and returns how far it is then. Its error ends the move.
func (r *Runner) Advance(ctx context.Context, step Step, p Progress) (Progress, error) {
	now := r.cloud.Now()
	if p.Since.IsZero() {
		p.Since = now
	}
	ctx = context.WithValue(withLock(ctx, r.lock), since{}, p.Since)
	state, err := r.look(ctx, step, &p)
	if _, is := errors.AsType[*HeldError](err); is || ctx.Err() != nil && err != nil {
		return p, &StepError{step, err}
	}
	switch {
	case err != nil && busy(err):
		state = State{InProgress, err.Error()}
	case err != nil && step.Try:
		state = State{Later, err.Error()}
	case err != nil:
		if p.Errors++; p.Errors >= r.attempts {
			return p, &StepError{step, err}
		}
		state = State{InProgress, fmt.Sprintf("tries again: %s", err)}
	case state.Status == Failed && step.Try, state.Status == InProgress && step.Try:
		state.Status = Later
	case state.Status == Failed:
		return p, &StepError{step, errors.New(state.Detail)}
	}
	if p.State = state; !over(state.Status) && now.Sub(p.Since) > step.Timeout {
		return p, &StepError{step, fmt.Errorf("it has taken longer than %s: %s", step.Timeout, state.Detail)}
	}
	return p, nil
}

// look reads the state of a step and begins it when it is due, all within the lease.
func (r *Runner) look(ctx context.Context, step Step, p *Progress) (State, error) {
	ctx, cancel := context.WithTimeout(ctx, Lease)
	defer cancel()
	if err := r.lock.Hold(ctx); err != nil {
		return State{}, err
	}
	state, err := step.State(ctx)
	if err != nil || state.Status != Due {
		return state, err
	}
	if err := step.Do(ctx); err != nil {
		return State{}, err
	}
	p.Called = true
	return State{InProgress, "begun: " + state.Detail}, nil
}
