package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
)

// zones are an environment's names: those that everybody sees, and those that its VPC sees.
type zones struct {
	public  dns.Zone
	private awsroute53.PrivateHostedZone
}

// newDNS is the stack of an environment's zones. It is deployed before anything
// asks for a certificate in the public one.
func newDNS(stage awscdk.Stage, c *config.Config, e config.Environment, base baseline, vpc awsec2.Vpc) zones {
	stack := newStack(stage, "dns", stateful, "Public zone of "+e.Domain+", delegated from "+c.Organization.Domain.Name+", and the private one")
	zone := dns.NewZone(stack, "Zone", dns.ZoneProps{
		Domain: e.Domain,
		Parent: c.Organization.Domain,
		Role:   delegationRoleARN(c, e.Name),
	})
	function.LogAll(stack, newLogGroup(stack, "FunctionLogs", logName(c, e.Name, "custom-resources/dns"), e, base))
	return zones{zone, dns.NewPrivateZone(stack, "Private", e.InternalDomain(), vpc)}
}
