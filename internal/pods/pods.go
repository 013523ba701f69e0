// Package pods is what a move to the other region asks about the pods of a service, and what the function answers that
// reaches the cluster which they run in.
package pods

// Request names a service. With a scale, it is to run so; without one, nothing is changed.
type Request struct {
	Service string `json:"service"`
	Scale   *Scale `json:"scale,omitempty"`
}

// Scale is how many pods of a service run.
type Scale struct {
	Min        int32 `json:"min"`
	Max        int32 `json:"max"`
	Exactly    bool  `json:"exactly,omitempty"` // no more than Min run
	Generation int   `json:"generation"`        // of the environment; a deployment of an earlier one changes nothing
}

// Bounds are what the autoscaler is told. It knows no 0: where no pod is to run, it rests.
func (s Scale) Bounds() (least, most int32) { return max(1, s.Min), max(1, s.Max) }

// State is how a service runs.
type State struct {
	Min        int32 `json:"min"` // of the autoscaler
	Max        int32 `json:"max"`
	Generation int   `json:"generation"`
	Wanted     int32 `json:"wanted"` // pods that there should be
	Running    int32 `json:"running"`
	Ready      int32 `json:"ready"`
}
