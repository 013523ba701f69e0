package ecs

import (
	"fmt"

	"bulkhead/constructs/alarm"
	"bulkhead/constructs/serving"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/constructs-go/constructs/v10"
)

// missingMinutes is how long tasks may be missing: a deployment and a move to other instances take less.
const missingMinutes = 15

// newMissingAlarms adds what fires when tasks that should run do not, and when a deployment fails. They undo nothing,
// and are made after the service, whose first deployment is nobody's alarm.
func newMissingAlarms(
	scope constructs.Construct, service awsecs.BaseService, targets serving.Targets, props ServiceProps,
) {
	silence := alarm.MissingIsWrong // ECS counts the tasks of a service for as long as there is one
	least := props.Scaling.Least()
	if least == 0 {
		silence = alarm.MissingIsFine
	}
	patience := serving.MinutesOf(props.Health.GraceSeconds) + missingMinutes
	all := []alarm.Props{
		{
			ID:      "Missing",
			Runbook: "service-tasks-missing",
			Description: "has had fewer tasks than it should for " + fmt.Sprint(
				patience,
			) + " minutes: see its events in ECS",
			Metric:     notRunning("tasks that do not run", props.ClusterName, props.Name, 1),
			When:       alarm.Above(0),
			Periods:    patience,
			Datapoints: patience,
			Missing:    silence,
		},
		{
			ID:          "Deployment",
			Runbook:     "service-deployment-failed",
			Description: "was not deployed, and is as it was before: see its events in ECS",
			Metric: alarm.Events(scope, "Failures", "failed deployments of service "+props.Name, map[string]any{
				"source":      []string{"aws.ecs"},
				"detail-type": []string{"ECS Deployment State Change"},
				"resources":   []string{arn(scope, props)},
				"detail":      map[string]any{"eventName": []string{"SERVICE_DEPLOYMENT_FAILED"}},
			}),
			When:       alarm.Above(0),
			Periods:    1,
			Datapoints: 1,
		},
	}
	if props.Route != nil && least > 0 {
		all = append(all, serving.Unreachable(targets))
	}
	for _, made := range serving.NewAlarms(scope, props.Props, all) {
		made.Made.Node().AddDependency(service)
	}
}

// notRunning is how many tasks of a service should run, and do not, on average of so many minutes.
func notRunning(label, cluster, service string, minutes int) alarm.Math {
	tasks := func(name string) alarm.Metric {
		return alarm.Metric{
			Namespace:  "ECS/ContainerInsights",
			Name:       name,
			Dimensions: map[string]string{"ClusterName": cluster, "ServiceName": service},
			Statistic:  "Average",
			Minutes:    minutes,
		}
	}
	return alarm.Math{
		Expression: "desired - running",
		Label:      label,
		Metrics: map[string]alarm.Metric{
			"desired": tasks("DesiredTaskCount"), "running": tasks("RunningTaskCount"),
		},
	}
}

// arn returns the ARN of a service that may not exist yet.
func arn(scope constructs.Construct, props ServiceProps) string {
	stack := awscdk.Stack_Of(scope)
	return "arn:aws:ecs:" + *stack.Region() + ":" + *stack.Account() + ":service/" + props.ClusterName + "/" + props.Name
}
