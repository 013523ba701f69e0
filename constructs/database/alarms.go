package database

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
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
	waitMicroseconds   = 1_000_000
	bytesPerGiB        = 1 << 30
	bytesPerMiB        = 1 << 20
	alarmPeriods       = 3
	alarmPeriodMinutes = 5
)

// metrics returns the metrics of a database, by their name: averages over the period of alarms.
func metrics(dimension, value string) func(name string) alarm.Metric {
	return func(name string) alarm.Metric {
		return alarm.Metric{
			Namespace:  "AWS/RDS",
			Name:       name,
			Dimensions: map[string]string{dimension: value},
			Statistic:  "Average",
			Minutes:    alarmPeriodMinutes,
		}
	}
}

// newInstanceAlarms adds what warns before a database on RDS is full, starved or overloaded.
func newInstanceAlarms(scope constructs.Construct, instance awsrds.DatabaseInstance, props Props) {
	metric := metrics("DBInstanceIdentifier", *instance.InstanceIdentifier())
	newAlarms(
		scope,
		props.Identifier,
		props,
		append(connections(metric, props), cpu(metric), storage(metric, props), alarm.Props{
			ID:          "Memory",
			Description: "is short of memory: look at connections and work_mem, or choose a larger class",
			Metric:      metric("FreeableMemory"),
			When:        alarm.Below(freeMemoryMiB * bytesPerMiB),
		}),
	)
}

// newReplicaAlarms adds what warns of a replica that falls behind or is overloaded.
func newReplicaAlarms(replica awsrds.DatabaseInstanceReadReplica, props Props) {
	identifier := *replica.InstanceIdentifier()
	metric := metrics("DBInstanceIdentifier", identifier)
	newAlarms(replica, identifier, props, []alarm.Props{{
		ID:          "Lag",
		Description: "is more than a minute behind: fewer or shorter writes, or a larger class",
		Metric:      metric("ReplicaLag"),
		When:        alarm.Above(lagSeconds),
	}, cpu(metric), storage(metric, props)})
}

// newClusterAlarms adds what warns before an Aurora cluster is starved or overloaded, or its readers fall behind.
func newClusterAlarms(scope constructs.Construct, cluster awsrds.DatabaseCluster, props Props) {
	metric := metrics("DBClusterIdentifier", *cluster.ClusterIdentifier())
	var all []alarm.Props
	if props.Serverless != nil {
		all = []alarm.Props{{
			ID:          "Capacity",
			Description: "is at its greatest capacity: raise maxACU, or look at the slowest statements",
			Metric:      metric("ACUUtilization"),
			When:        alarm.Above(acuPercent),
		}}
	} else {
		all = append(connections(metric, props), cpu(metric), alarm.Props{
			ID:          "Memory",
			Description: "is short of memory: look at connections, or choose a larger class",
			Metric:      metric("FreeableMemory"),
			When:        alarm.Below(freeMemoryMiB * bytesPerMiB),
		})
	}
	if *props.Readers > 0 {
		all = append(all, alarm.Props{
			ID:          "Lag",
			Description: "has a reader more than two seconds behind: fewer or shorter writes, or a larger class",
			Metric:      metric("AuroraReplicaLagMaximum"),
			When:        alarm.Above(auroraLagMillis),
		})
	}
	newAlarms(scope, props.Identifier, props, all)
}

// newProxyAlarm adds what warns of clients that wait for a connection. An idle proxy says nothing.
func newProxyAlarm(scope constructs.Construct, props Props) {
	metric := metrics("ProxyName", props.Identifier)("DatabaseConnectionsBorrowLatency")
	metric.Statistic = "Maximum"
	newAlarms(scope, "proxy "+props.Identifier, props, []alarm.Props{{
		ID: "ProxyWait",
		Description: "makes clients wait for a connection longer than a second: " +
			"fewer or shorter transactions, or a larger class",
		Metric:  metric,
		When:    alarm.Above(waitMicroseconds),
		Missing: alarm.MissingIsFine,
	}})
}

func cpu(metric func(string) alarm.Metric) alarm.Props {
	return alarm.Props{
		ID:          "Cpu",
		Description: "is short of CPU: look at the slowest statements, or choose a larger class",
		Metric:      metric("CPUUtilization"),
		When:        alarm.Above(cpuPercent),
	}
}

func storage(metric func(string) alarm.Metric, props Props) alarm.Props {
	return alarm.Props{
		ID:          "Storage",
		Description: "is running out of storage: raise maxStorageGiB",
		Metric:      metric("FreeStorageSpace"),
		When:        alarm.Below(freeStorageShare * float64(props.StorageGiB) * bytesPerGiB),
	}
}

// connections returns what warns before a class runs out of connections, if its memory is known. RDS allows one per so
// many bytes of the class's memory, unless parameters say otherwise.
func connections(metric func(string) alarm.Metric, props Props) []alarm.Props {
	memory, known := config.ClassMemory(props.Class)
	if !known {
		return nil
	}
	most := min(float64(memory)*bytesPerMiB/9531392, 5000) // PostgreSQL
	if props.MySQL() {
		most = float64(memory) * bytesPerMiB / 12582880
	}
	return []alarm.Props{{
		ID:          "Connections",
		Description: "is running out of connections: use a pool or the proxy, or choose a larger class",
		Metric:      metric("DatabaseConnections"),
		When:        alarm.Above(float64(int(connectionShare * most))),
	}}
}

// newAlarms adds alarms. A database that says nothing is in trouble, unless it may pause.
func newAlarms(scope constructs.Construct, what string, props Props, alarms []alarm.Props) {
	silence := alarm.MissingIsWrong
	if props.Serverless != nil && props.Serverless.Pause == config.Enabled {
		silence = alarm.MissingIsFine
	}
	for _, a := range alarms {
		a.Description = "Database " + what + " " + a.Description + "."
		a.Periods = alarmPeriods
		if a.Missing == "" {
			a.Missing = silence
		}
		a.Tell = props.Alerts
		alarm.New(scope, a)
	}
}

func seconds(n int) awscdk.Duration { return awscdk.Duration_Seconds(jsii.Number(n)) }
