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
	breaker        *awsecs.DeploymentCircuitBreaker
}

// newStrategy returns every part of a strategy, also what another one switched on and this one does not want: what a
// template leaves out stays as it was.
func newStrategy(d config.Deployment) strategy {
	if d.Strategy == config.Rolling {
		return strategy{
			strategy:    awsecs.DeploymentStrategy_ROLLING,
			rebalancing: awsecs.AvailabilityZoneRebalancing_ENABLED,
			breaker:     rollBack(),
		}
	}
	s := strategy{
		bake:        minutes(d.BakeMinutes),
		rebalancing: awsecs.AvailabilityZoneRebalancing_DISABLED,
		// The circuit breaker is for rolling deployments; an alarm counts the tasks that stop instead.
		breaker: &awsecs.DeploymentCircuitBreaker{Enable: new(false), Rollback: new(false)},
	}
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
