package database

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/node"

	"github.com/aws/constructs-go/constructs/v10"
)

// Thresholds of the alarms of a database on instances.
const (
	nodeLagSeconds     = 60
	connectionsPercent = 85
)

// newNodeAlarms adds what watches MySQL on both nodes.
func newNodeAlarms(scope constructs.Construct, props InstancesProps) {
	name := props.Nodes.Name
	for _, w := range []struct {
		id, runbook, metric, statistic, expression, description string
		when                                                    alarm.Condition
		minutes                                                 int
		missing                                                 alarm.Missing
	}{
		{
			"Writer", "node-no-writer", "Writable", "Minimum", "MAX(FILL(METRICS(), 0))",
			"has no node that takes writes: bring the primary back, or promote the other node",
			alarm.Below(1), 10, alarm.MissingIsWrong,
		},
		{
			"Writers", "node-two-writers", "Writable", "Minimum", "MIN(FILL(METRICS(), 0))",
			"has two nodes that take writes: stop the one that the address of the primary does not lead to",
			alarm.Above(0), 2, alarm.MissingIsIgnored,
		},
		{
			"Up", "node-silent", "Up", "Minimum", "MIN(FILL(METRICS(), 0))",
			"has a node that does not answer: read its log group, and the journal of the instance",
			alarm.Below(1), 15, alarm.MissingIsWrong,
		},
		{
			"Replication", "node-replication", "Replicating", "Minimum", "MIN(FILL(METRICS(), 0))",
			"has a node that does not follow, and could not take over without loss: read the journal of its keeper",
			alarm.Below(1), 15, alarm.MissingIsWrong,
		},
		{
			"Lag", "node-lag", "LagSeconds", "Maximum", "MAX(METRICS())",
			"has a node that is more than a minute behind, so that promoting it takes as long",
			alarm.Above(nodeLagSeconds), 10, alarm.MissingIsIgnored,
		},
		{
			"Connections", "node-connections", "ConnectionsPercent", "Maximum", "MAX(METRICS())",
			"is running out of connections: use a pool in the clients, or raise max_connections",
			alarm.Above(connectionsPercent), 5, alarm.MissingIsIgnored,
		},
	} {
		alarm.New(scope, alarm.Props{
			ID:          w.id,
			Description: "Database " + name + " " + w.description + ".",
			Metric: alarm.Math{
				Expression: w.expression, Label: w.metric + " of both nodes",
				Metrics: node.Measure(name, w.metric, w.statistic, len(props.Nodes.Hosts)),
			},
			When:    w.when,
			Periods: w.minutes,
			Missing: w.missing,
			Runbook: w.runbook,
			Tell:    props.Nodes.Alerts,
		})
	}
}
