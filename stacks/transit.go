package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/network"
	"bulkhead/constructs/transit"
	"bulkhead/constructs/undelivered"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
)

// newTransit are the stacks that join the VPN's network to environments: a gateway in every region that one runs in,
// the peerings of the primary region's with the others, and what the others do once there is a peering.
func (s stage) newTransit(base baseline, vpc awsec2.IVpc) {
	home, others := s.Organization.Regions.Primary, s.Regions()[1:]
	const description = "Transit gateway, shared with the environments of its region"
	gateway := func(stack awscdk.Stack, region config.Region, logs awskms.IKey) transit.Gateway {
		made := transit.NewGateway(stack, "Gateway", transit.GatewayProps{
			Name:        s.TransitGateway(),
			Accounts:    address.Accounts(s.In(region)),
			Networks:    networks(s.In(region)),
			Log:         s.newSharedLog(stack, "FunctionLogs", "", logs), // kept when the VPN goes, which can come back
			Undelivered: s.UndeliveredARN(s.id, region),
		})
		offer(stack, &made.ID, &made.Hub, &made.Spokes, made.FunctionARN())
		return made
	}
	hub := s.newRegionalStack("transit", home, description)
	main := gateway(hub, home, base.logs)
	main.AttachHub(hub, "Vpn", transit.HubProps{
		Vpc:      vpc,
		Tiers:    []*awsec2.SubnetSelection{network.Subnets(network.Private), network.Subnets(network.Public)},
		Networks: config.PrivateRanges(),
	})
	for _, region := range others {
		stack := s.newRegionalStack("transit", region, description)
		key := keys.New(stack, "Key", keys.Props{
			Alias:       s.prefix() + "-transit",
			Description: "encrypts what functions say, and alarms on their way to people",
		})
		key.AddToResourcePolicy(keys.ForLogs(stack), nil)
		key.AddToResourcePolicy(keys.ForAlarms(stack), nil)
		alerts := alarm.NewTopics(stack, key, s.Organization.Defaults.Alerts)
		undelivered.NewAlarms(stack, "Undelivered", s.Undelivered(), "", "rule-fails", alerts) // also of routes that fail
		other := gateway(stack, region, key)

		hub.AddStackDependency(stack, new("it peers with the gateway"))
		main.NewPeering(hub, "Peering-"+string(region), transit.PeeringProps{
			Name:     s.TransitGateway(),
			Account:  s.id,
			Region:   region,
			Networks: s.Networks(s.In(region)),
		})
		peered := s.newRegionalStack("transit-peered", region, "The way back to the VPN")
		peered.AddStackDependency(hub, new("it makes the peering"))
		other.NewPeered(peered, "Peered", home, s.Organization.VPN.CIDR)
	}
}

// networks are the environments' own, each with the account that has it.
func networks(environments []config.Environment) []transit.Network {
	var all []transit.Network
	for _, e := range environments {
		all = append(all, transit.Network{Account: e.AccountID, CIDR: e.Network.CIDR})
	}
	return all
}

// newSpoke is the stack that joins an environment to the VPN.
func (w *workload) newSpoke() {
	stack := w.newStack("transit", stateless, "The way to the VPN, and from there")
	transit.NewSpoke(stack, "Spoke", transit.SpokeProps{
		Vpc:      w.vpc,
		Tiers:    []*awsec2.SubnetSelection{network.Subnets(network.Private), network.Subnets(network.Data)},
		VPN:      w.Organization.VPN.CIDR.String(),
		Owner:    w.Organization.Accounts[config.SharedServices],
		Share:    w.TransitGateway(),
		Zone:     *w.names.private.HostedZoneId(),
		Hub:      w.VPNNetwork(),
		Region:   w.Organization.Regions.Primary,
		Role:     w.JoinRole(w.Name),
		ZoneRole: w.ZoneRoleARN(w.Name),
		Log:      w.newLogGroup(stack, "FunctionLogs", ""), // kept when the VPN goes, which can come back
	})
}

// newZoneRoles adds the roles through which environments have the VPN resolve their private zones.
func (s stage) newZoneRoles(stack awscdk.Stack, vpc awsec2.IVpc) {
	roles := s.spread(constructs.NewConstruct(stack, new("Zones")), "network", "Who may have the VPN resolve private zones")
	for _, e := range s.Sides() {
		transit.NewZoneRole(roles(e.Name), vpc, s.Organization.Regions.Primary, transit.Spoke{
			Name:    e.Name,
			Account: e.AccountID,
			Role:    s.ZoneRole(e.Name),
			Caller:  address.RoleARN(e.AccountID, s.JoinRole(e.Name)),
		})
	}
}

// peers are the networks that an environment's reaches through the transit gateway: the VPN's.
func (o organization) peers() []string {
	if o.Organization.VPN == nil {
		return nil
	}
	return []string{o.Organization.VPN.CIDR.String()}
}
