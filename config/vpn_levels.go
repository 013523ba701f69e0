package config

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/bits"
	"net/netip"
	"slices"

	"bulkhead/internal/document"
)

const (
	// MaxLevels is how many levels the VPN has: with eight shares of a /22, half of it for TCP, each has 63 profiles.
	MaxLevels = 7
	// MaxLed is how many ranges all levels together lead to: the server learns them from a parameter of 8 KB.
	MaxLed = 300
)

// completeLevels makes each environment a level of its own, where the configuration names none.
func (c *Config) completeLevels() {
	v := c.Organization.VPN
	if v == nil || v.Server != OpenVPN || v.Levels != nil {
		return
	}
	v.Levels = map[string][]string{}
	for _, e := range c.Environments {
		v.Levels[e.Name] = []string{e.Name}
	}
}

// checkLevels demands levels of environments that exist, and no more than there is room for.
func (c *Config) checkLevels(at document.Path) {
	v := c.Organization.VPN
	at.Demand(len(v.Levels) <= MaxLevels, fmt.Sprintf("there are %d levels, and clients have addresses for %d", len(v.Levels), MaxLevels),
		fmt.Sprintf("name up to %d levels, each with its environments", MaxLevels))
	var known []string
	networks := map[string][]Prefix{}
	for _, e := range c.Environments {
		known = append(known, e.Name)
		for _, side := range e.Both() {
			networks[e.Name] = append(networks[e.Name], side.Network.CIDR)
		}
	}
	led := 0
	for _, level := range slices.Sorted(maps.Keys(v.Levels)) {
		here := at.Key(level)
		here.Demand(componentName.MatchString(level), fmt.Sprintf("%q cannot be the name of a level", level), componentNameRemedy)
		here.Demand(len(v.Levels[level]) > 0, "leads nowhere", "list its environments, or leave it out")
		checkOnce(here, v.Levels[level])
		var ranges []Prefix
		for i, name := range v.Levels[level] {
			_, told := c.Organization.Accounts[name] // that its environment is missing, where it is
			here.Index(i).Demand(slices.Contains(known, name) || told && name != Security && name != SharedServices,
				fmt.Sprintf("%q is not an environment", name), document.Suggest(name, known))
			ranges = append(ranges, networks[name]...)
		}
		led += len(Summary(ranges))
	}
	at.Demand(led <= MaxLed, fmt.Sprintf("lead to %d ranges of addresses in all, and the server learns of %d", led, MaxLed),
		"give the environments of a level neighbouring ranges, which are routed as one, or name fewer levels")
}

// UDPClients returns the share of the clients' addresses of the server that listens on UDP: all, or half.
func (v VPN) UDPClients() Prefix {
	if v.TCP == Enabled {
		return v.Clients.share(0, 2)
	}
	return v.Clients
}

// TCPClients returns the share of the server that listens on TCP, if it does.
func (v VPN) TCPClients() Prefix {
	if v.TCP == Enabled {
		return v.Clients.share(1, 2)
	}
	return Prefix{}
}

// Pool returns the addresses of a level's clients, of those of a server: each level has a share, and the first share
// is nobody's but the server's own.
func (v VPN) Pool(level string, of Prefix) Prefix {
	i := slices.Index(slices.Sorted(maps.Keys(v.Levels)), level)
	return of.share(i+1, 1<<bits.Len(uint(len(v.Levels))))
}

// Room returns how many profiles a level has addresses for: all of its share but the last, which may be a broadcast.
func (v VPN) Room(level string) int {
	return 1<<(32-v.Pool(level, v.UDPClients()).Bits()) - 1
}

// share returns the i-th of n equal parts of a range of IPv4; n is a power of two.
func (p Prefix) share(i, n int) Prefix {
	size := p.Bits() + bits.Len(uint(n)) - 1
	first := p.Masked().Addr().As4()
	start := binary.BigEndian.Uint32(first[:]) + uint32(i)<<(32-size)
	binary.BigEndian.PutUint32(first[:], start)
	return Prefix{netip.PrefixFrom(netip.AddrFrom4(first), size)}
}
