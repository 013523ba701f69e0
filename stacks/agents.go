package stacks

import (
	"bulkhead/constructs/ecs"
)

// newAgents is the stack of what runs once on every instance.
func (w *workload) newAgents() {
	stack := w.newStack("agents", stateless, "Log and metric agents on every instance")
	ecs.NewAgents(stack, "Agents", ecs.AgentsProps{
		Logs:        w.image(w.Instances.Agents.Logs),
		Metrics:     w.image(w.Instances.Agents.Metrics),
		Cluster:     w.platform.cluster,
		InstanceLog: w.newOwnLogGroup(stack, "InstanceLog"),
		Log:         w.newOwnLogGroup(stack, "Log"),
		Alerts:      w.base.alerts,
	})
}
