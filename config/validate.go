package config

import (
	"fmt"
	"strings"

	"go4.org/netipx"
)

// check runs every rule. Each section has its rules in one list, in a method
// named check; here are those that compare one environment with another.
func (c *Config) check(organization *document, environments map[string]*document) {
	org := organization.root()
	c.Organization.check(org)
	for _, env := range c.Environments {
		env.check(environments[env.Name].root(), c.Organization, org)
	}
	c.checkAccounts(org, environments)
	sides := c.footprints(environments)
	if vpn := c.Organization.VPN; vpn != nil {
		for _, s := range sides {
			s.checkRange(footprint{name: "the VPN", cidr: vpn.CIDR})
			s.checkRange(footprint{name: "the clients of the VPN", cidr: vpn.Clients})
			s.atName.demand(s.domain != c.Organization.VPNHost(), s.domain+" is the VPN's name", "choose another domain for "+s.name)
		}
	}
	for i, s := range sides {
		for _, other := range sides[:i] {
			s.checkRange(other)
			s.checkDomain(other, c.Organization.Domain.Name)
		}
	}
}

// MaxEnvironments is how many the log archive accepts logs of: S3 holds 20 KB of a bucket's policy, which has a
// statement for each account. Source: the quotas of Amazon S3.
const MaxEnvironments = 40

// checkAccounts demands an account of its own for every stage; a standby shares its primary's.
func (c *Config) checkAccounts(org spot, environments map[string]*document) {
	org.key("accounts").demand(len(c.Environments) <= MaxEnvironments, fmt.Sprintf("there are %d environments, and the log archive has room for the accounts of %d", len(c.Environments), MaxEnvironments), "make a second organization")
	users := map[AccountID]string{}
	claim := func(id AccountID, user string, at spot) {
		other, taken := users[id]
		at.demand(id == "" || !taken, fmt.Sprintf("%s is the account of %s already", id, other), "give "+user+" an account of its own")
		users[id] = user
	}
	for _, name := range []string{Security, SharedServices} {
		claim(c.Organization.Accounts[name], name, org.key("accounts").key(name))
	}
	for _, env := range c.Environments {
		at := environments[env.Name].root().key("account")
		if !at.given() {
			at = org.key("accounts").key(env.Account)
		}
		claim(env.AccountID, env.Name, at)
	}
}

// footprint is what one side of an environment takes of what there is once, and where its file says so.
type footprint struct {
	name           string
	cidr           Prefix
	domain         string
	atCIDR, atName spot
}

// footprints lists those of both sides of every environment.
func (c *Config) footprints(environments map[string]*document) []footprint {
	var all []footprint
	for _, e := range c.Environments {
		at := environments[e.Name].root()
		all = append(all, footprint{e.Name, e.Network.CIDR, e.Domain, at.key("network").key("cidr"), at.key("domain")})
		if r := e.Recovery; r != nil {
			at := at.key("recovery")
			all = append(all, footprint{e.Name + "-dr", r.CIDR, r.Domain, at.key("cidr"), at.key("domain")})
		}
	}
	return all
}

// checkRange demands an address range that another side does not use: all of
// them are joined by one transit gateway.
func (s footprint) checkRange(other footprint) {
	if s.cidr.IsValid() && other.cidr.IsValid() {
		s.atCIDR.demand(!s.cidr.Overlaps(other.cidr.Prefix),
			fmt.Sprintf("%s overlaps %s's %s", s.cidr, other.name, other.cidr),
			"give "+s.name+" a range of its own"+s.suggestRange(other))
	}
}

// suggestRange is the first range of the same size after the other's.
func (s footprint) suggestRange(other footprint) string {
	after := netipx.PrefixLastIP(other.cidr.Prefix).Next()
	next, err := after.Prefix(s.cidr.Bits())
	if err == nil && next.Addr() != after { // ranges begin at multiples of their size
		next, err = netipx.PrefixLastIP(next).Next().Prefix(s.cidr.Bits())
	}
	if err != nil || !private(next) {
		return ""
	}
	return ", such as " + next.String() + " if it is free"
}

// checkDomain demands a zone that is not inside another environment's: the
// parent's delegation of the outer one would hide the inner one.
func (s footprint) checkDomain(other footprint, parent string) {
	if !below(s.domain, parent) || !below(other.domain, parent) {
		return // reported already
	}
	s.atName.demand(s.domain != other.domain, s.domain+" is "+other.name+"'s domain already", "give "+s.name+" a domain of its own")
	s.atName.demand(!strings.HasSuffix(s.domain, "."+other.domain), s.domain+" is inside "+other.name+"'s domain "+other.domain, "choose one beside it")
	s.atName.demand(!strings.HasSuffix(other.domain, "."+s.domain), s.domain+" contains "+other.name+"'s domain "+other.domain, "choose one beside it")
}
