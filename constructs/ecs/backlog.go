package ecs

import (
	"fmt"

	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
)

// scaleOnBacklog keeps the messages that there are for each task at a target: those that wait, and those that tasks
// work on, since a task that works must not be taken away.
//
// Without tasks there is nothing to divide by. Target tracking starts the first one when its metric is above the
// target, so any message counts as twice the target then, however few there are. Only the tasks are taken for
// what they were last, or for zero, where nothing is told of them: the last minute is told late, and a zero in the
// place of messages would hide a backlog for ever.
func scaleOnBacklog(count awsecs.ScalableTaskCount, props ServiceProps) {
	perTask := props.Scaling.Backlog.PerTask
	const messages, tasks = "(waiting + working)", "FILL(FILL(running, REPEAT), 0)"
	track(count, tracking{
		id: "Backlog", name: "backlog", target: perTask, result: "perTask",
		math: alarm.Math{
			Expression: fmt.Sprintf("IF(%s < 1, IF(%s > 0, %d, 0), %s / %s)", tasks, messages, 2*perTask, messages, tasks),
			Label:      "messages of a task",
			Metrics: map[string]alarm.Metric{
				"waiting": alarm.OfQueue(props.Backlog, alarm.Waiting, 1),
				"working": alarm.OfQueue(props.Backlog, "ApproximateNumberOfMessagesNotVisible", 1),
				"running": {
					Namespace:  "ECS/ContainerInsights",
					Name:       "RunningTaskCount",
					Dimensions: map[string]string{"ClusterName": props.ClusterName, "ServiceName": props.Name},
					Statistic:  "Average",
				},
			},
		},
	})
}
