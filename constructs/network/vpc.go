// Package network makes an environment's VPC: in every zone a public subnet for
// load balancers and NAT, a private one for applications and an isolated one
// for data, with their network ACLs, endpoints, flow log and DNS firewall.
package network

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// The subnet tiers: they name subnet groups, and are part of logical ids.
const (
	Public  = "public"
	Private = "private"
	Data    = "data"
)

// VPCProps is what the configuration says about a VPC, and what it plugs into.
type VPCProps struct {
	config.Network
	Recording
	Interfaces []string          // AWS services to make interface endpoints for
	Account    config.AccountID  // whose principals may use the endpoints
	Name       string            // of the VPC
	QueryLog   string            // name of what logs its DNS queries
	Clients    bool              // the internet's clients reach the private tier with their own addresses
	Peers      []string          // address ranges behind the transit gateway
	VPN        bool              // the VPN's server is in the public tier
	Egress     []config.Egress   // of services, beside HTTPS
	Alerts     alarm.Topics      // that alarms tell
	Log        awslogs.ILogGroup // of the function of the DNS firewall
}

// NewVPC adds the VPC and all that belongs to its plumbing to scope. It returns the VPC with all its subnets, and as
// everything else sees it: with those of the zones in use, without those that are there so that others can leave them.
func NewVPC(scope constructs.Construct, id string, props VPCProps) (all awsec2.Vpc, used awsec2.IVpc) {
	scope = constructs.NewConstruct(scope, &id)
	public, private, data := props.SubnetBits()

	// Private subnets are isolated for CDK, whatever the NAT: see newNAT.
	vpc := awsec2.NewVpc(scope, new("Default"), &awsec2.VpcProps{
		IpAddresses:                  awsec2.IpAddresses_Cidr(new(props.CIDR.String())),
		MaxAzs:                       jsii.Number(props.Subnets),
		ReservedAzs:                  jsii.Number(config.MaxZones - props.Subnets),
		NatGateways:                  jsii.Number(0),
		RestrictDefaultSecurityGroup: new(true),
		SubnetConfiguration: &[]*awsec2.SubnetConfiguration{
			{
				Name:                new(Public),
				SubnetType:          awsec2.SubnetType_PUBLIC,
				CidrMask:            jsii.Number(public),
				MapPublicIpOnLaunch: new(false),
			},
			{
				Name:       new(Private),
				SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED,
				CidrMask:   jsii.Number(private),
			},
			{
				Name:       new(Data),
				SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED,
				CidrMask:   jsii.Number(data),
			},
		},
	})
	awscdk.Tags_Of(vpc).Add(new("Name"), &props.Name, &awscdk.TagProps{
		IncludeResourceTypes: jsii.Strings("AWS::EC2::VPC"),
	})
	newNAT(scope, vpc, props)
	newNetworkACLs(scope, vpc, props)
	newEndpoints(scope, vpc, props)
	newFlowLogs(scope, vpc, props.Recording)
	newQueryLogs(scope, vpc, props)
	newDNSFirewall(scope, vpc, props)
	if props.BlockPublicAccess == config.Enabled {
		blockPublicAccess(scope, vpc)
	}
	return vpc, inUse(scope, vpc, props)
}

// Subnets returns the selection of a tier.
func Subnets(tier string) *awsec2.SubnetSelection {
	return &awsec2.SubnetSelection{SubnetGroupName: &tier}
}

// subnetsOf returns a tier's subnets in all zones.
func subnetsOf(vpc awsec2.IVpc, tier string) []awsec2.ISubnet {
	return *vpc.SelectSubnets(Subnets(tier)).Subnets
}

// inUse returns the VPC with the subnets of the zones in use.
func inUse(scope constructs.Construct, vpc awsec2.Vpc, props VPCProps) awsec2.IVpc {
	zones := (*vpc.AvailabilityZones())[:props.Zones]
	subnets := func(tier string) (ids, tables *[]*string) {
		ids, tables = &[]*string{}, &[]*string{}
		for _, subnet := range subnetsOf(vpc, tier)[:props.Zones] {
			*ids = append(*ids, subnet.SubnetId())
			*tables = append(*tables, subnet.RouteTable().RouteTableId())
		}
		return ids, tables
	}
	attributes := &awsec2.VpcAttributes{
		VpcId:               vpc.VpcId(),
		VpcCidrBlock:        new(props.CIDR.String()),
		AvailabilityZones:   &zones,
		PublicSubnetNames:   jsii.Strings(Public),
		PrivateSubnetNames:  jsii.Strings(Private),
		IsolatedSubnetNames: jsii.Strings(Data),
	}
	attributes.PublicSubnetIds, attributes.PublicSubnetRouteTableIds = subnets(Public)
	attributes.PrivateSubnetIds, attributes.PrivateSubnetRouteTableIds = subnets(Private)
	attributes.IsolatedSubnetIds, attributes.IsolatedSubnetRouteTableIds = subnets(Data)
	return awsec2.Vpc_FromVpcAttributes(scope, new("InUse"), attributes)
}
