package config

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/internal/document"
)

// check runs the rules of one environment. org is where the organization stands.
func (e Environment) check(at document.Path, o Organization, org document.Path) {
	if !org.Key("accounts").Unreadable() {
		_, named := o.Accounts[e.Account]
		at.Key("account").Demand(named,
			e.Account+" is not among the accounts of organization.yaml", document.Suggest(e.Account, slices.Sorted(maps.Keys(o.Accounts))))
	}
	if !org.Key("name").Unreadable() {
		name := o.Name + "-" + e.Name
		at.Demand(
			len(name) <= 29,
			fmt.Sprintf("%s has %d characters, and names made from it have more than AWS allows", name, len(name)),
			"choose a shorter name; organization and environment may have 28 characters together",
		)
	}
	parent := o.Domain.Name
	if org.Key("domain").Key("name").Unreadable() || !isDomain(parent) {
		parent = ""
	}
	checkEnvironmentDomain(e.Domain, parent, at.Key("domain"))
	e.checkDomains(at.Key("domains"), o)
	checkRetention(e.LogRetentionDays, at.Key("logRetentionDays"))
	e.Tags.check(at.Key("tags"))
	e.Alerts.check(at.Key("alerts"))
	if !org.Key("defaults").Unreadable() {
		at.Key("alerts").
			Demand(!e.Production() || len(e.Alerts.Email) > 0, "nobody hears of this production environment's alarms",
				"add an address under alerts.email, here or under defaults in organization.yaml")
	}

	network := at.Key("network")
	e.Network.check(network, e)
	if !org.Key("regions").Unreadable() {
		e.checkZones(e.Region, network.Key("zones"), o)
	}
	if e.Network.Existing == nil {
		e.checkCapacity(network.Key("cidr"))
	}
	checkOnce(at.Key("existingRoles"), texts(e.ExistingRoles...))
	e.checkStacks(at)
	e.checkStores(at)
	sources := images{
		o.Repositories,
		o.ExistingRepositories,
		o.Upstreams,
		!org.Key("repositories").Unreadable() && !org.Key("upstreams").Unreadable(),
		e.Network.NAT == NATNone,
	}
	e.checkImages(at, sources)
	if e.Instances != nil {
		e.Instances.check(at.Key("instances"), sources, e)
	}
	if e.Kubernetes != nil {
		e.Kubernetes.check(at.Key("kubernetes"), e, o)
	}
	if e.Tracing != nil {
		e.Tracing.check(at.Key("tracing"), e, sources)
	}
	e.checkServices(at.Key("services"), sources)
	e.checkFunctions(at.Key("functions"), sources)
	e.checkRules(at)
	if e.Bastion != nil {
		e.Bastion.check(at.Key("bastion"), e)
	}
	if !org.Unreadable() {
		e.checkOpen(at.Key("openToVPN"), o)
	}
	e.Firewall.check(at.Key("firewall"), e)
	e.checkSites(at.Key("sites"), at.FS())
	e.Canaries.check(at.Key("canaries"))
	e.Backups.check(at.Key("backups"), e)
	if e.Recovery != nil {
		e.Recovery.check(at.Key("recovery"), e, o, parent)
	}
}

// MaxStacks is how many services, functions and stores an environment may have together. Each has a stack of its own,
// and a pipeline's template room for the actions of some more.
const MaxStacks = 200

// checkStacks demands no more services, functions and stores than a pipeline deploys.
func (e Environment) checkStacks(at document.Path) {
	n := len(e.Services) + len(e.Functions)
	for _, s := range e.sections() {
		if !s.runs() {
			n += len(s.stores)
		}
	}
	at.Demand(
		n <= MaxStacks,
		fmt.Sprintf(
			"has %d services, functions and stores, and a pipeline has room for the stacks of %d",
			n,
			MaxStacks,
		),
		"divide the environment",
	)
}

// mostCertified is how many characters the first name of a certificate may have.
const mostCertified = 64

// checkEnvironmentDomain demands a domain that can be delegated and certified.
func checkEnvironmentDomain(domain, parent string, at document.Path) {
	if parent == "" {
		return // its own fault is reported where it stands
	}
	at.Demand(
		isDomain(domain),
		fmt.Sprintf("%q is not a domain name", domain),
		domainRemedy(domain, "write it in lower case, such as app."+parent),
	)
	at.Demand(
		below(domain, parent) || !isDomain(domain),
		domain+" is not below the organization's domain",
		"choose one such as app."+parent,
	)
	at.Demand(
		len(domain) <= mostCertified,
		fmt.Sprintf("%s has more than the %d characters that a certificate allows", domain, mostCertified),
		"choose a shorter one",
	)
}
