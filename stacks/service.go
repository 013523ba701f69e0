package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/compute"
	"bulkhead/constructs/network"
	"bulkhead/constructs/share"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
)

// newService is the stack of one service, so that a deployment touches nothing else.
func newService(stage awscdk.Stage, c *config.Config, e config.Environment, name string, base baseline, vpc awsec2.Vpc, stores map[string]share.Store, p platform) {
	stack := newStack(stage, "service-"+name, stateless, "Service "+name)
	settings := e.Services[name]
	repository, _ := settings.ImageVersion()
	props := compute.ServiceProps{
		Service:       settings,
		Name:          name,
		Repository:    repositoryARN(c, e.Region, repository),
		Cluster:       p.cluster,
		ClusterName:   prefix(c, e),
		Vpc:           vpc,
		Subnets:       network.Subnets(network.Private),
		Log:           newLogGroup(stack, "Log", logName(c, e, "service/"+name), e, base),
		Alerts:        base.alerts,
		Listener:      *p.balancer.Listener.ListenerArn(),
		BalancerGroup: *p.balancer.SecurityGroup.SecurityGroupId(),
		LoadBalancer:  p.balancer.LoadBalancer,
	}
	if settings.Route != nil {
		props.Hosts = e.Hosts(*settings.Route)
	}
	for _, store := range settings.Uses {
		props.Stores = append(props.Stores, stores[store])
	}
	compute.NewService(stack, "Service", props)
}
