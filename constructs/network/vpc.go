// Package network makes an environment's VPC: in every zone a public subnet for
// load balancers and NAT, a private one for applications and an isolated one
// for data, with their network ACLs, endpoints and flow log.
package network

import (
	"bulkhead/config"

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
	Interfaces  []string          // AWS services to make interface endpoints for
	Account     config.AccountID  // whose principals may use the endpoints
	Name        string            // of what logs the network's DNS queries
	Archive     string            // ARN of the archive bucket and prefix that receive flow logs and DNS queries
	FlowLogsLog awslogs.ILogGroup // receives them as well, unless nil
	Clients     bool              // the internet's clients reach the private tier with their own addresses
	Peers       []string          // address ranges behind the transit gateway
	VPN         bool              // the VPN's server is in the public tier
	Alerts      string            // ARN of the topic that alarms tell
}

// NewVPC adds the VPC and all that belongs to its plumbing to scope.
func NewVPC(scope constructs.Construct, id string, props VPCProps) awsec2.Vpc {
	scope = constructs.NewConstruct(scope, &id)
	public, private, data := props.SubnetBits()

	vpc := awsec2.NewVpc(scope, new("Default"), &awsec2.VpcProps{
		IpAddresses:                  awsec2.IpAddresses_Cidr(new(props.CIDR.String())),
		MaxAzs:                       jsii.Number(props.Zones),
		ReservedAzs:                  jsii.Number(config.MaxZones - props.Zones),
		NatGateways:                  jsii.Number(zonalNATs(props.Network)),
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
				SubnetType: privateSubnetType(props.Network),
				CidrMask:   jsii.Number(private),
			},
			{
				Name:       new(Data),
				SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED,
				CidrMask:   jsii.Number(data),
			},
		},
	})
	if props.NAT == config.NATRegional {
		newRegionalNAT(scope, vpc, props.Alerts)
	}
	for _, subnet := range (*vpc.PublicSubnets())[:zonalNATs(props.Network)] {
		nat := subnet.Node().FindChild(new("NATGateway")) // as CDK calls it
		newPortAlarm(nat.(awsec2.CfnNatGateway), props.Alerts)
	}
	newNetworkACLs(scope, vpc, props)
	newEndpoints(scope, vpc, props)
	newFlowLogs(scope, vpc, props)
	newQueryLogs(scope, vpc, props)
	if props.BlockPublicAccess == config.Enabled {
		blockPublicAccess(scope, vpc)
	}
	return vpc
}

// Subnets returns the selection of a tier.
func Subnets(tier string) *awsec2.SubnetSelection {
	return &awsec2.SubnetSelection{SubnetGroupName: &tier}
}

// zonalNATs returns how many NAT gateways sit in public subnets.
func zonalNATs(network config.Network) int {
	switch network.NAT {
	case config.NATPerZone:
		return network.Zones
	case config.NATSingle:
		return 1
	default:
		return 0
	}
}

// privateSubnetType returns what CDK calls a subnet with or without a route to a NAT gateway that it makes itself.
func privateSubnetType(network config.Network) awsec2.SubnetType {
	if zonalNATs(network) == 0 {
		return awsec2.SubnetType_PRIVATE_ISOLATED
	}
	return awsec2.SubnetType_PRIVATE_WITH_EGRESS
}

// newRegionalNAT adds one NAT gateway that AWS spreads over the zones by itself, and routes the private subnets to it.
func newRegionalNAT(scope constructs.Construct, vpc awsec2.Vpc, alerts string) {
	nat := awsec2.NewCfnNatGateway(scope, new("RegionalNat"), &awsec2.CfnNatGatewayProps{
		AvailabilityMode: new("regional"),
		ConnectivityType: new("public"),
		VpcId:            vpc.VpcId(),
	})
	nat.Node().AddDependency(vpc.InternetConnectivityEstablished())
	newPortAlarm(nat, alerts)
	for _, subnet := range *vpc.SelectSubnets(Subnets(Private)).Subnets {
		subnet.(awsec2.Subnet).AddRoute(new("NatRoute"), &awsec2.AddRouteOptions{
			RouterType: awsec2.RouterType_NAT_GATEWAY,
			RouterId:   nat.AttrNatGatewayId(),
		})
	}
}
