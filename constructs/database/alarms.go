package database

import (
	"bulkhead/constructs/share"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Thresholds of the alarms.
const (
	cpuPercent         = 85
	freeStorageShare   = 0.15 // of the allocated storage; autoscaling grows the volume at 10 %
	freeMemoryMiB      = 128
	bytesPerGiB        = 1 << 30
	bytesPerMiB        = 1 << 20
	alarmPeriods       = 3
	alarmPeriodMinutes = 5
)

// newAlarms warns before a database is full, starved or overloaded.
func newAlarms(scope constructs.Construct, instance awsrds.DatabaseInstance, props PostgresProps) {
	options := &awscloudwatch.MetricOptions{
		Period:    awscdk.Duration_Minutes(jsii.Number(alarmPeriodMinutes)),
		Statistic: new("Average"),
	}
	above := awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD
	below := awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD
	for _, a := range []struct {
		id, description string
		metric          awscloudwatch.Metric
		operator        awscloudwatch.ComparisonOperator
		threshold       float64
	}{
		{"Cpu", "is short of CPU: look at the slowest statements, or choose a larger class", instance.MetricCPUUtilization(options), above, cpuPercent},
		{"Storage", "is running out of storage: raise maxStorageGiB", instance.MetricFreeStorageSpace(options), below, freeStorageShare * float64(props.StorageGiB) * bytesPerGiB},
		{"Memory", "is short of memory: look at connections and work_mem, or choose a larger class", instance.MetricFreeableMemory(options), below, freeMemoryMiB * bytesPerMiB},
	} {
		alarm := a.metric.CreateAlarm(scope, &a.id, &awscloudwatch.CreateAlarmOptions{
			AlarmDescription:   new("Database " + props.Identifier + " " + a.description + "."),
			Threshold:          &a.threshold,
			EvaluationPeriods:  jsii.Number(alarmPeriods),
			ComparisonOperator: a.operator,
			TreatMissingData:   awscloudwatch.TreatMissingData_BREACHING,
		})
		share.Alert(alarm, props.Alerts)
	}
}
