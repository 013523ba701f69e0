package ecs

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"
)

// healthCheck returns what asks a container whether it works, without a shell; nil asks nothing.
func healthCheck(health *config.ContainerHealth) *awsecs.HealthCheck {
	if health == nil {
		return nil
	}
	return &awsecs.HealthCheck{
		Command:     jsii.Strings(append([]string{"CMD"}, health.Command...)...),
		Interval:    seconds(health.IntervalSeconds),
		Timeout:     seconds(health.TimeoutSeconds),
		Retries:     jsii.Number(health.Retries),
		StartPeriod: seconds(*health.StartSeconds),
	}
}

func seconds(n int) awscdk.Duration { return awscdk.Duration_Seconds(jsii.Number(n)) }
