package stream

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/function"
	"bulkhead/constructs/securitygroup"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsmsk"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ReplicationProps is the cluster of one side of an environment, and that of the other.
type ReplicationProps struct {
	Here, There Place
	Account     string
	ARN         string                // of the cluster here
	Group       awsec2.ISecurityGroup // of its brokers
	Vpc         awsec2.IVpc
	Subnets     *awsec2.SubnetSelection // the isolated tier; the brokers are in the first of its zones
	Zones       int
	Key         awskms.IKey       // encrypts the brokers' storage
	Log         awslogs.ILogGroup // of the function that asks MSK
	Alerts      alarm.Topics      // that alarms tell
	Copies      bool              // messages are copied to here, and not only from here
	Target      bool              // first of all they are copied to here: from here, only later
}

// Place is where a cluster is.
type Place struct{ Cluster, Region string }

// arn are the clusters, topics, groups or transactions of a place with a name.
func (p Place) arn(account, kind, name string) string {
	return "arn:aws:kafka:" + p.Region + ":" + account + ":" + kind + "/" + p.Cluster + "/*" + name
}

// NewReplication lets the other side's Replicator read the cluster, and adds the one that writes to it, where there is
// one. MSK restarts the brokers when it lets others reach them, so the Replicator is made before, or long after.
func NewReplication(scope constructs.Construct, id string, props ReplicationProps) {
	scope = constructs.NewConstruct(scope, &id)
	asker := function.New(scope, "Function", function.Props{
		Name:        "stream",
		Description: "readies " + props.Here.Cluster + " for its replication",
		Log:         props.Log,
		Permissions: props.permissions(),
	})
	connectivity := function.NewCustomResource(scope, "Connectivity", asker, "StreamConnectivity", map[string]any{
		"Name": props.Here.Cluster, "Region": props.Here.Region,
	})
	policy := awsmsk.NewCfnClusterPolicy(scope, new("Policy"), &awsmsk.CfnClusterPolicyProps{
		ClusterArn: &props.ARN,
		Policy: map[string]any{
			"Version": "2012-10-17",
			"Statement": []any{
				map[string]any{
					"Effect":    "Allow",
					"Principal": map[string]any{"Service": "kafka.amazonaws.com"},
					"Action": []string{
						"kafka:CreateVpcConnection",
						"kafka:GetBootstrapBrokers",
						"kafka:DescribeClusterV2",
					},
					"Resource": props.ARN,
				},
			},
		},
	})
	policy.Node().AddDependency(connectivity) // MSK takes none of a cluster that nobody else reaches
	if !props.Copies {
		return
	}
	replicator := newReplicator(constructs.NewConstruct(scope, new("Replicator")), props, asker)
	if props.Target {
		connectivity.Node().AddDependency(replicator)
	}
}

// newReplicator adds what copies messages, topics and the offsets of consumer groups from the other side to here, from
// the earliest on: to a new cluster what the other has, and to one that was left what it lacks. Names are the same on
// both sides, so that services need not know where they are, and MSK leaves out what comes from here.
func newReplicator(
	scope constructs.Construct, props ReplicationProps, asker awslambda.Function,
) awsmsk.CfnReplicator {
	source := function.NewCustomResource(scope, "Source", asker, "StreamSource", map[string]any{
		"Name": props.There.Cluster, "Region": props.There.Region,
	})
	group := securitygroup.New(scope, props.Vpc, "replicator to "+props.Here.Cluster)
	door := store.Store{Name: "Brokers", Ports: []store.Port{{SecurityGroup: props.Group, Number: IAMPort}}}
	door.Connect(scope, group)
	subnets := (*props.Vpc.SelectSubnets(props.Subnets).SubnetIds)[:props.Zones]
	from := source.GetAttString(new("Arn"))
	role := newReplicatorRole(scope, props)
	replicator := awsmsk.NewCfnReplicator(scope, new("Resource"), &awsmsk.CfnReplicatorProps{
		ReplicatorName:          &props.Here.Cluster, // a namespace of its own
		Description:             new("from " + props.There.Cluster),
		ServiceExecutionRoleArn: role.RoleArn(),
		KafkaClusters: &[]any{
			&awsmsk.CfnReplicator_KafkaClusterProperty{
				AmazonMskCluster: &awsmsk.CfnReplicator_AmazonMskClusterProperty{MskClusterArn: from},
				VpcConfig: &awsmsk.CfnReplicator_KafkaClusterClientVpcConfigProperty{
					SubnetIds: awscdk.Fn_Split(new(","), source.GetAttString(new("Subnets")), nil),
				},
			},
			&awsmsk.CfnReplicator_KafkaClusterProperty{
				AmazonMskCluster: &awsmsk.CfnReplicator_AmazonMskClusterProperty{MskClusterArn: &props.ARN},
				VpcConfig: &awsmsk.CfnReplicator_KafkaClusterClientVpcConfigProperty{
					SubnetIds: &subnets, SecurityGroupIds: &[]*string{group.SecurityGroupId()},
				},
			},
		},
		ReplicationInfoList: &[]any{&awsmsk.CfnReplicator_ReplicationInfoProperty{
			SourceKafkaClusterArn: from,
			TargetKafkaClusterArn: &props.ARN,
			TargetCompressionType: new("NONE"),
			TopicReplication: &awsmsk.CfnReplicator_TopicReplicationProperty{
				TopicsToReplicate:               jsii.Strings(everything),
				CopyTopicConfigurations:         true,
				CopyAccessControlListsForTopics: true,
				DetectAndCopyNewTopics:          true,
				StartingPosition: &awsmsk.CfnReplicator_ReplicationStartingPositionProperty{
					Type: new("EARLIEST"),
				},
				TopicNameConfiguration: &awsmsk.CfnReplicator_ReplicationTopicNameConfigurationProperty{
					Type: new("IDENTICAL"),
				},
			},
			ConsumerGroupReplication: &awsmsk.CfnReplicator_ConsumerGroupReplicationProperty{
				ConsumerGroupsToReplicate:       jsii.Strings(everything),
				DetectAndCopyNewConsumerGroups:  true,
				SynchroniseConsumerGroupOffsets: true,
			},
		}},
	})
	replicator.Node().AddDependency(role, group) // with the policy of the one and the rules of the other
	for _, rule := range []string{"BrokersIngress", "BrokersEgress"} {
		replicator.Node().AddDependency(scope.Node().FindChild(&rule))
	}
	newReplicatorAlarms(scope, props)
	return replicator
}

// everything is a pattern of names.
const everything = ".*"
