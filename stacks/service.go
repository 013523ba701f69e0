package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/ecs"
	"bulkhead/constructs/network"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
)

// newService is the stack of one service, so that a deployment touches nothing else.
func newService(stage awscdk.Stage, c *config.Config, e config.Environment, name string, base baseline, vpc awsec2.Vpc, stores map[string]store.Store, p platform) {
	stack := newStack(stage, "service-"+name, stateless, "Service "+name)
	settings := e.Services[name]
	props := ecs.ServiceProps{
		Service:     settings,
		Name:        name,
		Image:       image(c, e, settings.Image),
		Cluster:     p.cluster,
		ClusterName: prefix(c, e.Name),
		Provider:    p.provider,
		Vpc:         vpc,
		Subnets:     network.Subnets(network.Private),
		Log:         newLogGroup(stack, "Log", logName(c, e.Name, "service/"+name), e, base),
		Alerts:      base.alerts,
	}
	if settings.Tracing == config.Enabled {
		props.Collector = image(c, e, e.Tracing.Collector)
	}
	if settings.Route != nil {
		balancer := p.balancers[settings.Route.Balancer]
		props.Hosts = e.Hosts(*settings.Route)
		props.Balancer = ecs.Balancer{
			LoadBalancer: balancer.LoadBalancer,
			Listener:     *balancer.Listener.ListenerArn(),
			Group:        *balancer.SecurityGroup.SecurityGroupId(),
		}
	}
	for _, name := range settings.Uses {
		props.Stores = append(props.Stores, stores[name])
	}
	ecs.NewService(stack, "Service", props)
}

// image is a configured image in the organization's registry, in the environment's own region.
func image(c *config.Config, e config.Environment, name string) ecs.Image {
	repository, version := config.ImageVersion(name)
	_, path := config.UpstreamOf(repository)
	return ecs.Image{Repository: repositoryARN(c, e.Region, repository), Version: version, Upstream: path != ""}
}
