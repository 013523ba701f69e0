package cache

import (
	"fmt"

	notify "bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticache"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Thresholds of the alarms. Connections: ElastiCache takes 65000 to a node.
const (
	cpuPercent      = 80
	memoryPercent   = 85
	swapMiB         = 50
	lagSeconds      = 30
	connections     = 50_000
	evictions       = 1000 // in five minutes
	bytesPerMiB     = 1 << 20
	metricsPerAlarm = 9 // CloudWatch takes ten, the expression among them
)

// alarm is one thing that can go wrong with a node.
type alarm struct {
	id, metric, statistic, description string
	threshold                          float64
}

// newReplicationAlarms watch the worst node of each shard.
func newReplicationAlarms(scope constructs.Construct, cache awselasticache.CfnReplicationGroup, props Props) {
	alarms := []alarm{
		{"Cpu", "EngineCPUUtilization", "Average", "is short of CPU: look at the slow log, or use more shards or a larger class", cpuPercent},
		{"Memory", "DatabaseMemoryUsagePercentage", "Average", "is running out of memory: let keys expire, or use more shards or a larger class", memoryPercent},
		{"Swap", "SwapUsage", "Average", "swaps: raise reserved-memory-percent, or choose a larger class", swapMiB * bytesPerMiB},
		{"Connections", "CurrConnections", "Average", "is running out of connections: use a pool in the clients", connections},
	}
	if *props.Replicas > 0 {
		alarms = append(alarms, alarm{"Lag", "ReplicationLag", "Maximum", "has a replica that is far behind, and would lose writes if it took over", lagSeconds})
	}
	for shard := range props.Shards {
		var nodes []map[string]*string
		suffix := ""
		for node := range *props.Replicas + 1 {
			id := fmt.Sprintf("-%03d", node+1)
			if props.Shards > 1 {
				suffix = fmt.Sprintf("%04d", shard+1)
				id = "-" + suffix + id
			}
			nodes = append(nodes, map[string]*string{"CacheClusterId": awscdk.Fn_Join(new(""), &[]*string{cache.Ref(), &id})})
		}
		newAlarms(scope, suffix, alarms, nodes, props)
	}
}

// newMemcachedAlarms watch the worst node.
func newMemcachedAlarms(scope constructs.Construct, cluster awselasticache.CfnCacheCluster, props Props) {
	var nodes []map[string]*string
	for node := range props.Nodes {
		nodes = append(nodes, map[string]*string{"CacheClusterId": cluster.Ref(), "CacheNodeId": new(fmt.Sprintf("%04d", node+1))})
	}
	alarms := []alarm{
		{"Cpu", "CPUUtilization", "Average", "is short of CPU: use more nodes or a larger class", cpuPercent},
		{"Evictions", "Evictions", "Sum", "throws out what has not expired: use more nodes or a larger class", evictions},
		{"Swap", "SwapUsage", "Average", "swaps: use a larger class", swapMiB * bytesPerMiB},
		{"Connections", "CurrConnections", "Average", "is running out of connections: use a pool in the clients", connections},
	}
	for first := 0; first < len(nodes); first += metricsPerAlarm {
		suffix := ""
		if first > 0 {
			suffix = fmt.Sprint(first)
		}
		newAlarms(scope, suffix, alarms, nodes[first:min(first+metricsPerAlarm, len(nodes))], props)
	}
}

func newAlarms(scope constructs.Construct, suffix string, alarms []alarm, nodes []map[string]*string, props Props) {
	for _, a := range alarms {
		metrics := map[string]awscloudwatch.IMetric{}
		for i, dimensions := range nodes {
			metrics[fmt.Sprintf("node%d", i+1)] = awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
				Namespace:     new("AWS/ElastiCache"),
				MetricName:    &a.metric,
				Statistic:     &a.statistic,
				DimensionsMap: &dimensions,
				Period:        awscdk.Duration_Minutes(jsii.Number(5)),
			})
		}
		made := awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
			Expression:   new("MAX(METRICS())"),
			Label:        new(a.metric + " of the worst node"),
			UsingMetrics: &metrics,
			Period:       awscdk.Duration_Minutes(jsii.Number(5)),
		}).CreateAlarm(scope, new(a.id+suffix), &awscloudwatch.CreateAlarmOptions{
			AlarmDescription:   new("Cache " + props.Name + " " + a.description + "."),
			Threshold:          &a.threshold,
			EvaluationPeriods:  jsii.Number(3),
			ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD,
			// A node that is being replaced tells nothing for a while.
			TreatMissingData: awscloudwatch.TreatMissingData_IGNORE,
		})
		notify.Alert(made, props.Alerts)
	}
}
