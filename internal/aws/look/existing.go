package look

// What a configuration names that something else has made.
var (
	DescribeVpcAttribute   = call[DescribeVpcAttributeInput, DescribeVpcAttributeOutput]("ec2", "DescribeVpcAttribute")
	DescribeDHCP           = call[DescribeDHCPInput, DescribeDHCPOutput]("ec2", "DescribeDhcpOptions")
	DescribeSubnets        = call[DescribeSubnetsInput, DescribeSubnetsOutput]("ec2", "DescribeSubnets")
	DescribeRouteTables    = call[DescribeRouteTablesInput, DescribeRouteTablesOutput]("ec2", "DescribeRouteTables")
	DescribeACLs           = call[DescribeACLsInput, DescribeACLsOutput]("ec2", "DescribeNetworkAcls")
	DescribeEndpoints      = call[DescribeEndpointsInput, DescribeEndpointsOutput]("ec2", "DescribeVpcEndpoints")
	DescribeSecurityGroups = call[DescribeSecurityGroupsInput, DescribeSecurityGroupsOutput]("ec2", "DescribeSecurityGroups")
	DescribeDBClusters     = call[DescribeDBClustersInput, DescribeDBClustersOutput]("rds", "DescribeDBClusters")
	GetBucketEncryption    = allowed[GetBucketEncryptionInput, GetBucketEncryptionOutput](
		"s3", "GetBucketEncryption", "s3:GetEncryptionConfiguration")
	DescribeKey     = call[DescribeKeyInput, DescribeKeyOutput]("kms", "DescribeKey")
	CheckLayers     = call[CheckLayersInput, CheckLayersOutput]("ecr", "BatchCheckLayerAvailability")
	DescribeCluster = call[DescribeClusterInput, DescribeClusterOutput]("eks", "DescribeCluster")
	ListAddons      = call[ListAddonsInput, ListAddonsOutput]("eks", "ListAddons")
)

// DescribeVpcAttributeInput names a VPC and what is asked of it: enableDnsSupport or enableDnsHostnames.
type DescribeVpcAttributeInput struct {
	Attribute *string
	VpcID     *string `query:"VpcId" json:"VpcId"`
}

// DescribeVpcAttributeOutput has what was asked for, and not the other.
type DescribeVpcAttributeOutput struct {
	EnableDNSSupport   *Attribute `xml:"enableDnsSupport" json:"EnableDnsSupport" answer:"optional"`
	EnableDNSHostnames *Attribute `xml:"enableDnsHostnames" json:"EnableDnsHostnames" answer:"optional"`
}

// Attribute is whether something is on.
type Attribute struct {
	Value *bool `xml:"value"`
}

// DescribeDHCPInput says where to go on.
type DescribeDHCPInput struct{ NextToken *string }

// DescribeDHCPOutput is a page of what VPCs tell by DHCP.
type DescribeDHCPOutput struct {
	DHCPOptions []DHCPOptions `xml:"dhcpOptionsSet>item" json:"DhcpOptions"`
	NextToken   *string       `xml:"nextToken"`
}

// DHCPOptions are what one or several do.
type DHCPOptions struct {
	ID             *string             `xml:"dhcpOptionsId" json:"DhcpOptionsId"`
	Configurations []DHCPConfiguration `xml:"dhcpConfigurationSet>item" json:"DhcpConfigurations"`
}

// DHCPConfiguration is an option with its values.
type DHCPConfiguration struct {
	Key    *string     `xml:"key"`
	Values []DHCPValue `xml:"valueSet>item"`
}

// DHCPValue is one.
type DHCPValue struct {
	Value *string `xml:"value"`
}

// DescribeSubnetsInput says of which.
type DescribeSubnetsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeSubnetsOutput is a page of subnets.
type DescribeSubnetsOutput struct {
	Subnets   []Subnet `xml:"subnetSet>item"`
	NextToken *string  `xml:"nextToken"`
}

// Subnet is one.
type Subnet struct {
	SubnetID                *string `xml:"subnetId" json:"SubnetId"`
	AvailabilityZone        *string `xml:"availabilityZone"`
	AvailableIPAddressCount *int32  `xml:"availableIpAddressCount" json:"AvailableIpAddressCount"`
}

// DescribeRouteTablesInput says of which.
type DescribeRouteTablesInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeRouteTablesOutput is a page of route tables.
type DescribeRouteTablesOutput struct {
	RouteTables []RouteTable `xml:"routeTableSet>item"`
	NextToken   *string      `xml:"nextToken"`
}

// RouteTable is one, and whose it is: of subnets, or of all that have none of their own.
type RouteTable struct {
	RouteTableID *string            `xml:"routeTableId" json:"RouteTableId"`
	Associations []TableAssociation `xml:"associationSet>item"`
	Routes       []Route            `xml:"routeSet>item"`
}

// TableAssociation is a subnet with that table, or the VPC.
type TableAssociation struct {
	Main     *bool   `xml:"main"`
	SubnetID *string `xml:"subnetId" json:"SubnetId"`
}

// Route is where a range leads: active or blackhole. The gateway is none where it leads to a NAT gateway or others.
type Route struct {
	DestinationCidrBlock *string `xml:"destinationCidrBlock"`
	GatewayID            *string `xml:"gatewayId" json:"GatewayId"`
	State                *string `xml:"state"`
}

// DescribeACLsInput says of which.
type DescribeACLsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeACLsOutput is a page of network ACLs.
type DescribeACLsOutput struct {
	NetworkACLs []NetworkACL `xml:"networkAclSet>item" json:"NetworkAcls"`
	NextToken   *string      `xml:"nextToken"`
}

// NetworkACL is one, with its subnets.
type NetworkACL struct {
	ID           *string          `xml:"networkAclId" json:"NetworkAclId"`
	Associations []ACLAssociation `xml:"associationSet>item"`
	Entries      []ACLEntry       `xml:"entrySet>item"`
}

// ACLAssociation is a subnet.
type ACLAssociation struct {
	SubnetID *string `xml:"subnetId" json:"SubnetId"`
}

// ACLEntry is a rule: the one with the least number that fits decides. Protocol -1 is all of them.
type ACLEntry struct {
	CidrBlock  *string `xml:"cidrBlock"`
	Egress     *bool   `xml:"egress"`
	Protocol   *string `xml:"protocol"`
	RuleAction *string `xml:"ruleAction"`
	RuleNumber *int32  `xml:"ruleNumber"`
}

// DescribeEndpointsInput says of which.
type DescribeEndpointsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeEndpointsOutput is a page of endpoints.
type DescribeEndpointsOutput struct {
	VpcEndpoints []VpcEndpoint `xml:"vpcEndpointSet>item"`
	NextToken    *string       `xml:"nextToken"`
}

// VpcEndpoint is one of a service: Interface, with a private name or without, or Gateway, in route tables.
type VpcEndpoint struct {
	ID                *string  `xml:"vpcEndpointId" json:"VpcEndpointId"`
	VpcEndpointType   *string  `xml:"vpcEndpointType"`
	ServiceName       *string  `xml:"serviceName"`
	State             *string  `xml:"state"`
	PolicyDocument    *string  `xml:"policyDocument"`
	PrivateDNSEnabled *bool    `xml:"privateDnsEnabled" json:"PrivateDnsEnabled"`
	RouteTableIDs     []string `xml:"routeTableIdSet>item" json:"RouteTableIds"`
}

// DescribeSecurityGroupsInput says of which.
type DescribeSecurityGroupsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeSecurityGroupsOutput is a page of security groups.
type DescribeSecurityGroupsOutput struct {
	SecurityGroups []SecurityGroup `xml:"securityGroupInfo>item"`
	NextToken      *string         `xml:"nextToken"`
}

// SecurityGroup is one.
type SecurityGroup struct {
	GroupID *string `xml:"groupId" json:"GroupId"`
	VpcID   *string `xml:"vpcId" json:"VpcId"`
}
