package alarm

import (
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// Measurement is what an alarm watches: a Metric, a Math or a Query.
type Measurement interface {
	measure(alarm *awscloudwatch.CfnAlarmProps)
}

// Metric is a metric of CloudWatch.
type Metric struct {
	Namespace  string
	Name       string
	Dimensions map[string]string
	Statistic  string // Average, Minimum, Maximum, Sum or, in a Math, a percentile such as p99
	Minutes    int    // length of a period
}

func (m Metric) measure(alarm *awscloudwatch.CfnAlarmProps) {
	alarm.Namespace = &m.Namespace
	alarm.MetricName = &m.Name
	if len(m.Dimensions) > 0 {
		alarm.Dimensions = m.dimensions()
	}
	alarm.Statistic = &m.Statistic
	alarm.Period = jsii.Number(m.Minutes * 60)
}

// dimensions returns the dimensions in the order of their names.
func (m Metric) dimensions() []any {
	var all []any
	for _, name := range slices.Sorted(maps.Keys(m.Dimensions)) {
		all = append(all, &awscloudwatch.CfnAlarm_DimensionProperty{Name: &name, Value: new(m.Dimensions[name])})
	}
	return all
}

// Math is a metric that CloudWatch calculates from others.
type Math struct {
	Expression string
	Label      string            // what people read beside the graph
	Metrics    map[string]Metric // by their names in the expression
}

func (m Math) measure(alarm *awscloudwatch.CfnAlarmProps) {
	all := []any{&awscloudwatch.CfnAlarm_MetricDataQueryProperty{
		Id:         new("expr_1"),
		Expression: &m.Expression,
		Label:      &m.Label,
		ReturnData: true,
	}}
	for _, name := range slices.Sorted(maps.Keys(m.Metrics)) {
		metric := m.Metrics[name]
		all = append(all, &awscloudwatch.CfnAlarm_MetricDataQueryProperty{
			Id: &name,
			MetricStat: &awscloudwatch.CfnAlarm_MetricStatProperty{
				Metric: &awscloudwatch.CfnAlarm_MetricProperty{
					Namespace:  &metric.Namespace,
					MetricName: &metric.Name,
					Dimensions: metric.dimensions(),
				},
				Stat:   &metric.Statistic,
				Period: jsii.Number(metric.Minutes * 60),
			},
			ReturnData: false,
		})
	}
	alarm.Metrics = all
}
