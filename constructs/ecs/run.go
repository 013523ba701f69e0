package ecs

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsschedulertargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newTasks adds the tasks that run the service's image on a schedule or by hand. They have the service's roles,
// security group, stores and size.
func newTasks(scope constructs.Construct, app application, group awsec2.ISecurityGroup) {
	for _, name := range slices.Sorted(maps.Keys(app.props.Tasks)) {
		t := app.props.Tasks[name]
		if t.Run == config.BeforeStart {
			continue // it is in the service's own task
		}
		definition := app.may.lend(definition(app.props))
		// Operators run it by this name.
		definition.Family = new(app.props.ClusterName + "-" + app.props.Name + "-" + name)
		task := &task{TaskDefinition: awsecs.NewTaskDefinition(scope, new("Task-"+name), definition)}
		app.newContainer(task, name, t.Command, app.props.Memory)
		if t.Run == config.Scheduled {
			schedule := newSchedule(scope, name, t, task.TaskDefinition, group, app.props)
			schedule.Node().AddDependency(app.may.scope)
		}
	}
}

// newSchedule adds what runs a task at certain times.
func newSchedule(
	scope constructs.Construct,
	name string,
	t config.Task,
	task awsecs.TaskDefinition,
	group awsec2.ISecurityGroup,
	props ServiceProps,
) awsscheduler.Schedule {
	failed := newFailedRuns(scope, name, task, props)
	onFargate := awsschedulertargets.FargateTaskProps{
		TaskDefinition:       task,
		SecurityGroups:       &[]awsec2.ISecurityGroup{group},
		VpcSubnets:           props.Subnets,
		AssignPublicIp:       new(false),
		EnableEcsManagedTags: new(true),
		PropagateTags:        new(true),
		RetryAttempts:        jsii.Number(startRetries),
		MaxEventAge:          awscdk.Duration_Hours(jsii.Number(1)),
		DeadLetterQueue:      failed,
	}
	var target awsscheduler.IScheduleTarget = awsschedulertargets.NewEcsRunFargateTask(props.Cluster, &onFargate)
	if props.Launch == config.EC2 {
		target = awsschedulertargets.NewEcsRunEc2Task(props.Cluster, &awsschedulertargets.Ec2TaskProps{
			TaskDefinition:             task,
			CapacityProviderStrategies: placement(props),
			SecurityGroups:             onFargate.SecurityGroups,
			VpcSubnets:                 onFargate.VpcSubnets,
			EnableEcsManagedTags:       onFargate.EnableEcsManagedTags,
			PropagateTags:              onFargate.PropagateTags,
			RetryAttempts:              onFargate.RetryAttempts,
			MaxEventAge:                onFargate.MaxEventAge,
			DeadLetterQueue:            failed,
		})
	}
	return awsscheduler.NewSchedule(scope, new("Schedule-"+name), &awsscheduler.ScheduleProps{
		Description: new("runs " + name + " of service " + props.Name),
		Schedule: awsscheduler.ScheduleExpression_Expression(
			new("cron("+t.Cron+")"),
			awscdk.TimeZone_Of(&t.Timezone),
		),
		TimeWindow: awsscheduler.TimeWindow_Off(),
		Enabled:    new(!props.Resting),
		Target:     target,
	})
}

// startRetries is how often a task that cannot be started is tried again.
const startRetries = 3

// newFailedRuns adds the queue of the runs that did not start or did not succeed, and the alarm when there is one.
func newFailedRuns(
	scope constructs.Construct,
	name string,
	task awsecs.TaskDefinition,
	props ServiceProps,
) awssqs.Queue {
	queue := awssqs.NewQueue(scope, new("Failed-"+name), &awssqs.QueueProps{
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED, // tells when and why, nothing secret
		EnforceSSL:      new(true),
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(14)),
	})
	awsevents.NewRule(scope, new("Failure-"+name), &awsevents.RuleProps{
		Description: new(name + " of service " + props.Name + " ended with a failure"),
		EventPattern: &awsevents.EventPattern{
			Source:     jsii.Strings("aws.ecs"),
			DetailType: jsii.Strings("ECS Task State Change"),
			Detail: &map[string]any{
				"clusterArn": []*string{props.Cluster.ClusterArn()},
				"group":      []string{"family:" + *task.Family()},
				"lastStatus": []string{"STOPPED"},
				"$or": []map[string]any{
					{"containers": map[string]any{"exitCode": awsevents.Match_AnythingBut(jsii.Number(0))}},
					{"stopCode": []string{"TaskFailedToStart"}},
				},
			},
		},
		Targets: &[]awsevents.IRuleTarget{awseventstargets.NewSqsQueue(queue, &awseventstargets.SqsQueueProps{
			DeadLetterQueue: awssqs.Queue_FromQueueArn(scope, new("Undelivered-"+name), &props.Undelivered),
		})},
	})
	alarm.New(scope, alarm.Props{
		ID: "Failed-" + name + "-Alarm",
		Description: "Scheduled task " + name + " of service " + props.Name + " did not start or failed: " +
			"read its log and the messages in its queue, then purge the queue.",
		Metric:  alarm.OfQueue(*queue.QueueName(), alarm.Waiting, 5),
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Runbook: "scheduled-task-failed",
		Tell:    props.Alerts,
	})
	return queue
}
