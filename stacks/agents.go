package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/ecs"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newAgents is the stack of what runs once on every instance.
func newAgents(stage awscdk.Stage, c *config.Config, e config.Environment, base baseline, p platform) {
	stack := newStack(stage, "agents", stateless, "Log and metric agents on every instance")
	ecs.NewAgents(stack, "Agents", ecs.AgentsProps{
		Logs:        image(c, e, e.Instances.Agents.Logs),
		Metrics:     image(c, e, e.Instances.Agents.Metrics),
		Cluster:     p.cluster,
		InstanceLog: newLogGroup(stack, "InstanceLog", logName(c, e.Name, "instances"), e, base),
		Log:         newLogGroup(stack, "Log", logName(c, e.Name, "agents"), e, base),
		Alerts:      base.alerts,
	})
}
