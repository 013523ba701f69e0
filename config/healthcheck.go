package config

import (
	"cmp"
	"fmt"

	"bulkhead/internal/document"
)

// ContainerHealth is a command that tells, inside the container, whether it works. ECS replaces the task when it says
// no, behind a load balancer as well as without one.
type ContainerHealth struct {
	// Command and its arguments; it ends with 0 when the container works. No shell reads it, so an image without one
	// can have it.
	Command []string `yaml:"command" jsonschema:"required"`
	// IntervalSeconds is the time between two runs of it (default 30).
	IntervalSeconds int `yaml:"intervalSeconds" jsonschema:"minimum=5,maximum=300"`
	// TimeoutSeconds is how long it may take (default 5).
	TimeoutSeconds int `yaml:"timeoutSeconds" jsonschema:"minimum=2,maximum=60"`
	// Retries is how often in a row it has to fail (default 3).
	Retries int `yaml:"retries" jsonschema:"minimum=1,maximum=10"`
	// StartSeconds is how long a new container may take before failures count (default health.graceSeconds, and 300 at
	// most).
	StartSeconds *int `yaml:"startSeconds" jsonschema:"minimum=0,maximum=300"`
}

// mostStartSeconds is the longest start that ECS waits for.
const mostStartSeconds = 300

// complete fills in the defaults for a container that may take so long to start.
func (h *ContainerHealth) complete(graceSeconds int) {
	h.IntervalSeconds = cmp.Or(h.IntervalSeconds, 30)
	h.TimeoutSeconds = cmp.Or(h.TimeoutSeconds, 5)
	h.Retries = cmp.Or(h.Retries, 3)
	h.StartSeconds = cmp.Or(h.StartSeconds, new(min(graceSeconds, mostStartSeconds)))
}

func (h ContainerHealth) check(at document.Path) {
	command := at.Key("command")
	command.Demand(len(h.Command) > 0, "is empty", "write what the container is to run")
	checkCommand(command, h.Command)
	at.Key("timeoutSeconds").Demand(h.TimeoutSeconds <= h.IntervalSeconds,
		fmt.Sprintf("%d is longer than the %d seconds between two runs", h.TimeoutSeconds, h.IntervalSeconds),
		"lower it, or raise intervalSeconds")
}

// ChecksContainers tells whether ECS replaces tasks because a container says that it does not work.
func (s Service) ChecksContainers() bool {
	for _, sidecar := range s.Sidecars {
		if sidecar.Health != nil && sidecar.Essential == Enabled {
			return true
		}
	}
	return s.Health.Container != nil
}
