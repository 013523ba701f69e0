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
	cpuPercent      = 80
	memoryPercent   = 85
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
	threshold                          float64
}

// newReplicationAlarms adds what watches the worst node of each shard.
func newReplicationAlarms(scope constructs.Construct, cache awselasticache.CfnReplicationGroup, props Props) {
	watched := []watch{
		{
			"Cpu", "cache-cpu", "EngineCPUUtilization", "Average",
			"is short of CPU: look at the slow log, or use more shards or a larger class", cpuPercent,
		},
		{
			"Memory", "cache-memory", "DatabaseMemoryUsagePercentage", "Average",
			"is running out of memory: let keys expire, or use more shards or a larger class", memoryPercent,
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
		{"Cpu", "cache-cpu", "CPUUtilization", "Average", "is short of CPU: use more nodes or a larger class", cpuPercent},
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
		newAlarms(scope, suffix, watched, nodes[first:min(first+metricsPerAlarm, len(nodes))], props)
	}
}

func newAlarms(scope constructs.Construct, suffix string, watched []watch, nodes []map[string]string, props Props) {
	for _, w := range watched {
		metrics := map[string]alarm.Metric{}
		for i, dimensions := range nodes {
			metrics[fmt.Sprintf("node%d", i+1)] = alarm.Metric{
				Namespace:  "AWS/ElastiCache",
				Name:       w.metric,
				Dimensions: dimensions,
				Statistic:  w.statistic,
				Minutes:    5,
			}
		}
		alarm.New(scope, alarm.Props{
			ID:          w.id + suffix,
			Description: "Cache " + props.Name + " " + w.description + ".",
			Metric: alarm.Math{
				Expression: "MAX(METRICS())", Label: w.metric + " of the worst node", Metrics: metrics,
			},
			When:    alarm.Above(w.threshold),
			Periods: 3,
			Missing: alarm.MissingIsIgnored, // a node that is being replaced tells nothing for a while
			Runbook: w.runbook,
			Tell:    props.Alerts,
		})
	}
}
