package ecs

import (
	"maps"
	"slices"

	"bulkhead/constructs/alarm"

	scaling "github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"
)

// tracking is a policy that keeps what is calculated from metrics at a target, which CDK's own construct refuses.
type tracking struct {
	id     string
	name   string // of the policy
	target int
	result string // what the policy calls the value of the expression
	math   alarm.Math
}

// track adds the policy to the number of a service's tasks.
func track(count awsecs.ScalableTaskCount, t tracking) {
	metrics := []any{&scaling.CfnScalingPolicy_TargetTrackingMetricDataQueryProperty{
		Id: &t.result, Expression: &t.math.Expression, Label: &t.math.Label, ReturnData: true,
	}}
	for _, id := range slices.Sorted(maps.Keys(t.math.Metrics)) {
		metric := t.math.Metrics[id]
		var dimensions []any
		for _, name := range slices.Sorted(maps.Keys(metric.Dimensions)) {
			dimensions = append(dimensions, &scaling.CfnScalingPolicy_TargetTrackingMetricDimensionProperty{
				Name: &name, Value: new(metric.Dimensions[name]),
			})
		}
		metrics = append(metrics, &scaling.CfnScalingPolicy_TargetTrackingMetricDataQueryProperty{
			Id: &id,
			MetricStat: &scaling.CfnScalingPolicy_TargetTrackingMetricStatProperty{
				Metric: &scaling.CfnScalingPolicy_TargetTrackingMetricProperty{
					Namespace: &metric.Namespace, MetricName: &metric.Name, Dimensions: &dimensions,
				},
				Stat: &metric.Statistic,
			},
			ReturnData: false,
		})
	}
	configuration := &scaling.CfnScalingPolicy_TargetTrackingScalingPolicyConfigurationProperty{
		TargetValue:      jsii.Number(t.target),
		ScaleOutCooldown: jsii.Number(scaleOutSeconds),
		ScaleInCooldown:  jsii.Number(scaleInSeconds),
	}
	configuration.CustomizedMetricSpecification = &scaling.CfnScalingPolicy_CustomizedMetricSpecificationProperty{
		Metrics: &metrics,
	}
	target := count.Node().FindChild(new("Target")).(scaling.ScalableTarget)
	scaling.NewCfnScalingPolicy(count, &t.id, &scaling.CfnScalingPolicyProps{
		PolicyName:                               &t.name,
		PolicyType:                               new("TargetTrackingScaling"),
		ScalingTargetId:                          target.ScalableTargetId(),
		TargetTrackingScalingPolicyConfiguration: configuration,
	})
}
