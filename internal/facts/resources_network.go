package facts

// networkResources are networks, and names in them.
var networkResources = map[string]Resource{
	"AWS::EC2::VPC": {
		State: stateless, Alarms: unwatched("what is in it is watched"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ec2:R:A:vpc/$"), Quotas: takes(each(VPCs)), Verifiers: bySchema,
	},
	"AWS::EC2::Subnet": {
		State: stateless, Alarms: unwatched("what is in it is watched"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ec2:R:A:subnet/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::SubnetNetworkAclAssociation": piece("a subnet"),
	"AWS::EC2::SubnetRouteTableAssociation": piece("a subnet"),
	"AWS::EC2::RouteTable": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ec2:R:A:route-table/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::Route": piece("a route table"),
	"AWS::EC2::NetworkAcl": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ec2:R:A:network-acl/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::NetworkAclEntry": piece("a network ACL"),
	"AWS::EC2::InternetGateway": {
		State: stateless, Alarms: unwatched("AWS keeps it up"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ec2:R:A:internet-gateway/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::VPCGatewayAttachment": piece("a VPC"),
	"AWS::EC2::NatGateway": {
		State: stateless, Alarms: byReference,
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noGroups("AWS takes none for it; nobody outside can begin a connection"),
		ARN:     arn("ec2:R:A:natgateway/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::EIP": {
		State: stateless, Alarms: unwatched("what has it is watched"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ec2:R:A:elastic-ip/$"), Quotas: takes(each(ElasticIPs)), Verifiers: bySchema,
	},
	"AWS::EC2::NetworkInterface": {
		State: stateless, Alarms: unwatched("the node that has it is watched"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: inGroups("GroupSet"), ARN: arn("ec2:R:A:network-interface/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::SecurityGroup": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: generated("GroupName", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ec2:R:A:security-group/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::SecurityGroupEgress":  piece("a security group"),
	"AWS::EC2::SecurityGroupIngress": piece("a security group"),
	"AWS::EC2::VPCEndpoint": {
		State: stateless, Alarms: unwatched("who needs it is watched"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: inGroups("SecurityGroupIds").unless("VpcEndpointType=Gateway"), ARN: arn("ec2:R:A:vpc-endpoint/$"),
		Quotas: takes(each(InterfaceEndpoints).having("VpcEndpointType", "Interface")), Verifiers: bySchema,
	},
	"AWS::EC2::FlowLog": {
		State: stateless, Alarms: unwatched("a record of what happened"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ec2:R:A:vpc-flow-log/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::VPCBlockPublicAccessOptions": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: unnamed, Tags: untagged, Scope: onePerRegion,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::VPCBlockPublicAccessExclusion": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ec2:R:A:vpc-block-public-access-exclusion/$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::EC2::TransitGateway": {
		State: stateless, Alarms: unwatched("AWS keeps it up"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noGroups("AWS takes none for it"), ARN: arn("ec2:R:A:transit-gateway/$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::EC2::TransitGatewayPeeringAttachment": {
		State: stateless, Alarms: unwatched("AWS keeps it up"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ec2:R:A:transit-gateway-attachment/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::TransitGatewayAttachment": {
		State: stateless, Alarms: unwatched("AWS keeps it up"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noGroups("AWS takes none for it"), ARN: arn("ec2:R:A:transit-gateway-attachment/$"),
		Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::TransitGatewayRouteTable": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ec2:R:A:transit-gateway-route-table/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::TransitGatewayRoute":                 piece("a transit gateway route table"),
	"AWS::EC2::TransitGatewayRouteTablePropagation": piece("a transit gateway route table"),
	"AWS::EC2::ClientVpnEndpoint": {
		State: stateless, Alarms: byReference,
		Name: unnamed, Tags: untaggedBecause("a change of tags would replace it"), Scope: regional,
		Network: inGroups("SecurityGroupIds"), ARN: arn("ec2:R:A:client-vpn-endpoint/$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::EC2::ClientVpnAuthorizationRule":        piece("a VPN"),
	"AWS::EC2::ClientVpnRoute":                    piece("a VPN"),
	"AWS::EC2::ClientVpnTargetNetworkAssociation": piece("a VPN"),
	"AWS::RAM::ResourceShare": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: named("Name", unlimited), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("ram:R:A:resource-share/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Route53::HostedZone": {
		State: stateful, Alarms: unwatched("AWS keeps it up"),
		Name: ours("Name", 255, "it is a domain"), Tags: taggedIn("HostedZoneTags"), Scope: global,
		Network: noAddress.neverPublic(), ARN: arn("route53:::hostedzone/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Route53::RecordSet": globalPiece("a hosted zone"),
	"AWS::Route53::HealthCheck": {
		State: stateless, Alarms: unwatched("while the standby waits, its gate is closed: no state of it is wrong"),
		Name: unnamed, Tags: taggedIn("HealthCheckTags"), Scope: global,
		Network: noAddress, ARN: arn("route53:::healthcheck/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::GlobalAccelerator::Accelerator": {
		State: stateless, Alarms: unwatched("AWS keeps it up; the load balancers that it leads to are watched"),
		Name: ours("Name", 64, "the other side finds it by its name"), Tags: tagged, Scope: global,
		Network: noGroups("it is outside the VPC; who may come in, the load balancer's groups say"),
		ARN:     arn("globalaccelerator::A:accelerator/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::GlobalAccelerator::Listener":      globalPiece("an accelerator"),
	"AWS::GlobalAccelerator::EndpointGroup": globalPiece("an accelerator"),
	"AWS::Route53Resolver::ResolverQueryLoggingConfig": {
		State: stateless, Alarms: unwatched("a record of what happened"),
		Name: named("Name", 64), Tags: untaggedBecause("a change of tags would replace it"), Scope: regional,
		Network: noAddress, ARN: arn("route53resolver:R:A:resolver-query-log-config/$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": piece("a VPC"),
	"AWS::Shield::Protection": {
		State: stateless, Alarms: unwatched("what it protects is watched"),
		Name: named("Name", 128), Tags: tagged, Scope: global,
		Network: noAddress, ARN: arn("shield::A:protection/$"), Quotas: noQuota, Verifiers: bySchema,
	},
}
