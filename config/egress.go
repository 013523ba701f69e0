package config

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"bulkhead/internal/document"
)

// Egress is where in the internet a service may connect to, beside HTTPS anywhere.
type Egress struct {
	// To is a range of public addresses, such as 203.0.113.0/24; 0.0.0.0/0 is the whole internet.
	To Prefix `yaml:"to" jsonschema:"required"`
	// Port that the service connects to. AWS lets nothing out to 25 until it is asked to, account by account.
	Port int `yaml:"port" jsonschema:"required,minimum=1,maximum=65535"`
	// LastPort is the last of several ports, of which port is the first (default port: no other).
	LastPort int `yaml:"lastPort" jsonschema:"minimum=1,maximum=65535"`
	// Protocol is tcp (default) or udp.
	Protocol Protocol `yaml:"protocol"`
}

// Protocol is what a service speaks.
type Protocol string

// The protocols.
const (
	TCP Protocol = "tcp"
	UDP Protocol = "udp"
)

// Values returns the protocols.
func (Protocol) Values() []string { return texts(TCP, UDP) }

// String returns, for example, tcp 587 to 203.0.113.0/24.
func (g Egress) String() string {
	ports := fmt.Sprint(g.Port)
	if g.LastPort > g.Port {
		ports += fmt.Sprintf("-%d", g.LastPort)
	}
	return fmt.Sprintf("%s %s to %s", g.Protocol, ports, g.To)
}

func (g *Egress) complete() {
	g.LastPort = cmp.Or(g.LastPort, g.Port)
	g.Protocol = cmp.Or(g.Protocol, TCP)
}

// Egress is where any service of the environment may connect to, each once: network ACLs are about subnets, which
// services share.
func (e Environment) Egress() []Egress {
	var all []Egress
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		all = append(all, e.Services[name].Egress...)
	}
	slices.SortFunc(all, func(a, b Egress) int { return cmp.Compare(a.String(), b.String()) })
	return slices.Compact(all)
}

// mostEgress is how many entries of network ACLs there is room for, beside those that are always there. Source: the
// quotas of Amazon VPC, 20 rules for each direction.
const mostEgress = 8

// local are ranges that no route leads to, or that are no other machine's.
var local = slices.Concat(privateRanges, []netip.Prefix{
	netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("224.0.0.0/3"),
})

// checkEgress demands destinations that a service can reach, and does not anyway.
func (s Service) checkEgress(at document.Path, e Environment) {
	at.Demand(len(s.Egress) == 0 || e.Network.NAT != NATNone, "without NAT, nothing reaches the internet", "leave it out, or choose another network.nat")
	for i, g := range s.Egress {
		here := at.Index(i)
		here.Key("lastPort").Demand(g.LastPort >= g.Port, fmt.Sprintf("%d is below port, which is %d", g.LastPort, g.Port), "write the lower one as port")
		here.Demand(!slices.Contains(s.Egress[:i], g), g.String()+" is listed twice", "keep one")
		here.Demand(g.Protocol != TCP || g.Port != 443 || g.LastPort != 443, "HTTPS is open to every service", "leave it out")
		for _, block := range local {
			here.Key("to").Demand(!g.To.IsValid() || g.To.Bits() == 0 || !block.Overlaps(g.To.Prefix),
				fmt.Sprintf("%s is not in the internet alone", g.To), "stores and services are reached by uses; write public addresses")
		}
	}
}

// checkAllEgress demands that network ACLs have room for what all services say.
func (e Environment) checkAllEgress(at document.Path) {
	all := len(e.Egress())
	at.Demand(all <= mostEgress, fmt.Sprintf("they say %d different things in egress, and network ACLs have room for %d", all, mostEgress),
		"say the same ports and ranges where you can, or wider ones")
}
