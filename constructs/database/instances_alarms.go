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
	node.NewAlarms(scope, "Database", props.Nodes,
		node.Watch{
			ID: "Writer", Runbook: "node-no-writer", Metric: "Writable", Statistic: "Minimum", Expression: "MAX(FILL(METRICS(), 0))",
			Description: "has no node that takes writes: bring the primary back, or promote the other node",
			When:        alarm.Below(1), Minutes: 10, Missing: alarm.MissingIsWrong,
		},
		node.Watch{
			ID: "Writers", Runbook: "node-two-writers", Metric: "Writable", Statistic: "Minimum", Expression: "MIN(FILL(METRICS(), 0))",
			Description: "has two nodes that take writes: stop the one that the address of the primary does not lead to",
			When:        alarm.Above(0), Minutes: 2, Missing: alarm.MissingIsIgnored,
		},
		node.Silent,
		node.Watch{
			ID: "Replication", Runbook: "node-replication", Metric: "Replicating", Statistic: "Minimum", Expression: "MIN(FILL(METRICS(), 0))",
			Description: "has a node that does not follow, and could not take over without loss: read the journal of its keeper",
			When:        alarm.Below(1), Minutes: 15, Missing: alarm.MissingIsWrong,
		},
		node.Watch{
			ID: "Lag", Runbook: "node-lag", Metric: "LagSeconds", Statistic: "Maximum", Expression: "MAX(METRICS())",
			Description: "has a node that is more than a minute behind, so that promoting it takes as long",
			When:        alarm.Above(nodeLagSeconds), Minutes: 10, Missing: alarm.MissingIsIgnored,
		},
		node.Watch{
			ID: "Connections", Runbook: "node-connections", Metric: "ConnectionsPercent", Statistic: "Maximum", Expression: "MAX(METRICS())",
			Description: "is running out of connections: use a pool in the clients, or raise max_connections",
			When:        alarm.Above(connectionsPercent), Minutes: 5, Missing: alarm.MissingIsIgnored,
		},
	)
}
