package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/observability"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newDNS is the stack of an environment's public zone. It is deployed before
// anything asks for a certificate in the zone.
func newDNS(stage awscdk.Stage, c *config.Config, e config.Environment, base baseline) dns.Zone {
	stack := newStack(stage, "dns", stateful, "Public zone of "+e.Domain+", delegated from "+c.Organization.Domain.Name)
	zone := dns.NewZone(stack, "Zone", dns.ZoneProps{
		Domain: e.Domain,
		Parent: c.Organization.Domain,
		Role:   delegationRoleARN(c, e.Name),
	})
	observability.LogFunctions(stack, newLogGroup(stack, "FunctionLogs", logName(c, e, "custom-resources/dns"), e, base))
	return zone
}
