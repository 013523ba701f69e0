package stacks

import (
	"bulkhead/constructs/dns"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
)

// zones are an environment's names: those that everybody sees, and those that its VPC sees.
type zones struct {
	public  dns.Zone
	private awsroute53.PrivateHostedZone
}

// newDNS is the stack of an environment's zones. It is deployed before anything
// asks for a certificate in the public one.
func (w *workload) newDNS() zones {
	stack := w.newStack("dns", stateful, "Public zone of "+w.Domain+", delegated from "+w.Organization.Domain.Name+", and the private one")
	zone := dns.NewZone(stack, "Zone", dns.ZoneProps{
		Domain: w.Domain,
		Parent: w.Organization.Domain,
		Role:   w.DelegationRoleARN(w.Name),

		Authorities: w.Authorities(),
	})
	function.LogAll(stack, w.newLogGroup(stack, "FunctionLogs", w.logName("custom-resources/dns")))
	private := dns.NewPrivateZone(stack, "Private", w.InternalDomain(), w.vpc)
	offer(stack, zone.Zone.HostedZoneId(), private.HostedZoneId())
	return zones{zone, private}
}
