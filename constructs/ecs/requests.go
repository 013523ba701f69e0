package ecs

import (
	"maps"
	"slices"

	scaling "github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"
)

// scaleOnRequests keeps the requests that each task gets in a minute at a target, whichever set of tasks gets them.
// AWS's own metric for that knows one set.
func scaleOnRequests(count awsecs.ScalableTaskCount, targets targets, requests int) {
	perTask := targets.series("SUM", "requests", "RequestCountPerTarget", "Sum")
	metrics := []any{&scaling.CfnScalingPolicy_TargetTrackingMetricDataQueryProperty{
		Id: new("perTask"), Expression: &perTask.text, Label: new("requests of a task"), ReturnData: true,
	}}
	for _, id := range slices.Sorted(maps.Keys(perTask.metrics)) {
		metric := perTask.metrics[id]
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
	tracking := &scaling.CfnScalingPolicy_TargetTrackingScalingPolicyConfigurationProperty{
		TargetValue:      jsii.Number(requests),
		ScaleOutCooldown: jsii.Number(scaleOutSeconds),
		ScaleInCooldown:  jsii.Number(scaleInSeconds),
	}
	tracking.CustomizedMetricSpecification = &scaling.CfnScalingPolicy_CustomizedMetricSpecificationProperty{
		Metrics: &metrics,
	}
	target := count.Node().FindChild(new("Target")).(scaling.ScalableTarget)
	scaling.NewCfnScalingPolicy(count, new("Requests"), &scaling.CfnScalingPolicyProps{
		PolicyName:                               new("requests"),
		PolicyType:                               new("TargetTrackingScaling"),
		ScalingTargetId:                          target.ScalableTargetId(),
		TargetTrackingScalingPolicyConfiguration: tracking,
	})
}
