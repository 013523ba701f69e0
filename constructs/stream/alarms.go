package stream

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsmsk"
	"github.com/aws/constructs-go/constructs/v10"
)

// Thresholds of the alarms that are nobody's choice. The first is AWS's best practice: above it, a broker that has to
// do another's work as well falls behind.
const (
	heapPercent   = 60
	connections   = 2400 // of the 3000 that a broker admits by IAM
	alarmPeriods  = 3
	periodMinutes = 5
)

// newAlarms adds what warns before messages are refused or lost.
func newAlarms(scope constructs.Construct, cluster awsmsk.CfnCluster, props ClusterProps) {
	alarms := []alarm.Props{{
		ID:          "Controller",
		Runbook:     "stream-controller",
		Description: "has no active controller, so no partition gets a new leader",
		Metric:      metric(props, "ActiveControllerCount", 0),
		When:        alarm.Below(1),
		Missing:     alarm.MissingIsWrong,
	}}
	if props.Brokers == config.StandardBrokers {
		alarms = append(alarms, alarm.Props{
			ID:          "Offline",
			Runbook:     "stream-offline-partitions",
			Description: "has partitions without a leader, which nobody can read or write: look at the brokers",
			Metric:      metric(props, "OfflinePartitionsCount", 0),
			When:        alarm.Above(0),
			Missing:     alarm.MissingIsFine,
		})
	}
	for broker := 1; broker <= props.Nodes; broker++ {
		alarms = append(alarms, brokerAlarms(props, broker)...)
	}
	for _, a := range alarms {
		a.Description = "Stream " + props.Name + " " + a.Description + "."
		a.Periods = alarmPeriods
		a.Tell = props.Alerts
		made := alarm.New(scope, a)
		made.Node().AddDependency(cluster) // it takes half an hour, and says nothing until then
	}
}

// brokerAlarms returns the alarms about one broker; brokers are numbered from 1.
func brokerAlarms(props ClusterProps, broker int) []alarm.Props {
	number := strconv.Itoa(broker)
	of := func(name string) alarm.Metric { return metric(props, name, broker) }
	alarms := []alarm.Props{
		{
			ID:      "Cpu" + number,
			Runbook: "stream-cpu",
			Description: "is short of CPU on broker " + number + ", or the broker is gone: " +
				"add brokers, or choose a larger class",
			Metric: alarm.Math{
				Expression: "user + system",
				Label:      "CPU in percent",
				Metrics:    map[string]alarm.Metric{"user": of("CpuUser"), "system": of("CpuSystem")},
			},
			When:    alarm.Above(float64(props.Alarms.CPUPercent)),
			Missing: alarm.MissingIsWrong,
		},
		{
			ID:      "Connections" + number,
			Runbook: "stream-connections",
			Description: "has almost as many connections to broker " + number + " as it admits: " +
				"look for clients that do not keep theirs",
			Metric:  of("ConnectionCount"),
			When:    alarm.Above(connections),
			Missing: alarm.MissingIsFine,
		},
	}
	if props.Brokers == config.ExpressBrokers {
		return alarms
	}
	return append(alarms, alarm.Props{
		ID:      "Disk" + number,
		Runbook: "stream-storage",
		Description: "is running out of storage on broker " + number + ": " +
			"raise maxStorageGiB, or keep messages for a shorter time",
		Metric:  of("KafkaDataLogsDiskUsed"),
		When:    alarm.Above(float64(props.Alarms.DiskPercent)),
		Missing: alarm.MissingIsFine,
	}, alarm.Props{
		ID:      "Heap" + number,
		Runbook: "stream-memory",
		Description: "is short of memory on broker " + number + ": " +
			"look for transactions and connections that pile up, or choose a larger class",
		Metric:  of("HeapMemoryAfterGC"),
		When:    alarm.Above(heapPercent),
		Missing: alarm.MissingIsFine,
	}, alarm.Props{
		ID:      "InSync" + number,
		Runbook: "stream-in-sync",
		Description: "refuses messages for partitions on broker " + number + ", " +
			"because too few replicas are in sync",
		Metric:  of("UnderMinIsrPartitionCount"),
		When:    alarm.Above(0),
		Missing: alarm.MissingIsFine,
	})
}

// metric returns a metric of a broker, or of the whole cluster when broker is 0.
func metric(props ClusterProps, name string, broker int) alarm.Metric {
	dimensions := map[string]string{"Cluster Name": props.Name}
	if broker > 0 {
		dimensions["Broker ID"] = strconv.Itoa(broker)
	}
	statistic := "Maximum"
	if name == "CpuUser" || name == "CpuSystem" {
		statistic = "Average"
	}
	return alarm.Metric{
		Namespace: "AWS/Kafka", Name: name, Dimensions: dimensions, Statistic: statistic, Minutes: periodMinutes,
	}
}
