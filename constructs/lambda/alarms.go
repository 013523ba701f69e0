package lambda

import (
	"fmt"
	"strings"

	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// alarmMinutes is how long the periods are that alarms look at: the fewest that say something of a function that is
// seldom called.
const alarmMinutes = 5

// newAlarms adds what warns of calls that fail, are refused or take long, and of events that are lost.
func (f function) newAlarms() {
	one := map[string]string{"FunctionName": *f.made.FunctionName()}
	slow := f.props.TimeoutSeconds * 1000 * f.props.Alarms.SlowPercent / 100
	alarms := []alarm.Props{
		{
			ID:          "Errors",
			Description: fmt.Sprintf("fails in more than %d calls of a hundred", f.props.Alarms.ErrorPercent),
			Metric:      failing(one),
			When:        alarm.Above(float64(f.props.Alarms.ErrorPercent)),
			Periods:     3,
			Datapoints:  2,
			Runbook:     "function-errors",
		},
		{
			ID:          "Throttles",
			Description: "is refused calls: as many run as may",
			Metric:      metric("Throttles", "Sum", one),
			When:        alarm.Above(0),
			Periods:     3,
			Datapoints:  2,
			Runbook:     "function-throttled",
		},
		{
			ID:          "Slow",
			Description: fmt.Sprintf("takes longer than %d ms, and is stopped after %d", slow, f.props.TimeoutSeconds*1000),
			Metric:      metric("Duration", "Maximum", one),
			When:        alarm.Above(float64(slow)),
			Periods:     3,
			Datapoints:  2,
			Runbook:     "function-slow",
		},
		{
			ID:          "Lost",
			Description: "could not deal with events, and Lambda could not put them into its queue: they are lost",
			Metric:      metric("DestinationDeliveryFailures", "Sum", one),
			When:        alarm.Above(0),
			Periods:     1,
			Runbook:     "function-events-lost",
		},
	}
	if len(f.props.On.Streams) > 0 {
		alarms = append(alarms, alarm.Props{
			ID:          "Waiting",
			Description: fmt.Sprintf("has more than %d messages of a topic before it", f.props.Alarms.Waiting),
			Metric:      metric("OffsetLag", "Maximum", one),
			When:        alarm.Above(float64(f.props.Alarms.Waiting)),
			Periods:     3,
			Datapoints:  3,
			Runbook:     "function-falls-behind",
		})
	}
	if len(f.props.On.Tables) > 0 {
		alarms = append(alarms, alarm.Props{
			ID: "Oldest",
			Description: fmt.Sprintf("is told of changes of a table that are older than %d minutes",
				f.props.Alarms.OldestMinutes),
			Metric:     metric("IteratorAge", "Maximum", one),
			When:       alarm.Above(float64(f.props.Alarms.OldestMinutes) * millisecondsPerMinute),
			Periods:    3,
			Datapoints: 3,
			Runbook:    "function-falls-behind",
		})
	}
	for _, a := range alarms {
		a.Description = "Function " + f.props.Name + " " + a.Description + "."
		a.Missing = alarm.MissingIsFine
		a.Tell = f.props.Alerts
		alarm.New(f.scope, a)
	}
}

const millisecondsPerMinute = 60_000

// newAnswersAlarm adds what warns of answers of the function that clients take for errors. Few requests are no
// percentage. The load balancer's own alarm is about those that the function does not answer.
func (f function) newAnswersAlarm(targets elb.CfnTargetGroup) {
	parts := awscdk.Fn_Split(new("/"), &f.props.Balancer.Listener, jsii.Number(5)) // ...:listener/app/name/id/id
	balancer := strings.Join([]string{*(*parts)[1], *(*parts)[2], *(*parts)[3]}, "/")
	of := func(name string) alarm.Metric {
		return alarm.Metric{
			Namespace:  "AWS/ApplicationELB",
			Name:       name,
			Dimensions: map[string]string{"LoadBalancer": balancer, "TargetGroup": *targets.AttrTargetGroupFullName()},
			Statistic:  "Sum",
			Minutes:    alarmMinutes,
		}
	}
	alarm.New(f.scope, alarm.Props{
		ID: "Answers",
		Description: fmt.Sprintf(
			"Function %s answers 5xx to more than %d requests in a hundred.", f.props.Name, f.props.Alarms.ErrorPercent,
		),
		Metric: alarm.Math{
			Expression: "IF(requests > 20, 100 * errors / requests, 0)",
			Label:      "5xx answers in percent",
			Metrics: map[string]alarm.Metric{
				"errors": of("HTTPCode_Target_5XX_Count"), "requests": of("RequestCount"),
			},
		},
		When:       alarm.Above(float64(f.props.Alarms.ErrorPercent)),
		Periods:    3,
		Datapoints: 2,
		Missing:    alarm.MissingIsFine,
		Runbook:    "function-answers",
		Tell:       f.props.Alerts,
	})
}

// newShiftAlarm adds what undoes a shift: that too many calls of the new version fail, while calls are shared.
func (f function) newShiftAlarm(version awslambda.Version) constructs.Construct {
	return alarm.New(f.scope, alarm.Props{
		ID: "ShiftErrors",
		Description: fmt.Sprintf(
			"The new version of function %s fails in more than %d calls of a hundred: CodeDeploy goes back.",
			f.props.Name,
			f.props.Alarms.ErrorPercent,
		),
		Metric: failing(map[string]string{
			"FunctionName":    *f.made.FunctionName(),
			"Resource":        *f.made.FunctionName() + ":" + Live,
			"ExecutedVersion": *version.Version(),
		}),
		When:    alarm.Above(float64(f.props.Alarms.ErrorPercent)),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Runbook: "function-shift-errors",
		Tell:    f.props.Alerts,
	})
}

// failing returns the percentage of calls that fail.
func failing(dimensions map[string]string) alarm.Math {
	of := func(name string) alarm.Metric { return metric(name, "Sum", dimensions) }
	return alarm.Math{
		Expression: "100 * errors / calls",
		Label:      "failed calls in percent",
		Metrics:    map[string]alarm.Metric{"errors": of("Errors"), "calls": of("Invocations")},
	}
}

func metric(name, statistic string, dimensions map[string]string) alarm.Metric {
	return alarm.Metric{
		Namespace: "AWS/Lambda", Name: name, Dimensions: dimensions, Statistic: statistic, Minutes: alarmMinutes,
	}
}
