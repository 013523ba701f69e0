package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/ecs"
	"bulkhead/constructs/kubernetes"
	"bulkhead/constructs/network"
	"bulkhead/constructs/queue"
	"bulkhead/constructs/serving"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newService is the stack of one service, so that a deployment touches nothing else.
func (w *workload) newService(name string) awscdk.Stack {
	stack := w.newStack("service-"+name, stateless, "Service "+name)
	props := w.serving(stack, name)
	if props.Launch == config.EKS {
		pods := kubernetes.ServiceProps{
			Props:   props,
			Cluster: w.cluster,
			Network: w.Network.CIDR.String(),
		}
		if props.Ingressed() {
			pods.Ingress = kubernetes.Ingress{Ingress: *w.Kubernetes.Existing.Ingress, Zone: w.names.public.Zone}
		}
		if w.Recovery != nil {
			pods.Generation = w.Recovery.Generation
		}
		kubernetes.NewService(stack, "Service", pods)
		return stack
	}
	further := ecs.ServiceProps{
		Props:       props,
		Steady:      *w.Services[name].Scaling.Min,
		Cluster:     w.platform.cluster,
		Provider:    w.platform.provider,
		Subnets:     network.Subnets(network.Private),
		Log:         w.newOwnLogGroup(stack, "Log"),
		Undelivered: w.UndeliveredARN(w.AccountID, w.Region),
	}
	if b := props.Scaling.Backlog; b != nil {
		further.Backlog = queue.FullName(w.queueName(b.Queue), w.Queues[b.Queue])
	}
	ecs.NewService(stack, "Service", further)
	return stack
}

// serving is what a service plugs into, whatever it runs on.
func (w *workload) serving(stack awscdk.Stack, name string) serving.Props {
	settings := w.InRole(name)
	props := serving.Props{
		Service:     settings,
		Resting:     !w.Active,
		Name:        name,
		Image:       w.serviceImage(stack, name, settings),
		ClusterName: w.prefix(),
		Vpc:         w.vpc,
		Alerts:      w.base.alerts,
	}
	if settings.Tracing == config.Enabled {
		props.Collector = serving.Collector{
			Tracing: *w.Tracing,
			Image:   w.image(w.Tracing.Collector),
			Key:     w.stores[w.Tracing.Secret],
		}
	}
	props.Sidecars = map[string]serving.Sidecar{}
	for name, sidecar := range settings.Sidecars {
		plugs := serving.Sidecar{Image: w.image(sidecar.Image)}
		for _, secret := range sidecar.Secrets {
			plugs.Secrets = append(plugs.Secrets, w.stores[secret])
		}
		props.Sidecars[name] = plugs
	}
	if settings.Route != nil {
		props.Hosts = w.Hosts(*settings.Route)
	}
	if settings.Balanced() {
		balancer := w.platform.balancers[settings.Route.Balancer]
		if login := settings.Route.Login; login != nil {
			props.Login = w.stores[login.Secret].Secrets[config.Value].ARN
		}
		props.Balancer = serving.Balancer{
			Name:         w.balancerName(settings.Route.Balancer),
			LoadBalancer: balancer.LoadBalancer,
			Listener:     *balancer.Listener.ListenerArn(),
			Group:        *balancer.SecurityGroup.SecurityGroupId(),
		}
	}
	for _, used := range settings.Uses {
		props.Stores = append(props.Stores, w.used(used, name))
	}
	return props
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
func (w *workload) image(name string) serving.Image {
	repository, version := config.ImageVersion(name)
	_, path := config.UpstreamOf(repository)
	return serving.Image{Repository: w.RepositoryARN(w.Region, repository), Version: version, Upstream: path != ""}
}
