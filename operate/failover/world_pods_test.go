package failover

import (
	"encoding/json"
	"time"

	"bulkhead/internal/aws/lambda"
	"bulkhead/internal/pods"
)

// podCalls are those of what scales pods.
func (w *world) podCalls(side SideName, p *place) calls {
	return calls{"Invoke": to(func(in *lambda.InvokeInput) (*lambda.InvokeOutput, error) {
		var r pods.Request
		if err := json.Unmarshal(in.Payload, &r); err != nil {
			return nil, err
		}
		s := p.services[r.Service]
		if *in.FunctionName != w.env.Side(side).Scaler || s == nil {
			return nil, refuse("ResourceNotFoundException", "there is no such function, or service")
		}
		if r.Scale != nil {
			s.min, s.max = r.Scale.Bounds()
			s.desired, s.generation = max(s.desired, r.Scale.Min), r.Scale.Generation
			if r.Scale.Exactly {
				s.desired = r.Scale.Min
			}
			s.settles = w.now.Add(40 * time.Second)
		}
		answer, err := json.Marshal(pods.State{
			Min: s.min, Max: s.max, Generation: s.generation, Wanted: s.desired, Running: s.running, Ready: s.running,
		})
		return &lambda.InvokeOutput{Payload: answer}, err
	})}
}

// deployed is a deployment or a release of pods, as the function in the cluster takes it: one that does not know of a
// move yet leaves their scale as it is.
func (s *service) deployed(scale Scale, generation int) {
	if s.generation > generation {
		return
	}
	s.min, s.max = pods.Scale{Min: scale.Min, Max: scale.Max}.Bounds()
	if s.generation = generation; scale.Min == 0 {
		s.desired = 0
	}
}

// scales is the autoscaler's turn: it rests while no pod is wanted.
func (s *service) scales() {
	if s.desired > 0 {
		s.desired = min(max(s.desired, s.min), s.max)
	}
}
