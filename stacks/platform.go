package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/ecs"
	"bulkhead/constructs/loadbalancer"
	"bulkhead/constructs/network"
	"bulkhead/constructs/store"
	"bulkhead/constructs/tracing"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
)

// platform is what services run on and are reached through.
type platform struct {
	cluster      awsecs.Cluster
	provider     string                               // of the instances' capacity, if there are instances
	certificates []awscertificatemanager.ICertificate // the first is that of the environment's own name
	domains      furtherCertificates
	balancers    map[config.Balancer]loadbalancer.Balancer
	front        front
	stack        awscdk.Stack
}

// newPlatform is the stack of an environment's cluster, instances and certificates, and those of its load balancers.
func (w *workload) newPlatform() platform {
	stack := w.newStack("platform", stateless, "Cluster, instances and certificates")
	w.needRoles(stack)
	sessions := w.newLogGroup(stack, "Sessions", w.logName(address.ExecSessionsLog))
	p := platform{
		certificates: w.newCertificates(stack),
		cluster: ecs.NewCluster(stack, "Cluster", ecs.ClusterProps{
			Name:     w.prefix(),
			Vpc:      w.vpc,
			Key:      w.base.logs,
			Sessions: sessions,
			Metrics:  w.newMetricsLog(stack, "Insights", ecs.InsightsLog(w.prefix())),
			Enhanced: w.Production(),
		}),
		balancers: map[config.Balancer]loadbalancer.Balancer{},
		stack:     stack,
	}
	offer(stack, p.cluster.ClusterName(), p.cluster.ClusterArn(), sessions.LogGroupName())
	if w.Instances != nil {
		p.provider = ecs.NewInstances(stack, "Instances", ecs.InstancesProps{
			Instances:   *w.Instances,
			Cluster:     p.cluster,
			ClusterName: w.prefix(),
			Vpc:         w.vpc,
			Subnets:     network.Subnets(network.Private),
			Key:         w.base.data,
			Sessions:    w.sessions(address.Watcher(w.Environment)),
			Alerts:      w.base.alerts,
		})
		offer(stack, &p.provider)
	}
	if w.SearchesTransactions() {
		tracing.NewSearch(stack, "Traces")
	}
	ecs.NewCapacity(stack, "Capacity", p.cluster, p.provider)
	p.domains = w.newDomains()
	p.front = w.newFront(p.certificates, p.domains)
	p.balancers[config.PublicBalancer] = p.front.public
	if w.HasInternal() {
		p.balancers[config.InternalBalancer] = w.newInternal(p.certificates)
	}
	return p
}

// newCertificates adds the certificates of an environment's names: of its own and, for a standby, those that its load
// balancer answers for after a failover.
func (w *workload) newCertificates(stack awscdk.Stack) []awscertificatemanager.ICertificate {
	all := []awscertificatemanager.ICertificate{
		dns.NewCertificate(stack, "Certificate", w.Domain, w.names.public.Zone, w.base.alerts),
	}
	if w.Side == config.Standby {
		all = append(all, dns.NewCertificate(stack, "PrimaryCertificate", w.Other.Domain, nil, w.base.alerts))
	}
	for _, certificate := range all {
		offer(stack, certificate.CertificateArn())
	}
	return all
}

// balancer returns what every load balancer of the environment plugs into.
func (w *workload) balancer(tier string, certificates []awscertificatemanager.ICertificate) loadbalancer.Props {
	return loadbalancer.Props{
		Vpc:          w.vpc,
		Subnets:      network.Subnets(tier),
		Certificates: certificates,
		Logs:         w.AccessLogsBucket(w.Region),
		LogsPrefix:   audit.LoadBalancersPrefix,
		Protected:    w.Production(),
		Alerts:       w.base.alerts,
	}
}

// newInternal is the stack of the load balancer through which services find each other. It goes as a whole with the
// last route behind it.
func (w *workload) newInternal(certificates []awscertificatemanager.ICertificate) loadbalancer.Balancer {
	stack := w.newStack("internal", stateless, "The internal load balancer, and its name")
	made := loadbalancer.NewInternal(stack, "Internal", w.balancer(network.Private, certificates[:1]))
	dns.NewRecord(stack, "InternalName", w.names.private, made.LoadBalancer)
	offerBalancer(made)
	return made
}

// internal are the services and functions that others name in uses, at the internal load balancer.
func (p platform) internal(e config.Environment) map[string]store.Store {
	all := map[string]store.Store{}
	for name, route := range e.InternalRoutes() {
		all[name] = store.Store{
			Name:      name,
			Door:      "Internal", // no store's name has a capital
			Ports:     []store.Port{{SecurityGroup: p.balancers[config.InternalBalancer].SecurityGroup, Number: 443}},
			Variables: map[string]string{config.URL: "https://" + e.InternalDomain() + route.BasePath()},
		}
	}
	return all
}
