package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/accelerator"
	"bulkhead/constructs/dns"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newEdge is the stack of the environment's public names, after the services because clients come when they answer. A
// static site may have the environment's own name.
func (w *workload) newEdge(services []awscdk.Stack) awscdk.Stack {
	answer := w.platform.front.answer
	if w.HasAccelerator() {
		answer = w.newAccelerator()
	}
	stack := w.newStack("edge", stateless, "Names of the environment")
	for _, service := range services {
		stack.AddStackDependency(service, nil)
	}
	zone, further := w.names.public.Zone, w.further(answer)
	if w.Other != nil {
		dns.NewOwn(stack, "Own", zone, w.platform.front.answer)
	}
	var side *dns.Side
	switch {
	case w.Side == config.Standby: // its own names are for tests, and lead to itself
		answer = w.platform.front.answer
		primarys := dns.FindZone(stack, "PrimaryZone", w.Other.Domain, w.newOwnLogGroup(stack, "FunctionLogs"))
		side = new(dns.NewSecondary(stack, "PrimarysNames", w.Domain))
		side.Lead(primarys, !w.Other.HasApex(), w.platform.front.primarys)
	case w.Other != nil:
		side = new(dns.NewPrimary(stack, "Sides", w.Other.Domain))
		answer = side.Lead(zone, !w.HasApex(), answer)
	}
	dns.NewRecords(stack, "Records", zone, !w.HasApex(), answer)
	w.newFurtherNames(stack, side, further)
	return stack
}

// newAccelerator is the stack of the accelerator, or of a standby's part of it, and returns where it leads from. It
// stays until it is pruned when clients come another way: an accelerator cannot go before what the standby has of it.
func (w *workload) newAccelerator() dns.Answer {
	stack := w.newStack("accelerator", stateless, "The way of clients to the active side, through Global Accelerator")
	group := accelerator.GroupProps{Active: w.Active, Endpoint: w.platform.front.endpoint}
	var answer dns.Answer
	if w.Side == config.Standby {
		group.Listener = accelerator.Find(stack, "Accelerator", accelerator.Owner{
			Name:         w.Prefix(w.Other.Name),
			Organization: w.Organization.Name,
			Environment:  w.Other.Name,
		}, w.newOwnLogGroup(stack, "FunctionLogs"))
	} else {
		made := accelerator.New(stack, "Accelerator", w.prefix())
		offer(stack, made.DNSName)
		group.Listener, answer = made.Listener, dns.ToAccelerator(made.DNSName)
	}
	accelerator.NewGroup(stack, "Group", group)
	return answer
}
