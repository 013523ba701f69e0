package config

import (
	"fmt"
	"maps"
	"slices"
)

// check runs the rules of one environment. org is where the organization stands.
func (e Environment) check(at spot, o Organization, org spot) {
	if !org.key("accounts").unreadable() {
		_, named := o.Accounts[e.Account]
		at.key("account").demand(named,
			e.Account+" is not among the accounts of organization.yaml", didYouMean(e.Account, slices.Sorted(maps.Keys(o.Accounts))))
	}
	if !org.key("name").unreadable() {
		name := o.Name + "-" + e.Name
		at.demand(len(name) <= 29, fmt.Sprintf("%s has %d characters, and names made from it have more than AWS allows", name, len(name)),
			"choose a shorter name; organization and environment may have 28 characters together")
	}
	parent := o.Domain.Name
	if org.key("domain").key("name").unreadable() || !isDomain(parent) {
		parent = ""
	}
	checkEnvironmentDomain(e.Domain, parent, at.key("domain"))
	checkRetention(e.LogRetentionDays, at.key("logRetentionDays"))
	e.Tags.check(at.key("tags"))
	e.Alerts.check(at.key("alerts"))
	if !org.key("defaults").unreadable() {
		at.key("alerts").demand(!e.Production() || len(e.Alerts.Email) > 0, "nobody hears of this production environment's alarms",
			"add an address under alerts.email, here or under defaults in organization.yaml")
	}

	network := at.key("network")
	e.Network.check(network)
	if !org.key("regions").unreadable() {
		e.checkZones(e.Region, network.key("zones"), o)
	}
	e.checkCapacity(network.key("cidr"))
	e.checkStores(at)
	sources := images{o.Repositories, o.Upstreams, !org.key("repositories").unreadable() && !org.key("upstreams").unreadable(), e.Network.NAT == NATNone}
	if e.Instances != nil {
		e.Instances.check(at.key("instances"), sources)
	}
	if e.Tracing != nil {
		sources.check(e.Tracing.Collector, at.key("tracing").key("collector"))
	}
	e.checkServices(at.key("services"), sources)
	if e.Bastion != nil {
		e.Bastion.check(at.key("bastion"), e)
	}
	if !org.unreadable() {
		e.checkOpen(at.key("openToVPN"), o)
	}
	e.Firewall.check(at.key("firewall"), e)
	e.checkSites(at.key("sites"), at.doc.dir)
	if e.Recovery != nil {
		e.Recovery.check(at.key("recovery"), e, o, parent)
	}
}

// check runs the rules of an environment's recovery side.
func (r Recovery) check(at spot, e Environment, o Organization, parent string) {
	at.key("region").demand(r.Region != e.Region, string(r.Region)+" is the environment's own region", "choose another one")
	if r.Region != "" {
		e.checkZones(r.Region, at.key("region"), o)
	}
	checkRange(r.CIDR, at.key("cidr"))
	checkEnvironmentDomain(r.Domain, parent, at.key("domain"))
	e.Other.checkCapacity(at.key("cidr"))
}

// checkEnvironmentDomain demands a domain that can be delegated and certified.
func checkEnvironmentDomain(domain, parent string, at spot) {
	if parent == "" {
		return // its own fault is reported where it stands
	}
	at.demand(isDomain(domain), fmt.Sprintf("%q is not a domain name", domain), "write it in lower case, such as app."+parent)
	at.demand(below(domain, parent), domain+" is not below the organization's domain", "choose one such as app."+parent)
	at.demand(len(domain) <= 64, domain+" has more than the 64 characters that a certificate allows", "choose a shorter one")
}
