package stacks

import (
	"bulkhead/constructs/bucket"
	"bulkhead/constructs/canary"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newCanaries is the stack of what asks for the environment's public hosts from outside, when they answer: after their
// names and the static sites.
func (w *workload) newCanaries(after ...awscdk.Stack) {
	hosts := w.Outside()
	if len(hosts) == 0 {
		return
	}
	stack := w.newStack("canaries", stateful, "What asks for the public hosts from outside")
	for _, other := range after {
		stack.AddStackDependency(other, nil)
	}
	artifacts := bucket.NewArtifacts(stack, "Artifacts", w.base.data, canary.KeptDays)
	canary.New(stack, "Canaries", canary.Props{
		Canaries: w.Canaries,
		Name:     w.prefix(),
		Hosts:    hosts,
		Active:   w.Active,
		Bucket:   artifacts,
		Key:      w.base.data,
		Alerts:   w.base.alerts,
	})
}
