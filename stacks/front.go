package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/firewall"
	"bulkhead/constructs/gateway"
	"bulkhead/constructs/loadbalancer"
	"bulkhead/constructs/network"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
)

// newFront is the stack of the load balancer that public routes are on, and of what the internet reaches before it. It
// returns where public names lead. Each kind of front has a stack of its own: another one is made, and services and
// names move to it, before the first one goes.
func (w *workload) newFront(certificates []awscertificatemanager.ICertificate) (loadbalancer.Balancer, dns.Answer) {
	stack := w.newStack("front-"+string(w.Front), stateless, "The public load balancer, what is before it, and its firewall")
	var public loadbalancer.Balancer
	var answer dns.Answer
	switch w.Front {
	case config.FrontLoadBalancer:
		public = loadbalancer.NewPublic(stack, "Public", w.balancer(network.Public, certificates))
		answer = dns.ToBalancer(public.LoadBalancer)
		offer(stack, public.LoadBalancer.LoadBalancerDnsName(), public.LoadBalancer.LoadBalancerCanonicalHostedZoneId())
	case config.FrontZonal:
		public = loadbalancer.NewFronted(stack, "Public", true, w.balancer(network.Private, certificates))
		answer = w.newZonal(stack, public)
	case config.FrontAPIGateway:
		public = loadbalancer.NewFronted(stack, "Public", false, w.balancer(network.Private, certificates))
		answer = w.newGateway(stack, public, certificates)
	}
	offerBalancer(public)
	w.protectFront(stack, *public.LoadBalancer.LoadBalancerArn())
	return public, answer
}

// newZonal adds the zonal load balancer before another.
func (w *workload) newZonal(stack awscdk.Stack, behind loadbalancer.Balancer) dns.Answer {
	front := loadbalancer.NewZonal(stack, "Zonal", loadbalancer.ZonalProps{
		Vpc:       w.vpc,
		Subnets:   network.Subnets(network.Public),
		Behind:    behind,
		Protected: w.Production(),
		Alerts:    w.base.alerts,
	})
	offer(stack, front.LoadBalancerDnsName(), front.LoadBalancerCanonicalHostedZoneId())
	return dns.ToBalancer(front)
}

// newGateway adds the API gateway before a load balancer.
func (w *workload) newGateway(
	stack awscdk.Stack,
	behind loadbalancer.Balancer,
	certificates []awscertificatemanager.ICertificate,
) dns.Answer {
	domains := []gateway.Domain{{Name: w.Domain, Certificate: certificates[0]}}
	if w.Side == config.Standby {
		domains = append(domains, gateway.Domain{Name: w.Other.Domain, Certificate: certificates[1]})
	}
	names := gateway.New(stack, "Gateway", gateway.Props{
		Name:          w.prefix(),
		Domains:       domains,
		Vpc:           w.vpc,
		Subnets:       network.Subnets(network.Private),
		Listener:      behind.Listener,
		Behind:        behind.SecurityGroup,
		ClientAddress: firewall.ClientAddress,
		Log:           w.newOwnLogGroup(stack, "GatewayLog"),
		Alerts:        w.base.alerts,
	})
	offer(stack, names.Addresses...)
	return dns.Answer{Apex: names.Apex, Wildcard: names.Wildcard}
}

// protectFront puts the public load balancer behind a firewall.
func (w *workload) protectFront(stack awscdk.Stack, balancer string) {
	firewall.Protect(
		stack,
		"PublicFirewall",
		balancer,
		firewall.NewWebACL(stack, "Firewall", firewall.WebACLProps{
			Firewall:  w.Firewall,
			Scope:     firewall.Regional,
			Forwarded: w.Front == config.FrontAPIGateway,
			Name:      w.prefix(),
			What:      "the public load balancer of " + w.Name,
			Logs:      "arn:aws:s3:::" + w.FirewallLogsBucket(w.Region),
			Alerts:    w.base.alerts,
		}),
	)
	if w.Firewall.Shield == config.Enabled {
		firewall.Shield(stack, "Shield", w.prefix()+"-public", balancer)
	}
}

// offerBalancer exports what services need to be reached through a load balancer.
func offerBalancer(b loadbalancer.Balancer) {
	offer(awscdk.Stack_Of(b.LoadBalancer), b.SecurityGroup.SecurityGroupId(), b.Listener.ListenerArn())
}
