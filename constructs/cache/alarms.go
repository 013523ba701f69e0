package cache

import (
	"fmt"

	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticache"
	"github.com/aws/constructs-go/constructs/v10"
)

// Thresholds of the alarms. Connections: ElastiCache takes 65000 to a node.
const (
	swapMiB         = 50
	lagSeconds      = 30
	connections     = 50_000
	evictions       = 1000 // in five minutes
	bytesPerMiB     = 1 << 20
	metricsPerAlarm = 9 // CloudWatch takes ten, the expression among them
)

// watch is what the worst of several nodes is watched for.
type watch struct {
	id, runbook, metric, statistic, description string
	threshold                                   float64
}

// newReplicationAlarms adds what watches the worst node of each shard.
func newReplicationAlarms(scope constructs.Construct, cache awselasticache.CfnReplicationGroup, props Props) {
	watched := []watch{
		{
			"Cpu", "cache-cpu", "EngineCPUUtilization", "Average",
			"is short of CPU: look at the slow log, or use more shards or a larger class",
			float64(props.Alarms.CPUPercent),
		},
		{
			"Memory", "cache-memory", "DatabaseMemoryUsagePercentage", "Average",
			"is running out of memory: let keys expire, or use more shards or a larger class",
			float64(props.Alarms.MemoryPercent),
		},
		{
			"Swap", "cache-swap", "SwapUsage", "Average",
			"swaps: raise reserved-memory-percent, or choose a larger class", swapMiB * bytesPerMiB,
		},
		{
			"Connections", "cache-connections", "CurrConnections", "Average",
			"is running out of connections: use a pool in the clients", connections,
		},
	}
	if *props.Replicas > 0 {
		watched = append(watched, watch{
			"Lag", "cache-replica-lag", "ReplicationLag", "Maximum",
			"has a replica that is far behind, and would lose writes if it took over", lagSeconds,
		})
	}
	if props.Recovery != nil { // only the side that is behind measures it, and either can be
		watched = append(watched, watch{
			"GlobalLag", "cache-region-lag", "GlobalDatastoreReplicationLag", "Maximum",
			"is more than a minute behind the other region, and would lose as much", globalLagSeconds,
		})
	}
	group := *cache.Ref()
	for shard := range props.Shards {
		var nodes []map[string]string
		suffix := ""
		for node := range *props.Replicas + 1 {
			id := fmt.Sprintf("-%03d", node+1)
			if props.ClusterMode == config.Enabled {
				suffix = fmt.Sprintf("%04d", shard+1)
				id = "-" + suffix + id
			}
			nodes = append(nodes, map[string]string{"CacheClusterId": group + id})
		}
		newAlarms(scope, suffix, watched, nodes, props)
		newSilenceAlarm(scope, suffix, nodes, props)
	}
}

// newMemcachedAlarms adds what watches the worst node.
func newMemcachedAlarms(scope constructs.Construct, cluster awselasticache.CfnCacheCluster, props Props) {
	id := *cluster.Ref()
	var nodes []map[string]string
	for node := range props.Nodes {
		nodes = append(nodes, map[string]string{"CacheClusterId": id, "CacheNodeId": fmt.Sprintf("%04d", node+1)})
	}
	watched := []watch{
		{
			"Cpu",
			"cache-cpu",
			"CPUUtilization",
			"Average",
			"is short of CPU: use more nodes or a larger class",
			float64(props.Alarms.CPUPercent),
		},
		{
			"Evictions", "cache-evictions", "Evictions", "Sum",
			"throws out what has not expired: use more nodes or a larger class", evictions,
		},
		{
			"Swap", "cache-swap", "SwapUsage", "Average",
			"swaps: use a larger class", swapMiB * bytesPerMiB,
		},
		{
			"Connections", "cache-connections", "CurrConnections", "Average",
			"is running out of connections: use a pool in the clients", connections,
		},
	}
	for first := 0; first < len(nodes); first += metricsPerAlarm {
		suffix := ""
		if first > 0 {
			suffix = fmt.Sprint(first)
		}
		some := nodes[first:min(first+metricsPerAlarm, len(nodes))]
		newAlarms(scope, suffix, watched, some, props)
		newSilenceAlarm(scope, suffix, some, props)
	}
}

// silentPeriods is for how many times five minutes a node may say nothing: ElastiCache replaces one in less.
const silentPeriods = 6

// newSilenceAlarm adds what fires when one of several nodes tells nothing, as a dead one does. The other alarms are
// about the worst of those that do.
func newSilenceAlarm(scope constructs.Construct, suffix string, nodes []map[string]string, props Props) {
	alarm.New(scope, alarm.Props{
		ID:          "Silent" + suffix,
		Runbook:     "cache-node-silent",
		Description: "Cache " + props.Name + " has a node that has said nothing for half an hour: see its events in ElastiCache.",
		Metric: alarm.Math{
			Expression: "MIN(FILL(METRICS(), 0))",
			Label:      "values of the node that says least",
			Metrics:    metricsOf("CPUUtilization", "SampleCount", nodes),
		},
		When:    alarm.Below(1),
		Periods: silentPeriods,
		Missing: alarm.MissingIsWrong,
		Tell:    props.Alerts,
	})
}

// metricsOf returns a metric of several nodes.
func metricsOf(name, statistic string, nodes []map[string]string) map[string]alarm.Metric {
	metrics := map[string]alarm.Metric{}
	for i, dimensions := range nodes {
		metrics[fmt.Sprintf("node%d", i+1)] = alarm.Metric{
			Namespace: "AWS/ElastiCache", Name: name, Dimensions: dimensions, Statistic: statistic, Minutes: 5,
		}
	}
	return metrics
}

func newAlarms(scope constructs.Construct, suffix string, watched []watch, nodes []map[string]string, props Props) {
	for _, w := range watched {
		alarm.New(scope, alarm.Props{
			ID:          w.id + suffix,
			Description: "Cache " + props.Name + " " + w.description + ".",
			Metric: alarm.Math{
				Expression: "MAX(METRICS())", Label: w.metric + " of the worst node",
				Metrics: metricsOf(w.metric, w.statistic, nodes),
			},
			When:    alarm.Above(w.threshold),
			Periods: 3,
			Missing: alarm.MissingIsIgnored, // a node that is being replaced tells nothing for a while
			Runbook: w.runbook,
			Tell:    props.Alerts,
		})
	}
}
