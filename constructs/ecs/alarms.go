package ecs

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/serving"

	"github.com/aws/constructs-go/constructs/v10"
)

// newLoadAlarms adds what warns of a service that scaling does not help.
func newLoadAlarms(scope constructs.Construct, props ServiceProps) {
	utilization := func(name string) alarm.Metric {
		return alarm.Metric{
			Namespace:  "AWS/ECS",
			Name:       name,
			Dimensions: map[string]string{"ClusterName": props.ClusterName, "ServiceName": props.Name},
			Statistic:  "Average",
			Minutes:    1,
		}
	}
	serving.NewAlarms(scope, props.Props, []alarm.Props{
		{
			ID:          "CpuHigh",
			Runbook:     "service-cpu",
			Description: "is short of CPU although it scales: raise scaling.max or cpu",
			Metric:      utilization("CPUUtilization"),
			When:        alarm.Above(float64(props.Alarms.CPUPercent)),
		},
		{
			ID:          "MemoryHigh",
			Runbook:     "service-memory",
			Description: "is short of memory although it scales: look for a leak, or raise memory",
			Metric:      utilization("MemoryUtilization"),
			When:        alarm.Above(float64(props.Alarms.MemoryPercent)),
		},
	})
}
