package loadbalancer

import (
	"bulkhead/constructs/securitygroup"

	"github.com/aws/constructs-go/constructs/v10"
)

// NewInternal adds a load balancer in the private tier, through which services find each other: one listener, on 443,
// which only the services that use one behind it can reach.
func NewInternal(scope constructs.Construct, id string, props Props) Balancer {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(
		scope,
		props.Vpc,
		"internal load balancer: HTTPS from the services that use one behind it",
	)
	balancer, listener := newBalancer(scope, group, false, props)
	return Balancer{LoadBalancer: balancer, Listener: listener, SecurityGroup: group}
}
