package search

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/node"

	"github.com/aws/constructs-go/constructs/v10"
)

// Thresholds of the alarms of a cluster on instances. Its heap is what is in use, garbage included.
const (
	quorum          = 2
	nodeHeapPercent = 85
	yellowMinutes   = 45 // a node that is replaced has to catch up
	snapshotMinutes = 180
)

// newNodeAlarms adds what watches OpenSearch on all nodes, beside what watches their instances.
func newNodeAlarms(scope constructs.Construct, props InstancesProps) {
	nodes := len(props.Hosts)
	node.NewAlarms(scope, "Search cluster", props.Props,
		node.Watch{
			ID: "Quorum", Runbook: "node-quorum", Metric: "Nodes", Statistic: "Maximum", Expression: "MAX(FILL(METRICS(), 0))",
			Description: "has no two nodes that could agree on a manager: bring the nodes back that are missing",
			When:        alarm.Below(quorum), Minutes: 3, Missing: alarm.MissingIsWrong,
		},
		node.Silent,
		node.Watch{
			ID: "Missing", Runbook: "search-nodes", Metric: "Nodes", Statistic: "Maximum", Expression: "MAX(METRICS())",
			Description: "has lost a node: see which one tells nothing",
			When:        alarm.Below(float64(nodes)), Minutes: 30, Missing: alarm.MissingIsIgnored,
		},
		node.Watch{
			ID: "Red", Runbook: "search-red", Metric: "Red", Statistic: "Maximum", Expression: "MAX(METRICS())",
			Description: "has an index that lacks a primary shard, so that documents cannot be found: bring back the node that has it, or " +
				"restore a snapshot",
			When: alarm.AtLeast(1), Minutes: 3, Missing: alarm.MissingIsIgnored,
		},
		node.Watch{
			ID: "Yellow", Runbook: "search-yellow", Metric: "Yellow", Statistic: "Minimum", Expression: "MAX(METRICS())",
			Description: "has an index that lacks a replica: a further loss would lose documents, and no node changes until it has it",
			When:        alarm.AtLeast(1), Minutes: yellowMinutes, Missing: alarm.MissingIsIgnored,
		},
		node.Watch{
			ID: "Heap", Runbook: "search-memory", Metric: "HeapPercent", Statistic: "Minimum", Expression: "MAX(METRICS())",
			Description: "is short of memory: choose a larger class",
			When:        alarm.AtLeast(nodeHeapPercent), Minutes: 15, Missing: alarm.MissingIsIgnored,
		},
		node.Watch{
			ID: "SnapshotMissing", Runbook: "search-snapshots", Metric: "SnapshotTaken", Statistic: "Sum", Expression: "SUM(FILL(METRICS(), 0))",
			Description: "has had no snapshot for three hours: read the journal of snapshot.service on the manager's instance",
			When:        alarm.Below(1), Minutes: snapshotMinutes, Missing: alarm.MissingIsWrong,
		},
	)
}
