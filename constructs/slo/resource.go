package slo

import (
	"maps"
	"slices"
	"strconv"

	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationsignals"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Requests are how many requests there were, and how many of them were good or bad; one of both.
type Requests struct{ All, Good, Bad alarm.Math }

// New adds the objective to scope.
func New(scope constructs.Construct, id string, o Objective, requests Requests) {
	monitored := &awsapplicationsignals.CfnServiceLevelObjective_MonitoredRequestCountMetricProperty{}
	if requests.Good.Expression != "" {
		monitored.GoodCountMetric = queries(requests.Good)
	} else {
		monitored.BadCountMetric = queries(requests.Bad)
	}
	says := percent(o.Goal) + " % of the requests of the last " + strconv.Itoa(o.Days) + " days"
	awsapplicationsignals.NewCfnServiceLevelObjective(scope, &id, &awsapplicationsignals.CfnServiceLevelObjectiveProps{
		Name:        &o.Name,
		Description: new(o.What + ": " + says),
		RequestBasedSli: &awsapplicationsignals.CfnServiceLevelObjective_RequestBasedSliProperty{
			RequestBasedSliMetric: &awsapplicationsignals.CfnServiceLevelObjective_RequestBasedSliMetricProperty{
				TotalRequestCountMetric:     queries(requests.All),
				MonitoredRequestCountMetric: monitored,
			},
		},
		Goal: &awsapplicationsignals.CfnServiceLevelObjective_GoalProperty{
			AttainmentGoal: &o.Goal,
			Interval: &awsapplicationsignals.CfnServiceLevelObjective_IntervalProperty{
				RollingInterval: &awsapplicationsignals.CfnServiceLevelObjective_RollingIntervalProperty{
					Duration: jsii.Number(o.Days), DurationUnit: new("DAY"),
				},
			},
		},
		BurnRateConfigurations: windows(Fast.Long, Fast.Short, Slow.Long, Slow.Short),
	})
}

// percent is a number without zeros at its end.
func percent(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func windows(minutes ...int) []any {
	var all []any
	for _, m := range minutes {
		all = append(all, &awsapplicationsignals.CfnServiceLevelObjective_BurnRateConfigurationProperty{
			LookBackWindowMinutes: jsii.Number(m),
		})
	}
	return all
}

// queries returns what CloudWatch calculates, and the metrics that it takes.
func queries(m alarm.Math) []any {
	all := []any{&awsapplicationsignals.CfnServiceLevelObjective_MetricDataQueryProperty{
		Id: new("expr_1"), Expression: &m.Expression, ReturnData: true,
	}}
	for _, name := range slices.Sorted(maps.Keys(m.Metrics)) {
		metric := m.Metrics[name]
		var dimensions []any
		for _, d := range slices.Sorted(maps.Keys(metric.Dimensions)) {
			dimensions = append(dimensions, &awsapplicationsignals.CfnServiceLevelObjective_DimensionProperty{
				Name: &d, Value: new(metric.Dimensions[d]),
			})
		}
		all = append(all, &awsapplicationsignals.CfnServiceLevelObjective_MetricDataQueryProperty{
			Id: &name,
			MetricStat: &awsapplicationsignals.CfnServiceLevelObjective_MetricStatProperty{
				Metric: &awsapplicationsignals.CfnServiceLevelObjective_MetricProperty{
					Namespace: &metric.Namespace, MetricName: &metric.Name, Dimensions: dimensions,
				},
				Stat: &metric.Statistic, Period: jsii.Number(metric.Minutes * 60),
			},
			ReturnData: false,
		})
	}
	return all
}
