package kubernetes

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// Namespaces of what EKS measures of the control plane, and the CloudWatch agent of nodes and pods.
const (
	controlPlaneMetrics = "AWS/EKS"
	insights            = "ContainerInsights"
)

const (
	errorPercent     = 5
	slowSeconds      = 1
	fullBytes        = 6 << 30 // EKS makes a cluster read-only at 8 GiB
	minutesUntilNode = 15      // Auto Mode makes one in two
)

// newAlarms adds what warns before the cluster no longer starts what it should.
func newAlarms(scope constructs.Construct, props ClusterProps) {
	metric := func(namespace, name, statistic string, minutes int) alarm.Metric {
		return alarm.Metric{
			Namespace: namespace, Name: name, Dimensions: map[string]string{"ClusterName": props.Name},
			Statistic: statistic, Minutes: minutes,
		}
	}
	add := func(a alarm.Props) {
		a.Description = "Cluster " + props.Name + " " + a.Description
		a.Tell = props.Alerts
		alarm.New(scope, a)
	}
	add(alarm.Props{
		ID:          "Errors",
		Description: "answers more than one request in twenty to its API with an error of its own.",
		Metric: alarm.Math{
			Expression: "100 * errors / requests",
			Label:      "errors of the API in percent",
			Metrics: map[string]alarm.Metric{
				"errors":   metric(controlPlaneMetrics, "apiserver_request_total_5XX", "Sum", 5),
				"requests": metric(controlPlaneMetrics, "apiserver_request_total", "Sum", 5),
			},
		},
		When: alarm.Above(errorPercent), Periods: 3, Missing: alarm.MissingIsFine, Runbook: "cluster-errors",
	})
	add(alarm.Props{
		ID:          "Slow",
		Description: "takes longer than a second to change something, in one request in a hundred.",
		Metric:      metric(controlPlaneMetrics, "apiserver_request_duration_seconds_POST_P99", "Average", 5),
		When:        alarm.Above(slowSeconds), Periods: 6, Missing: alarm.MissingIsFine, Runbook: "cluster-slow",
	})
	add(alarm.Props{
		ID:          "Full",
		Description: "keeps almost as much as EKS lets it: it then takes no change.",
		Metric:      metric(controlPlaneMetrics, "apiserver_storage_size_bytes", "Maximum", 5),
		When:        alarm.Above(fullBytes), Periods: 3, Missing: alarm.MissingIsFine, Runbook: "cluster-full",
	})
	add(alarm.Props{
		ID:          "Pending",
		Description: "has pods that no node takes.",
		Metric:      metric(controlPlaneMetrics, "scheduler_pending_pods_UNSCHEDULABLE", "Maximum", 1),
		When:        alarm.AtLeast(1), Periods: minutesUntilNode, Missing: alarm.MissingIsFine, Runbook: "cluster-pods-pending",
	})
	add(alarm.Props{
		ID:          "NodesFailed",
		Description: "has nodes that are not ready.",
		Metric:      metric(insights, "cluster_failed_node_count", "Maximum", 5),
		When:        alarm.AtLeast(1), Periods: 4, Missing: alarm.MissingIsFine, Runbook: "cluster-nodes-failed",
	})
	add(alarm.Props{
		ID:          "Silent",
		Description: "tells nothing of its nodes: there are none, or the CloudWatch agent does not run.",
		Metric:      metric(insights, "cluster_node_count", "Minimum", 5),
		When:        alarm.Below(1), Periods: 6, Missing: alarm.MissingIsWrong, Runbook: "cluster-silent",
	})
}
