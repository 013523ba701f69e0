package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/ecs"
	"bulkhead/constructs/network"
	"bulkhead/constructs/queue"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newService is the stack of one service, so that a deployment touches nothing else.
func (w *workload) newService(name string) awscdk.Stack {
	stack := w.newStack("service-"+name, stateless, "Service "+name)
	settings := w.InRole(name)
	props := ecs.ServiceProps{
		Service:     settings,
		Resting:     !w.Active,
		Steady:      *w.Services[name].Scaling.Min,
		Name:        name,
		Image:       w.serviceImage(stack, name, settings),
		Cluster:     w.platform.cluster,
		ClusterName: w.prefix(),
		Provider:    w.platform.provider,
		Vpc:         w.vpc,
		Subnets:     network.Subnets(network.Private),
		Log:         w.newOwnLogGroup(stack, "Log"),
		Undelivered: w.UndeliveredARN(w.AccountID, w.Region),
		Alerts:      w.base.alerts,
	}
	if settings.Tracing == config.Enabled {
		props.Collector = ecs.Collector{
			Tracing: *w.Tracing,
			Image:   w.image(w.Tracing.Collector),
			Key:     w.stores[w.Tracing.Secret],
		}
	}
	props.Sidecars = map[string]ecs.Sidecar{}
	for name, sidecar := range settings.Sidecars {
		plugs := ecs.Sidecar{Image: w.image(sidecar.Image)}
		for _, secret := range sidecar.Secrets {
			plugs.Secrets = append(plugs.Secrets, w.stores[secret])
		}
		props.Sidecars[name] = plugs
	}
	if settings.Route != nil {
		balancer := w.platform.balancers[settings.Route.Balancer]
		props.Hosts = w.Hosts(*settings.Route)
		if login := settings.Route.Login; login != nil {
			props.Login = w.stores[login.Secret].Secrets[config.Value].ARN
		}
		props.Balancer = ecs.Balancer{
			Name:         w.balancerName(settings.Route.Balancer),
			LoadBalancer: balancer.LoadBalancer,
			Listener:     *balancer.Listener.ListenerArn(),
			Group:        *balancer.SecurityGroup.SecurityGroupId(),
		}
	}
	for _, name := range settings.Uses {
		props.Stores = append(props.Stores, w.stores[name])
	}
	if b := settings.Scaling.Backlog; b != nil {
		props.Backlog = queue.FullName(w.queueName(b.Queue), w.Queues[b.Queue])
	}
	ecs.NewService(stack, "Service", props)
	return stack
}

// balancerName tells a load balancer from every other that the environment has, had or may have.
func (w *workload) balancerName(balancer config.Balancer) string {
	if balancer == config.InternalBalancer {
		return "Internal"
	}
	return map[config.Front]string{
		config.FrontLoadBalancer: "Public",
		config.FrontZonal:        "Zonal",
		config.FrontAPIGateway:   "Gateway",
	}[w.Front]
}

// image is a configured image in the organization's registry, in the environment's own region.
func (w *workload) image(name string) ecs.Image {
	repository, version := config.ImageVersion(name)
	_, path := config.UpstreamOf(repository)
	return ecs.Image{Repository: w.RepositoryARN(w.Region, repository), Version: version, Upstream: path != ""}
}
