package database

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/internal/facts"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Thresholds of the alarms.
const (
	freeMemoryShare    = 0.05 // of the class's
	lagSeconds         = 60
	auroraLagMillis    = 2000
	acuPercent         = 90
	connectionShare    = 0.8 // of what the database admits
	waitMicroseconds   = 1_000_000
	bytesPerGiB        = 1 << 30
	bytesPerMiB        = 1 << 20
	usedTransactions   = 1_000_000_000 // of two, after which PostgreSQL stops; autovacuum should act at a fifth of one
	slotShare          = 0.2           // of the storage at first, that a replication slot holds back
	alarmPeriods       = 3
	alarmPeriodMinutes = 5
)

// metrics returns the metrics of what some dimensions name, by the metric's name: averages over the period of alarms.
func metrics(dimensions map[string]string) func(name string) alarm.Metric {
	return func(name string) alarm.Metric {
		return alarm.Metric{
			Namespace:  "AWS/RDS",
			Name:       name,
			Dimensions: dimensions,
			Statistic:  "Average",
			Minutes:    alarmPeriodMinutes,
		}
	}
}

// newInstanceAlarms adds what warns before a database on RDS is full, starved or overloaded.
func newInstanceAlarms(scope constructs.Construct, instance awsrds.DatabaseInstance, props Props) {
	metric := metrics(map[string]string{"DBInstanceIdentifier": *instance.InstanceIdentifier()})
	newAlarms(
		scope,
		props.Identifier,
		props,
		append(engineAlarms(metric, props),
			connections(metric, props), cpu(metric, props), storage(metric, props), memory(metric, props)),
	)
}

// newReplicaAlarms adds what warns of a replica that falls behind or is overloaded. It is maintained in a window of its
// own.
func newReplicaAlarms(replica awsrds.DatabaseInstanceReadReplica, identifier, window string, props Props) {
	alerts, quiet := props.Alerts.Quietly()
	props.Alerts = alerts
	metric := metrics(map[string]string{"DBInstanceIdentifier": *replica.InstanceIdentifier()})
	newAlarms(replica, identifier, props, []alarm.Props{{
		ID:          "Lag",
		Runbook:     "database-replica-lag",
		Description: "is more than a minute behind: fewer or shorter writes, or a larger class",
		Metric:      metric("ReplicaLag"),
		When:        alarm.Above(lagSeconds),
	}, stopped(metric), cpu(metric, props), storage(metric, props)})
	quiet.During(replica, identifier, window)
}

// roles are what the instances of a cluster are. An instance changes its role when another takes over, and an average
// over the cluster would hide one that is overloaded behind one that is idle.
var roles = []struct{ name, id, what string }{
	{"WRITER", "", "has a writer that "},
	{reader, "Reader", "has a reader that "},
}

const reader = "READER"

// newClusterAlarms adds what warns before the writer or a reader of an Aurora cluster is starved, or readers fall
// behind.
func newClusterAlarms(scope constructs.Construct, cluster awsrds.DatabaseCluster, props Props) {
	identifier := *cluster.ClusterIdentifier()
	var ofReaders, ofWriter []alarm.Props
	for _, role := range roles {
		all := &ofWriter
		if role.name == reader {
			all = &ofReaders
		}
		for _, a := range roleAlarms(metrics(map[string]string{"DBClusterIdentifier": identifier, "Role": role.name}), props) {
			a.ID = role.id + a.ID
			a.Description = role.what + a.Description
			*all = append(*all, a)
		}
	}
	if !props.MySQL() {
		writer := metrics(map[string]string{"DBClusterIdentifier": identifier, "Role": "WRITER"})
		ofWriter = append(ofWriter, transactions(writer))
	}
	newAlarms(scope, props.Identifier, props, ofWriter)
	if *props.Replicas == 0 {
		return
	}
	ofReaders = append(ofReaders, alarm.Props{
		ID:          "Lag",
		Runbook:     "database-replica-lag",
		Description: "has a reader more than two seconds behind: fewer or shorter writes, or a larger class",
		Metric:      metrics(map[string]string{"DBClusterIdentifier": identifier})("AuroraReplicaLagMaximum"),
		When:        alarm.Above(auroraLagMillis),
	})
	alerts, quiet := props.Alerts.AlsoQuietly() // when the writer is maintained, a reader takes over
	props.Alerts = alerts
	newAlarms(scope, props.Identifier, props, ofReaders)
	for i := range *props.Replicas {
		quiet.During(
			constructs.NewConstruct(scope, new(memberID(i+1))),
			props.memberIdentifier(i+1),
			props.FollowerWindow(i),
		)
	}
}

// roleAlarms returns the alarms about the busiest instance of a role.
func roleAlarms(metric func(string) alarm.Metric, props Props) []alarm.Props {
	all := []alarm.Props{{
		ID:          "Capacity",
		Runbook:     "database-capacity",
		Description: "is at its greatest capacity: raise maxACU, or look at the slowest statements",
		Metric:      metric("ACUUtilization"),
		When:        alarm.Above(acuPercent),
	}}
	if props.Serverless == nil {
		all = []alarm.Props{connections(metric, props), cpu(metric, props), memory(metric, props)}
	}
	for i := range all {
		busiest := all[i].Metric.(alarm.Metric)
		busiest.Statistic = "Maximum"
		if busiest.Name == "FreeableMemory" {
			busiest.Statistic = "Minimum"
		}
		all[i].Metric = busiest
	}
	return all
}

// newProxyAlarm adds what warns of clients that wait for a connection. An idle proxy says nothing.
func newProxyAlarm(scope constructs.Construct, props Props) {
	metric := metrics(map[string]string{"ProxyName": props.Identifier})("DatabaseConnectionsBorrowLatency")
	metric.Statistic = "Maximum"
	newAlarms(scope, "proxy "+props.Identifier, props, []alarm.Props{{
		ID:      "ProxyWait",
		Runbook: "database-proxy-waits",
		Description: "makes clients wait for a connection longer than a second: " +
			"fewer or shorter transactions, or a larger class",
		Metric:  metric,
		When:    alarm.Above(waitMicroseconds),
		Missing: alarm.MissingIsFine,
	}})
}

func cpu(metric func(string) alarm.Metric, props Props) alarm.Props {
	return alarm.Props{
		ID:          "Cpu",
		Runbook:     "database-cpu",
		Description: "is short of CPU: look at the slowest statements, or choose a larger class",
		Metric:      metric("CPUUtilization"),
		When:        alarm.Above(float64(props.Alarms.CPUPercent)),
	}
}

func storage(metric func(string) alarm.Metric, props Props) alarm.Props {
	return alarm.Props{
		ID:          "Storage",
		Runbook:     "database-storage",
		Description: "is running out of storage, and RDS has not given it more: raise maxStorageGiB",
		Metric:      metric("FreeStorageSpace"),
		When:        alarm.Below(float64(props.Alarms.FreeStorageGiB) * bytesPerGiB),
	}
}

func memory(metric func(string) alarm.Metric, props Props) alarm.Props {
	return alarm.Props{
		ID:          "Memory",
		Runbook:     "database-memory",
		Description: "is short of memory: look at connections, or choose a larger class",
		Metric:      metric("FreeableMemory"),
		When:        alarm.Below(float64(int(freeMemoryShare * float64(props.memory()) * bytesPerMiB))),
	}
}

// memory returns the memory of the class, in MiB. It panics when nobody knows it: the configuration is checked against
// the same classes.
func (p Props) memory() int {
	mib, known := facts.DatabaseMemory(p.Class)
	if !known {
		panic("nobody knows the memory of " + p.Class)
	}
	return mib
}

// connections returns what warns before the database admits no more connections.
func connections(metric func(string) alarm.Metric, props Props) alarm.Props {
	most := facts.DatabaseConnections(props.MySQL(), props.Aurora(), props.memory())
	if set, err := strconv.Atoi(props.Parameters["max_connections"]); err == nil {
		most = set
	}
	return alarm.Props{
		ID:          "Connections",
		Runbook:     "database-connections",
		Description: "is running out of connections: use a pool or the proxy, or choose a larger class",
		Metric:      metric("DatabaseConnections"),
		When:        alarm.Above(float64(int(connectionShare * float64(most)))),
	}
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
