package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/ecs"
	"bulkhead/constructs/firewall"
	"bulkhead/constructs/loadbalancer"
	"bulkhead/constructs/network"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
)

// platform is what services run on and are reached through.
type platform struct {
	cluster   awsecs.Cluster
	provider  string // name of the instances' capacity provider, if there are instances
	balancers map[config.Balancer]loadbalancer.Balancer
	answer    dns.Answer // where the environment's public names lead
	stack     awscdk.Stack
}

// newPlatform is the stack of an environment's cluster, instances, certificates and load balancers.
func (w *workload) newPlatform() platform {
	stack := w.newStack("platform", stateless, "Cluster, certificates and load balancers")
	certificates := []awscertificatemanager.ICertificate{
		dns.NewCertificate(stack, "Certificate", w.Domain, w.names.public.Zone, w.base.alerts),
	}
	if w.Side == config.Standby {
		// After a failover this load balancer answers for the primary's names.
		certificates = append(certificates, dns.NewCertificate(stack, "PrimaryCertificate", w.Other.Domain, nil, w.base.alerts))
	}
	balancer := loadbalancer.Props{
		Vpc:          w.vpc,
		Subnets:      network.Subnets(network.Public),
		Certificates: certificates,
		Logs:         w.AccessLogsBucket(w.Region),
		LogsPrefix:   audit.LoadBalancersPrefix,
		Protected:    w.Production(),
		Alerts:       w.base.alerts,
	}
	p := platform{
		cluster: ecs.NewCluster(stack, "Cluster", ecs.ClusterProps{
			Name:     w.prefix(),
			Vpc:      w.vpc,
			Key:      w.base.logs,
			Sessions: w.newLogGroup(stack, "Sessions", w.logName("exec-sessions")),
		}),
		balancers: map[config.Balancer]loadbalancer.Balancer{},
		stack:     stack,
	}
	public, answer := w.newFront(stack, balancer)
	p.balancers[config.PublicBalancer], p.answer = public, answer
	firewall.Protect(
		stack,
		"PublicFirewall",
		*public.LoadBalancer.LoadBalancerArn(),
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
		firewall.Shield(stack, "Shield", w.prefix()+"-public", *public.LoadBalancer.LoadBalancerArn())
	}
	if w.HasInternal() {
		balancer.Subnets, balancer.Certificates = network.Subnets(network.Private), certificates[:1]
		internal := loadbalancer.NewInternal(stack, "Internal", balancer)
		dns.NewRecord(stack, "InternalName", w.names.private, internal.LoadBalancer)
		p.balancers[config.InternalBalancer] = internal
	}
	if w.Instances != nil {
		p.provider = ecs.NewInstances(stack, "Instances", ecs.InstancesProps{
			Instances:   *w.Instances,
			Cluster:     p.cluster,
			ClusterName: w.prefix(),
			Vpc:         w.vpc,
			Subnets:     network.Subnets(network.Private),
			Key:         w.base.data,
			Sessions:    w.sessions(),
			Alerts:      w.base.alerts,
		})
	}
	return p
}

// internal are the services that others name in uses, at the internal load balancer.
func (p platform) internal(e config.Environment) map[string]store.Store {
	all := map[string]store.Store{}
	for _, name := range slices.Sorted(maps.Keys(e.Services)) {
		route := e.Services[name].Route
		if route == nil || route.Balancer != config.InternalBalancer {
			continue
		}
		all[name] = store.Store{
			Name:      name,
			Door:      "Internal", // no store's name has a capital
			Ports:     []store.Port{{SecurityGroup: p.balancers[config.InternalBalancer].SecurityGroup, Number: 443}},
			Variables: map[string]string{config.URL: "https://" + e.InternalDomain() + route.BasePath()},
		}
	}
	return all
}
