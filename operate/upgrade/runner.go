package upgrade

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/client"
)

// Runner does the steps of an upgrade.
type Runner struct {
	Every    time.Duration                              // how often it looks how far AWS is
	Sleep    func(context.Context, time.Duration) error // waits
	Tell     func(Event)                                // hears of every change
	steps    []Step
	cloud    Cloud
	attempts int
}

// Event is something that happens to a step.
type Event struct {
	Time time.Time `json:"time"`
	Step string    `json:"step"`
	State
}

// StepError is why an upgrade has stopped.
type StepError struct {
	Step Step
	Err  error
}

func (e *StepError) Error() string { return e.Step.Name + ": " + e.Err.Error() }

// Unwrap returns what went wrong.
func (e *StepError) Unwrap() error { return e.Err }

// YoursError is that a deployment or a person has to do a step before the upgrade goes on.
type YoursError struct {
	Step   Step
	Detail string
}

func (e *YoursError) Error() string { return e.Step.Name + ": " + e.Detail }

// NewRunner returns what does the steps of an upgrade, or of taking it back. They are for one run.
func NewRunner(steps []Step, c Cloud) *Runner {
	return &Runner{
		Every: 15 * time.Second, Sleep: sleep, Tell: func(Event) {}, steps: steps, cloud: c, attempts: 5,
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

// Run does the steps in order, until one is somebody else's. It can be ended anywhere and begun again. There is no
// lock: AWS makes one blue/green deployment of a name, and switches it once, whoever asks.
func (r *Runner) Run(ctx context.Context) error {
	for _, step := range r.steps {
		if err := r.step(ctx, step); err != nil {
			if _, is := errors.AsType[*YoursError](err); is {
				return err
			}
			r.Tell(Event{r.cloud.Now(), step.Name, State{Failed, err.Error()}})
			return &StepError{step, err}
		}
	}
	return nil
}

// step does one step, and returns when it is done.
func (r *Runner) step(ctx context.Context, step Step) error {
	began, errs, told := r.cloud.Now(), 0, State{}
	for {
		state, err := r.look(ctx, step)
		_, final := errors.AsType[*finalError](err)
		switch {
		case err != nil && (final || ctx.Err() != nil):
			return err
		case err != nil && busy(err):
			state = State{InProgress, err.Error()}
		case err != nil:
			if errs++; errs >= r.attempts {
				return err
			}
			state = State{InProgress, "tries again: " + err.Error()}
		case state.Status == Failed:
			return errors.New(state.Detail)
		}
		if state != told {
			r.Tell(Event{r.cloud.Now(), step.Name, state})
			told = state
		}
		switch {
		case state.Status == Done:
			return nil
		case state.Status == Yours:
			return &YoursError{step, state.Detail}
		case r.cloud.Now().Sub(began) > step.Timeout:
			return fmt.Errorf("it has taken longer than %s: %s", step.Timeout, state.Detail)
		}
		if err := r.Sleep(ctx, r.Every); err != nil {
			return err
		}
	}
}

// look reads the state of a step, and begins it when it is due.
func (r *Runner) look(ctx context.Context, step Step) (State, error) {
	state, err := step.State(ctx)
	if err != nil || state.Status != Due {
		return state, err
	}
	if err := step.Do(ctx); err != nil {
		return State{}, err
	}
	return State{InProgress, "begun: " + state.Detail}, nil
}

// busyCodes begin AWS's codes for what may be asked again later.
var busyCodes = []string{
	"InvalidCacheClusterState",
	"InvalidReplicationGroupState",
	"InvalidDBInstanceState",
	"InvalidDBClusterState",
	"InvalidBlueGreenDeploymentState",
	"Throttling",
}

// busy tells whether AWS refuses because something else goes on. What does not end is seen by the step's time.
func busy(err error) bool {
	code := client.Code(err)
	return slices.ContainsFunc(busyCodes, func(busy string) bool { return strings.HasPrefix(code, busy) })
}
