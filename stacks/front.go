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
func (w *workload) newFront(stack awscdk.Stack, props loadbalancer.Props) (loadbalancer.Balancer, dns.Answer) {
	if w.Front == config.FrontLoadBalancer {
		public := loadbalancer.NewPublic(stack, "Public", props)
		return public, dns.ToBalancer(public.LoadBalancer)
	}
	zonal := w.Front == config.FrontZonal
	props.Subnets = network.Subnets(network.Private)
	behind := loadbalancer.NewFronted(stack, "Public", zonal, props)
	if zonal {
		front := loadbalancer.NewZonal(stack, "Zonal", loadbalancer.ZonalProps{
			Vpc:       props.Vpc,
			Subnets:   network.Subnets(network.Public),
			Behind:    behind,
			Protected: w.Production(),
			Alerts:    w.base.alerts,
		})
		return behind, dns.ToBalancer(front)
	}
	domains := []gateway.Domain{{Name: w.Domain, Certificate: props.Certificates[0]}}
	if w.Side == config.Standby {
		domains = append(domains, gateway.Domain{Name: w.Other.Domain, Certificate: props.Certificates[1]})
	}
	names := gateway.New(stack, "Gateway", gateway.Props{
		Name:          w.prefix(),
		Domains:       domains,
		Vpc:           props.Vpc,
		Subnets:       props.Subnets,
		Listener:      behind.Listener,
		Behind:        behind.SecurityGroup,
		ClientAddress: firewall.ClientAddress,
		// The beginning keeps the number of such groups out of a policy that holds only so many.
		Log:    w.newLogGroup(stack, "GatewayLog", "/aws/vendedlogs/apigateway/"+w.prefix()),
		Alerts: w.base.alerts,
	})
	return behind, dns.Answer{Apex: names.Apex, Wildcard: names.Wildcard}
}
