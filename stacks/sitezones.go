package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/dns"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
)

// siteZone is a domain that sites have names in: its zone, and a certificate for its names in CloudFront's region.
type siteZone struct {
	zone        dns.Named
	certificate awscertificatemanager.ICertificate
}

// siteZones are the environment's own domain, and the further ones that sites have names in.
type siteZones struct {
	config.Environment
	own     siteZone
	further map[string]siteZone // by their names in the configuration
}

// newSiteZones adds the certificates of sites. Those of the environment's region have the same names, and so put the
// records in place that these are validated by.
func (w *workload) newSiteZones(stack awscdk.Stack) siteZones {
	stack.AddStackDependency(w.platform.stack, nil)
	zones := siteZones{w.Environment, siteZone{
		dns.Named{Name: w.Domain}, dns.NewCertificate(stack, "Certificate", w.Domain, nil, w.base.alerts),
	}, map[string]siteZone{}}
	for _, name := range w.FurtherDomains() {
		if !slices.Contains(w.siteDomains(), name) {
			continue
		}
		stack.AddStackDependency(awscdk.Stack_Of(w.platform.domains[name]), nil)
		domain := w.Domains[name]
		zones.further[name] = siteZone{
			dns.Named{ID: domain.Zone},
			dns.NewCertificate(stack, "Certificate-"+name, domain.Name, nil, w.base.alerts),
		}
	}
	return zones
}

// siteDomains are the further domains that sites have names in, by their names in the configuration.
func (w *workload) siteDomains() []string {
	var all []string
	for _, s := range w.Sites {
		if name, further := w.SitesDomain(s); further {
			all = append(all, name)
		}
	}
	return all
}

// of returns the zone and certificate of a site's name.
func (z siteZones) of(s config.Site) siteZone {
	if name, further := z.SitesDomain(s); further {
		return z.further[name]
	}
	return z.own
}
