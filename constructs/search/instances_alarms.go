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
	for _, w := range []struct {
		id, runbook, metric, statistic, expression, description string
		when                                                    alarm.Condition
		minutes                                                 int
		missing                                                 alarm.Missing
	}{
		{
			"Quorum", "node-quorum", "Nodes", "Maximum", "MAX(FILL(METRICS(), 0))",
			"has no two nodes that could agree on a manager: bring the nodes back that are missing",
			alarm.Below(quorum), 3, alarm.MissingIsWrong,
		},
		{
			"Up", "node-silent", "Up", "Minimum", "MIN(FILL(METRICS(), 0))",
			"has a node that does not answer: read its log group, and the journal of the instance",
			alarm.Below(1), 15, alarm.MissingIsWrong,
		},
		{
			"Missing", "search-nodes", "Nodes", "Maximum", "MAX(METRICS())",
			"has lost a node: see which one tells nothing",
			alarm.Below(float64(nodes)), 30, alarm.MissingIsIgnored,
		},
		{
			"Red", "search-red", "Red", "Maximum", "MAX(METRICS())",
			"has an index that lacks a primary shard, so that documents cannot be found: bring back the node that has it, or " +
				"restore a snapshot",
			alarm.AtLeast(1), 3, alarm.MissingIsIgnored,
		},
		{
			"Yellow", "search-yellow", "Yellow", "Minimum", "MAX(METRICS())",
			"has an index that lacks a replica: a further loss would lose documents, and no node changes until it has it",
			alarm.AtLeast(1), yellowMinutes, alarm.MissingIsIgnored,
		},
		{
			"Heap", "search-memory", "HeapPercent", "Minimum", "MAX(METRICS())",
			"is short of memory: choose a larger class",
			alarm.AtLeast(nodeHeapPercent), 15, alarm.MissingIsIgnored,
		},
		{
			"SnapshotMissing", "search-snapshots", "SnapshotTaken", "Sum", "SUM(FILL(METRICS(), 0))",
			"has had no snapshot for three hours: read the journal of snapshot.service on the manager's instance",
			alarm.Below(1), snapshotMinutes, alarm.MissingIsWrong,
		},
	} {
		alarm.New(scope, alarm.Props{
			ID:          w.id,
			Description: "Search cluster " + props.Name + " " + w.description + ".",
			Metric: alarm.Math{
				Expression: w.expression, Label: w.metric + " of all nodes",
				Metrics: node.Measure(props.Name, w.metric, w.statistic, nodes),
			},
			When:    w.when,
			Periods: w.minutes,
			Missing: w.missing,
			Runbook: w.runbook,
			Tell:    props.Alerts,
		})
	}
}
