package lambda

import (
	"fmt"

	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
)

// alarmMinutes is how long the periods are that alarms look at: the fewest that say something of a function that is
// seldom called.
const alarmMinutes = 5

// newAlarms adds what warns of calls that fail, are refused or take long, and of events that are lost.
func (f function) newAlarms() {
	one := map[string]string{"FunctionName": *f.made.FunctionName()}
	slow := f.props.TimeoutSeconds * 1000 * f.props.Alarms.SlowPercent / 100
	for _, a := range []alarm.Props{
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
	} {
		a.Description = "Function " + f.props.Name + " " + a.Description + "."
		a.Missing = alarm.MissingIsFine
		a.Tell = f.props.Alerts
		alarm.New(f.scope, a)
	}
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
