package ecs

import (
	"cmp"
	"fmt"
	"maps"

	"bulkhead/config"
	"bulkhead/constructs/alarm"

	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
)

// What the alarms look at, and for how long.
const (
	slowPercentile  = "p99"
	alarmPeriods    = 5 // minutes
	alarmDatapoints = 3 // of them
)

// serviceAlarm is an alarm that can undo a deployment. Its name is known before it exists.
type serviceAlarm struct {
	on    config.RollBack // empty when it undoes none
	name  string
	alarm constructs.Construct
}

// rollBacks are the alarms that can undo a deployment, by their ids.
var rollBacks = map[string]config.RollBack{
	"Errors": config.OnErrors, "Slow": config.OnSlow, "Unhealthy": config.OnUnhealthy, "Stops": config.OnStops,
}

// newLoadAlarms adds what warns of a service that scaling does not help.
func newLoadAlarms(scope constructs.Construct, props ServiceProps) {
	utilization := func(name string) alarm.Metric {
		return alarm.Metric{
			Namespace:  "AWS/ECS",
			Name:       name,
			Dimensions: map[string]string{"ClusterName": props.ClusterName, "ServiceName": props.Name},
			Statistic:  "Average",
			Minutes:    1,
		}
	}
	newAlarms(scope, props, []alarm.Props{
		{
			ID:          "CpuHigh",
			Runbook:     "service-cpu",
			Description: "is short of CPU although it scales: raise scaling.max or cpu",
			Metric:      utilization("CPUUtilization"),
			When:        alarm.Above(float64(props.Alarms.CPUPercent)),
		},
		{
			ID:          "MemoryHigh",
			Runbook:     "service-memory",
			Description: "is short of memory although it scales: look for a leak, or raise memory",
			Metric:      utilization("MemoryUtilization"),
			When:        alarm.Above(float64(props.Alarms.MemoryPercent)),
		},
	})
}

// newTargetAlarms adds what warns of what the service's clients notice, whichever set of tasks they are sent to. A new
// task may be unhealthy for as long as its grace period.
func newTargetAlarms(scope constructs.Construct, targets targets, props ServiceProps) []serviceAlarm {
	errors := targets.series("SUM", "errors", "HTTPCode_Target_5XX_Count", "Sum")
	requests := targets.series("SUM", "requests", "RequestCount", "Sum")
	unhealthy := targets.series("MAX", "unhealthy", "UnHealthyHostCount", "Minimum")
	slow := targets.series("MAX", "slow", "TargetResponseTime", slowPercentile)
	const few = " > 20" // fewer requests in a minute are no percentage
	patience := minutesOf(props.Health.GraceSeconds)
	return newAlarms(scope, props, []alarm.Props{
		{
			ID:          "Errors",
			Runbook:     "service-errors",
			Description: fmt.Sprintf("answers 5xx to more than %d requests in a hundred", props.Alarms.ErrorPercent),
			Metric: expression("5xx answers in percent",
				"IF("+requests.text+few+", 100 * "+errors.text+" / "+requests.text+", 0)", requests, errors),
			When: alarm.Above(float64(props.Alarms.ErrorPercent)),
		},
		{
			ID:          "Unhealthy",
			Runbook:     "service-unhealthy",
			Description: "has tasks that fail their health check",
			Metric:      expression("unhealthy tasks", unhealthy.text, unhealthy),
			When:        alarm.Above(0),
			Periods:     patience + alarmPeriods,
			Datapoints:  patience + alarmDatapoints,
		},
		{
			ID:      "Slow",
			Runbook: "service-slow",
			Description: fmt.Sprintf(
				"takes longer than %d ms for one request in a hundred",
				props.Alarms.SlowMilliseconds,
			),
			Metric: expression("seconds", "IF("+requests.text+few+", "+slow.text+", 0)", requests, slow),
			When:   alarm.Above(float64(props.Alarms.SlowMilliseconds) / 1000),
		},
	})
}

// targets are the dimensions of the two sets of tasks that requests can go to.
type targets [2]map[string]string

func (r route) targets() targets {
	var all targets
	for i, group := range []elb.ApplicationTargetGroup{r.blue, r.green} {
		all[i] = map[string]string{
			"LoadBalancer": *group.FirstLoadBalancerFullName(), "TargetGroup": *group.TargetGroupFullName(),
		}
	}
	return all
}

// series is a part of an expression, and the metrics that it names.
type series struct {
	text    string
	metrics map[string]alarm.Metric
}

// series returns a metric of the tasks that requests can go to; function puts the two sets of them together.
func (t targets) series(function, name, metric, statistic string) series {
	of := func(dimensions map[string]string) alarm.Metric {
		return alarm.Metric{
			Namespace: "AWS/ApplicationELB", Name: metric, Dimensions: dimensions, Statistic: statistic, Minutes: 1,
		}
	}
	next := name + "Next"
	return series{
		function + "([" + name + ", " + next + "])",
		map[string]alarm.Metric{name: of(t[0]), next: of(t[1])},
	}
}

// expression returns what an alarm is about, from all metrics of its parts.
func expression(label, text string, parts ...series) alarm.Math {
	metrics := map[string]alarm.Metric{}
	for _, part := range parts {
		maps.Copy(metrics, part.metrics)
	}
	return alarm.Math{Expression: text, Label: label, Metrics: metrics}
}

// minutesOf returns the whole minutes that so many seconds take.
func minutesOf(seconds int) int { return (seconds + 59) / 60 }

// newAlarms adds alarms of a service, which look at the last minutes unless they say otherwise.
func newAlarms(scope constructs.Construct, props ServiceProps, alarms []alarm.Props) []serviceAlarm {
	var made []serviceAlarm
	for _, a := range alarms {
		a.Name = props.ClusterName + "-" + props.Name + "-" + a.ID
		a.Description = "Service " + props.Name + " " + a.Description + "."
		a.Periods = cmp.Or(a.Periods, alarmPeriods)
		a.Datapoints = cmp.Or(a.Datapoints, alarmDatapoints)
		a.Missing = cmp.Or(a.Missing, alarm.MissingIsFine)
		a.Tell = props.Alerts
		made = append(made, serviceAlarm{rollBacks[a.ID], a.Name, alarm.New(scope, a)})
	}
	return made
}
