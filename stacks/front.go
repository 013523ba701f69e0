package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/firewall"
	"bulkhead/constructs/gateway"
	"bulkhead/constructs/loadbalancer"
	"bulkhead/constructs/network"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newFront adds the load balancer that public routes are on, and what the internet reaches before it, and returns
// where public names lead. It is part of the platform stack.
func newFront(stack awscdk.Stack, c *config.Config, e config.Environment, base baseline, props loadbalancer.Props) (loadbalancer.Balancer, dns.Answer) {
	if e.Front == config.FrontLoadBalancer {
		public := loadbalancer.NewPublic(stack, "Public", props)
		return public, dns.ToBalancer(public.LoadBalancer)
	}
	zonal := e.Front == config.FrontZonal
	props.Subnets = network.Subnets(network.Private)
	behind := loadbalancer.NewFronted(stack, "Public", zonal, props)
	if zonal {
		front := loadbalancer.NewZonal(stack, "Zonal", loadbalancer.ZonalProps{
			Vpc:       props.Vpc,
			Subnets:   network.Subnets(network.Public),
			Behind:    behind,
			Protected: e.Production(),
			Alerts:    base.alerts,
		})
		return behind, dns.ToBalancer(front)
	}
	domains := []gateway.Domain{{Name: e.Domain, Certificate: props.Certificates[0]}}
	if e.Primary != nil {
		domains = append(domains, gateway.Domain{Name: e.Primary.Domain, Certificate: props.Certificates[1]})
	}
	names := gateway.New(stack, "Gateway", gateway.Props{
		Name:          prefix(c, e.Name),
		Domains:       domains,
		Vpc:           props.Vpc,
		Subnets:       props.Subnets,
		Listener:      behind.Listener,
		Behind:        behind.SecurityGroup,
		ClientAddress: firewall.ClientAddress,
		// The beginning keeps the number of such groups out of a policy that holds only so many.
		Log:    newLogGroup(stack, "GatewayLog", "/aws/vendedlogs/apigateway/"+prefix(c, e.Name), e, base),
		Alerts: base.alerts,
	})
	return behind, dns.Answer{Apex: names.Apex, Wildcard: names.Wildcard}
}
