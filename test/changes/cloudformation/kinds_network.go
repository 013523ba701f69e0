package cloudformation

// networkKinds are networks, what connects them, and names.
var networkKinds = map[string]Kind{
	"AWS::EC2::VPC":                  free(schema).used().blocked(guardDutyInside),
	"AWS::EC2::Subnet":               slotted("range of the VPC", schema, "VpcId", "CidrBlock").used().blocked(guardDutyInside),
	"AWS::EC2::RouteTable":           free(schema).used(),
	"AWS::EC2::InternetGateway":      free(schema).used(),
	"AWS::EC2::Route":                {Source: schema, Slots: []Slot{routeSlot}},
	"AWS::EC2::NetworkAcl":           free(schema).used(),
	"AWS::EC2::NetworkAclEntry":      slotted("number in the ACL", schema, "NetworkAclId", "RuleNumber", "Egress"),
	"AWS::EC2::EIP":                  free(schema),
	"AWS::EC2::NetworkInterface":     free(schema).used(),
	"AWS::EC2::NatGateway":           slotted("address", "terraform-provider-aws#709", "AllocationId").used(),
	"AWS::EC2::VPCGatewayAttachment": slotted("internet gateway of the VPC", schema, "VpcId").deleteFirst(),
	"AWS::EC2::SubnetRouteTableAssociation": slotted("route table of the subnet", schema, "SubnetId").
		deleteFirst().made(Takes),
	"AWS::EC2::SubnetNetworkAclAssociation": slotted("ACL of the subnet", schema, "SubnetId").deleteFirst().made(Takes),
	"AWS::EC2::SecurityGroup": {
		Source: guide, Name: &Name{Property: "GroupName", Scope: InPlaceOf}, InUse: true,
	},
	"AWS::EC2::SecurityGroupIngress": slotted("rule of the group", schema, "GroupId", "IpProtocol", "FromPort", "ToPort",
		"CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourcePrefixListId"),
	"AWS::EC2::SecurityGroupEgress": slotted("rule of the group", schema, "GroupId", "IpProtocol", "FromPort", "ToPort",
		"CidrIp", "CidrIpv6", "DestinationSecurityGroupId", "DestinationPrefixListId"),
	"AWS::EC2::VPCEndpoint": {Source: schema, InUse: true, Slots: []Slot{
		{What: "private name in the VPC", Claims: interfaceName, Scope: InPlaceOf, Source: schema},
		{What: "route to the service", Claims: gatewayRoutes, Scope: InPlaceOf, Source: schema},
	}},
	"AWS::EC2::FlowLog": slotted("flow log of the resource", schema, "ResourceId", "LogDestination", "LogGroupName",
		"TrafficType"),
	"AWS::EC2::VPCBlockPublicAccessOptions":   slotted("setting of the account and region", api, "").in(InPlaceOf),
	"AWS::EC2::VPCBlockPublicAccessExclusion": slotted("exclusion of the VPC", api, "VpcId", "SubnetId"),
	"AWS::EC2::LaunchTemplate": named("LaunchTemplateName", schema).byID().used().
		volatile("LatestVersionNumber", "LaunchTemplateData"),
	"AWS::EC2::SnapshotBlockPublicAccess": slotted("setting of the account and region", api, ""),

	"AWS::EC2::TransitGateway":           free(schema).used(),
	"AWS::EC2::TransitGatewayRouteTable": free("cloudformation-coverage-roadmap#1324").inPlace("Tags").used(),
	"AWS::EC2::TransitGatewayRoute": slotted("route of the table", schema, "TransitGatewayRouteTableId",
		"DestinationCidrBlock").deleteFirst(),
	"AWS::EC2::TransitGatewayVpcAttachment": slotted("attachment of the VPC", "landing-zone-accelerator-on-aws#708",
		"TransitGatewayId", "VpcId").used(),
	"AWS::EC2::TransitGatewayAttachment": slotted("attachment of the VPC", "landing-zone-accelerator-on-aws#708",
		"TransitGatewayId", "VpcId").used(),
	"AWS::EC2::TransitGatewayPeeringAttachment": free(schema).used(),
	"AWS::EC2::TransitGatewayRouteTableAssociation": slotted("table of the attachment",
		"cloudformation-coverage-roadmap#488", "TransitGatewayAttachmentId"),
	"AWS::EC2::TransitGatewayRouteTablePropagation": slotted("propagation of the attachment",
		"provider of transit gateways", "TransitGatewayRouteTableId", "TransitGatewayAttachmentId"),
	"AWS::RAM::ResourceShare": free(schema),

	"AWS::EC2::ClientVpnEndpoint": free(schema).used(),
	"AWS::EC2::ClientVpnTargetNetworkAssociation": slotted("association of the subnet", api, "ClientVpnEndpointId",
		"SubnetId"),
	"AWS::EC2::ClientVpnRoute": slotted("route of the endpoint", api, "ClientVpnEndpointId", "DestinationCidrBlock",
		"TargetVpcSubnetId"),
	"AWS::EC2::ClientVpnAuthorizationRule": slotted("rule of the endpoint", api, "ClientVpnEndpointId",
		"TargetNetworkCidr", "AccessGroupId"),

	"AWS::Route53::HostedZone": {
		Source: api, Keeps: "the zone's name servers", InUse: true,
		Slots: []Slot{{What: "private zone of the VPC", Claims: privateZone, Scope: InWorld, Source: api}},
	},
	"AWS::Route53::RecordSet": slotted("record", schema, "HostedZoneId", "HostedZoneName", "Name", "Type",
		"SetIdentifier").in(InWorld).inPlace("Type"),
	"AWS::Route53::HealthCheck":           free(schema).used(),
	"AWS::GlobalAccelerator::Accelerator": free(schema).used(),
	"AWS::GlobalAccelerator::Listener":    free(schema).used(),
	"AWS::GlobalAccelerator::EndpointGroup": slotted("group of the listener in the region", api, "ListenerArn",
		"EndpointGroupRegion").in(InWorld),
	"AWS::Route53Resolver::FirewallDomainList": free(schema).used(),
	"AWS::Route53Resolver::FirewallRuleGroup":  free(schema).used(),
	"AWS::Route53Resolver::FirewallRuleGroupAssociation": slotted("order of the VPC's rule groups", api, "VpcId",
		"Priority"),
	"AWS::Route53Resolver::ResolverQueryLoggingConfig": named("Name", "sample-autonomous-cloud-coding-agents#221").byID().
		createOnly("Tags").used(),
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": slotted("query log of the VPC",
		"sample-autonomous-cloud-coding-agents#269", "ResourceId"),
	"AWS::CertificateManager::Certificate": free(schema).used(),
}

var routeSlot = Slot{
	What: "destination of the route table", Of: []string{
		"RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock",
		"DestinationPrefixListId",
	}, Scope: InPlaceOf, Source: "terraform-provider-aws#23866",
}

// interfaceName is the private name that an interface endpoint takes in its VPC.
func interfaceName(p *Physical) []string {
	if p.Properties["VpcEndpointType"] != "Interface" || p.Properties["PrivateDnsEnabled"] != true {
		return nil
	}
	return []string{text(p.Properties["VpcId"]) + " " + text(p.Properties["ServiceName"])}
}

// gatewayRoutes are the route tables in which a gateway endpoint has its route.
func gatewayRoutes(p *Physical) []string {
	if p.Properties["VpcEndpointType"] != "Gateway" {
		return nil
	}
	var all []string
	tables, _ := p.Properties["RouteTableIds"].([]any)
	for _, table := range tables {
		all = append(all, text(table)+" "+text(p.Properties["ServiceName"]))
	}
	return all
}

// privateZone is the name that a private zone has in its VPCs.
func privateZone(p *Physical) []string {
	var all []string
	vpcs, _ := p.Properties["VPCs"].([]any)
	for _, vpc := range vpcs {
		all = append(all, text(p.Properties["Name"])+" in "+text(asMap(vpc)["VPCId"]))
	}
	return all
}

// guardDutyInside holds where GuardDuty watches at run time: it puts an endpoint and a group into each VPC.
var guardDutyInside = Block{
	Says:   "GuardDuty's runtime monitoring has an endpoint and a security group in it",
	Source: "GuardDuty User Guide, using infrastructure as code with automated security agents",
	Holds: func(w *World, p *Physical) bool {
		for _, other := range w.all() {
			if other.Type != "AWS::GuardDuty::Detector" || other.Place != p.Place {
				continue
			}
			features, _ := other.Properties["Features"].([]any)
			for _, feature := range features {
				if asMap(feature)["Name"] == "RUNTIME_MONITORING" && asMap(feature)["Status"] == "ENABLED" {
					return true
				}
			}
		}
		return false
	},
}
