package failover

import (
	"context"
	"encoding/json"
	"fmt"

	"bulkhead/internal/aws/lambda"
	"bulkhead/internal/pods"
)

// scalePods is the step that has the pods of a service run as w says. A function in the network of the side's cluster
// does it: nothing else reaches the cluster.
func (f *failover) scalePods(s Service, w scaling) Step {
	side := f.Environment.Side(w.side)
	asked, err := json.Marshal(pods.Request{Service: s.Name, Scale: w.ofPods(f.next())})
	if err != nil {
		panic(err)
	}
	return Step{
		Hand: hand(side.Region, "lambda invoke --function-name "+side.Scaler+
			" --cli-binary-format raw-in-base64-out --payload '"+string(asked)+"' /dev/stdout"),
		State: func(ctx context.Context) (State, error) { return f.podsState(ctx, s, w) },
		Do: func(ctx context.Context) error {
			generation, err := f.generation(ctx)
			if err != nil {
				return err
			}
			_, err = f.askPods(ctx, w.side, pods.Request{Service: s.Name, Scale: w.ofPods(generation)})
			return err
		},
	}
}

// ofPods is the scale of pods in a generation of the environment.
func (w scaling) ofPods(generation int) *pods.Scale {
	return &pods.Scale{Min: w.Min, Max: w.Max, Exactly: w.exactly, Generation: generation}
}

// generation is that of the environment after the move. With it, the cluster tells deployments that do not know of the
// move yet, such as releases, from those that do.
func (f *failover) generation(ctx context.Context) (int, error) {
	current, err := f.current(ctx)
	if err == nil && current.Active != f.To {
		current.Generation++
	}
	return current.Generation, err
}

// podsState reads how the pods of a service run at a side.
func (f *failover) podsState(ctx context.Context, s Service, w scaling) (State, error) {
	generation, err := f.generation(ctx)
	if err != nil {
		return State{}, err
	}
	is, err := f.askPods(ctx, w.side, pods.Request{Service: s.Name})
	if err != nil {
		return State{}, err
	}
	least, most := w.ofPods(generation).Bounds()
	detail := fmt.Sprintf("%d of %d pods run, scaled from %d to %d", is.Ready, is.Wanted, is.Min, is.Max)
	switch {
	case is.Min != least, is.Max != most, is.Generation != generation,
		is.Wanted < w.Min, w.exactly && is.Wanted > w.Min:
		return due(detail)
	case is.Ready < w.least, w.exactly && is.Running > w.Min:
		return waiting(detail)
	}
	return done(detail)
}

// askPods asks who reaches the cluster of a side.
func (f *failover) askPods(ctx context.Context, side SideName, r pods.Request) (state pods.State, err error) {
	asked, err := json.Marshal(r)
	if err != nil {
		return state, err
	}
	out, err := f.at[side].lambda.Invoke(ctx, &lambda.InvokeInput{
		FunctionName: new(f.Environment.Side(side).Scaler), Payload: asked,
	})
	if err != nil {
		return state, err
	}
	return state, json.Unmarshal(out.Payload, &state)
}
