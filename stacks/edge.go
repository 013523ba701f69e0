package stacks

import (
	"bulkhead/constructs/dns"
)

// newEdge is the stack of the environment's public names, last because clients come when they answer. A static site
// may have the environment's own name.
func (w *workload) newEdge() {
	stack := w.newStack("edge", stateless, "Names of the environment")
	dns.NewRecords(stack, "Records", w.names.public.Zone, !w.HasApex(), w.platform.answer)
}
