package loadbalancer

import (
	"bulkhead/constructs/securitygroup"

	"github.com/aws/constructs-go/constructs/v10"
)

// NewFronted adds a load balancer in the private tier for what the internet sends, through a front that alone may
// reach it. It redirects from 80 to 443 when the front has clients that try 80.
func NewFronted(scope constructs.Construct, id string, plain bool, props Props) Balancer {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(scope, props.Vpc, "load balancer behind a front: HTTPS from it, and from nobody else")
	balancer, listener := newBalancer(scope, group, false, props)
	made := Balancer{LoadBalancer: balancer, Listener: listener, SecurityGroup: group}
	if plain {
		made.Plain = redirect(balancer)
	}
	return made
}
