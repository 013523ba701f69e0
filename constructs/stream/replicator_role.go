package stream

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// permissions are those of the function that asks MSK: see lambda/stream.
func (p ReplicationProps) permissions() []awsiam.PolicyStatement {
	may := func(resource string, conditions map[string]any, actions ...string) awsiam.PolicyStatement {
		statement := &awsiam.PolicyStatementProps{
			Actions:   jsii.Strings(actions...),
			Resources: jsii.Strings(resource),
		}
		if conditions != nil {
			statement.Conditions = &conditions
		}
		return awsiam.NewPolicyStatement(statement)
	}
	equal := func(key, value string) map[string]any {
		return map[string]any{"StringEquals": map[string]any{key: value}}
	}
	return []awsiam.PolicyStatement{
		may("*", nil, "kafka:ListClustersV2"), // listing knows no resources
		may(p.Here.arn(p.Account, "cluster", ""), nil, "kafka:UpdateConnectivity"),
		may("*", equal("ec2:Region", p.Here.Region), "ec2:DescribeRouteTables", "ec2:DescribeSubnets"),
		may(
			*p.Key.KeyArn(),
			equal("kms:ViaService", "kafka."+p.Here.Region+".amazonaws.com"),
			"kms:CreateGrant",
			"kms:DescribeKey",
		),
	}
}

// internalTopics are how MSK Replicator calls the topics that it keeps its own state in.
var internalTopics = []string{"/*__amazon_msk_replicator_*", "/mskr-offset-syncs.*", "/*.checkpoints.internal"}

// newReplicatorRole adds the role that a Replicator reads the one cluster and writes to the other in. Source: the
// Amazon MSK developer guide, "Combined policy example" of MSK Replicator.
func newReplicatorRole(scope constructs.Construct, props ReplicationProps) awsiam.Role {
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		Description: new("copies " + props.There.Cluster + " to " + props.Here.Cluster),
		AssumedBy: awsiam.NewServicePrincipal(new("kafka.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]string{"aws:SourceAccount": props.Account}},
		}),
	})
	may := func(resources []string, actions ...string) {
		for i, action := range actions {
			actions[i] = "kafka-cluster:" + action
		}
		role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(actions...), Resources: jsii.Strings(resources...),
		}))
	}
	in := func(p Place, kind string) []string { return []string{p.arn(props.Account, kind, "")} }
	from, to := props.There, props.Here
	may(in(from, "cluster"), "Connect", "DescribeCluster", "WriteDataIdempotently")
	may(in(to, "cluster"), "Connect", "DescribeCluster", "AlterCluster", "WriteDataIdempotently")
	may(in(from, "topic"), "ReadData", "DescribeTopic", "DescribeTopicDynamicConfiguration")
	var internal []string
	for _, name := range internalTopics {
		internal = append(internal, from.arn(props.Account, "topic", name))
	}
	may(internal, "CreateTopic", "WriteData", "AlterTopic", "AlterTopicDynamicConfiguration")
	may(in(to, "topic"), "CreateTopic", "ReadData", "WriteData", "DescribeTopic", "DescribeTopicDynamicConfiguration",
		"AlterTopic", "AlterTopicDynamicConfiguration")
	may(in(from, "group"), "DescribeGroup")
	may(in(to, "group"), "AlterGroup", "DescribeGroup")
	return role
}
