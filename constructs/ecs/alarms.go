package ecs

import (
	"maps"

	notify "bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Thresholds of the alarms; utilization is in percent of what a task has.
const (
	highUtilization = 90
	errorPercent    = 5
	slowSeconds     = 3
	slowPercentile  = "p99"
)

// alarm is one thing that can go wrong with a service.
type alarm struct {
	id, description string
	metric          awscloudwatch.IMetric
	threshold       float64
	patience        int // minutes in which it may be so before the alarm is in doubt
}

// newLoadAlarms warn of a service that scaling does not help. Their dimensions are names, not references, so
// that the service can wait for them.
func newLoadAlarms(scope constructs.Construct, props ServiceProps) []awscloudwatch.Alarm {
	utilization := func(name string) awscloudwatch.IMetric {
		return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace:     new("AWS/ECS"),
			MetricName:    &name,
			DimensionsMap: &map[string]*string{"ClusterName": &props.ClusterName, "ServiceName": &props.Name},
			Statistic:     new("Average"),
			Period:        minute(),
		})
	}
	return newAlarms(scope, props, []alarm{
		{"CpuHigh", "is short of CPU although it scales: raise scaling.max or cpu", utilization("CPUUtilization"), highUtilization, 0},
		{"MemoryHigh", "is short of memory although it scales: look for a leak, or raise memory", utilization("MemoryUtilization"), highUtilization, 0},
	})
}

// newTargetAlarms warn of what the service's clients notice, whichever set of tasks they are sent to. A new task may be
// unhealthy for as long as its grace period.
func newTargetAlarms(scope constructs.Construct, r route, props ServiceProps) []awscloudwatch.Alarm {
	sum := &awscloudwatch.MetricOptions{Statistic: new("Sum"), Period: minute()}
	errors := r.series("SUM", "errors", func(t elb.ApplicationTargetGroup) awscloudwatch.Metric {
		return t.Metrics().HttpCodeTarget(elb.HttpCodeTarget_TARGET_5XX_COUNT, sum)
	})
	requests := r.series("SUM", "requests", func(t elb.ApplicationTargetGroup) awscloudwatch.Metric {
		return t.Metrics().RequestCount(sum)
	})
	unhealthy := r.series("MAX", "unhealthy", func(t elb.ApplicationTargetGroup) awscloudwatch.Metric {
		return t.Metrics().UnhealthyHostCount(&awscloudwatch.MetricOptions{Statistic: new("Minimum"), Period: minute()})
	})
	slow := r.series("MAX", "slow", func(t elb.ApplicationTargetGroup) awscloudwatch.Metric {
		return t.Metrics().TargetResponseTime(&awscloudwatch.MetricOptions{Statistic: new(slowPercentile), Period: minute()})
	})
	const few = " > 20" // fewer requests in a minute are no percentage
	return newAlarms(scope, props, []alarm{
		{"Errors", "answers 5xx to more than one request in twenty", expression("5xx answers in percent",
			"IF("+requests.text+few+", 100 * "+errors.text+" / "+requests.text+", 0)", requests, errors), errorPercent, 0},
		{"Unhealthy", "has tasks that fail their health check", expression("unhealthy tasks",
			unhealthy.text, unhealthy), 0, minutesOf(props.Health.GraceSeconds)},
		{"Slow", "takes longer than 3 s for one request in a hundred", expression("seconds",
			"IF("+requests.text+few+", "+slow.text+", 0)", requests, slow), slowSeconds, 0},
	})
}

// series is a part of an expression, and the metrics that it names.
type series struct {
	text    string
	metrics map[string]awscloudwatch.IMetric
}

// series is a metric of the tasks that requests can go to; function puts the two sets of them together, where there are two.
func (r route) series(function, name string, metric func(elb.ApplicationTargetGroup) awscloudwatch.Metric) series {
	if r.green == nil {
		return series{name, map[string]awscloudwatch.IMetric{name: metric(r.blue)}}
	}
	next := name + "Next"
	return series{function + "([" + name + ", " + next + "])", map[string]awscloudwatch.IMetric{name: metric(r.blue), next: metric(r.green)}}
}

// expression is what an alarm is about, from all metrics of its parts.
func expression(label, text string, parts ...series) awscloudwatch.IMetric {
	metrics := map[string]awscloudwatch.IMetric{}
	for _, part := range parts {
		maps.Copy(metrics, part.metrics)
	}
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression: &text, Label: &label, UsingMetrics: &metrics, Period: minute(),
	})
}

// minutesOf are the whole minutes that so many seconds take.
func minutesOf(seconds int) int { return (seconds + 59) / 60 }

func newAlarms(scope constructs.Construct, props ServiceProps, alarms []alarm) []awscloudwatch.Alarm {
	var made []awscloudwatch.Alarm
	for _, a := range alarms {
		name := props.ClusterName + "-" + props.Name + "-" + a.id
		alarm := awscloudwatch.NewAlarm(scope, &a.id, &awscloudwatch.AlarmProps{
			AlarmName:          &name,
			AlarmDescription:   new("Service " + props.Name + " " + a.description + "."),
			Metric:             a.metric,
			Threshold:          &a.threshold,
			ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD,
			EvaluationPeriods:  jsii.Number(a.patience + 5),
			DatapointsToAlarm:  jsii.Number(a.patience + 3),
			TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		})
		notify.Alert(alarm, props.Alerts)
		made = append(made, alarm)
	}
	return made
}

func minute() awscdk.Duration { return awscdk.Duration_Minutes(jsii.Number(1)) }
