package test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stream is a Kafka cluster of the choices, by its stage and name.
func stream(t testing.TB, stage, name string) *assembly.Resource {
	t.Helper()
	for _, cluster := range in(t, choices(t), stage, "AWS::MSK::Cluster") {
		if cluster.Get("ClusterName") == "choices-"+stage+"-"+name {
			return cluster
		}
	}
	require.Fail(t, "no such stream", "%s %s", stage, name)
	return nil
}

// streams are all Kafka clusters of the choices.
func streams(t testing.TB) []*assembly.Resource {
	t.Helper()
	clusters := choices(t).OfType("AWS::MSK::Cluster")
	require.GreaterOrEqual(t, len(clusters), 4)
	return clusters
}

func TestStreamRefusesPlainTextAndStrangers(t *testing.T) {
	for _, cluster := range streams(t) {
		assert.Equal(t, map[string]any{"ClientBroker": "TLS", "InCluster": true}, cluster.Get("EncryptionInfo", "EncryptionInTransit"), cluster)
		assert.Equal(t, false, cluster.Get("ClientAuthentication", "Unauthenticated", "Enabled"), cluster)
		assert.Equal(t, true, cluster.Get("ClientAuthentication", "Sasl", "Iam", "Enabled"), cluster)
		assert.Nil(t, cluster.Get("ClientAuthentication", "Sasl", "Scram"), cluster)
		assert.Equal(t, "DISABLED", cluster.Get("BrokerNodeGroupInfo", "ConnectivityInfo", "PublicAccess", "Type"), cluster)
		assert.Nil(t, cluster.Get("BrokerNodeGroupInfo", "ConnectivityInfo", "VpcConnectivity"), cluster)
	}
	tls := stream(t, "dev-stores", "audit").Get("ClientAuthentication", "Tls").(map[string]any)
	assert.Equal(t, true, tls["Enabled"])
	assert.Len(t, tls["CertificateAuthorityArnList"], 1, "certificates of this CA are accepted too")
	assert.Nil(t, stream(t, "dev-stores", "jobs").Get("ClientAuthentication", "Tls"))
}

func TestStreamRunsWithoutZooKeeper(t *testing.T) {
	for _, cluster := range streams(t) {
		assert.Regexp(t, `^[34]\.\d+\.x\.kraft$`, cluster.Get("KafkaVersion"), cluster)
		assert.NotContains(t, cluster.Get("BrokerNodeGroupInfo", "InstanceType"), "t3", "which cannot run KRaft")
	}
}

func TestBrokersAreSpreadOverTheDataSubnets(t *testing.T) {
	zones := map[string]int{"dev-stores": 2, "streams": 3, "portal": 2, "portal-dr": 2}
	for _, cluster := range streams(t) {
		subnets := list(cluster.Get("BrokerNodeGroupInfo", "ClientSubnets"))
		assert.Len(t, subnets, zones[cluster.Stack.Stage], cluster)
		for _, subnet := range subnets {
			assert.Equal(t, "data", tier(denotes(t, choices(t), cluster, subnet)), cluster)
		}
		assert.Zero(t, int(cluster.Get("NumberOfBrokerNodes").(float64))%len(subnets), "%s: as many brokers in each zone", cluster)
	}
}

func TestStreamIsEncryptedWithACustomerKeyAndKeptInProduction(t *testing.T) {
	for _, cluster := range streams(t) {
		key := denotes(t, choices(t), cluster, cluster.Get("EncryptionInfo", "EncryptionAtRest", "DataVolumeKMSKeyId"))
		assert.Equal(t, "encrypts data stores and their backups", key.Get("Description"))
		assert.True(t, cluster.Stack.TerminationProtection)
		group := denotes(t, choices(t), cluster, cluster.Get("BrokerNodeGroupInfo", "SecurityGroups", "0"))
		for _, kept := range []*assembly.Resource{cluster, group, denotes(t, choices(t), cluster, cluster.Get("ConfigurationInfo", "Arn"))} {
			if cluster.Stack.Stage != "dev-stores" {
				assert.Equal(t, "RetainExceptOnCreate", kept.DeletionPolicy, kept)
				assert.Equal(t, "Retain", kept.UpdateReplacePolicy, kept)
			} else {
				assert.Empty(t, kept.DeletionPolicy, kept)
			}
		}
	}
}

// properties are the lines of the configuration that a cluster's brokers run with.
func properties(t testing.TB, cluster *assembly.Resource) map[string]string {
	t.Helper()
	configuration := denotes(t, choices(t), cluster, cluster.Get("ConfigurationInfo", "Arn"))
	assert.Equal(t, map[string]any{"Fn::GetAtt": []any{configuration.LogicalID, "LatestRevision.Revision"}},
		cluster.Get("ConfigurationInfo", "Revision"), "%s: a change makes a revision, which the brokers must follow", cluster)
	found := map[string]string{}
	for line := range strings.Lines(configuration.Get("ServerProperties").(string)) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		require.True(t, ok, line)
		found[key] = value
	}
	return found
}

func TestStreamKeepsWhatItAcknowledged(t *testing.T) {
	for name, replicas := range map[string][2]string{"streams/orders": {"3", "2"}, "dev-stores/jobs": {"2", "1"}} {
		stage, name, _ := strings.Cut(name, "/")
		p := properties(t, stream(t, stage, name))
		assert.Equal(t, "false", p["unclean.leader.election.enable"])
		for _, of := range []string{"default.replication.factor", "offsets.topic.replication.factor", "transaction.state.log.replication.factor"} {
			assert.Equal(t, replicas[0], p[of], "%s: a replica in each zone", of)
		}
		for _, of := range []string{"min.insync.replicas", "transaction.state.log.min.isr"} {
			assert.Equal(t, replicas[1], p[of], "%s: the loss of a zone stops nothing", of)
		}
	}
}

func TestTopicsAreMadeOnFirstUseUnlessTheOperatorForbidsIt(t *testing.T) {
	for _, id := range []string{"streams/events", "streams/orders", "dev-stores/audit"} {
		stage, name, _ := strings.Cut(id, "/")
		assert.Equal(t, "true", properties(t, stream(t, stage, name))["auto.create.topics.enable"], id)
	}
	p := properties(t, stream(t, "dev-stores", "jobs"))
	assert.Equal(t, "false", p["auto.create.topics.enable"])
	assert.Equal(t, "6", p["num.partitions"])
	assert.Equal(t, "86400000", p["log.retention.ms"], "24 hours")
}

// What MSK lets nobody set makes the deployment fail.
func TestExpressBrokersAreToldOnlyWhatTheyCanBeTold(t *testing.T) {
	events := stream(t, "streams", "events")
	assert.Equal(t, "express.m7g.xlarge", events.Get("BrokerNodeGroupInfo", "InstanceType"))
	assert.Nil(t, events.Get("BrokerNodeGroupInfo", "StorageInfo"))
	for key := range properties(t, events) {
		assert.Contains(t, []string{"auto.create.topics.enable", "num.partitions", "log.retention.ms"}, key)
	}
}

func TestBrokersStorageGrowsByItself(t *testing.T) {
	grows := map[*assembly.Resource]any{}
	for _, target := range choices(t).OfType("AWS::ApplicationAutoScaling::ScalableTarget") {
		if target.Get("ServiceNamespace") == "kafka" {
			grows[denotes(t, choices(t), target, target.Get("ResourceId"))] = target.Get("MaxCapacity")
			assert.Equal(t, 1.0, target.Get("MinCapacity"), "MSK takes no other")
		}
	}
	assert.Equal(t, map[*assembly.Resource]any{
		stream(t, "streams", "orders"): 4000.0, stream(t, "dev-stores", "audit"): 80.0,
		stream(t, "portal", "clicks"): 400.0, stream(t, "portal-dr", "clicks"): 400.0,
	}, grows,
		"not where maxStorageGiB is storageGiB, and not for express brokers")
}

func TestBrokersLogToAGroupOfOurs(t *testing.T) {
	for _, cluster := range streams(t) {
		assert.Equal(t, true, cluster.Get("LoggingInfo", "BrokerLogs", "CloudWatchLogs", "Enabled"))
		group := denotes(t, choices(t), cluster, cluster.Get("LoggingInfo", "BrokerLogs", "CloudWatchLogs", "LogGroup"))
		assert.Regexp(t, `^/choices/[a-z-]+/stream/[a-z]+$`, group.Get("LogGroupName"))
		assert.Equal(t, "AWS::KMS::Key", denotes(t, choices(t), group, group.Get("KmsKeyId")).Type)
	}
}

func TestEveryBrokerHasItsAlarms(t *testing.T) {
	perBroker := map[string][]string{
		"streams/events":   {"ConnectionCount", "CpuSystem", "CpuUser"},
		"streams/orders":   {"ConnectionCount", "CpuSystem", "CpuUser", "HeapMemoryAfterGC", "KafkaDataLogsDiskUsed", "UnderMinIsrPartitionCount"},
		"dev-stores/jobs":  {"ConnectionCount", "CpuSystem", "CpuUser", "HeapMemoryAfterGC", "KafkaDataLogsDiskUsed", "UnderMinIsrPartitionCount"}, // monitoring: cluster
		"dev-stores/audit": {"ConnectionCount", "CpuSystem", "CpuUser", "HeapMemoryAfterGC", "KafkaDataLogsDiskUsed", "UnderMinIsrPartitionCount"},
	}
	of := regexp.MustCompile(`"Dimensions":\[(?:{"Name":"Broker ID","Value":"(\d+)"},)?{"Name":"Cluster Name","Value":"([a-z-]+)"}\],(?:"EvaluationPeriods":3,)?"MetricName":"(\w+)"`)
	found := map[string][]string{}
	for _, alarm := range choices(t).OfType("AWS::CloudWatch::Alarm") {
		for _, match := range of.FindAllStringSubmatch(text(alarm.Properties), -1) {
			assert.NotEmpty(t, alarm.Get("AlarmActions"), alarm)
			found[match[2]+" "+match[1]] = append(found[match[2]+" "+match[1]], match[3])
		}
	}
	for id, want := range perBroker {
		stage, name, _ := strings.Cut(id, "/")
		cluster := stream(t, stage, name)
		for broker := 1.0; broker <= cluster.Get("NumberOfBrokerNodes").(float64); broker++ {
			got := found[fmt.Sprintf("choices-%s-%s %v", stage, name, broker)]
			slices.Sort(got)
			assert.Equal(t, want, got, "%s %v", id, broker)
		}
		whole := found[fmt.Sprintf("choices-%s-%s ", stage, name)]
		assert.Contains(t, whole, "ActiveControllerCount", id)
		assert.Equal(t, name != "events", slices.Contains(whole, "OfflinePartitionsCount"), "%s: express brokers have no such metric", id)
	}
}

func TestServiceReachesABrokerOnlyWhereItLogsIn(t *testing.T) {
	ports := func(stage, name, service string) []string {
		broker := group(t, choices(t), stage+"/data-"+name, "stream")
		var found []string
		for _, direction := range []string{"Ingress", "Egress"} {
			for _, f := range flows(t, choices(t), stage, direction) {
				// The VPN reaches it (openToVPN), a function, and what reads it for a function, which has its group.
				if f.to == broker && f.from != broker && f.from != "10.250.0.0/20" && !strings.Contains(f.from, "/function-") {
					assert.Equal(t, group(t, choices(t), stage+"/service-"+service, "service "+service), f.from)
					found = append(found, f.port)
				}
			}
		}
		slices.Sort(found)
		return slices.Compact(found)
	}
	assert.Equal(t, []string{"tcp 9098-9098"}, ports("streams", "events", "api"))
	assert.Equal(t, []string{"tcp 9098-9098"}, ports("streams", "orders", "worker"))
	assert.Equal(t, []string{"tcp 9094-9094", "tcp 9098-9098"}, ports("dev-stores", "audit", "api"), "certificates are accepted on another port")
	assert.Equal(t, []string{"tcp 11001-11001", "tcp 11002-11002", "tcp 9098-9098"}, ports("dev-stores", "jobs", "api"), "Prometheus asks on others")
}

func TestServiceMayUseTheTopicsOfItsOwnStreamOnly(t *testing.T) {
	kafka := map[string][]assembly.Statement{}
	for _, stage := range []string{"streams", "dev-stores"} {
		for _, policy := range in(t, choices(t), stage, "AWS::IAM::Policy") {
			for _, s := range assembly.Statements(policy) {
				if strings.Contains(text(s.Actions), `"kafka`) {
					kafka[policy.Stack.ID] = append(kafka[policy.Stack.ID], s)
				}
			}
		}
	}
	assert.Len(t, kafka, 5, "three services and two functions")
	for _, s := range kafka["streams/service-worker"] {
		resources := text(s.Resources)
		if strings.Contains(resources, "ImportValue") {
			assert.Contains(t, s.Actions, "kafka:GetBootstrapBrokers")
			require.Len(t, s.Resources, 1)
			policy := choices(t).Stack("streams/service-worker")
			cluster, ok := choices(t).Resolve(policy, s.Resources[0])
			assert.True(t, ok)
			assert.Equal(t, stream(t, "streams", "orders"), cluster)
			continue
		}
		assert.Regexp(t, `^\["arn:aws:kafka:us-east-1:616161616161:(topic|group|transactional-id)/choices-streams-orders/\*"\]$`, resources)
		for _, action := range s.Actions {
			assert.NotContains(t, action, "Delete")
			assert.NotContains(t, action, "*")
		}
	}
	assert.Len(t, kafka["streams/service-worker"], 4)
	assert.Contains(t, names(container(t, choices(t), "streams/service-worker")["Environment"]), "ORDERS_CLUSTER_ARN")
}

func TestTasksWithoutNATCanAskForTheirBrokers(t *testing.T) {
	var services []string
	for _, endpoint := range in(t, choices(t), "dev-stores", "AWS::EC2::VPCEndpoint") {
		services = append(services, text(endpoint.Get("ServiceName")))
	}
	assert.Contains(t, services, `"com.amazonaws.us-east-1.kafka"`)
	for _, endpoint := range in(t, choices(t), "streams", "AWS::EC2::VPCEndpoint") {
		assert.NotContains(t, text(endpoint.Get("ServiceName")), "kafka", "NAT does as well")
	}
}
