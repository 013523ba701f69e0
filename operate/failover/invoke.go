package failover

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Request is what the state machine asks its function.
type Request struct {
	Move
	Step     string   `json:"step"`
	Owner    string   `json:"owner"`
	Progress Answered `json:"progress"`
}

// Answered is how far a step is, with its name: the state machine hands it on to the next step, too, which begins anew.
type Answered struct {
	Step string `json:"step"`
	Progress
}

// Invoke looks at one step of a move, and begins it when it is due. Its error ends the move.
func Invoke(ctx context.Context, c Cloud, r Request) (Answered, error) {
	if err := r.Check(); err != nil {
		return Answered{}, err
	}
	runner := New(r.Move, c, r.Owner)
	switch r.Step {
	case releaseStep, abandonStep:
		runner.lock.every = map[SideName]bool{Primary: true, Standby: true} // where it is not ours, nothing happens
		runner.lock.Release(ctx, r.Step == releaseStep)
		return Answered{Step: r.Step}, nil
	case verifyStep:
		state, err := verify(ctx, runner.steps)
		return Answered{r.Step, Progress{State: state}}, err
	}
	for _, step := range runner.steps {
		if step.Name == r.Step {
			before := Progress{}
			if r.Progress.Step == r.Step {
				before = r.Progress.Progress
			}
			after, err := runner.Advance(ctx, step, before)
			return Answered{r.Step, after}, err
		}
	}
	return Answered{}, fmt.Errorf("the move has no step %s", r.Step)
}

// verify is done when no step is due, but for those that may be left to another run.
func verify(ctx context.Context, steps []Step) (State, error) {
	for _, step := range steps {
		if step.Try {
			continue
		}
		state, err := step.State(ctx)
		if err != nil {
			return State{InProgress, step.Name + ": " + err.Error()}, nil
		}
		if !over(state.Status) {
			return State{state.Status, step.Name + ": " + state.Detail}, nil
		}
	}
	return done("every step is done")
}

// nowhere is the configuration of a cloud that is not asked.
func nowhere(region string) aws.Config { return aws.Config{Region: region} }
