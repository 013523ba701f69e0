package kubernetes

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/serving"

	"github.com/aws/constructs-go/constructs/v10"
)

// What the alarms of a service's pods look at, and for how long: as those of tasks on ECS do.
const (
	lookMinutes    = 5  // pods are counted once a minute
	missingMinutes = 15 // a deployment and a move to other nodes take less
	restarts       = 3
	restartMinutes = 10
)

// pods returns a metric of all pods of a workload. Source: the Amazon CloudWatch user guide, "Enhanced Container
// Insights (Classic) metric reference".
func (p ServiceProps) pods(workload, name, statistic string, minutes int) alarm.Metric {
	return alarm.Metric{
		Namespace: insights, Name: name, Statistic: statistic, Minutes: minutes,
		Dimensions: map[string]string{
			"ClusterName": p.Cluster.Called, "Namespace": config.ServicesNamespace, "PodName": workload,
		},
	}
}

// newLoadAlarms adds what warns of a service that scaling does not help, and whose containers end by themselves.
func newLoadAlarms(scope constructs.Construct, props ServiceProps) {
	serving.NewAlarms(scope, props.Props, []alarm.Props{
		{
			ID:          "CpuHigh",
			Runbook:     "service-cpu",
			Description: "is short of CPU although it scales: raise scaling.max or cpu",
			Metric: alarm.Math{
				Expression: "100 * used / kept",
				Label:      "CPU used, in percent of what is kept",
				Metrics: map[string]alarm.Metric{
					"used": props.pods(props.Name, "pod_cpu_usage_total", "Average", 1),
					"kept": props.pods(props.Name, "pod_cpu_request", "Average", 1),
				},
			},
			When: alarm.Above(float64(props.Alarms.CPUPercent)),
		},
		{
			ID:          "MemoryHigh",
			Runbook:     "service-memory",
			Description: "is short of memory although it scales: look for a leak, or raise memory",
			Metric:      props.pods(props.Name, "pod_memory_utilization_over_pod_limit", "Average", 1),
			When:        alarm.Above(float64(props.Alarms.MemoryPercent)),
		},
		{
			ID:          "Stops",
			Runbook:     "service-stops",
			Description: "has containers that end by themselves and are started again: see its log, and its pods' events",
			Metric:      props.pods(props.Name, "pod_number_of_container_restarts", "Sum", restartMinutes),
			When:        alarm.AtLeast(restarts),
			Periods:     1,
			Datapoints:  1,
		},
	})
}

// newMissingAlarms adds what fires when pods that should run do not. It is made after the pods, whose first start is
// nobody's alarm. Like ECS's, it looks at how many pods there should be, which a move to another region changes before
// the configuration knows.
func newMissingAlarms(
	scope constructs.Construct, pods constructs.Construct, targets serving.Targets, props ServiceProps,
) {
	silence := alarm.MissingIsWrong // there is no Deployment, or nothing counts its pods
	least := props.Scaling.Least()
	if least == 0 {
		silence = alarm.MissingIsFine
	}
	patience := serving.MinutesOf(props.Health.GraceSeconds) + missingMinutes
	all := []alarm.Props{{
		ID:          "Missing",
		Runbook:     "service-tasks-missing",
		Description: fmt.Sprintf("has had fewer pods than it should for %d minutes: see its pods' events", patience),
		Metric: alarm.Math{
			Expression: "desired - ready",
			Label:      "pods that do not work",
			Metrics: map[string]alarm.Metric{
				"desired": props.pods(props.Name, "replicas_desired", "Average", 1),
				"ready":   props.pods(props.Name, "replicas_ready", "Average", 1),
			},
		},
		When:       alarm.Above(0),
		Periods:    patience,
		Datapoints: patience,
		Missing:    silence,
	}}
	if props.Balanced() && least > 0 {
		all = append(all, serving.Unreachable(targets))
	}
	for _, made := range serving.NewAlarms(scope, props.Props, all) {
		made.Made.Node().AddDependency(pods)
	}
}

// newFailedRuns adds what fires while the cluster keeps a run of a scheduled task that has failed.
func newFailedRuns(scope constructs.Construct, pods constructs.Construct, props ServiceProps) {
	for _, name := range slices.Sorted(maps.Keys(props.Tasks)) {
		if props.Tasks[name].Run != config.Scheduled {
			continue
		}
		made := alarm.New(scope, alarm.Props{
			ID: "Failed-" + name + "-Alarm",
			Description: "Scheduled task " + name + " of service " + props.Name + " failed: read its log, then delete " +
				"its job in the cluster.",
			Metric:  props.pods(props.Name+"--"+name, "pod_status_failed", "Maximum", lookMinutes),
			When:    alarm.AtLeast(1),
			Periods: 1,
			Missing: alarm.MissingIsFine,
			Runbook: "scheduled-task-failed",
			Tell:    props.Alerts,
		})
		made.Node().AddDependency(pods)
	}
}
