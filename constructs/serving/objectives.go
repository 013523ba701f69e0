package serving

import (
	"fmt"
	"maps"
	"strconv"

	"bulkhead/constructs/alarm"
	"bulkhead/constructs/slo"

	"github.com/aws/constructs-go/constructs/v10"
)

// fewBad is how many bad requests are too few to be told of, in the shorter window of a burn rate: at night, one that
// fails is a large share of all.
const fewBad = 4

// NewObjectives adds what users may expect of a service, and what fires when the error budget goes too fast.
func NewObjectives(scope constructs.Construct, targets Targets, props Props) {
	within := "PR(0:" + strconv.FormatFloat(float64(props.Alarms.SlowMilliseconds)/1000, 'f', -1, 64) + ")"

	available := slo.Availability(props.ClusterName, props.Name, props.SLO)
	slo.New(scope, "Availability", available, slo.Requests{
		All: targets.filled(1, "FILL(all, 0) + FILL(allNext, 0)", "all", "RequestCount", "Sum"),
		Bad: targets.filled(1, "FILL(bad, 0) + FILL(badNext, 0)", "bad", "HTTPCode_Target_5XX_Count", "Sum"),
	})
	failed := func(minutes int) alarm.Math {
		return targets.filled(minutes, "SUM([bad, badNext])", "bad", "HTTPCode_Target_5XX_Count", "Sum")
	}
	newBurnAlarms(scope, "Availability", available, failed, props)

	inTime := slo.Latency(props.ClusterName, props.Name, props.SLO)
	slo.New(scope, "Latency", inTime, slo.Requests{
		All: targets.filled(1, "FILL(all, 0) + FILL(allNext, 0)", "all", "TargetResponseTime", "SampleCount"),
		Good: targets.filled(1, "(FILL(all, 0) * FILL(within, 0) + FILL(allNext, 0) * FILL(withinNext, 0)) / 100",
			"all", "TargetResponseTime", "SampleCount", "within", "TargetResponseTime", within),
	})
	slow := func(minutes int) alarm.Math {
		const text = "(FILL(all, 0) * (100 - FILL(within, 100)) + FILL(allNext, 0) * (100 - FILL(withinNext, 100))) / 100"
		return targets.filled(
			minutes, text, "all", "TargetResponseTime", "SampleCount", "within", "TargetResponseTime", within,
		)
	}
	newBurnAlarms(scope, "Latency", inTime, slow, props)
}

// filled returns an expression of metrics of both sets of tasks, each given by its name in the expression, its own name
// and its statistic.
func (t Targets) filled(minutes int, text string, metrics ...string) alarm.Math {
	math := alarm.Math{Expression: text, Metrics: map[string]alarm.Metric{}}
	for ; len(metrics) > 0; metrics = metrics[3:] {
		maps.Copy(math.Metrics, t.Series("SUM", metrics[0], metrics[1], metrics[2]).Metrics)
	}
	for name, metric := range math.Metrics {
		metric.Minutes = minutes
		math.Metrics[name] = metric
	}
	return math
}

// newBurnAlarms adds what fires when the budget of an objective goes too fast in both windows, and enough requests are
// bad: fast, somebody is woken; slowly, it can wait.
func newBurnAlarms(
	scope constructs.Construct, id string, o slo.Objective, bad func(minutes int) alarm.Math, props Props,
) {
	burns := func(id, anchor, share string, b slo.Burn) alarm.Props {
		rate := func(minutes int) alarm.Metric {
			return alarm.Metric{
				Namespace:  slo.Namespace,
				Name:       "BurnRate",
				Dimensions: map[string]string{"SloName": o.Name, "BurnRateWindowMinutes": strconv.Itoa(minutes)},
				Statistic:  "Maximum",
				Minutes:    b.Short,
			}
		}
		math := bad(b.Short)
		math.Label = "burn rate of the error budget"
		math.Expression = fmt.Sprintf("IF(%s > %d, MIN([FILL(long, 0), FILL(short, 0)]), 0)", math.Expression, fewBad)
		math.Metrics["long"], math.Metrics["short"] = rate(b.Long), rate(b.Short)
		return alarm.Props{
			ID:          id,
			Runbook:     anchor,
			Description: "has used " + share + " of its error budget for " + o.What + ", and goes on",
			Metric:      math,
			When:        alarm.Above(b.Rate(o)),
			Periods:     1,
			Datapoints:  1,
		}
	}
	NewAlarms(scope, props, []alarm.Props{
		burns(id+"Fast", "service-error-budget", "a fiftieth", slo.Fast),
		burns(id+"Slow", "service-error-budget-shrinks", "a twentieth", slo.Slow),
	})
}
