package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/dns"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newEdge is the stack of the environment's public names, last because clients come when they answer. A static site
// may have the environment's own name.
func newEdge(stage awscdk.Stage, e config.Environment, names zones, p platform) {
	stack := newStack(stage, "edge", stateless, "Names of the environment")
	dns.NewRecords(stack, "Records", names.public.Zone, !e.HasApex(), p.answer)
}
