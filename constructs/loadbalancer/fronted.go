package loadbalancer

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
)

// NewFronted adds a load balancer in the private tier for what the internet sends, through a front that alone may
// reach it. It redirects from 80 to 443 when the front has clients that try 80.
func NewFronted(scope constructs.Construct, id string, plain bool, props Props) Balancer {
	scope = constructs.NewConstruct(scope, &id)
	group := awsec2.NewSecurityGroup(scope, new("Group"), &awsec2.SecurityGroupProps{
		Vpc:              props.Vpc,
		Description:      new("load balancer behind a front: HTTPS from it, and from nobody else"),
		AllowAllOutbound: new(false),
	})
	balancer, listener := newBalancer(scope, group, false, props)
	made := Balancer{LoadBalancer: balancer, Listener: listener, SecurityGroup: group}
	if plain {
		made.Plain = redirect(balancer)
	}
	return made
}
