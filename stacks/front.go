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
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
)

// front is what the internet reaches.
type front struct {
	public   loadbalancer.Balancer // that public routes are on
	answer   dns.Answer            // where the side's own names lead
	primarys dns.Answer            // where a standby's primary's names lead once the standby is active
	further  map[string]dns.Answer // where further domains lead, of an API gateway, which has an address for each
	endpoint string                // ARN of the load balancer that the internet reaches; none before an API gateway
}

// newFront is the stack of the load balancer that public routes are on, and of what the internet reaches before it.
// Each kind of front has a stack of its own: another one is made, and services and names move to it, before the first
// one goes.
func (w *workload) newFront(certificates []awscertificatemanager.ICertificate, further furtherCertificates) front {
	stack := w.newStack("front-"+string(w.Front), stateless, "The public load balancer, what is before it, and its firewall")
	var f front
	switch w.Front {
	case config.FrontLoadBalancer:
		f.public = loadbalancer.NewPublic(stack, "Public", w.balancer(network.Public, certificates))
		f.reach(stack, f.public.LoadBalancer)
	case config.FrontZonal:
		f.public = loadbalancer.NewFronted(stack, "Public", true, w.balancer(network.Private, certificates))
		f.reach(stack, w.newZonal(stack, f.public))
	case config.FrontAPIGateway:
		f.public = loadbalancer.NewFronted(stack, "Public", false, w.balancer(network.Private, certificates))
		w.newGateway(stack, &f, certificates, further)
	}
	if w.Front != config.FrontAPIGateway { // which has names of its own
		further.addTo(stack, f.public)
	}
	offerBalancer(f.public)
	if w.HasLogin() {
		f.public.SecurityGroup.AddEgressRule(
			awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: identity providers of routes with a login"), nil,
		)
	}
	if w.Other != nil {
		loadbalancer.NewGate(stack, "Gate", f.public, w.Active)
	}
	w.protectFront(stack, *f.public.LoadBalancer.LoadBalancerArn())
	return f
}

// balancer is a load balancer of any kind.
type balancer interface {
	elb.ILoadBalancerV2
	LoadBalancerArn() *string
}

// reach lets the internet reach a load balancer.
func (f *front) reach(stack awscdk.Stack, first balancer) {
	f.answer = dns.ToBalancer(first)
	f.primarys = f.answer
	offer(stack, first.LoadBalancerDnsName(), first.LoadBalancerCanonicalHostedZoneId(), first.LoadBalancerArn())
	f.endpoint = *first.LoadBalancerArn()
}

// newZonal adds the zonal load balancer before another.
func (w *workload) newZonal(stack awscdk.Stack, behind loadbalancer.Balancer) elb.NetworkLoadBalancer {
	return loadbalancer.NewZonal(stack, "Zonal", loadbalancer.ZonalProps{
		Vpc:       w.vpc,
		Subnets:   network.Subnets(network.Public),
		Behind:    behind,
		Protected: w.Production(),
		Alerts:    w.base.alerts,
	})
}

// newGateway adds the API gateway before a load balancer, with the side's own names and a standby's primary's, and the
// stacks of those of further domains.
func (w *workload) newGateway(
	stack awscdk.Stack,
	f *front,
	certificates []awscertificatemanager.ICertificate,
	further furtherCertificates,
) {
	domains := []gateway.Domain{{Name: w.Domain, Certificate: certificates[0]}}
	if w.Side == config.Standby {
		domains = append(domains, gateway.Domain{Name: w.Other.Domain, Certificate: certificates[1]})
	}
	made, names := gateway.New(stack, "Gateway", gateway.Props{
		Name:          w.prefix(),
		Domains:       domains,
		Vpc:           w.vpc,
		Subnets:       network.Subnets(network.Private),
		Listener:      f.public.Listener,
		Behind:        f.public.SecurityGroup,
		ClientAddress: firewall.ClientAddress,
		Log:           w.newOwnLogGroup(stack, "GatewayLog"),
		Alerts:        w.base.alerts,
	})
	offer(stack, made.Api.ApiId())
	var answers []dns.Answer
	for _, name := range names {
		answers = append(answers, answerOf(stack, name))
	}
	f.answer, f.primarys = answers[0], answers[len(answers)-1]
	f.further = w.newGatewayNames(made, further)
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
			Gate:      w.Other != nil,
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
