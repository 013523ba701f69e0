package network

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
)

// newNAT gives private subnets a way to the internet. A route table has one route to a destination, and CloudFormation
// makes what is new before it takes away what is old. So a subnet's route is the same resource whatever it leads to,
// and another kind of NAT changes it where it is; CDK would make another one.
func newNAT(scope constructs.Construct, vpc awsec2.Vpc, props VPCProps) {
	var gateways []awsec2.CfnNatGateway // in the order of zones; the last one serves the zones that have none
	public := subnetsOf(vpc, Public)
	switch props.NAT {
	case config.NATNone:
		return
	case config.NATRegional:
		gateways = append(gateways, newRegionalNAT(scope, vpc))
	case config.NATSingle:
		public = public[:1]
		fallthrough
	case config.NATPerZone:
		for _, subnet := range public {
			gateways = append(gateways, subnet.(awsec2.PublicSubnet).AddNatGateway(nil, nil))
		}
	}
	for _, gateway := range gateways {
		newPortAlarm(gateway, props.Alerts)
	}
	for zone, subnet := range subnetsOf(vpc, Private) {
		subnet.(awsec2.Subnet).AddRoute(new("DefaultRoute"), &awsec2.AddRouteOptions{
			RouterType: awsec2.RouterType_NAT_GATEWAY,
			RouterId:   gateways[min(zone, len(gateways)-1)].Ref(),
		})
	}
}

// newRegionalNAT adds one NAT gateway that AWS spreads over the zones by itself, with addresses that it chooses.
func newRegionalNAT(scope constructs.Construct, vpc awsec2.Vpc) awsec2.CfnNatGateway {
	nat := awsec2.NewCfnNatGateway(scope, new("RegionalNat"), &awsec2.CfnNatGatewayProps{
		AvailabilityMode: new("regional"),
		ConnectivityType: new("public"),
		VpcId:            vpc.VpcId(),
	})
	nat.Node().AddDependency(vpc.InternetConnectivityEstablished())
	return nat
}

// newPortAlarm adds what fires when a NAT gateway has no port left for a connection: tasks then cannot reach the
// internet.
func newPortAlarm(nat awsec2.CfnNatGateway, alerts alarm.Topics) {
	alarm.New(nat, alarm.Props{
		ID: "Ports",
		Description: "A NAT gateway has no port left for some connections to one destination: " +
			"use nat: per-zone or regional, fewer or longer connections, or an endpoint.",
		Metric: alarm.Metric{
			Namespace:  "AWS/NATGateway",
			Name:       "ErrorPortAllocation",
			Dimensions: map[string]string{"NatGatewayId": *nat.Ref()},
			Statistic:  "Sum",
			Minutes:    5,
		},
		When:    alarm.Above(0),
		Periods: 2,
		Missing: alarm.MissingIsFine,
		Runbook: "nat-ports",
		Tell:    alerts,
	})
}
