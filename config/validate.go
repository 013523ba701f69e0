package config

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"bulkhead/internal/document"

	"go4.org/netipx"
)

// check runs every rule. Each section has its rules in one list, in a method
// named check; here are those that compare one environment with another.
func (c *Config) check(organization *document.Document, environments map[string]*document.Document) {
	org := organization.Root()
	c.Organization.check(org)
	for _, env := range c.Environments {
		env.check(environments[env.Name].Root(), c.Organization, org)
	}
	c.checkAccounts(org, environments)
	c.checkSinks(org.Key("observability"))
	c.checkSecurityHub(org.Key("awsOrganization").Key("delegated"))
	c.checkApplications(org.Key("applications"), environments)
	sides := c.footprints(environments)
	if vpn := c.Organization.VPN; vpn != nil {
		if vpn.Server == OpenVPN {
			c.checkLevels(org.Key("vpn").Key("levels"))
		}
		for _, s := range sides {
			s.checkRange(footprint{name: "the VPN", cidr: vpn.CIDR})
			s.checkRange(footprint{name: "the clients of the VPN", cidr: vpn.Clients})
			s.atName.Demand(s.domain != c.Organization.VPNHost(), s.domain+" is the VPN's name", "choose another domain for "+s.name)
		}
	}
	for i, s := range sides {
		for _, other := range sides[:i] {
			s.checkRange(other)
			s.checkDomain(other, c.Organization.Domain.Name)
		}
	}
	c.checkNames(sides, environments)
	c.checkBuckets(environments)
	c.checkTakenTables(environments)
}

// checkAccounts demands an account of its own for every stage; a standby shares its primary's.
func (c *Config) checkAccounts(org document.Path, environments map[string]*document.Document) {
	c.checkSize(org)
	users := map[AccountID]string{}
	claim := func(id AccountID, user string, at document.Path) {
		other, taken := users[id]
		at.Demand(id == "" || !taken, fmt.Sprintf("%s is the account of %s already", id, other), "give "+user+" an account of its own")
		users[id] = user
	}
	c.checkUsed(org.Key("accounts"))
	for _, name := range c.Organization.OwnAccounts() {
		claim(c.Organization.Accounts[name], name, org.Key("accounts").Key(name))
	}
	for _, env := range c.Environments {
		at := environments[env.Name].Root().Key("account")
		if !at.Given() {
			at = org.Key("accounts").Key(env.Account)
		}
		claim(env.AccountID, env.Name, at)
	}
}

// checkUsed demands an environment in every account that is not of all: without its file, a stage would be gone that
// nobody took away. Where an environment has no account, the names of one or the other are at fault: reported there.
func (c *Config) checkUsed(at document.Path) {
	if len(c.files) == 0 || len(c.files) != len(c.Environments) {
		return // a file is called otherwise than an environment, or is none
	}
	used := map[string]bool{}
	for _, e := range c.Environments {
		if _, known := c.Organization.Accounts[e.Account]; !known {
			return
		}
		used[e.Account] = true
	}
	for _, name := range slices.Sorted(maps.Keys(c.Organization.Accounts)) {
		named := slices.ContainsFunc(c.Environments, func(e Environment) bool { return e.Name == name })
		problem, _ := accountName(name)
		gone := !used[name] && !named && c.lost(name) && problem == ""
		remedy := "put the file back, or, once its stacks are pruned, take the account out, too"
		if document.Nearest(LogArchive, []string{name}) != "" {
			remedy = "did you mean " + LogArchive + "?"
		}
		at.Key(name).Demand(!gone, "no environment is in this account: "+path.Join(environmentsDir, name+".yaml")+" does not exist", remedy)
	}
}

// lost tells whether an environment of that name has an account or a file: something else says why there is none.
func (c *Config) lost(name string) bool {
	_, known := c.Organization.Accounts[name]
	for _, always := range []string{Security, SharedServices} {
		_, there := c.Organization.Accounts[always]
		if name == always || !there && document.Nearest(always, []string{name}) != "" {
			return false
		}
	}
	if name == LogArchive {
		return false
	}
	return known || slices.ContainsFunc(c.files, func(file string) bool { return strings.EqualFold(file, name) })
}

// footprint is what one side of an environment takes of what there is once, and where its file says so.
type footprint struct {
	name           string
	cidr           Prefix
	domain         string
	atCIDR, atName document.Path
}

// footprints lists those of both sides of every environment.
func (c *Config) footprints(environments map[string]*document.Document) []footprint {
	var all []footprint
	for _, e := range c.Environments {
		at := environments[e.Name].Root()
		all = append(all, footprint{e.Name, e.Network.CIDR, e.Domain, at.Key("network").Key("cidr"), at.Key("domain")})
		if r := e.Recovery; r != nil {
			at := at.Key("recovery")
			all = append(all, footprint{e.Name + "-dr", r.CIDR, r.Domain, at.Key("cidr"), at.Key("domain")})
		}
	}
	return all
}

// checkRange demands an address range that another side does not use: all of
// them are joined by one transit gateway.
func (s footprint) checkRange(other footprint) {
	if s.cidr.IsValid() && other.cidr.IsValid() {
		s.atCIDR.Demand(!s.cidr.Overlaps(other.cidr.Prefix),
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
	s.atName.Demand(s.domain != other.domain, s.domain+" is "+other.name+"'s domain already", "give "+s.name+" a domain of its own")
	s.atName.Demand(!strings.HasSuffix(s.domain, "."+other.domain), s.domain+" is inside "+other.name+"'s domain "+other.domain, "choose one beside it")
	s.atName.Demand(!strings.HasSuffix(other.domain, "."+s.domain), s.domain+" contains "+other.name+"'s domain "+other.domain, "choose one beside it")
}
