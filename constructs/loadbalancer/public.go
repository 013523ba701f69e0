package loadbalancer

import (
	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewPublic adds a load balancer that the internet reaches on 443; 80 only redirects there.
func NewPublic(scope constructs.Construct, id string, props Props) Balancer {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(scope, props.Vpc, "public load balancer: HTTPS from the internet, HTTP to be redirected")
	group.AddIngressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS from the internet"), nil)
	group.AddIngressRule(
		awsec2.Peer_AnyIpv4(),
		awsec2.Port_HTTP(),
		new("HTTP from the internet, redirected to HTTPS"),
		nil,
	)

	balancer, listener := newBalancer(scope, group, true, props)
	return Balancer{LoadBalancer: balancer, Listener: listener, Plain: redirect(balancer), SecurityGroup: group}
}

// redirect adds what sends who comes on 80 to 443.
func redirect(balancer elb.ApplicationLoadBalancer) elb.ApplicationListener {
	return balancer.AddListener(new("Http"), &elb.BaseApplicationListenerProps{
		Port:     jsii.Number(80),
		Protocol: elb.ApplicationProtocol_HTTP,
		Open:     new(false), // the group says who may come
		DefaultAction: elb.ListenerAction_Redirect(&elb.RedirectOptions{
			Protocol:  new("HTTPS"),
			Port:      new("443"),
			Permanent: new(true),
		}),
	})
}
