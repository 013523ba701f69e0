package stacks

import (
	"bulkhead/constructs/dns"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newEdge is the stack of the environment's public names, after the services because clients come when they answer. A
// static site may have the environment's own name.
func (w *workload) newEdge(services []awscdk.Stack) {
	stack := w.newStack("edge", stateless, "Names of the environment")
	for _, service := range services {
		stack.AddStackDependency(service, nil)
	}
	dns.NewRecords(stack, "Records", w.names.public.Zone, !w.HasApex(), w.platform.answer)
}
