package config

import (
	"fmt"
	"net/netip"

	"bulkhead/internal/document"
)

// privateRanges are what a VPC may use: RFC 1918, and RFC 6598 for those who have run out.
var privateRanges = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"),
}

// PrivateRanges are all ranges that an environment's VPC may be in.
func PrivateRanges() []string {
	var all []string
	for _, r := range privateRanges {
		all = append(all, r.String())
	}
	return all
}

// dockerRange is where Docker puts its bridge: what is there cannot be reached from containers on EC2.
var dockerRange = netip.MustParsePrefix("172.17.0.0/16")

// private tells whether a range is inside one of privateRanges.
func private(p netip.Prefix) bool {
	for _, r := range privateRanges {
		if r.Bits() <= p.Bits() && r.Contains(p.Addr()) {
			return true
		}
	}
	return false
}

// check runs the rules of a VPC.
func (n Network) check(at document.Path, e Environment) {
	if n.Existing != nil {
		n.checkExisting(at, e)
		return
	}
	checkRange(n.CIDR, at.Key("cidr"))
	at.Key("subnets").Demand(n.Subnets >= n.Zones,
		fmt.Sprintf("%d zones are used, and %d have subnets", n.Zones, n.Subnets), "write at least as many as zones, or leave it out")
	for i, bucket := range n.PublicBuckets {
		checkBucketName(at.Key("publicBuckets").Index(i), bucket)
	}
	checkOnce(at.Key("publicBuckets"), n.PublicBuckets)
	n.DNSFirewall.check(at.Key("dnsFirewall"))
	at.Key("nat").Demand(n.NAT != NATNone || n.Endpoints == EndpointsStandard,
		"without NAT, tasks cannot pull images, read secrets or write logs", "set network.endpoints to standard, or choose another NAT")
	at.Key("nat").Demand(n.NAT != NATRegional || n.BlockPublicAccess != Enabled,
		"a regional NAT gateway is in no subnet that could be let through", "choose per-zone or single, or leave blockPublicAccess out")
}

// checkRange demands an address range that a VPC of ours can use.
func checkRange(p Prefix, at document.Path) {
	if !p.IsValid() {
		return // missing or unreadable: reported already
	}
	at.Demand(p.Bits() >= 16, fmt.Sprintf("/%d is larger than a VPC can be", p.Bits()), "choose /16 to /21")
	at.Demand(p.Bits() <= smallestVPC, fmt.Sprintf("/%d is too small: its public subnets would be below the /27 that a load balancer demands", p.Bits()), "choose /16 to /21")
	at.Demand(private(p.Prefix), p.String()+" is not a private range", "choose one inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10")
	at.Demand(!p.Overlaps(dockerRange), p.String()+" overlaps "+dockerRange.String()+", which Docker uses inside instances", "choose another range")
}

// checkZones demands that a region is known to have as many zones as the network has subnets in.
func (e Environment) checkZones(region Region, at document.Path, o Organization) {
	if region == "" {
		return // reported already
	}
	found := len(o.ZoneNames(region, e.Network.Subnets))
	problem := fmt.Sprintf("%d zones are used, and %s is known to have %d", e.Network.Subnets, region, found)
	remedy := fmt.Sprintf("use at most %d, or list the account's zones under regions.zones in organization.yaml", found)
	if _, listed := o.Regions.Zones[region]; listed {
		problem = fmt.Sprintf("%d zones are used, and regions.zones in organization.yaml lists %d of %s", e.Network.Subnets, found, region)
		remedy = fmt.Sprintf("use at most %d, or list more", found)
	} else if found == 0 {
		problem = "which zones of " + string(region) + " exist differs from account to account"
		remedy = "list the account's zones under regions.zones in organization.yaml"
	}
	at.Demand(found == e.Network.Subnets, problem, remedy)
}
