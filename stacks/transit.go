package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/network"
	"bulkhead/constructs/transit"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
)

// newTransit are the stacks that join the VPN's network to environments: a gateway in every region that one runs in,
// the peerings of the primary region's with the others, and what the others do once there is a peering.
func newTransit(stage awscdk.Stage, c *config.Config, at place, base baseline, vpc awsec2.IVpc) {
	home, others := c.Organization.Regions.Primary, regions(c)[1:]
	const description = "Transit gateway, shared with the environments of its region"
	gateway := func(stack awscdk.Stack, region config.Region, logs awskms.IKey) transit.Gateway {
		return transit.NewGateway(stack, "Gateway", transit.GatewayProps{
			Name:     transitGateway(c),
			Accounts: accountsOf(environmentsIn(c, region)),
			Log:      newSharedLog(stack, c, "FunctionLogs", logName(c, at.name, "custom-resources/transit"), logs),
		})
	}
	hub := newRegionalStack(stage, "transit", home, description)
	main := gateway(hub, home, base.logs)
	main.AttachHub(hub, "Vpn", transit.HubProps{
		Vpc:      vpc,
		Tiers:    []*awsec2.SubnetSelection{network.Subnets(network.Private), network.Subnets(network.Public)},
		Networks: config.PrivateRanges(),
	})
	for _, region := range others {
		stack := newRegionalStack(stage, "transit", region, description)
		key := keys.New(stack, "Key", keys.Props{Alias: prefix(c, at.name) + "-transit", Description: "encrypts what functions say"})
		key.AddToResourcePolicy(keys.ForLogs(stack), nil)
		other := gateway(stack, region, key)

		hub.AddStackDependency(stack, new("it peers with the gateway"))
		main.NewPeering(hub, "Peering-"+string(region), transit.PeeringProps{
			Name:     transitGateway(c),
			Account:  at.account,
			Region:   region,
			Networks: networks(environmentsIn(c, region)),
		})
		peered := newRegionalStack(stage, "transit-peered", region, "The way back to the VPN")
		peered.AddStackDependency(hub, new("it makes the peering"))
		other.NewPeered(peered, "Peered", home, c.Organization.VPN.CIDR)
	}
}

// newSpoke is the stack that joins an environment to the VPN.
func newSpoke(stage awscdk.Stage, c *config.Config, e config.Environment, base baseline, vpc awsec2.IVpc, names zones) {
	stack := newStack(stage, "transit", stateless, "The way to the VPN, and from there")
	transit.NewSpoke(stack, "Spoke", transit.SpokeProps{
		Vpc:      vpc,
		Tiers:    []*awsec2.SubnetSelection{network.Subnets(network.Private), network.Subnets(network.Data)},
		VPN:      c.Organization.VPN.CIDR.String(),
		Owner:    c.Organization.Accounts[config.SharedServices],
		Share:    transitGateway(c),
		Zone:     *names.private.HostedZoneId(),
		Hub:      vpnNetwork(c),
		Region:   c.Organization.Regions.Primary,
		Role:     joinRole(c, e.Name),
		ZoneRole: roleARN(c.Organization.Accounts[config.SharedServices], zoneRole(c, e.Name)),
		Log:      newLogGroup(stack, "FunctionLogs", logName(c, e.Name, "custom-resources/transit"), e, base),
	})
}

// newZoneRoles adds the roles through which environments have the VPN resolve their private zones.
func newZoneRoles(stack awscdk.Stack, c *config.Config, vpc awsec2.IVpc) {
	var spokes []transit.Spoke
	for _, e := range environments(c) {
		spokes = append(spokes, transit.Spoke{Name: e.Name, Account: e.AccountID, Role: zoneRole(c, e.Name), Caller: roleARN(e.AccountID, joinRole(c, e.Name))})
	}
	transit.NewZoneRoles(stack, "Zones", vpc, c.Organization.Regions.Primary, spokes)
}

// peers are the networks that an environment's reaches through the transit gateway: the VPN's.
func peers(c *config.Config) []string {
	if c.Organization.VPN == nil {
		return nil
	}
	return []string{c.Organization.VPN.CIDR.String()}
}

// environmentsIn are the environments and standbys of a region.
func environmentsIn(c *config.Config, region config.Region) []config.Environment {
	return slices.DeleteFunc(environments(c), func(e config.Environment) bool { return e.Region != region })
}

// accountsOf are the accounts of environments.
func accountsOf(environments []config.Environment) []config.AccountID {
	var all []config.AccountID
	for _, e := range environments {
		all = append(all, e.AccountID)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// networks are the address ranges of environments.
func networks(environments []config.Environment) []config.Prefix {
	var all []config.Prefix
	for _, e := range environments {
		all = append(all, e.Network.CIDR)
	}
	return all
}
