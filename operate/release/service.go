package release

import "strings"

// Side is where services are released: one side of an environment.
type Side struct {
	Name     string    `json:"name"`    // prod, or prod-dr
	Account  string    `json:"account"` // its id
	Region   string    `json:"region"`
	Machine  string    `json:"machine"` // name of its state machine
	Cluster  string    `json:"cluster"` // name of its ECS cluster
	Services []Service `json:"services"`
}

// Service is one whose image releases decide.
type Service struct {
	Name       string `json:"name"`
	Repository string `json:"repository"`     // ARN, in the side's region
	Parameter  string `json:"parameter"`      // that says which tag runs
	Lock       string `json:"lock,omitempty"` // parameter that is there while a release goes on
	Stack      string `json:"stack,omitempty"`
	Refuse     string `json:"refuse,omitempty"` // severity from which a weakness with a fix refuses an image; none does not look
	Copied     bool   `json:"copied,omitempty"` // the region's images are copies, which may be on their way
}

// MachineARN is the ARN of the side's state machine.
func (s Side) MachineARN() string {
	return "arn:aws:states:" + s.Region + ":" + s.Account + ":stateMachine:" + s.Machine
}

// repository splits the ARN of a repository into its registry and its name there.
func repository(arn string) (registry, name string) {
	parts := strings.SplitN(arn, ":", 6)
	return parts[4], strings.TrimPrefix(parts[5], "repository/")
}
