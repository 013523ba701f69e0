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
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
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
func newPlatform(stage awscdk.Stage, c *config.Config, e config.Environment, base baseline, vpc awsec2.Vpc, names zones) platform {
	stack := newStack(stage, "platform", stateless, "Cluster, certificates and load balancers")
	certificates := []awscertificatemanager.ICertificate{dns.NewCertificate(stack, "Certificate", e.Domain, names.public.Zone, base.alerts)}
	if e.Primary != nil {
		// After a failover this load balancer answers for the primary's names.
		certificates = append(certificates, dns.NewCertificate(stack, "PrimaryCertificate", e.Primary.Domain, nil, base.alerts))
	}
	balancer := loadbalancer.Props{
		Vpc:          vpc,
		Subnets:      network.Subnets(network.Public),
		Certificates: certificates,
		Logs:         accessLogsBucket(c, e.Region),
		LogsPrefix:   audit.LoadBalancersPrefix,
		Protected:    e.Production(),
		Alerts:       base.alerts,
	}
	p := platform{
		cluster: ecs.NewCluster(stack, "Cluster", ecs.ClusterProps{
			Name:     prefix(c, e.Name),
			Vpc:      vpc,
			Key:      base.logs,
			Sessions: newLogGroup(stack, "Sessions", logName(c, e.Name, "exec-sessions"), e, base),
		}),
		balancers: map[config.Balancer]loadbalancer.Balancer{},
		stack:     stack,
	}
	public, answer := newFront(stack, c, e, base, balancer)
	p.balancers[config.PublicBalancer], p.answer = public, answer
	firewall.Protect(stack, "PublicFirewall", *public.LoadBalancer.LoadBalancerArn(), firewall.NewWebACL(stack, "Firewall", firewall.WebACLProps{
		Firewall:  e.Firewall,
		Scope:     firewall.Regional,
		Forwarded: e.Front == config.FrontAPIGateway,
		Name:      prefix(c, e.Name),
		What:      "the public load balancer of " + e.Name,
		Logs:      "arn:aws:s3:::" + firewallLogsBucket(c, e.Region),
		Alerts:    base.alerts,
	}))
	if e.Firewall.Shield == config.Enabled {
		firewall.Shield(stack, "Shield", prefix(c, e.Name)+"-public", *public.LoadBalancer.LoadBalancerArn())
	}
	if e.HasInternal() {
		balancer.Subnets, balancer.Certificates = network.Subnets(network.Private), certificates[:1]
		internal := loadbalancer.NewInternal(stack, "Internal", balancer)
		dns.NewRecord(stack, "InternalName", names.private, internal.LoadBalancer)
		p.balancers[config.InternalBalancer] = internal
	}
	if e.Instances != nil {
		p.provider = ecs.NewInstances(stack, "Instances", ecs.InstancesProps{
			Instances:   *e.Instances,
			Cluster:     p.cluster,
			ClusterName: prefix(c, e.Name),
			Vpc:         vpc,
			Subnets:     network.Subnets(network.Private),
			Key:         base.data,
			Sessions:    sessions(c, e.Account, e.Name),
			Alerts:      base.alerts,
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
			Doors:     []store.Door{{Group: p.balancers[config.InternalBalancer].SecurityGroup, Port: 443}},
			Variables: map[string]string{config.URL: "https://" + e.InternalDomain() + route.BasePath()},
		}
	}
	return all
}
