package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/gateway"
	"bulkhead/constructs/loadbalancer"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
)

// furtherCertificates are those of further domains, by the domains' names in the configuration.
type furtherCertificates map[string]awscertificatemanager.ICertificate

// newDomains makes a stack of the certificate of each further domain.
func (w *workload) newDomains() furtherCertificates {
	all := furtherCertificates{}
	for _, name := range w.FurtherDomains() {
		all[name] = w.newDomain(name, w.Domains[name])
	}
	return all
}

// newDomain is the stack of a further domain's certificate, or of the alarm of one that was requested by hand.
func (w *workload) newDomain(name string, domain config.FurtherDomain) awscertificatemanager.ICertificate {
	stack := w.newStack("domain-"+name, stateless, "Certificate of "+domain.Name)
	if domain.Zone == "" {
		arn := domain.Certificates[w.Region]
		dns.NewExpiry(stack, "CertificateExpires", domain.Name, arn, w.base.alerts)
		return awscertificatemanager.Certificate_FromCertificateArn(stack, new("Certificate"), &arn)
	}
	var zone awsroute53.IHostedZone
	var delegated constructs.IDependable
	if w.Side == config.Primary { // whose record validates the standby's, too
		zone = dns.InZone(stack, "Zone", domain.Name, domain.Zone)
		delegated = dns.NewDelegated(stack, "Delegated", domain.Name, domain.Zone, w.newOwnLogGroup(stack, "FunctionLogs"))
	}
	certificate := dns.NewFurtherCertificate(stack, domain.Name, zone, delegated, w.base.alerts)
	offer(stack, certificate.CertificateArn())
	return certificate
}

// addTo has a load balancer answer with the certificates.
func (c furtherCertificates) addTo(stack awscdk.Stack, balancer loadbalancer.Balancer) {
	if len(c) == 0 {
		return
	}
	scope := constructs.NewConstruct(stack, new("Domains"))
	for _, name := range slices.Sorted(maps.Keys(c)) {
		balancer.AddCertificate(scope, name, c[name])
	}
}

// newGatewayNames makes a stack of each further domain's names at an API gateway, and returns where the domains lead. A
// stack that is left over keeps the addresses that records lead to until those have gone.
func (w *workload) newGatewayNames(made gateway.Gateway, certificates furtherCertificates) map[string]dns.Answer {
	all := map[string]dns.Answer{}
	for _, name := range w.FurtherDomains() {
		domain := w.Domains[name].Name
		stack := w.newStack("gateway-"+name, stateless, "Names of "+domain+" at the API gateway")
		all[name] = answerOf(stack, made.NewNames(
			constructs.NewConstruct(stack, new("Names")), gateway.Domain{Name: domain, Certificate: certificates[name]},
		))
	}
	return all
}

// answerOf returns where names of an API gateway lead, and offers their addresses to other stacks.
func answerOf(stack awscdk.Stack, names gateway.Names) dns.Answer {
	offer(stack, names.Addresses...)
	return dns.Answer{Apex: names.Apex, Wildcard: names.Wildcard}
}

// inZones are the further domains whose records are ours, by their names in the configuration.
func (w *workload) inZones() []string {
	var all []string
	for _, name := range w.FurtherDomains() {
		if w.Domains[name].Zone != "" {
			all = append(all, name)
		}
	}
	return all
}

// further returns where each further domain leads: to what the environment's own domain does, or, of an API gateway, to
// an address of the domain's.
func (w *workload) further(answer dns.Answer) func(name string) dns.Answer {
	return func(name string) dns.Answer {
		if own, gateway := w.platform.front.further[name]; gateway {
			return own
		}
		if w.Side == config.Standby {
			return w.platform.front.primarys
		}
		return answer
	}
}

// newFurtherNames leads the further domains whose zones are in the account to the front, or, with two sides, to either
// of them.
func (w *workload) newFurtherNames(stack awscdk.Stack, side *dns.Side, answer func(name string) dns.Answer) {
	if len(w.inZones()) == 0 {
		return
	}
	scope := constructs.NewConstruct(stack, new("Domains"))
	for _, name := range w.inZones() {
		domain, leads := w.Domains[name], answer(name)
		here := constructs.NewConstruct(scope, &domain.Name) // what it is called in the configuration may change
		zone := dns.InZone(here, "Zone", domain.Name, domain.Zone)
		apex := !w.Environment.Shows(domain.Name)
		if w.Side == config.Standby {
			apex = !w.Other.Shows(domain.Name) // a standby has no sites
		}
		if side != nil {
			leads = side.Of(domain.Name).Lead(zone, apex, leads)
		}
		if w.Side == config.Primary {
			dns.NewRecords(here, "Records", zone, apex, leads)
		}
	}
}
