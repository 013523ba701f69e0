package database

import (
	"bulkhead/config"
	notify "bulkhead/constructs/alarm"

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
	lagSeconds         = 60
	auroraLagMillis    = 2000
	acuPercent         = 90
	connectionShare    = 0.8 // of what the class allows by default
	bytesPerGiB        = 1 << 30
	bytesPerMiB        = 1 << 20
	alarmPeriods       = 3
	alarmPeriodMinutes = 5
)

const (
	above = awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD
	below = awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD
)

// alarm is one thing that can go wrong with a database.
type alarm struct {
	id, description string
	metric          awscloudwatch.Metric
	operator        awscloudwatch.ComparisonOperator
	threshold       float64
}

func averages() *awscloudwatch.MetricOptions {
	return &awscloudwatch.MetricOptions{Period: awscdk.Duration_Minutes(jsii.Number(alarmPeriodMinutes)), Statistic: new("Average")}
}

// newInstanceAlarms warn before a database on RDS is full, starved or overloaded.
func newInstanceAlarms(scope constructs.Construct, instance awsrds.DatabaseInstance, props Props) {
	newAlarms(scope, props.Identifier, props, append(connections(instance.MetricDatabaseConnections(averages()), props),
		alarm{"Cpu", "is short of CPU: look at the slowest statements, or choose a larger class", instance.MetricCPUUtilization(averages()), above, cpuPercent},
		alarm{"Storage", "is running out of storage: raise maxStorageGiB", instance.MetricFreeStorageSpace(averages()), below, freeStorageShare * float64(props.StorageGiB) * bytesPerGiB},
		alarm{"Memory", "is short of memory: look at connections and work_mem, or choose a larger class", instance.MetricFreeableMemory(averages()), below, freeMemoryMiB * bytesPerMiB},
	))
}

// newReplicaAlarms warn of a replica that falls behind or is overloaded.
func newReplicaAlarms(replica awsrds.DatabaseInstanceReadReplica, props Props) {
	newAlarms(replica, *replica.InstanceIdentifier(), props, []alarm{
		{"Lag", "is more than a minute behind: fewer or shorter writes, or a larger class", replica.Metric(new("ReplicaLag"), averages()), above, lagSeconds},
		{"Cpu", "is short of CPU: look at the slowest statements, or choose a larger class", replica.MetricCPUUtilization(averages()), above, cpuPercent},
		{"Storage", "is running out of storage: raise maxStorageGiB", replica.MetricFreeStorageSpace(averages()), below, freeStorageShare * float64(props.StorageGiB) * bytesPerGiB},
	})
}

// newClusterAlarms warn before an Aurora cluster is starved or overloaded, or its readers fall behind.
func newClusterAlarms(scope constructs.Construct, cluster awsrds.DatabaseCluster, props Props) {
	all := []alarm{
		{"Cpu", "is short of CPU: look at the slowest statements, or choose a larger class", cluster.MetricCPUUtilization(averages()), above, cpuPercent},
		{"Memory", "is short of memory: look at connections, or choose a larger class", cluster.MetricFreeableMemory(averages()), below, freeMemoryMiB * bytesPerMiB},
	}
	if props.Serverless != nil {
		all = []alarm{{"Capacity", "is at its greatest capacity: raise maxACU, or look at the slowest statements", cluster.MetricACUUtilization(averages()), above, acuPercent}}
	} else {
		all = append(connections(cluster.MetricDatabaseConnections(averages()), props), all...)
	}
	if *props.Readers > 0 {
		all = append(all, alarm{"Lag", "has a reader more than two seconds behind: fewer or shorter writes, or a larger class", cluster.Metric(new("AuroraReplicaLagMaximum"), averages()), above, auroraLagMillis})
	}
	newAlarms(scope, props.Identifier, props, all)
}

// newProxyAlarms warn of clients that wait for a connection.
func newProxyAlarms(scope constructs.Construct, props Props) {
	metric := func(name string) awscloudwatch.Metric {
		return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace:     new("AWS/RDS"),
			MetricName:    &name,
			DimensionsMap: &map[string]*string{"ProxyName": &props.Identifier},
			Statistic:     new("Maximum"),
			Period:        awscdk.Duration_Minutes(jsii.Number(alarmPeriodMinutes)),
		})
	}
	newAlarms(scope, "proxy "+props.Identifier, props, []alarm{
		{"ProxyWait", "makes clients wait for a connection longer than a second: fewer or shorter transactions, or a larger class", metric("DatabaseConnectionsBorrowLatency"), above, 1_000_000},
	})
}

// connections warn before a class runs out of connections. RDS allows one per so many bytes of the class's memory,
// unless parameters say otherwise.
func connections(metric awscloudwatch.Metric, props Props) []alarm {
	memory, known := config.ClassMemory(props.Class)
	if !known {
		return nil
	}
	most := min(float64(memory)*bytesPerMiB/9531392, 5000) // PostgreSQL
	if props.MySQL() {
		most = float64(memory) * bytesPerMiB / 12582880
	}
	return []alarm{{"Connections", "is running out of connections: use a pool or the proxy, or choose a larger class", metric, above, float64(int(connectionShare * most))}}
}

func newAlarms(scope constructs.Construct, what string, props Props, alarms []alarm) {
	for _, a := range alarms {
		made := a.metric.CreateAlarm(scope, &a.id, &awscloudwatch.CreateAlarmOptions{
			AlarmDescription:   new("Database " + what + " " + a.description + "."),
			Threshold:          &a.threshold,
			EvaluationPeriods:  jsii.Number(alarmPeriods),
			ComparisonOperator: a.operator,
			TreatMissingData:   missing(a, props),
		})
		notify.Alert(made, props.Alerts)
	}
}

// missing takes silence for trouble, unless a pause or an idle proxy is its reason.
func missing(a alarm, props Props) awscloudwatch.TreatMissingData {
	if a.id == "ProxyWait" || props.Serverless != nil && props.Serverless.Pause == config.Enabled {
		return awscloudwatch.TreatMissingData_NOT_BREACHING
	}
	return awscloudwatch.TreatMissingData_BREACHING
}

func seconds(n int) awscdk.Duration { return awscdk.Duration_Seconds(jsii.Number(n)) }
