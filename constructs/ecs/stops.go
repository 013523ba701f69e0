package ecs

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/serving"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// How many tasks that stop by themselves, in how many minutes, are a fault: as many as the circuit breaker of a rolling
// deployment takes at least.
const (
	stoppedTasks   = 3
	stoppedMinutes = 10
)

// stops is what ECS says of tasks that stop by themselves. Those that fail the health check of a container have the
// code of tasks that ECS takes away as it scales, and another reason.
func stops(props ServiceProps) *map[string]any {
	detail := map[string]any{
		"clusterArn": []*string{props.Cluster.ClusterArn()},
		"group":      []string{"service:" + props.Name},
		"lastStatus": []string{"STOPPED"},
	}
	codes := []string{"TaskFailedToStart", "EssentialContainerExited"}
	if props.ChecksContainers() {
		detail["$or"] = []map[string]any{
			{"stopCode": codes},
			{"stoppedReason": awsevents.Match_Prefix(new("Task failed container health checks"))},
		}
		return &detail
	}
	detail["stopCode"] = codes
	return &detail
}

// newStopAlarm adds what fires when tasks do not start, or end although they should run. It undoes a deployment whose
// next set of tasks never gets as far as its health check: no metric of a load balancer tells of them, and the circuit
// breaker is for rolling deployments. EventBridge counts the tasks, and does nothing else with them.
func newStopAlarm(scope constructs.Construct, props ServiceProps) []serving.Alarm {
	stopped := awsevents.NewRule(scope, new("Stopped"), &awsevents.RuleProps{
		Description: new("tasks of service " + props.Name + " that stopped by themselves; an alarm counts them"),
		EventPattern: &awsevents.EventPattern{
			Source:     jsii.Strings("aws.ecs"),
			DetailType: jsii.Strings("ECS Task State Change"),
			Detail:     stops(props),
		},
	})
	return serving.NewAlarms(scope, props.Props, []alarm.Props{{
		ID:          "Stops",
		Runbook:     "service-stops",
		Description: "has tasks that do not start, or end by themselves: see its log, and its events in ECS",
		Metric:      alarm.Counted(*stopped.RuleName(), stoppedMinutes),
		When:        alarm.Above(stoppedTasks - 1),
		Periods:     1,
		Datapoints:  1,
	}})
}
