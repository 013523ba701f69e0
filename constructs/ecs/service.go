package ecs

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/serving"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ServiceProps is what the configuration says about a service, and what it plugs into.
type ServiceProps struct {
	serving.Props
	Steady      int // tasks that are not on Spot, on whichever side
	Cluster     awsecs.ICluster
	Provider    string                  // name of the instances' capacity provider, where there are instances
	Subnets     *awsec2.SubnetSelection // the private tier
	Backlog     string                  // full name of the queue that it scales on, if it does
	Log         awslogs.ILogGroup
	Undelivered string // ARN of the queue of what rules cannot deliver
}

// NewService adds a service that deploys itself, rolls back by itself, scales by itself and reaches nothing that its
// configuration does not name.
func NewService(scope constructs.Construct, id string, props ServiceProps) {
	scope = constructs.NewConstruct(scope, &id)
	group := serving.NewGroup(scope, props.Props)
	if props.Launch == config.EC2 {
		props.Cluster = onInstances(scope, props.Cluster)
	}
	task, app := newServiceTask(scope, props)
	service := newECSService(scope, task, group, props)
	// The first tasks pull an image and read secrets at once, and failures count.
	service.Node().AddDependency(app.may.scope)
	newLoadAlarms(scope, props)
	alarms := newStopAlarm(scope, props)
	var targets serving.Targets
	if props.Route != nil {
		targets = newRoute(scope, service, props)
		alarms = append(alarms, serving.NewTargetAlarms(scope, targets, props.Props)...)
		serving.NewObjectives(scope, targets, props.Props)
	}
	rollBackOn(service, alarms, props.Deployment.RollBackOn)
	newMissingAlarms(scope, service, targets, props)
	newScaling(service, targets, props)
	newTasks(scope, app, group)
}

// newECSService adds the service itself, on Fargate or on the environment's instances. Both say the same of everything
// that an update cannot change, so that a service can move from one to the other.
func newECSService(
	scope constructs.Construct,
	task awsecs.TaskDefinition,
	group awsec2.ISecurityGroup,
	props ServiceProps,
) awsecs.BaseService {
	strategy := newStrategy(props.Deployment)
	groups := &[]awsec2.ISecurityGroup{group}
	exec := new(props.Exec == config.Enabled)
	var service awsecs.BaseService
	// Neither has a desired count: it belongs to the scaling, and an update would reset it.
	if props.Launch == config.EC2 {
		service = awsecs.NewEc2Service(scope, new("Default"), &awsecs.Ec2ServiceProps{
			ServiceName:                &props.Name, // deployment alarms and operators know it by this name
			Cluster:                    props.Cluster,
			TaskDefinition:             task,
			CapacityProviderStrategies: placement(props),
			PlacementStrategies: &[]awsecs.PlacementStrategy{
				awsecs.PlacementStrategy_SpreadAcross(new("attribute:ecs.availability-zone")),
				awsecs.PlacementStrategy_PackedByMemory(),
			},
			SecurityGroups:              groups,
			VpcSubnets:                  props.Subnets,
			DeploymentStrategy:          strategy.strategy,
			BakeTime:                    strategy.bake,
			CanaryConfiguration:         strategy.canary,
			LinearConfiguration:         strategy.linear,
			MinHealthyPercent:           jsii.Number(props.Deployment.MinHealthyPercent),
			MaxHealthyPercent:           jsii.Number(props.Deployment.MaxHealthyPercent),
			CircuitBreaker:              strategy.breaker,
			AvailabilityZoneRebalancing: strategy.rebalancing,
			EnableExecuteCommand:        exec,
			EnableECSManagedTags:        new(true),
			PropagateTags:               awsecs.PropagatedTagSource_SERVICE,
			HealthCheckGracePeriod:      grace(props),
		})
	} else {
		service = awsecs.NewFargateService(scope, new("Default"), &awsecs.FargateServiceProps{
			ServiceName:                 &props.Name,
			Cluster:                     props.Cluster,
			TaskDefinition:              task,
			CapacityProviderStrategies:  placement(props), // not a launch type, which cannot be changed
			PlatformVersion:             awsecs.FargatePlatformVersion_LATEST,
			AssignPublicIp:              new(false),
			SecurityGroups:              groups,
			VpcSubnets:                  props.Subnets,
			DeploymentStrategy:          strategy.strategy,
			BakeTime:                    strategy.bake,
			CanaryConfiguration:         strategy.canary,
			LinearConfiguration:         strategy.linear,
			MinHealthyPercent:           jsii.Number(props.Deployment.MinHealthyPercent),
			MaxHealthyPercent:           jsii.Number(props.Deployment.MaxHealthyPercent),
			CircuitBreaker:              strategy.breaker,
			AvailabilityZoneRebalancing: strategy.rebalancing,
			EnableExecuteCommand:        exec,
			EnableECSManagedTags:        new(true),
			PropagateTags:               awsecs.PropagatedTagSource_SERVICE,
			HealthCheckGracePeriod:      grace(props),
		})
	}
	resource := service.Node().DefaultChild().(awsecs.CfnService)
	resource.SetSchedulingStrategy(new("REPLICA"))
	if props.Launch == config.Fargate && props.Provider != "" {
		// What it said on instances would stay, and Fargate refuses it.
		resource.SetPlacementStrategies(&[]any{})
	}
	return service
}

// placement returns what tasks run on: Fargate, with a share of Spot above the least that run, or the environment's
// instances, which start as they are needed.
func placement(props ServiceProps) *[]*awsecs.CapacityProviderStrategy {
	provider := fargate
	if props.Launch == config.EC2 {
		provider = props.Provider
	}
	if props.SpotPercent > 0 {
		return &[]*awsecs.CapacityProviderStrategy{
			{
				CapacityProvider: &provider,
				Base:             jsii.Number(props.Steady),
				Weight:           jsii.Number(100 - props.SpotPercent),
			},
			{CapacityProvider: new(fargateSpot), Weight: jsii.Number(props.SpotPercent)},
		}
	}
	return &[]*awsecs.CapacityProviderStrategy{{CapacityProvider: &provider, Weight: jsii.Number(1)}}
}

// grace returns the grace period of a service behind a load balancer: ECS refuses it for others.
func grace(props ServiceProps) awscdk.Duration {
	if props.Route == nil {
		return nil
	}
	return awscdk.Duration_Seconds(jsii.Number(props.Health.GraceSeconds))
}

// rollBack returns what undoes a rolling deployment whose tasks do not start.
func rollBack() *awsecs.DeploymentCircuitBreaker {
	return &awsecs.DeploymentCircuitBreaker{Enable: new(true), Rollback: new(true)}
}

// rollBackOn makes ECS undo a deployment when one of some alarms fires, once the alarms exist.
func rollBackOn(service awsecs.BaseService, alarms []serving.Alarm, on []config.RollBack) {
	var names []*string
	var all []constructs.IDependable
	for _, a := range alarms {
		if !slices.Contains(on, a.On) {
			continue
		}
		names = append(names, &a.Name)
		all = append(all, a.Made)
	}
	service.Node().AddDependency(all...)
	service.EnableDeploymentAlarms(
		&names,
		&awsecs.DeploymentAlarmOptions{Behavior: awsecs.AlarmBehavior_ROLLBACK_ON_ALARM},
	)
}
