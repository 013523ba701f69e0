package ecs

import (
	"bulkhead/constructs/serving"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newRoute makes the load balancer send the service's host and path to its tasks, and opens the service's port to the
// load balancer alone.
func newRoute(scope constructs.Construct, service awsecs.BaseService, props ServiceProps) serving.Targets {
	r := serving.NewRoute(scope, props.Props)
	r.Blue.AddTarget(service.LoadBalancerTarget(&awsecs.LoadBalancerTargetOptions{
		ContainerName: &props.Name,
		ContainerPort: jsii.Number(props.Port),
		AlternateTarget: awsecs.NewAlternateTarget(new("NextTargets"), &awsecs.AlternateTargetProps{
			AlternateTargetGroup: r.Green,
			ProductionListener:   awsecs.ListenerRuleConfiguration_ApplicationListenerRule(r.Rule),
		}),
	}))
	// ECS refuses a target group that no load balancer has.
	service.Node().AddDependency(r.Rule)
	return r.Targets()
}
