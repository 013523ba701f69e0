package ecs

import (
	"maps"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/serving"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"
)

// Cooldowns: out at once when load comes, in slowly when it goes.
const (
	scaleOutSeconds = 60
	scaleInSeconds  = 300
)

// newScaling keeps the number of tasks where CPU, memory, requests, messages and the service's own metrics are at their
// targets.
func newScaling(service awsecs.BaseService, targets serving.Targets, props ServiceProps) {
	scaling := props.Scaling
	out := awscdk.Duration_Seconds(jsii.Number(scaleOutSeconds))
	in := awscdk.Duration_Seconds(jsii.Number(scaleInSeconds))
	count := service.AutoScaleTaskCount(&awsapplicationautoscaling.EnableScalingProps{
		MinCapacity: jsii.Number(*scaling.Min),
		MaxCapacity: jsii.Number(scaling.Max),
	})
	if scaling.CPU > 0 {
		count.ScaleOnCpuUtilization(new("Cpu"), &awsecs.CpuUtilizationScalingProps{
			TargetUtilizationPercent: jsii.Number(scaling.CPU),
			ScaleOutCooldown:         out,
			ScaleInCooldown:          in,
		})
	}
	if *scaling.Memory > 0 {
		count.ScaleOnMemoryUtilization(new("Memory"), &awsecs.MemoryUtilizationScalingProps{
			TargetUtilizationPercent: jsii.Number(*scaling.Memory),
			ScaleOutCooldown:         out,
			ScaleInCooldown:          in,
		})
	}
	if scaling.Requests > 0 {
		scaleOnRequests(count, targets, scaling.Requests)
	}
	if scaling.Backlog != nil {
		scaleOnBacklog(count, props)
	}
	for _, metric := range scaling.Metrics {
		count.ScaleToTrackCustomMetric(idOf(metric), &awsecs.TrackCustomMetricProps{
			Metric: awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
				Namespace:     &metric.Namespace,
				MetricName:    &metric.Name,
				Statistic:     new(string(metric.Statistic)),
				DimensionsMap: dimensions(metric.Dimensions),
			}),
			TargetValue:      &metric.Target,
			ScaleOutCooldown: out,
			ScaleInCooldown:  in,
		})
	}
	for _, name := range slices.Sorted(maps.Keys(scaling.Schedules)) {
		schedule := scaling.Schedules[name]
		at := &awsapplicationautoscaling.ScalingSchedule{
			Schedule: awsapplicationautoscaling.Schedule_Expression(new("cron(" + schedule.Cron + ")")),
			TimeZone: awscdk.TimeZone_Of(&schedule.Timezone),
		}
		if schedule.Min > 0 {
			at.MinCapacity = jsii.Number(schedule.Min)
		}
		if schedule.Max > 0 {
			at.MaxCapacity = jsii.Number(schedule.Max)
		}
		count.ScaleOnSchedule(&name, at)
	}
}

// idOf returns the id of a metric's policy. Metrics may differ in their dimensions alone.
func idOf(m config.Metric) *string {
	parts := []string{m.Name, m.Namespace, string(m.Statistic)}
	for _, name := range slices.Sorted(maps.Keys(m.Dimensions)) {
		parts = append(parts, name, m.Dimensions[name])
	}
	return new(strings.Join(parts, " "))
}

func dimensions(values map[string]string) *map[string]*string {
	out := make(map[string]*string, len(values))
	for name, value := range values {
		out[name] = &value
	}
	return &out
}
