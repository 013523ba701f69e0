package search

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// Thresholds and periods of the alarms are those that AWS recommends. Source: the OpenSearch Service developer guide,
// "Recommended CloudWatch alarms".
const (
	managerCPUPercent = 50
	heapPercent       = 95
	mebibytesPerGiB   = 1024
)

// watch is what a domain is watched for.
type watch struct {
	id, runbook, metric, statistic string
	when                           alarm.Condition
	minutes, periods               int
	description                    string
}

// newAlarms adds what warns before documents are refused or lost.
func newAlarms(scope constructs.Construct, props DomainProps) {
	for _, w := range watched(props) {
		alarm.New(scope, alarm.Props{
			ID:          w.id,
			Description: "Search domain " + props.Label + " " + w.description + ".",
			Metric: alarm.Metric{
				Namespace:  "AWS/ES",
				Name:       w.metric,
				Dimensions: map[string]string{"DomainName": props.Name, "ClientId": props.Account},
				Statistic:  w.statistic,
				Minutes:    w.minutes,
			},
			When:    w.when,
			Periods: w.periods,
			Missing: alarm.MissingIsFine, // some of them are told only while they are wrong
			Runbook: w.runbook,
			Tell:    props.Alerts,
		})
	}
}

func watched(props DomainProps) []watch {
	wrong := alarm.AtLeast(1)
	all := []watch{
		{
			"Red", "search-red", "ClusterStatus.red", "Maximum", wrong, 1, 1,
			"has an index that lacks a primary shard, so that documents cannot be found: " +
				"look at the nodes' storage and memory, or restore a snapshot",
		},
		{
			"WritesBlocked", "search-writes-blocked", "ClusterIndexWritesBlocked", "Maximum", wrong, 5, 1,
			"refuses to write: raise storageGiB, or choose a larger class",
		},
		{
			"SnapshotFailure", "search-snapshots", "AutomatedSnapshotFailure", "Maximum", wrong, 1, 1,
			"has no snapshot of the last hour: look for a red index",
		},
		{
			"Cpu", "search-cpu", "CPUUtilization", "Maximum", alarm.AtLeast(float64(props.Alarms.CPUPercent)), 15, 3,
			"is short of CPU: look at the slow logs, or use more or larger nodes",
		},
		{
			"Heap", "search-memory", "JVMMemoryPressure", "Maximum", alarm.AtLeast(heapPercent), 1, 3,
			"is short of memory: use more or larger nodes",
		},
		{
			"KeyError", "search-key", "KMSKeyError", "Maximum", wrong, 1, 1,
			"cannot use its key: look whether the key is disabled",
		},
		{
			"KeyInaccessible",
			"search-key",
			"KMSKeyInaccessible",
			"Maximum",
			wrong,
			1,
			1,
			"may not use its key: look whether the key or its grant was deleted, for without it the documents are lost",
		},
	}
	if props.Nodes > 1 { // a replica is never on the node of its primary
		all = append(all, watch{
			"Yellow", "search-yellow", "ClusterStatus.yellow", "Maximum", wrong, 1, 5,
			"has an index that lacks a replica: a further loss would lose documents",
		})
	}
	if *props.Managers > 0 {
		all = append(all, watch{
			"ManagerCpu",
			"search-managers",
			"MasterCPUUtilization",
			"Maximum",
			alarm.AtLeast(managerCPUPercent),
			15,
			3,
			"has managers short of CPU: choose a larger managerClass",
		}, watch{
			"ManagerHeap", "search-managers", "MasterJVMMemoryPressure", "Maximum", alarm.AtLeast(heapPercent), 1, 3,
			"has managers short of memory: choose a larger managerClass",
		}, watch{
			"Manager", "search-manager-lost", "MasterReachableFromNode", "Minimum", alarm.AtMost(0), 5, 3,
			"has a node that cannot reach its manager",
		})
	}
	free := alarm.AtMost(float64(props.Alarms.FreeStoragePercent) / 100 * float64(props.StorageGiB) * mebibytesPerGiB)
	return append(all, watch{
		"Nodes", "search-nodes", "Nodes", "Minimum", alarm.Below(float64(props.Nodes + *props.Managers)), 5, 6,
		"has lost a node: see the health of the cluster, and the health of AWS in its zones",
	}, watch{
		"Storage", "search-storage", "FreeStorageSpace", "Minimum", free, 1, 5,
		"is running out of storage on a node: raise storageGiB, or delete old indexes",
	})
}
