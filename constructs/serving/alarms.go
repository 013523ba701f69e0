package serving

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

// Alarm is an alarm that can undo a deployment. Its name is known before it exists.
type Alarm struct {
	On   config.RollBack // empty when it undoes none
	Name string
	Made constructs.Construct
}

// rollBacks are the alarms that can undo a deployment, by their ids.
var rollBacks = map[string]config.RollBack{
	"Errors": config.OnErrors, "Slow": config.OnSlow, "Unhealthy": config.OnUnhealthy, "Stops": config.OnStops,
}

// NewTargetAlarms adds what warns of what the service's clients notice, whichever set of tasks they are sent to. A new
// task may be unhealthy for as long as its grace period.
func NewTargetAlarms(scope constructs.Construct, targets Targets, props Props) []Alarm {
	errors := targets.Series("SUM", "errors", "HTTPCode_Target_5XX_Count", "Sum")
	requests := targets.Series("SUM", "requests", "RequestCount", "Sum")
	unhealthy := targets.Series("MAX", "unhealthy", "UnHealthyHostCount", "Minimum")
	slow := targets.Series("MAX", "slow", "TargetResponseTime", slowPercentile)
	const few = " > 20" // fewer requests in a minute are no percentage
	patience := MinutesOf(props.Health.GraceSeconds)
	return NewAlarms(scope, props, []alarm.Props{
		{
			ID:          "Errors",
			Runbook:     "service-errors",
			Description: fmt.Sprintf("answers 5xx to more than %d requests in a hundred", props.Alarms.ErrorPercent),
			Metric: Expression("5xx answers in percent",
				"IF("+requests.Text+few+", 100 * "+errors.Text+" / "+requests.Text+", 0)", requests, errors),
			When: alarm.Above(float64(props.Alarms.ErrorPercent)),
		},
		{
			ID:          "Unhealthy",
			Runbook:     "service-unhealthy",
			Description: "has tasks that fail their health check",
			Metric:      Expression("unhealthy tasks", unhealthy.Text, unhealthy),
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
			Metric: Expression("seconds", "IF("+requests.Text+few+", "+slow.Text+", 0)", requests, slow),
			When:   alarm.Above(float64(props.Alarms.SlowMilliseconds) / 1000),
		},
	})
}

// Unreachable is the alarm of a load balancer that has nobody to send requests to.
func Unreachable(targets Targets) alarm.Props {
	healthy := targets.Series("SUM", "healthy", "HealthyHostCount", "Maximum")
	return alarm.Props{
		ID:          "Unreachable",
		Runbook:     "service-unreachable",
		Description: "has no task that its load balancer could send requests to",
		Metric:      Expression("healthy tasks", healthy.Text, healthy),
		When:        alarm.Below(1),
		Periods:     alarmPeriods,
		Datapoints:  alarmPeriods,
		Missing:     alarm.MissingIsWrong, // nothing is even registered
	}
}

// Targets are the dimensions of the two sets of tasks that requests can go to.
type Targets [2]map[string]string

// Targets returns the dimensions of the route's sets.
func (r Route) Targets() Targets {
	var all Targets
	for i, group := range []elb.ApplicationTargetGroup{r.Blue, r.Green} {
		all[i] = map[string]string{
			"LoadBalancer": *group.FirstLoadBalancerFullName(), "TargetGroup": *group.TargetGroupFullName(),
		}
	}
	return all
}

// Series is a part of an expression, and the metrics that it names.
type Series struct {
	Text    string
	Metrics map[string]alarm.Metric
}

// Series returns a metric of the tasks that requests can go to; function puts the two sets of them together.
func (t Targets) Series(function, name, metric, statistic string) Series {
	of := func(dimensions map[string]string) alarm.Metric {
		return alarm.Metric{
			Namespace: "AWS/ApplicationELB", Name: metric, Dimensions: dimensions, Statistic: statistic, Minutes: 1,
		}
	}
	next := name + "Next"
	return Series{
		function + "([" + name + ", " + next + "])",
		map[string]alarm.Metric{name: of(t[0]), next: of(t[1])},
	}
}

// Expression returns what an alarm is about, from all metrics of its parts.
func Expression(label, text string, parts ...Series) alarm.Math {
	metrics := map[string]alarm.Metric{}
	for _, part := range parts {
		maps.Copy(metrics, part.Metrics)
	}
	return alarm.Math{Expression: text, Label: label, Metrics: metrics}
}

// MinutesOf returns the whole minutes that so many seconds take.
func MinutesOf(seconds int) int { return (seconds + 59) / 60 }

// NewAlarms adds alarms of a service, which look at the last minutes unless they say otherwise.
func NewAlarms(scope constructs.Construct, props Props, alarms []alarm.Props) []Alarm {
	var made []Alarm
	for _, a := range alarms {
		a.Name = props.ClusterName + "-" + props.Name + "-" + a.ID
		a.Description = "Service " + props.Name + " " + a.Description + "."
		a.Periods = cmp.Or(a.Periods, alarmPeriods)
		a.Datapoints = cmp.Or(a.Datapoints, alarmDatapoints)
		a.Missing = cmp.Or(a.Missing, alarm.MissingIsFine)
		a.Tell = props.Alerts
		made = append(made, Alarm{rollBacks[a.ID], a.Name, alarm.New(scope, a)})
	}
	return made
}
