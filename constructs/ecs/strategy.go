package ecs

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"
)

// strategy is how ECS's own deployment controller moves requests to a new version.
type strategy struct {
	strategy       awsecs.DeploymentStrategy
	bake           awscdk.Duration
	canary, linear *awsecs.TrafficShiftConfig
	rebalancing    awsecs.AvailabilityZoneRebalancing
}

func newStrategy(d config.Deployment) strategy {
	if d.Strategy == config.Rolling {
		return strategy{rebalancing: awsecs.AvailabilityZoneRebalancing_ENABLED}
	}
	s := strategy{bake: minutes(d.BakeMinutes)}
	steps := &awsecs.TrafficShiftConfig{StepPercent: jsii.Number(d.StepPercent), StepBakeTime: minutes(d.StepMinutes)}
	switch d.Strategy {
	case config.Canary:
		s.strategy, s.canary = awsecs.DeploymentStrategy_CANARY, steps
	case config.Linear:
		s.strategy, s.linear = awsecs.DeploymentStrategy_LINEAR, steps
	default:
		s.strategy = awsecs.DeploymentStrategy_BLUE_GREEN
	}
	return s
}

func minutes(n int) awscdk.Duration { return awscdk.Duration_Minutes(jsii.Number(n)) }
