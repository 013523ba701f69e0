package config

import (
	"fmt"
	"regexp"

	"bulkhead/internal/document"
)

// ExistingNetwork is a VPC that something else has made in the environment's account and keeps, with everything that
// leads from and to it: NAT, endpoints, network ACLs, routes. Each tier has one subnet in each zone, in the order of
// the zones.
type ExistingNetwork struct {
	// VPC is its id.
	VPC string `yaml:"vpc" jsonschema:"required"`
	// Public are subnets that the internet reaches, for load balancers.
	Public []ExistingSubnet `yaml:"public" jsonschema:"required"`
	// Private are subnets that reach the internet, or endpoints of the services of AWS, for applications.
	Private []ExistingSubnet `yaml:"private" jsonschema:"required"`
	// Data are subnets for stores.
	Data []ExistingSubnet `yaml:"data" jsonschema:"required"`
}

// ExistingSubnet is a subnet of a VPC that something else has made.
type ExistingSubnet struct {
	// Subnet is its id.
	Subnet string `yaml:"subnet" jsonschema:"required"`
	// RouteTable is the id of its route table. Those of private and data subnets get a route to the VPN, if there is
	// one.
	RouteTable string `yaml:"routeTable" jsonschema:"required"`
}

var (
	vpcID        = regexp.MustCompile(`^vpc-[0-9a-f]{8,17}$`)
	subnetID     = regexp.MustCompile(`^subnet-[0-9a-f]{8,17}$`)
	routeTableID = regexp.MustCompile(`^rtb-[0-9a-f]{8,17}$`)
)

// networkTier is the subnets of one tier of a VPC that exists, by the key that they are written under.
type networkTier struct {
	key     string
	subnets []ExistingSubnet
}

// tiers are the tiers of the VPC.
func (x ExistingNetwork) tiers() []networkTier {
	return []networkTier{{"public", x.Public}, {"private", x.Private}, {"data", x.Data}}
}

// checkExisting runs the rules of a VPC that something else has made.
func (n Network) checkExisting(at document.Path, e Environment) {
	for _, key := range []string{"subnets", "nat", "endpoints", "publicBuckets", "blockPublicAccess", "dnsFirewall"} {
		at.Key(key).Demand(!at.Key(key).Given(), "is decided by whoever has made the network", "leave it out")
	}
	here := at.Key("existing")
	here.Demand(!e.recovers(), "the other region would need a network of its own, with other ids",
		"leave recovery out, or leave existing out")
	here.Key("vpc").Demand(vpcID.MatchString(n.Existing.VPC), fmt.Sprintf("%q is not the id of a VPC", n.Existing.VPC),
		"write it as vpc- and hexadecimal digits")
	taken := map[string]string{}
	for _, tier := range n.Existing.tiers() {
		list := here.Key(tier.key)
		list.Demand(len(tier.subnets) == n.Zones, fmt.Sprintf("%d zones are used, and there are %d subnets", n.Zones, len(tier.subnets)),
			"write one for each zone, in the order of the zones, or change zones")
		for i, s := range tier.subnets {
			id, table := list.Index(i).Key("subnet"), list.Index(i).Key("routeTable")
			id.Demand(subnetID.MatchString(s.Subnet), fmt.Sprintf("%q is not the id of a subnet", s.Subnet),
				"write it as subnet- and hexadecimal digits")
			other, twice := taken[s.Subnet]
			id.Demand(!twice, s.Subnet+" is "+other+" already", "a subnet is of one tier and one zone")
			taken[s.Subnet] = fmt.Sprintf("%s[%d]", tier.key, i)
			table.Demand(routeTableID.MatchString(s.RouteTable), fmt.Sprintf("%q is not the id of a route table", s.RouteTable),
				"write it as rtb- and hexadecimal digits; a subnet without one of its own has the main one of the VPC")
		}
	}
}
