package stream

import (
	"strconv"

	"bulkhead/config"
	notify "bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsmsk"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Thresholds of the alarms. The first and the third are AWS's best practice:
// above them, a broker that has to do another's work as well falls behind.
const (
	cpuPercent    = 60
	diskPercent   = 85 // the volumes should have grown at storagePercent
	heapPercent   = 60
	connections   = 2400 // of the 3000 that a broker admits by IAM
	alarmPeriods  = 3
	periodMinutes = 5
)

// alarm is one thing that can go wrong with a stream.
type alarm struct {
	id, description string
	metric          awscloudwatch.IMetric
	operator        awscloudwatch.ComparisonOperator
	threshold       float64
	silence         awscloudwatch.TreatMissingData // what it means when there is no value
}

const (
	above          = awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD
	below          = awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD
	alarming, fine = awscloudwatch.TreatMissingData_BREACHING, awscloudwatch.TreatMissingData_NOT_BREACHING
)

// newAlarms warns before messages are refused or lost.
func newAlarms(scope constructs.Construct, cluster awsmsk.CfnCluster, props ClusterProps) {
	alarms := []alarm{{"Controller", "has no active controller, so no partition gets a new leader", metric(props, "ActiveControllerCount", 0), below, 1, alarming}}
	if props.Brokers == config.StandardBrokers {
		alarms = append(alarms, alarm{"Offline", "has partitions without a leader, which nobody can read or write: look at the brokers", metric(props, "OfflinePartitionsCount", 0), above, 0, fine})
	}
	for broker := 1; broker <= props.Count; broker++ {
		alarms = append(alarms, brokerAlarms(props, broker)...)
	}
	for _, a := range alarms {
		made := awscloudwatch.NewAlarm(scope, &a.id, &awscloudwatch.AlarmProps{
			AlarmDescription:   new("Stream " + props.Name + " " + a.description + "."),
			Metric:             a.metric,
			ComparisonOperator: a.operator,
			Threshold:          &a.threshold,
			EvaluationPeriods:  jsii.Number(alarmPeriods),
			TreatMissingData:   a.silence,
		})
		made.Node().AddDependency(cluster) // it takes half an hour, and says nothing until then
		notify.Alert(made, props.Alerts)
	}
}

// brokerAlarms are about one broker; brokers are numbered from 1.
func brokerAlarms(props ClusterProps, broker int) []alarm {
	number := strconv.Itoa(broker)
	of := func(name string) awscloudwatch.IMetric { return metric(props, name, broker) }
	processor := awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression:   new("user + system"),
		Label:        new("CPU in percent"),
		UsingMetrics: &map[string]awscloudwatch.IMetric{"user": of("CpuUser"), "system": of("CpuSystem")},
		Period:       awscdk.Duration_Minutes(jsii.Number(periodMinutes)),
	})
	alarms := []alarm{
		{"Cpu" + number, "is short of CPU on broker " + number + ", or the broker is gone: add brokers, or choose a larger class", processor, above, cpuPercent, alarming},
		{"Connections" + number, "has almost as many connections to broker " + number + " as it admits: look for clients that do not keep theirs", of("ConnectionCount"), above, connections, fine},
	}
	if props.Brokers == config.ExpressBrokers {
		return alarms
	}
	return append(
		alarms,
		alarm{"Disk" + number, "is running out of storage on broker " + number + ": raise maxStorageGiB, or keep messages for a shorter time", of("KafkaDataLogsDiskUsed"), above, diskPercent, fine},
		alarm{"Heap" + number, "is short of memory on broker " + number + ": look for transactions and connections that pile up, or choose a larger class", of("HeapMemoryAfterGC"), above, heapPercent, fine},
		alarm{"InSync" + number, "refuses messages for partitions on broker " + number + ", because too few replicas are in sync", of("UnderMinIsrPartitionCount"), above, 0, fine},
	)
}

// metric is a metric of a broker, or of the whole cluster when broker is 0.
func metric(props ClusterProps, name string, broker int) awscloudwatch.IMetric {
	dimensions := map[string]*string{"Cluster Name": &props.Name}
	statistic := "Maximum"
	if broker > 0 {
		dimensions["Broker ID"] = new(strconv.Itoa(broker))
	}
	if name == "CpuUser" || name == "CpuSystem" {
		statistic = "Average"
	}
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace:     new("AWS/Kafka"),
		MetricName:    &name,
		DimensionsMap: &dimensions,
		Statistic:     &statistic,
		Period:        awscdk.Duration_Minutes(jsii.Number(periodMinutes)),
	})
}
