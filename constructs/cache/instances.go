package cache

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/cache/boot"
	"bulkhead/constructs/node"
	"bulkhead/constructs/secret"

	"github.com/aws/constructs-go/constructs/v10"
)

// InstancesProps is what the configuration says about a cache on instances, and what it plugs into.
type InstancesProps struct {
	config.Cache
	node.Props // but for what the cache knows: secrets, ports and boot
}

// OnInstances is what a service needs to use a cache on instances.
type OnInstances struct {
	Nodes  node.Nodes
	Secret string // ARN of the secret with username and password
}

// NewOnInstances adds a cache on instances of our own to scope: one node in each of three zones, each with the engine
// and a Sentinel. Two Sentinels that agree make another node the primary.
func NewOnInstances(scope constructs.Construct, id string, props InstancesProps) OnInstances {
	scope = constructs.NewConstruct(scope, &id)
	login := newSecret(scope, Props{Name: props.Name, SecretKey: props.SecretKey})
	internal := secret.NewPassword(scope, "NodeSecret", "node", "nodes of cache "+props.Name+", for each other", props.SecretKey)
	nodes := props.Props
	nodes.CPUPercent = props.Alarms.CPUPercent
	nodes.Secrets = map[string]string{"login": *login.SecretArn(), "node": *internal.SecretArn()}
	nodes.Ports = []int{config.CachePort, config.SentinelPort}
	nodes.Files = boot.Files
	nodes.Settings = func(i int) map[string]string {
		return map[string]string{
			"STORE_ENGINE":   string(props.Engine),
			"STORE_CONFIG":   boot.Config(props.Cache, userName, props.Hosts[i]),
			"STORE_SENTINEL": boot.Sentinel(userName, props.Hosts[i], i),
		}
	}
	made := OnInstances{node.New(scope, "Nodes", nodes), *login.SecretArn()}
	newNodeAlarms(scope, props)
	return made
}

// newNodeAlarms adds what watches the engine and its Sentinels on all nodes.
func newNodeAlarms(scope constructs.Construct, props InstancesProps) {
	watches := []node.Watch{
		{
			ID: "Quorum", Runbook: "node-quorum", Metric: "Quorum", Statistic: "Minimum", Expression: "MAX(FILL(METRICS(), 0))",
			Description: "has no two Sentinels that could agree on another primary: bring the nodes back that are missing",
			When:        alarm.Below(1), Minutes: 3, Missing: alarm.MissingIsWrong,
		},
		node.Silent,
		{
			ID: "Engine", Runbook: "cache-cpu", Metric: "EnginePercent", Statistic: "Average", Expression: "MAX(METRICS())",
			Description: "has a node whose engine is short of the one core that it uses: look at the slow log",
			When:        alarm.Above(float64(props.Alarms.CPUPercent)), Minutes: 15, Missing: alarm.MissingIsIgnored,
		},
		{
			ID: "Lag", Runbook: "cache-replica-lag", Metric: "LagSeconds", Statistic: "Maximum", Expression: "MAX(METRICS())",
			Description: "has a replica that hears nothing of its primary, and would lose writes if it took over",
			When:        alarm.Above(lagSeconds), Minutes: 5, Missing: alarm.MissingIsIgnored,
		},
	}
	if !props.Evicts() { // else it is full, and stays so
		watches = slices.Insert(watches, 2, node.Watch{
			ID: "Memory", Runbook: "cache-memory", Metric: "DataPercent", Statistic: "Average", Expression: "MAX(METRICS())",
			Description: "is running out of memory: let keys expire, or choose a larger class",
			When:        alarm.Above(float64(props.Alarms.MemoryPercent)), Minutes: 15, Missing: alarm.MissingIsIgnored,
		})
	}
	node.NewAlarms(scope, "Cache", props.Props, watches...)
}
