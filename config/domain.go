package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// FurtherDomain is a domain beside the environment's own, such as shop.example.org, or the apex example.org. It and the
// names one label below it lead to the environment's public services, on whichever side is active.
type FurtherDomain struct {
	// Name is the domain.
	Name string `yaml:"name" jsonschema:"required"`
	// Zone is the id of a public hosted zone in the environment's account, of the domain or of one above it. The
	// certificate and the records are made. Who registered the domain has to lead it to the zone's name servers before:
	// a deployment looks, and fails at once where it does not lead there.
	Zone string `yaml:"zone"`
	// Certificates are for a domain whose zone is elsewhere: the ARNs of issued certificates of ACM for the domain and
	// *.<domain>, by region, one for the region of each side. Nothing is made in DNS: whoever has the zone leads the
	// domain to a name of the environment's own. Not with front: api-gateway.
	Certificates map[Region]string `yaml:"certificates"`
}

// mostDomains is how many further domains an environment may have. A load balancer takes 25 certificates beside its
// first, and a standby's has its primary's, too. Source: the quotas of Application Load Balancers.
const mostDomains = 20

// FurtherDomains are the names of the further domains in the configuration, in order.
func (e Environment) FurtherDomains() []string { return slices.Sorted(maps.Keys(e.Domains)) }

// checkDomains runs the rules of an environment's further domains.
func (e Environment) checkDomains(at document.Path, o Organization) {
	at.Demand(len(e.Domains) <= mostDomains, fmt.Sprintf("has %d domains, and load balancers have room for the certificates of %d", len(e.Domains), mostDomains),
		"divide the environment")
	for _, name := range e.FurtherDomains() {
		here, d := at.Key(name), e.Domains[name]
		checkName(name, "domain", here)
		d.check(here, e, o)
	}
}

// check runs the rules of one further domain.
func (d FurtherDomain) check(at document.Path, e Environment, o Organization) {
	name := at.Key("name")
	name.Demand(isDomain(d.Name), fmt.Sprintf("%q is not a domain name", d.Name), domainRemedy(d.Name, "write it in lower case, such as shop.example.org"))
	name.Demand(len(d.Name) <= mostCertified, fmt.Sprintf("%s has more than the %d characters that a certificate allows", d.Name, mostCertified), "choose a shorter one")
	for _, side := range e.Both() {
		internal := side.InternalDomain()
		name.Demand(d.Name != internal && !below(d.Name, internal), d.Name+" is a name of the internal load balancer", "choose another")
	}
	zone := at.Key("zone")
	zone.Demand(d.Zone == "" || zoneID.MatchString(d.Zone), fmt.Sprintf("%q is not the id of a hosted zone", d.Zone), "write it as Route 53 shows it, such as Z0123456789ABC")
	ours := o.Domain.Account == Security || o.Domain.Account == SharedServices
	zone.Demand(d.Zone == "" || d.Name != o.Domain.Name || !ours,
		"the zone of "+d.Name+", the organization's domain, is in "+o.Domain.Account+", where the environment writes nothing",
		"write certificates instead, and lead the domain to the environment in its zone")
	at.Demand(d.Zone != "" || len(d.Certificates) > 0, "does not say where its zone is",
		"make a public zone in account "+e.Account+" and write its id under zone, or write certificates if the zone stays elsewhere")
	certificates := at.Key("certificates")
	certificates.Demand(d.Zone == "" || len(d.Certificates) == 0, "a certificate is made for a domain with a zone", "leave one of them out")
	if len(d.Certificates) > 0 {
		d.checkCertificates(certificates, e)
	}
}

// checkCertificates demands a certificate for each side, and a front that takes it.
func (d FurtherDomain) checkCertificates(at document.Path, e Environment) {
	at.Demand(e.Front != FrontAPIGateway, "an API gateway has another address for each domain, which no record elsewhere follows in a failover",
		"move the zone into account "+e.Account+" and write its id under zone, or set front to load-balancer or zonal")
	for _, region := range slices.Sorted(maps.Keys(d.Certificates)) {
		here, arn := at.Key(string(region)), d.Certificates[region]
		here.Demand(slices.Contains(e.regions(), region), e.Name+" is not in "+string(region), "leave it out")
		parts := certificateARN.FindStringSubmatch(arn)
		here.Demand(parts != nil, fmt.Sprintf("%q is not the ARN of a certificate of ACM", arn), "copy it from ACM's console in "+string(region))
		if parts != nil {
			here.Demand(parts[1] == string(region), "the certificate is in "+parts[1], "write it under its own region")
			here.Demand(e.AccountID == "" || parts[2] == string(e.AccountID), "the certificate is in account "+parts[2]+", and the load balancer in "+string(e.AccountID),
				"request it in the environment's account")
		}
	}
	for _, region := range e.regions() {
		_, has := d.Certificates[region]
		at.Demand(has || region == "", "has none for "+string(region), "request one there for "+d.Name+" and *."+d.Name+", and write its ARN")
	}
}

// checkNames demands that no domain is two environments', or twice one's.
func (c *Config) checkNames(sides []footprint, environments map[string]*document.Document) {
	owners := map[string]string{}
	for _, s := range sides {
		owners[s.domain] = s.name
	}
	for _, e := range c.Environments {
		for _, name := range e.FurtherDomains() {
			domain := e.Domains[name].Name
			at := environments[e.Name].Root().Key("domains").Key(name).Key("name")
			owner, taken := owners[domain]
			at.Demand(!taken, fmt.Sprintf("%s is %s's domain already", domain, owner), "give one of them another")
			at.Demand(c.Organization.VPN == nil || domain != c.Organization.VPNHost(), domain+" is the VPN's name", "choose another domain")
			owners[domain] = e.Name
		}
	}
}

// known are the domains of an environment that its public routes may have hosts in: its own comes first.
func (e Environment) known() []string {
	all := []string{e.Domain}
	for _, name := range e.FurtherDomains() {
		all = append(all, e.Domains[name].Name)
	}
	return all
}

// certifies tells whether a certificate for a domain and every name one label below it is for a host, too.
func certifies(domain, host string) bool {
	label, inside := strings.CutSuffix(host, "."+domain)
	return host == domain || inside && !strings.Contains(label, ".")
}
