package compute

import (
	"bulkhead/constructs/share"

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
		{"CpuHigh", "is short of CPU although it scales: raise scaling.max or cpu", utilization("CPUUtilization"), highUtilization},
		{"MemoryHigh", "is short of memory although it scales: look for a leak, or raise memory", utilization("MemoryUtilization"), highUtilization},
	})
}

// newTargetAlarms warn of what the service's clients notice.
func newTargetAlarms(scope constructs.Construct, r route, props ServiceProps) []awscloudwatch.Alarm {
	target := r.blue
	sum := &awscloudwatch.MetricOptions{Statistic: new("Sum"), Period: minute()}
	errors := awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression: new("IF(requests > 20, 100 * errors / requests, 0)"),
		Label:      new("5xx answers in percent"),
		UsingMetrics: &map[string]awscloudwatch.IMetric{
			"errors":   target.Metrics().HttpCodeTarget(elb.HttpCodeTarget_TARGET_5XX_COUNT, sum),
			"requests": target.Metrics().RequestCount(sum),
		},
		Period: minute(),
	})
	unhealthy := target.Metrics().UnhealthyHostCount(&awscloudwatch.MetricOptions{Statistic: new("Minimum"), Period: minute()})
	slow := target.Metrics().TargetResponseTime(&awscloudwatch.MetricOptions{Statistic: new(slowPercentile), Period: minute()})
	return newAlarms(scope, props, []alarm{
		{"Errors", "answers 5xx to more than one request in twenty", errors, errorPercent},
		{"Unhealthy", "has tasks that fail their health check", unhealthy, 0},
		{"Slow", "takes longer than 3 s for one request in a hundred", slow, slowSeconds},
	})
}

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
			EvaluationPeriods:  jsii.Number(5),
			DatapointsToAlarm:  jsii.Number(3),
			TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING,
			// One slow request at night is no percentile.
			EvaluateLowSampleCountPercentile: lowSamples(a.metric),
		})
		share.Alert(alarm, props.Alerts)
		made = append(made, alarm)
	}
	return made
}

// lowSamples is only for percentiles: CloudWatch refuses it for others.
func lowSamples(metric awscloudwatch.IMetric) *string {
	if m, ok := metric.(awscloudwatch.Metric); ok && *m.Statistic() == slowPercentile {
		return new("ignore")
	}
	return nil
}

func minute() awscdk.Duration { return awscdk.Duration_Minutes(jsii.Number(1)) }
