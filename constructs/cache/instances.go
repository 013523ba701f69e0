package cache

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/cache/boot"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/node"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
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
	internal := newNodeSecret(scope, props)
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

// newNodeSecret adds the password that nodes have for each other. No service has it.
func newNodeSecret(scope constructs.Construct, props InstancesProps) awssecretsmanager.Secret {
	secret := awssecretsmanager.NewSecret(scope, new("NodeSecret"), &awssecretsmanager.SecretProps{
		Description:   new("nodes of cache " + props.Name + ", for each other"),
		EncryptionKey: keys.ByARN(scope, "NodeSecretKey", props.SecretKey),
		GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
			SecretStringTemplate: new(`{"username":"node"}`),
			GenerateStringKey:    new("password"),
			PasswordLength:       jsii.Number(40),
			ExcludePunctuation:   new(true),
		},
	})
	secret.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE) // kept volumes have the password
	return secret
}

// newNodeAlarms adds what watches the engine and its Sentinels on all nodes.
func newNodeAlarms(scope constructs.Construct, props InstancesProps) {
	for _, w := range []struct {
		id, runbook, metric, statistic, expression, description string
		when                                                    alarm.Condition
		minutes                                                 int
		missing                                                 alarm.Missing
	}{
		{
			"Quorum", "node-quorum", "Quorum", "Minimum", "MAX(FILL(METRICS(), 0))",
			"has no two Sentinels that could agree on another primary: bring the nodes back that are missing",
			alarm.Below(1), 3, alarm.MissingIsWrong,
		},
		{
			"Up", "node-silent", "Up", "Minimum", "MIN(FILL(METRICS(), 0))",
			"has a node that does not answer: read its log group, and the journal of the instance",
			alarm.Below(1), 15, alarm.MissingIsWrong,
		},
		{
			"Memory", "cache-memory", "DataPercent", "Average", "MAX(METRICS())",
			"is running out of memory: let keys expire, or choose a larger class",
			alarm.Above(float64(props.Alarms.MemoryPercent)), 15, alarm.MissingIsIgnored,
		},
		{
			"Engine", "cache-cpu", "EnginePercent", "Average", "MAX(METRICS())",
			"has a node whose engine is short of the one core that it uses: look at the slow log",
			alarm.Above(float64(props.Alarms.CPUPercent)), 15, alarm.MissingIsIgnored,
		},
		{
			"Lag", "cache-replica-lag", "LagSeconds", "Maximum", "MAX(METRICS())",
			"has a replica that hears nothing of its primary, and would lose writes if it took over",
			alarm.Above(lagSeconds), 5, alarm.MissingIsIgnored,
		},
	} {
		if w.metric == "DataPercent" && props.Evicts() {
			continue // it is full, and stays so
		}
		alarm.New(scope, alarm.Props{
			ID:          w.id,
			Description: "Cache " + props.Name + " " + w.description + ".",
			Metric: alarm.Math{
				Expression: w.expression, Label: w.metric + " of all nodes",
				Metrics: node.Measure(props.Name, w.metric, w.statistic, len(props.Hosts)),
			},
			When:    w.when,
			Periods: w.minutes,
			Missing: w.missing,
			Runbook: w.runbook,
			Tell:    props.Alerts,
		})
	}
}
