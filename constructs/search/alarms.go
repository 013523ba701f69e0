package search

import (
	notify "bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Thresholds and periods of the alarms are those that AWS recommends. Source: the OpenSearch Service developer guide,
// "Recommended CloudWatch alarms".
const (
	freeStorageShare  = 0.25 // of each node's volume
	cpuPercent        = 80
	managerCPUPercent = 50
	heapPercent       = 95
	mebibytesPerGiB   = 1024
)

// alarm is one thing that can go wrong with a domain.
type alarm struct {
	id, metric, statistic, description string
	threshold                          float64
	minutes, periods                   int
}

const below = awscloudwatch.ComparisonOperator_LESS_THAN_OR_EQUAL_TO_THRESHOLD

// newAlarms warn before documents are refused or lost.
func newAlarms(scope constructs.Construct, props DomainProps) {
	alarms := []alarm{
		{"Red", "ClusterStatus.red", "Maximum", "has an index that lacks a primary shard, so that documents cannot be found: look at the nodes' storage and memory, or restore a snapshot", 1, 1, 1},
		{"Yellow", "ClusterStatus.yellow", "Maximum", "has an index that lacks a replica: a further loss would lose documents", 1, 1, 5},
		{"WritesBlocked", "ClusterIndexWritesBlocked", "Maximum", "refuses to write: raise storageGiB, or choose a larger class", 1, 5, 1},
		{"SnapshotFailure", "AutomatedSnapshotFailure", "Maximum", "has no snapshot of the last hour: look for a red index", 1, 1, 1},
		{"Cpu", "CPUUtilization", "Maximum", "is short of CPU: look at the slow logs, or use more or larger nodes", cpuPercent, 15, 3},
		{"Heap", "JVMMemoryPressure", "Maximum", "is short of memory: use more or larger nodes", heapPercent, 1, 3},
		{"KeyError", "KMSKeyError", "Maximum", "cannot use its key: look whether the key is disabled", 1, 1, 1},
		{"KeyInaccessible", "KMSKeyInaccessible", "Maximum", "may not use its key: look whether the key or its grant was deleted, for without it the documents are lost", 1, 1, 1},
	}
	if *props.Managers > 0 {
		alarms = append(alarms,
			alarm{"ManagerCpu", "MasterCPUUtilization", "Maximum", "has managers short of CPU: choose a larger managerClass", managerCPUPercent, 15, 3},
			alarm{"ManagerHeap", "MasterJVMMemoryPressure", "Maximum", "has managers short of memory: choose a larger managerClass", heapPercent, 1, 3},
			alarm{"Manager", "MasterReachableFromNode", "Minimum", "has a node that cannot reach its manager", 0, 5, 3},
		)
	}
	alarms = append(alarms, alarm{"Storage", "FreeStorageSpace", "Minimum", "is running out of storage on a node: raise storageGiB, or delete old indexes", freeStorageShare * float64(props.StorageGiB) * mebibytesPerGiB, 1, 5})
	for _, a := range alarms {
		operator := awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD
		if a.statistic == "Minimum" {
			operator = below
		}
		made := awscloudwatch.NewAlarm(scope, &a.id, &awscloudwatch.AlarmProps{
			AlarmDescription: new("Search domain " + props.Label + " " + a.description + "."),
			Metric: awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
				Namespace:     new("AWS/ES"),
				MetricName:    &a.metric,
				Statistic:     &a.statistic,
				DimensionsMap: &map[string]*string{"DomainName": &props.Name, "ClientId": &props.Account},
				Period:        awscdk.Duration_Minutes(jsii.Number(a.minutes)),
			}),
			ComparisonOperator: operator,
			Threshold:          &a.threshold,
			EvaluationPeriods:  jsii.Number(a.periods),
			// Some of them are told only while they are wrong.
			TreatMissingData: awscloudwatch.TreatMissingData_NOT_BREACHING,
		})
		notify.Alert(made, props.Alerts)
	}
}
