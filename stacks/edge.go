package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/dns"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newEdge is the stack of what the internet sees first: the names of the environment.
func newEdge(stage awscdk.Stage, names zones, p platform) {
	stack := newStack(stage, "edge", stateless, "Names of the environment")
	dns.NewRecords(stack, "Records", names.public.Zone, p.balancers[config.PublicBalancer].LoadBalancer)
}
