package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// edits are changes of one stack, and the findings that they have to have: of the severity, "id: kind".
var edits = []struct {
	name       string
	base, head map[string]string
	severity   Severity
	want       []string
}{
	{
		"a group with a name of its own is replaced",
		things("Group", "AWS::EC2::SecurityGroup", `'GroupName': 'a', 'VpcId': 'v', 'GroupDescription': 'a'`),
		things("Group", "AWS::EC2::SecurityGroup", `'GroupName': 'a', 'VpcId': 'v', 'GroupDescription': 'b'`),
		Refused,
		[]string{"Group: name"},
	},
	{
		"its name changes with it",
		things("Group", "AWS::EC2::SecurityGroup", `'GroupName': 'a', 'VpcId': 'v', 'GroupDescription': 'a'`),
		things("Group", "AWS::EC2::SecurityGroup", `'GroupName': 'b', 'VpcId': 'v', 'GroupDescription': 'b'`),
		Refused, nil,
	},
	{
		"a budget tells somebody else",
		things("Budget", "AWS::Budgets::Budget", `'Budget': {'BudgetName': 'a'}, 'NotificationsWithSubscribers': [{'Subscribers': ['a']}]`),
		things("Budget", "AWS::Budgets::Budget", `'Budget': {'BudgetName': 'a'}, 'NotificationsWithSubscribers': [{'Subscribers': ['b']}]`),
		Refused,
		[]string{"Budget: name"},
	},
	{
		"an attachment gets another subnet",
		things("Spoke", "AWS::EC2::TransitGatewayVpcAttachment", `'TransitGatewayId': 't', 'VpcId': 'v', 'SubnetIds': ['a', 'b']`),
		things("Spoke", "AWS::EC2::TransitGatewayVpcAttachment", `'TransitGatewayId': 't', 'VpcId': 'v', 'SubnetIds': ['b', 'a']`),
		Refused,
		[]string{"Spoke: conflict"},
	},
	{
		"a zonal gateway becomes a regional one with its address",
		things("Nat", "AWS::EC2::NatGateway", `'AllocationId': 'e', 'SubnetId': 's'`),
		things("Nat", "AWS::EC2::NatGateway", `'AllocationId': 'e', 'SubnetId': 't'`),
		Refused,
		[]string{"Nat: conflict"},
	},
	{
		"another logical id claims the route",
		things("A", "AWS::EC2::Route", `'RouteTableId': 't', 'DestinationCidrBlock': '0.0.0.0/0', 'NatGatewayId': 'a'`),
		things("B", "AWS::EC2::Route", `'RouteTableId': 't', 'DestinationCidrBlock': '0.0.0.0/0', 'NatGatewayId': 'b'`),
		Refused,
		[]string{"B: conflict"},
	},
	{
		"a route of the transit gateway is deleted before it is made",
		things("A", "AWS::EC2::TransitGatewayRoute", `'TransitGatewayRouteTableId': 't', 'DestinationCidrBlock': '10.0.0.0/8', 'TransitGatewayAttachmentId': 'a'`),
		things("A", "AWS::EC2::TransitGatewayRoute", `'TransitGatewayRouteTableId': 't', 'DestinationCidrBlock': '10.0.0.0/8', 'TransitGatewayAttachmentId': 'b'`),
		Refused, nil,
	},
	{
		"two rules swap their priorities",
		both(things("A", "AWS::ElasticLoadBalancingV2::ListenerRule", `'ListenerArn': 'l', 'Priority': 1`), things("B", "AWS::ElasticLoadBalancingV2::ListenerRule", `'ListenerArn': 'l', 'Priority': 2`)),
		both(things("A", "AWS::ElasticLoadBalancingV2::ListenerRule", `'ListenerArn': 'l', 'Priority': 2`), things("B", "AWS::ElasticLoadBalancingV2::ListenerRule", `'ListenerArn': 'l', 'Priority': 1`)),
		Refused,
		[]string{"A: conflict", "B: conflict"},
	},
	{
		"two rules take the same priority",
		nil,
		both(things("A", "AWS::ElasticLoadBalancingV2::ListenerRule", `'ListenerArn': 'l', 'Priority': 2`), things("B", "AWS::ElasticLoadBalancingV2::ListenerRule", `'ListenerArn': 'l', 'Priority': 2`)),
		Refused,
		[]string{"B: conflict"},
	},
	{
		"a rule moves to another load balancer with its target group",
		both(things("Targets", "AWS::ElasticLoadBalancingV2::TargetGroup", `'Port': 80`), things("Rule", "AWS::ElasticLoadBalancingV2::ListenerRule", `'ListenerArn': 'a', 'Priority': 2, 'Actions': [{'TargetGroupArn': {'Ref': 'Targets'}}]`)),
		both(things("Targets", "AWS::ElasticLoadBalancingV2::TargetGroup", `'Port': 80`), things("Rule", "AWS::ElasticLoadBalancingV2::ListenerRule", `'ListenerArn': 'b', 'Priority': 2, 'Actions': [{'TargetGroupArn': {'Ref': 'Targets'}}]`)),
		Refused,
		[]string{"Targets: conflict"},
	},
	{
		"a subnet overlaps the one that goes",
		things("A", "AWS::EC2::Subnet", `'VpcId': 'v', 'CidrBlock': '10.0.0.0/24'`),
		things("B", "AWS::EC2::Subnet", `'VpcId': 'v', 'CidrBlock': '10.0.0.0/23'`),
		Refused,
		[]string{"B: conflict"},
	},
	{
		"a second recorder of the region",
		things("A", "AWS::Config::ConfigurationRecorder", `'Name': 'a', 'RoleARN': 'r'`),
		things("B", "AWS::Config::ConfigurationRecorder", `'Name': 'b', 'RoleARN': 'r'`),
		Refused,
		[]string{"B: conflict"},
	},
	{
		"an inline policy moves to another logical id",
		things("A", "AWS::IAM::Policy", `'PolicyName': 'p', 'Roles': ['r']`),
		things("B", "AWS::IAM::Policy", `'PolicyName': 'p', 'Roles': ['r']`),
		Refused,
		[]string{"B: name"},
	},
	{
		"the same name of an inline policy on another role",
		things("A", "AWS::IAM::Policy", `'PolicyName': 'p', 'Roles': ['r']`),
		both(things("A", "AWS::IAM::Policy", `'PolicyName': 'p', 'Roles': ['r']`), things("B", "AWS::IAM::Policy", `'PolicyName': 'p', 'Roles': ['s']`)),
		Refused, nil,
	},
	{
		"a topic's policy moves to another logical id, and is lost",
		things("A", "AWS::SNS::TopicPolicy", `'Topics': ['t'], 'PolicyDocument': {}`),
		things("B", "AWS::SNS::TopicPolicy", `'Topics': ['t'], 'PolicyDocument': {}`),
		State,
		[]string{"B: conflict"},
	},
	{
		"the function of a custom resource is another one",
		things("A", "Custom::Gateway", `'ServiceToken': 'a'`),
		things("A", "Custom::Gateway", `'ServiceToken': 'b'`),
		Refused,
		[]string{"A: type"},
	},
	{
		"another type under one logical id",
		things("A", "AWS::SNS::Topic", ``),
		things("A", "AWS::SQS::Queue", ``),
		Refused,
		[]string{"A: type"},
	},
	{
		"two properties of a Kafka cluster at once",
		things("A", "AWS::MSK::Cluster", `'ClusterName': 'a', 'KafkaVersion': '3.9.x', 'NumberOfBrokerNodes': 3`),
		things("A", "AWS::MSK::Cluster", `'ClusterName': 'a', 'KafkaVersion': '4.0.x', 'NumberOfBrokerNodes': 6`),
		Refused,
		[]string{"A: together"},
	},
	{
		"two settings of one kind of a Kafka cluster",
		things("A", "AWS::MSK::Cluster", `'ClusterName': 'a', 'EnhancedMonitoring': 'DEFAULT', 'LoggingInfo': {'BrokerLogs': {}}`),
		things("A", "AWS::MSK::Cluster", `'ClusterName': 'a', 'EnhancedMonitoring': 'PER_BROKER', 'LoggingInfo': {'BrokerLogs': {'S3': {'Enabled': true}}}`),
		Refused, nil,
	},
	{
		"the subnets of a Kafka cluster",
		things("A", "AWS::MSK::Cluster", `'ClusterName': 'a', 'BrokerNodeGroupInfo': {'ClientSubnets': ['a', 'b'], 'InstanceType': 'm'}`),
		things("A", "AWS::MSK::Cluster", `'ClusterName': 'a', 'BrokerNodeGroupInfo': {'ClientSubnets': ['a', 'c'], 'InstanceType': 'm'}`),
		Refused,
		[]string{"A: name"},
	},
	{
		"storage shrinks",
		things("A", "AWS::RDS::DBInstance", `'AllocatedStorage': '100'`),
		things("A", "AWS::RDS::DBInstance", `'AllocatedStorage': '50'`),
		Refused,
		[]string{"A: one-way"},
	},
	{
		"storage grows that may have grown by itself",
		things("A", "AWS::RDS::DBInstance", `'AllocatedStorage': '100', 'MaxAllocatedStorage': 500`),
		things("A", "AWS::RDS::DBInstance", `'AllocatedStorage': '150', 'MaxAllocatedStorage': 500`),
		Note,
		[]string{"A: one-way"},
	},
	{
		"an older version",
		things("A", "AWS::RDS::DBCluster", `'EngineVersion': '8.0.mysql_aurora.3.10.0'`),
		things("A", "AWS::RDS::DBCluster", `'EngineVersion': '8.0.mysql_aurora.3.9.2'`),
		Refused,
		[]string{"A: one-way"},
	},
	{
		"the kind of a key",
		things("A", "AWS::KMS::Key", `'KeySpec': 'SYMMETRIC_DEFAULT'`),
		things("A", "AWS::KMS::Key", `'KeySpec': 'RSA_2048'`),
		Refused,
		[]string{"A: one-way"},
	},
	{
		"a cache gets another key, and silently a new cache",
		things("A", "AWS::ElastiCache::ReplicationGroup", `'KmsKeyId': 'a'`),
		things("A", "AWS::ElastiCache::ReplicationGroup", `'KmsKeyId': 'b'`),
		State,
		[]string{"A: state"},
	},
	{
		"a cache gets another shard without resharding",
		things("A", "AWS::ElastiCache::ReplicationGroup", `'NumNodeGroups': 2`),
		things("A", "AWS::ElastiCache::ReplicationGroup", `'NumNodeGroups': 3`),
		State,
		[]string{"A: state"},
	},
	{
		"a cache gets another shard",
		map[string]string{"A": thing("AWS::ElastiCache::ReplicationGroup", `'NumNodeGroups': 2`, `'UpdatePolicy': {'UseOnlineResharding': true}`)},
		map[string]string{"A": thing("AWS::ElastiCache::ReplicationGroup", `'NumNodeGroups': 3`, `'UpdatePolicy': {'UseOnlineResharding': true}`)},
		State, nil,
	},
	{
		"what the specification says wrongly of a database",
		things("A", "AWS::RDS::DBInstance", `'Port': '1', 'MultiAZ': false, 'StorageType': 'gp2'`),
		things("A", "AWS::RDS::DBInstance", `'Port': '2', 'MultiAZ': true, 'StorageType': 'gp3'`),
		State, nil,
	},
	{
		"a database goes",
		map[string]string{"A": thing("AWS::RDS::DBInstance", ``, `'DeletionPolicy': 'Snapshot'`)},
		nil,
		State,
		[]string{"A: state"},
	},
	{
		"a database goes from the template, and stays",
		map[string]string{"A": thing("AWS::RDS::DBInstance", ``, `'DeletionPolicy': 'RetainExceptOnCreate'`)},
		nil,
		Note,
		[]string{"A: state"},
	},
	{
		"a bucket goes that may have something in it",
		things("A", "AWS::ECR::Repository", ``),
		nil,
		Note,
		[]string{"A: blocked"},
	},
	{
		"a type that nobody knows",
		things("A", "AWS::Nobody::Knows", `'A': 1`),
		things("A", "AWS::Nobody::Knows", `'A': 2`),
		Note,
		[]string{"A: unknown"},
	},
	{
		"a database restarts",
		things("A", "AWS::RDS::DBInstance", `'DBInstanceClass': 'a'`),
		things("A", "AWS::RDS::DBInstance", `'DBInstanceClass': 'b'`),
		Note,
		[]string{"A: interruption"},
	},
	{
		"somebody else may come in",
		nil,
		things("A", "AWS::EC2::SecurityGroupIngress", `'GroupId': 'g', 'IpProtocol': 'tcp', 'FromPort': 443, 'ToPort': 443, 'CidrIp': '0.0.0.0/0'`),
		Note,
		[]string{"A: access"},
	},
	{
		"a bucket is not closed any more",
		things("A", "AWS::S3::Bucket", `'PublicAccessBlockConfiguration': {'BlockPublicAcls': true}`),
		things("A", "AWS::S3::Bucket", `'BucketEncryption': {}`),
		Note,
		[]string{"A: access"},
	},
	{
		"a statement of a policy goes",
		things("A", "AWS::IAM::Role", `'Policies': [{'PolicyDocument': {'Statement': [{'Effect': 'Deny', 'Action': 's3:*', 'Resource': '*'}]}}]`),
		things("A", "AWS::IAM::Role", `'Policies': [{'PolicyDocument': {'Statement': []}}]`),
		Note,
		[]string{"A: access"},
	},
}

func things(id, kind, properties string) map[string]string {
	return map[string]string{id: thing(kind, properties)}
}

func both(a, b map[string]string) map[string]string {
	all := map[string]string{}
	for id, text := range a {
		all[id] = text
	}
	for id, text := range b {
		all[id] = text
	}
	return all
}

func TestEveryKindOfChangeIsJudgedAsAWSJudgesIt(t *testing.T) {
	// A stack has a resource at least.
	rest := things("Rest", "AWS::SNS::Topic", ``)
	for _, edit := range edits {
		p := compare(t, one(t, both(rest, edit.base)), one(t, both(rest, edit.head)), Options{})
		var want []string
		for _, finding := range edit.want {
			want = append(want, "dev/main/"+finding)
		}
		assert.Equal(t, want, said(p, edit.severity), "%s: %v", edit.name, p.Findings)
		assert.Equal(t, len(said(p, Refused))+len(said(p, State)) > 0, p.Worries(), edit.name)
		for _, f := range p.Findings {
			assert.NotEmpty(t, f.Reason, edit.name)
			assert.NotEmpty(t, f.Way, edit.name)
			assert.False(t, strings.ContainsAny(f.Reason+f.Way, opening+closing), "%s: %s", edit.name, f.Reason)
		}
	}
}

func TestTheSameIsNoChange(t *testing.T) {
	for _, edit := range edits {
		if edit.base == nil {
			continue
		}
		p := compare(t, one(t, edit.base), one(t, edit.base), Options{})
		assert.Empty(t, p.Stacks, edit.name)
		assert.Empty(t, p.Findings, edit.name)
	}
}

func TestWhatIsAllowedByNameIsNoWorry(t *testing.T) {
	base := one(t, things("A", "AWS::RDS::DBInstance", `'AllocatedStorage': '100', 'KmsKeyId': 'a'`))
	head := one(t, things("A", "AWS::RDS::DBInstance", `'AllocatedStorage': '100', 'KmsKeyId': 'b'`))
	p := compare(t, base, head, Options{Allow: []string{"dev/main/B"}})
	assert.True(t, p.Worries())
	p = compare(t, base, head, Options{Allow: []string{"dev/main/A"}})
	assert.False(t, p.Worries())
	assert.True(t, p.Findings[0].Allowed)
}

func TestTheLimitsOfAStackAreKept(t *testing.T) {
	many := map[string]string{}
	for i := range mostResources + 1 {
		many[fmt.Sprint("Topic", i)] = thing("AWS::SNS::Topic", ``)
	}
	p := compare(t, one(t, things("Topic0", "AWS::SNS::Topic", ``)), one(t, many), Options{})
	assert.Equal(t, []string{"dev/main: limit"}, said(p, Refused))
}
