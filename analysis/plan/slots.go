package plan

// reach is how far a slot reaches.
type reach int

const (
	inRegion  reach = iota // of an account
	inAccount              // in every region
	inWorld                // in every account
)

// ending is what happens when a second resource wants a slot that is held.
type ending int

const (
	refused ending = iota // creating it fails, and the update is rolled back
	free                  // the first goes first, or lets go by itself
	lost                  // the update succeeds, and removing the first takes away what the second has
)

// slot is something that one resource can hold at a time: a name, a destination in a route table. The new copy of a
// resource meets the old one (own), and a resource with another logical id meets the one that has gone from the
// template (other), because CloudFormation creates first and deletes at the end.
type slot struct {
	what       string // it is, in a sentence
	reach      reach
	properties []string // whose values tell it, all of them; A|B: one of them
	optional   string   // a property that tells it as well, where it is there
	own, other ending
	source     string
	way        string // what to do where it is held; empty for what is said of all
}

// Sources of several; a number after # is an issue on GitHub.
const (
	bySchema = "schema and API reference of the service"
	byGuide  = "CloudFormation User Guide"
	byErrors = "errors in the service's API reference"
)

// slots are those of types that do not simply have a name. A type that is not here has the slot of its name, if it has
// one that cannot change.
var slots = map[string][]slot{
	"AWS::ElastiCache::GlobalReplicationGroup": {{ // which the specification would let change
		what: "the name", reach: inAccount, properties: []string{"GlobalReplicationGroupIdSuffix"},
		source: "GlobalReplicationGroupAlreadyExistsFault of CreateGlobalReplicationGroup",
	}},
	"AWS::Organizations::Policy": {{
		what: "the name", reach: inAccount, properties: []string{"Name", "Type"},
		source: "DuplicatePolicyException of CreatePolicy",
	}},
	"AWS::EFS::MountTarget": {{ // of the zone, too, which has one subnet for stores
		what: "the mount target of the file system", properties: []string{"FileSystemId", "SubnetId"},
		source: "MountTargetConflict, " + byErrors,
	}},
	"AWS::EC2::Route": {{
		what: "the route", properties: []string{"RouteTableId", "DestinationCidrBlock|DestinationIpv6CidrBlock|DestinationPrefixListId"},
		source: "RouteAlreadyExists, terraform-provider-aws#23866",
	}},
	"AWS::EC2::TransitGatewayRoute": {{
		what: "the route", properties: []string{"TransitGatewayRouteTableId", "DestinationCidrBlock"}, own: free,
		source: "schema (delete_then_create), cloudformation-coverage-roadmap#1082",
	}},
	"AWS::EC2::TransitGatewayVpcAttachment": {{
		what: "the attachment of the VPC", properties: []string{"TransitGatewayId", "VpcId"},
		source: "DuplicateTransitGatewayAttachment, landing-zone-accelerator-on-aws#708",
	}},
	"AWS::EC2::TransitGatewayRouteTablePropagation": {{
		what: "the propagation", properties: []string{"TransitGatewayRouteTableId", "TransitGatewayAttachmentId"},
		source: "aws-cloudformation/aws-cloudformation-resource-providers-transitgateway",
	}},
	"AWS::EC2::NatGateway": {{
		what: "the Elastic IP address", properties: []string{"AllocationId"},
		source: "Resource.AlreadyAssociated, terraform-provider-aws#709",
	}},
	"AWS::EC2::VPCGatewayAttachment": {{
		what: "the internet gateway of the VPC", properties: []string{"VpcId"}, own: free,
		source: "schema (delete_then_create)",
	}},
	"AWS::EC2::SubnetRouteTableAssociation": {{
		what: "the route table of the subnet", properties: []string{"SubnetId"}, own: free, other: free,
		source: "schema (delete_then_create)",
	}},
	"AWS::EC2::SubnetNetworkAclAssociation": {{
		what: "the network ACL of the subnet", properties: []string{"SubnetId"}, own: free, other: free,
		source: "schema (delete_then_create)",
	}},
	"AWS::EC2::NetworkAclEntry": {{
		what: "the number of the rule", properties: []string{"NetworkAclId", "RuleNumber"}, optional: "Egress",
		source: bySchema,
	}},
	"AWS::EC2::SecurityGroupIngress": {{
		what:       "the rule",
		properties: []string{"GroupId", "IpProtocol", "SourceSecurityGroupId|CidrIp|CidrIpv6|SourcePrefixListId"}, optional: "FromPort",
		source: bySchema,
	}},
	"AWS::EC2::SecurityGroupEgress": {{
		what:       "the rule",
		properties: []string{"GroupId", "IpProtocol", "DestinationSecurityGroupId|CidrIp|CidrIpv6|DestinationPrefixListId"}, optional: "FromPort",
		source: bySchema,
	}},
	"AWS::EC2::SecurityGroup": {{
		what: "the name", properties: []string{"VpcId", "GroupName"},
		source: byGuide,
	}},
	"AWS::EC2::Subnet": {{
		what: "the addresses", properties: []string{"VpcId", "CidrBlock"},
		source: "InvalidSubnet.Conflict, " + byErrors,
	}},
	"AWS::EC2::VPCEndpoint": {{
		what:       "the endpoint of the service in the VPC",
		properties: []string{"VpcId", "ServiceName", "VpcEndpointType"},
		source:     bySchema,
	}},
	"AWS::EC2::FlowLog": {{
		what: "the flow log", properties: []string{"ResourceId", "LogDestination|LogGroupName", "TrafficType"},
		source: "FlowLogAlreadyExists, " + byErrors,
	}},
	"AWS::EC2::ClientVpnAuthorizationRule": {{
		what: "the rule", properties: []string{"ClientVpnEndpointId", "TargetNetworkCidr"}, optional: "AccessGroupId",
		source: byErrors,
	}},
	"AWS::EC2::ClientVpnRoute": {{
		what: "the route", properties: []string{"ClientVpnEndpointId", "DestinationCidrBlock", "TargetVpcSubnetId"},
		source: byErrors,
	}},
	"AWS::EC2::ClientVpnTargetNetworkAssociation": {{
		what: "the association", properties: []string{"ClientVpnEndpointId", "SubnetId"},
		source: byErrors,
	}},

	"AWS::Route53::RecordSet": {{
		what: "the record", reach: inAccount,
		properties: []string{"HostedZoneId|HostedZoneName", "Name", "Type"}, optional: "SetIdentifier",
		source: "InvalidChangeBatch, " + byErrors,
	}},
	"AWS::GlobalAccelerator::EndpointGroup": {{
		what: "the group of the listener in the region", reach: inAccount,
		properties: []string{"ListenerArn", "EndpointGroupRegion"}, source: "EndpointGroupAlreadyExistsException, " + byErrors,
	}},
	"AWS::Route53::HostedZone": {{
		what: "the private zone", reach: inAccount, properties: []string{"Name", "VPCs.0.VPCId"},
		source: "ConflictingDomainExists, " + byErrors,
	}},
	"AWS::Route53Resolver::FirewallDomainList": {},
	"AWS::Route53Resolver::FirewallRuleGroup":  {},
	"AWS::Route53Resolver::FirewallRuleGroupAssociation": {{
		what: "the order of the VPC's rule groups", properties: []string{"VpcId", "Priority"}, source: byErrors,
	}},
	"AWS::Route53Resolver::ResolverQueryLoggingConfig": {},
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": {{
		what: "the query log of the VPC", properties: []string{"ResourceId"},
		source: "sample-autonomous-cloud-coding-agents#221",
		way:    "take the one that is there away by hand, as docs/operate/archive.md says, and allow this; or undo the change",
	}},

	"AWS::ElasticLoadBalancingV2::Listener": {{
		what: "the port of the load balancer", properties: []string{"LoadBalancerArn", "Port"},
		source: "DuplicateListener, " + byErrors,
	}},
	"AWS::ElasticLoadBalancingV2::ListenerRule": {{
		what: "the priority", properties: []string{"ListenerArn", "Priority"},
		source: "PriorityInUse, convox/rack#2476",
	}},
	"AWS::ECS::Service": {{
		what: "the name", properties: []string{"Cluster", "ServiceName"},
		source: byGuide,
	}},
	"AWS::ECS::TaskDefinition": {},
	"AWS::EKS::Addon": {{
		what: "the add-on of the cluster", properties: []string{"ClusterName", "AddonName"},
		source: "ResourceInUseException, " + byErrors,
	}},
	"AWS::EKS::AccessEntry": {{
		what: "the entry of the role", properties: []string{"ClusterName", "PrincipalArn"},
		source: "ResourceInUseException, " + byErrors,
	}},
	"AWS::EKS::PodIdentityAssociation": {{
		what: "the identity of the account", properties: []string{"ClusterName", "Namespace", "ServiceAccount"},
		source: "ResourceInUseException, " + byErrors,
	}},
	"AWS::EKS::Nodegroup": {{
		what: "the name", properties: []string{"ClusterName", "NodegroupName"},
		source: "ResourceInUseException, " + byErrors,
	}},
	"AWS::ECS::ClusterCapacityProviderAssociations": {{
		what: "the capacity providers of the cluster", properties: []string{"Cluster"},
		source: bySchema,
	}},
	"AWS::ApplicationAutoScaling::ScalableTarget": {{
		what: "the scaling of the service", properties: []string{"ServiceNamespace", "ResourceId", "ScalableDimension"},
		source: "aws-cdk#12253",
	}},
	"AWS::ApplicationAutoScaling::ScalingPolicy": {{
		what: "the name of the policy", properties: []string{"ScalingTargetId|ResourceId", "PolicyName"}, other: lost,
		source: "PutScalingPolicy overwrites, " + bySchema,
	}},
	"AWS::ApiGatewayV2::Stage": {{
		what: "the name of the stage", properties: []string{"ApiId", "StageName"},
		source: bySchema,
	}},
	"AWS::ApiGatewayV2::Route": {{
		what: "the route", properties: []string{"ApiId", "RouteKey"},
		source: bySchema,
	}},
	"AWS::ApiGatewayV2::ApiMapping": {{
		what: "the mapping", properties: []string{"DomainName"}, optional: "ApiMappingKey",
		source: bySchema,
	}},
	"AWS::CloudFront::Distribution": {{
		what: "the alias", reach: inWorld, properties: []string{"DistributionConfig.Aliases.*"},
		source: "CNAMEAlreadyExists, " + byErrors,
	}},
	"AWS::CloudFront::OriginAccessControl": {{
		what: "the name", reach: inAccount, properties: []string{"OriginAccessControlConfig.Name"},
		source: byErrors,
	}},
	"AWS::CloudFront::ResponseHeadersPolicy": {{
		what: "the name", reach: inAccount, properties: []string{"ResponseHeadersPolicyConfig.Name"},
		source: byErrors,
	}},
	"AWS::WAFv2::WebACLAssociation": {{
		what: "the protection", properties: []string{"ResourceArn"}, own: free, other: lost,
		source: "aws-cloudformation/aws-cloudformation-resource-providers-wafv2",
	}},
	"AWS::WAFv2::LoggingConfiguration": {{
		what: "the logging of the web ACL", properties: []string{"ResourceArn"},
		source: "aws-cloudformation/aws-cloudformation-resource-providers-wafv2",
	}},
	"AWS::Lambda::LayerVersion": {},
	"AWS::Lambda::EventSourceMapping": {{
		what: "what starts the function", properties: []string{"EventSourceArn", "FunctionName"}, optional: "Topics.0",
		source: "ResourceConflictException, aws-sam-cli#2308",
	}, {
		what: "the consumer group", properties: []string{"AmazonManagedKafkaEventSourceConfig.ConsumerGroupId"},
		source: "AWS Lambda developer guide, \"Customizable consumer group ID in Lambda\"",
	}},
	"AWS::Lambda::Alias": {{
		what: "the alias of the function", properties: []string{"FunctionName", "Name"},
		source: bySchema,
	}},

	"AWS::S3::Bucket": {{
		what: "the name", reach: inWorld, properties: []string{"BucketName"},
		source: byGuide,
	}},
	"AWS::S3::BucketPolicy": {{
		what: "the policy of the bucket", properties: []string{"Bucket"},
		source: "cloudformation-coverage-roadmap#1068",
	}},
	"AWS::SecretsManager::ResourcePolicy": {{
		what: "the policy of the secret", properties: []string{"SecretId"},
		source: bySchema,
	}},
	"AWS::SecretsManager::RotationSchedule": {{
		what: "the rotation of the secret", properties: []string{"SecretId"}, own: free, other: lost,
		source: bySchema,
	}},
	"AWS::SecretsManager::SecretTargetAttachment": {{
		what: "the attachment of the secret", properties: []string{"SecretId"}, own: free, other: lost,
		source: bySchema,
	}},
	"AWS::RDS::DBProxyTargetGroup": {{
		what: "the targets of the proxy", properties: []string{"DBProxyName"},
		source: bySchema,
	}},

	"AWS::AccessAnalyzer::Analyzer": {
		{what: "the name", properties: []string{"AnalyzerName"}, source: bySchema},
		{what: "the only place in the region for an analyzer of the kind", properties: []string{"Type"}, source: byErrors},
	},
	"AWS::IAM::Policy": {{
		what: "the inline policy", reach: inAccount, properties: []string{"PolicyName", "Roles.*|Users.*|Groups.*"},
		source: "amplify-cli#14961 (since January 2026)",
	}},
	"AWS::IAM::RolePolicy": {{
		what: "the inline policy", reach: inAccount, properties: []string{"PolicyName", "RoleName"},
		source: bySchema,
	}},
	"AWS::IAM::ServiceLinkedRole": {{
		what: "the role of the service", reach: inAccount,
		properties: []string{"AWSServiceName"}, optional: "CustomSuffix",
		source: byErrors,
	}},
	"AWS::Logs::MetricFilter": {{
		what: "the name of the filter", properties: []string{"LogGroupName", "FilterName"}, own: free,
		source: "schema (delete_then_create)",
	}},
	"AWS::Logs::LogStream": {{
		what: "the name", properties: []string{"LogGroupName", "LogStreamName"},
		source: bySchema,
	}},
	"AWS::Logs::Delivery": {{
		what: "the delivery", properties: []string{"DeliverySourceName", "DeliveryDestinationArn"},
		source: "ConflictException, " + byErrors,
	}},
	"AWS::Logs::DeliverySource": {{
		what: "the name", properties: []string{"Name"},
		source: byErrors,
	}, {
		what: "the source of logs", properties: []string{"ResourceArn", "LogType"},
		source: "ConflictException, " + byErrors,
	}},
	"AWS::Events::Rule": {{
		what: "the name", properties: []string{"Name"}, optional: "EventBusName",
		source: byGuide,
	}},
	"AWS::SES::ConfigurationSetEventDestination": {{
		what: "the destination of the set", properties: []string{"ConfigurationSetName", "EventDestination.Name"},
		source: "AlreadyExistsException, " + byErrors,
	}},
	"AWS::SNS::Subscription": {{
		what: "the subscription", properties: []string{"TopicArn", "Protocol", "Endpoint"}, other: lost,
		source: "aws-cloudformation/aws-cloudformation-resource-providers-sns",
	}},
	"AWS::SNS::TopicPolicy": {{
		what: "the policy of the topic", properties: []string{"Topics.*"}, other: lost,
		source: "aws-cloudformation/aws-cloudformation-resource-providers-sns",
	}},
	"AWS::SQS::QueuePolicy": {{
		what: "the policy of the queue", properties: []string{"Queues.*"}, other: lost,
		source: "cleanup removes the attribute, " + bySchema,
	}},
	"AWS::SSO::Assignment": {{
		what: "the assignment", reach: inAccount,
		properties: []string{"InstanceArn", "PermissionSetArn", "PrincipalId", "PrincipalType", "TargetId", "TargetType"}, own: free, other: lost,
		source: bySchema,
	}},
	"AWS::SSO::PermissionSet": {{
		what: "the name", reach: inAccount, properties: []string{"InstanceArn", "Name"},
		source: bySchema,
	}},
	"AWS::SecurityHub::AggregatorV2": {{
		what: "the aggregator of Security Hub V2 of the account", reach: inAccount, source: byErrors,
	}},
	"AWS::SecurityHub::FindingAggregator": {{what: "the aggregator of the account", reach: inAccount, source: byErrors}},
	"AWS::SecurityHub::OrganizationConfiguration": {{
		what: "the configuration of the AWS organization", reach: inAccount, source: byErrors,
	}},
	"AWS::SecurityHub::Standard": {{what: "the standard", properties: []string{"StandardsArn"}, source: byErrors}},
}
