package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// replicatorStack is the stack of what replicates the example's stream, on a side.
func replicatorStack(t testing.TB, a *assembly.Assembly, stage string) []*assembly.Resource {
	t.Helper()
	stack := a.Stack(stage + "/replicator-events")
	require.NotNil(t, stack)
	return stack.Resources
}

// replicators are the Replicators into a side.
func replicators(t testing.TB, a *assembly.Assembly, stage string) []*assembly.Resource {
	t.Helper()
	return ofKind(replicatorStack(t, a, stage), "AWS::MSK::Replicator")
}

func ofKind(all []*assembly.Resource, typ string) []*assembly.Resource {
	return slices.DeleteFunc(slices.Clone(all), func(r *assembly.Resource) bool { return r.Type != typ })
}

func TestAReplicatorCopiesAStreamUnderTheSameNamesFromTheBeginning(t *testing.T) {
	assert.Empty(t, replicators(t, example(t), "prod"), "nothing works on the standby's")
	all := replicators(t, example(t), "prod-dr")
	require.Len(t, all, 1)
	r := all[0]
	assert.Equal(t, "acme-prod-dr-events", r.Get("ReplicatorName"))
	info := r.Get("ReplicationInfoList", "0").(map[string]any)
	topics := info["TopicReplication"].(map[string]any)
	assert.Equal(t, map[string]any{
		"CopyAccessControlListsForTopics": true, "CopyTopicConfigurations": true, "DetectAndCopyNewTopics": true,
		"StartingPosition":       map[string]any{"Type": "EARLIEST"},
		"TopicNameConfiguration": map[string]any{"Type": "IDENTICAL"},
		"TopicsToReplicate":      []any{".*"},
	}, topics)
	assert.Equal(t, map[string]any{
		"ConsumerGroupsToReplicate": []any{".*"}, "DetectAndCopyNewConsumerGroups": true,
		"SynchroniseConsumerGroupOffsets": true,
	}, info["ConsumerGroupReplication"])
	for i, side := range []string{"SourceKafkaClusterArn", "TargetKafkaClusterArn"} {
		clusters := r.Get("KafkaClusters").([]any)
		assert.Equal(
			t,
			info[side],
			clusters[i].(map[string]any)["AmazonMskCluster"].(map[string]any)["MskClusterArn"],
			"MSK wants both told twice",
		)
	}
	source := denotes(t, example(t), r, info["SourceKafkaClusterArn"])
	assert.Equal(t, "Custom::StreamSource", source.Type)
	assert.Equal(t, []any{"acme-prod-events", "eu-west-1"}, []any{source.Get("Name"), source.Get("Region")})
	assert.Equal(t, "AWS::MSK::Cluster", denotes(t, example(t), r, info["TargetKafkaClusterArn"]).Type)
}

func TestBothClustersOfAStreamAreReachedByMSKAloneAndTheStandbysAfterItIsWrittenTo(t *testing.T) {
	for stage, name := range map[string]string{"prod": "acme-prod-events", "prod-dr": "acme-prod-dr-events"} {
		all := replicatorStack(t, example(t), stage)
		connectivity, policies := ofKind(all, "Custom::StreamConnectivity"), ofKind(all, "AWS::MSK::ClusterPolicy")
		require.Len(t, connectivity, 1)
		require.Len(t, policies, 1)
		assert.Equal(t, name, connectivity[0].Get("Name"))
		statements := policies[0].Get("Policy", "Statement").([]any)
		require.Len(t, statements, 1)
		statement := statements[0].(map[string]any)
		assert.Equal(t, map[string]any{"Service": "kafka.amazonaws.com"}, statement["Principal"])
		assert.Equal(t, policies[0].Get("ClusterArn"), statement["Resource"])
		assert.Contains(t, waitsFor(policies[0]), connectivity[0].LogicalID, "MSK takes no policy before")
		for _, r := range replicators(t, example(t), stage) {
			assert.Contains(t, waitsFor(connectivity[0]), r.LogicalID, "the brokers restart")
		}
	}
	for _, r := range example(t).OfType("AWS::MSK::Cluster") {
		assert.Nil(
			t,
			r.Get("BrokerNodeGroupInfo", "ConnectivityInfo", "VpcConnectivity"),
			"MSK refuses it of a new cluster",
		)
	}
}

// waitsFor are the logical ids that a resource depends on.
func waitsFor(r *assembly.Resource) (ids []string) {
	own := r.Stack.Template["Resources"].(map[string]any)[r.LogicalID].(map[string]any)
	for _, id := range list(own["DependsOn"]) {
		ids = append(ids, id.(string))
	}
	return ids
}

func TestAReplicatorReachesNothingButTheBrokersAndMayUseNothingButBothStreams(t *testing.T) {
	all := replicatorStack(t, example(t), "prod-dr")
	for _, rules := range [][]*assembly.Resource{
		ofKind(all, "AWS::EC2::SecurityGroupIngress"), ofKind(all, "AWS::EC2::SecurityGroupEgress"),
	} {
		require.Len(t, rules, 1)
		assert.Equal(t, []any{9098.0, 9098.0}, []any{rules[0].Get("FromPort"), rules[0].Get("ToPort")})
	}
	resources := 0
	for _, policy := range ofKind(all, "AWS::IAM::Policy") {
		if !strings.Contains(policy.LogicalID, "ReplicatorRole") {
			continue
		}
		for _, statement := range list(policy.Get("PolicyDocument", "Statement")) {
			s := statement.(map[string]any)
			for _, resource := range oneOrMore(s["Resource"]) {
				resources++
				assert.Regexp(t, `^arn:aws:kafka:(eu-west-1:555555555555:(cluster|topic|group)/acme-prod-events|`+
					`eu-central-1:555555555555:(cluster|topic|group)/acme-prod-dr-events)/\*`, resource)
				if strings.Contains(resource, "acme-prod-events") &&
					slices.Contains(oneOrMore(s["Action"]), "kafka-cluster:WriteData") {
					assert.Regexp(t, `__amazon_msk_replicator_|mskr-offset-syncs|checkpoints\.internal`, resource,
						"of the source, its own notes only")
				}
			}
		}
	}
	assert.Greater(t, resources, 6)
}

// oneOrMore is a text, or a list of them.
func oneOrMore(value any) (all []string) {
	if text, one := value.(string); one {
		return []string{text}
	}
	for _, v := range list(value) {
		all = append(all, v.(string))
	}
	return all
}

// TestTheStandbysMessagesAreCopiedWhileItIsActiveAndThePrimarysAlways: what a primary has not sent when it is lost, it
// sends when it is back.
func TestTheStandbysMessagesAreCopiedWhileItIsActiveAndThePrimarysAlways(t *testing.T) {
	before, during, after := afterFailovers(
		t,
		"primary",
		"1",
	), afterFailovers(
		t,
		"recovery",
		"1",
	), afterFailovers(
		t,
		"primary",
		"3",
	)
	assert.Empty(t, replicators(t, before, "prod"))
	assert.Len(t, replicators(t, during, "prod"), 1)
	assert.Empty(t, replicators(t, after, "prod"))
	assert.Equal(t, "acme-prod-events", replicators(t, during, "prod")[0].Get("ReplicatorName"))
	for _, a := range []*assembly.Assembly{during, after} {
		assert.Equal(t, replicators(t, before, "prod-dr")[0].Properties, replicators(t, a, "prod-dr")[0].Properties)
	}
}

func TestPeopleHearOfMessagesThatAreLateOrNotCopied(t *testing.T) {
	var watched []string
	for _, alarm := range ofKind(replicatorStack(t, example(t), "prod-dr"), "AWS::CloudWatch::Alarm") {
		watched = append(watched, alarm.Get("MetricName").(string))
		assert.Equal(t, "acme-prod-dr-events", alarm.Get("Dimensions", "0", "Value"))
	}
	assert.ElementsMatch(t, []string{
		"ReplicationLatency", "ReplicationFailures", "ReplicatorFailure", "ConsumerGroupOffsetSyncFailure",
	}, watched)
}

func TestAStreamThatIsEmptyInTheStandbyHasNothingThatReplicates(t *testing.T) {
	a := withStores(
		t,
		"recovery: {region: eu-central-1, cidr: 10.99.0.0/16}\nstreams: {events: {version: 4.1.x, standby: empty}}\n",
	)
	assert.Empty(t, a.OfType("AWS::MSK::Replicator"))
	assert.Empty(t, a.OfType("Custom::StreamConnectivity"))
	assert.Len(t, a.OfType("AWS::MSK::Cluster"), 2)
}

func TestNothingOfASideWaitsForTheReplicationOfItsStreams(t *testing.T) {
	for _, side := range []string{"prod", "prod-dr"} {
		last := example(t).Stack(side + "/replicator-events")
		require.NotNil(t, last)
		assert.Contains(t, last.DependsOn, side+"/edge", "services are deployed when MSK is not ready")
		for _, stack := range example(t).Stage(side) {
			assert.NotContains(t, stack.DependsOn, last.ID, "%s would stop there", stack.ID)
		}
	}
}
