package lambda

import (
	"fmt"

	"bulkhead/config"
	"bulkhead/constructs/store"
	"bulkhead/constructs/undelivered"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newTriggers adds all that starts the function. Each kind is under ids of its own, so that one can become another.
func (f function) newTriggers() {
	if len(f.props.On.Schedules) > 0 {
		f.newSchedules()
	}
	for _, name := range sorted(f.props.On.Queues) {
		f.onQueue(name, f.props.On.Queues[name])
	}
	for _, name := range sorted(f.props.On.Buckets) {
		f.onBucket(name, f.props.On.Buckets[name])
	}
	for _, name := range sorted(f.props.On.Topics) {
		f.onTopic(name, f.props.On.Topics[name])
	}
	for _, name := range sorted(f.props.On.Streams) {
		for _, topic := range f.props.On.Streams[name].Topics {
			f.onStream(name, topic, f.props.On.Streams[name])
		}
	}
	for _, name := range sorted(f.props.On.Tables) {
		f.onTable(name, f.props.On.Tables[name])
	}
	if f.props.On.Route != nil {
		f.onRoute(f.props.On.Route.Route())
	}
}

// target is the ARN of what is called.
func (f function) target() *string { return f.alias.Ref() }

// newSchedules adds what starts the function at certain times, with the role that it has for that.
func (f function) newSchedules() {
	scope := constructs.NewConstruct(f.scope, new("Schedules"))
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(new("scheduler.amazonaws.com"), nil),
	})
	store.Allow(scope, "Start", role,
		store.Permission{Actions: []string{"lambda:InvokeFunction"}, Resources: []string{*f.target()}},
		store.Permission{Actions: []string{"sqs:SendMessage"}, Resources: []string{*f.failed.QueueArn()}},
		f.props.ThroughSQS,
	)
	for _, name := range sorted(f.props.On.Schedules) {
		timer := f.props.On.Schedules[name]
		schedule := awsscheduler.NewCfnSchedule(f.scope, new("Schedule-"+name), &awsscheduler.CfnScheduleProps{
			Description:                new("starts function " + f.props.Name + ": " + name),
			ScheduleExpression:         new("cron(" + timer.Cron + ")"),
			ScheduleExpressionTimezone: &timer.Timezone,
			FlexibleTimeWindow:         &awsscheduler.CfnSchedule_FlexibleTimeWindowProperty{Mode: new("OFF")},
			State:                      new(state(!f.props.Resting)),
			Target: &awsscheduler.CfnSchedule_TargetProperty{
				Arn:     f.target(),
				RoleArn: role.RoleArn(),
				Input:   new(fmt.Sprintf(`{"schedule":%q,"time":"<aws.scheduler.scheduled-time>"}`, name)),
				RetryPolicy: &awsscheduler.CfnSchedule_RetryPolicyProperty{
					MaximumRetryAttempts: jsii.Number(
						startRetries,
					),
					MaximumEventAgeInSeconds: jsii.Number(startSeconds),
				},
				DeadLetterConfig: &awsscheduler.CfnSchedule_DeadLetterConfigProperty{Arn: f.failed.QueueArn()},
			},
		})
		schedule.Node().AddDependency(scope)
	}
}

// How often, and for how long, a call that Lambda does not take is tried again.
const (
	startRetries = 3
	startSeconds = 3600
)

// state is what EventBridge calls it.
func state(enabled bool) string {
	if enabled {
		return "ENABLED"
	}
	return "DISABLED"
}

// onQueue has the function get the messages of a queue. Those that it says it could not deal with come again, and move
// to the dead-letter queue of the queue in the end.
func (f function) onQueue(name string, t config.QueueTrigger) {
	mapping := &awslambda.CfnEventSourceMappingProps{
		EventSourceArn:        new(f.props.Queues[name]),
		FunctionName:          f.target(),
		Enabled:               !f.props.Resting,
		BatchSize:             jsii.Number(t.Batch),
		FunctionResponseTypes: jsii.Strings("ReportBatchItemFailures"),
	}
	if t.Concurrency > 0 {
		mapping.ScalingConfig = &awslambda.CfnEventSourceMapping_ScalingConfigProperty{
			MaximumConcurrency: jsii.Number(t.Concurrency),
		}
	}
	awslambda.NewCfnEventSourceMapping(f.scope, new("Queue-"+name), mapping)
}

// onBucket has the function be told of the objects that are made in a bucket.
func (f function) onBucket(name string, t config.BucketTrigger) {
	detail := map[string]any{"bucket": map[string]any{"name": []string{f.props.Buckets[name]}}}
	key := map[string]string{}
	switch {
	case t.Prefix != "" && t.Suffix != "":
		detail["object"] = map[string]any{"key": []any{map[string]string{"wildcard": t.Prefix + "*" + t.Suffix}}}
	case t.Prefix != "":
		key["prefix"] = t.Prefix
	case t.Suffix != "":
		key["suffix"] = t.Suffix
	}
	if len(key) > 0 {
		detail["object"] = map[string]any{"key": []any{key}}
	}
	rule := awsevents.NewCfnRule(f.scope, new("Bucket-"+name), &awsevents.CfnRuleProps{
		Description: new("tells function " + f.props.Name + " of objects in " + name),
		State:       new(state(!f.props.Resting)),
		EventPattern: map[string]any{
			"source": []string{"aws.s3"}, "detail-type": []string{"Object Created"}, "detail": detail,
		},
		Targets: []any{&awsevents.CfnRule_TargetProperty{
			Id: new("function"), Arn: f.target(), DeadLetterConfig: undelivered.To(f.props.Undelivered),
		}},
	})
	f.admit("Bucket-"+name+"-Permission", "events.amazonaws.com", rule.AttrArn())
}

// onTopic has the function get the messages of a topic.
func (f function) onTopic(name string, s config.Subscription) {
	topic := f.props.Topics[name]
	f.failed.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("sns.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sqs:SendMessage"),
		Resources:  &[]*string{f.failed.QueueArn()},
		Conditions: &map[string]any{"ArnEquals": map[string]string{"aws:SourceArn": topic}},
	}))
	subscription := &awssns.CfnSubscriptionProps{
		TopicArn:      &topic,
		Protocol:      new("lambda"),
		Endpoint:      f.target(),
		RedrivePolicy: map[string]*string{"deadLetterTargetArn": f.failed.QueueArn()},
	}
	if len(s.Filter) > 0 {
		subscription.FilterPolicy = s.Filter
		subscription.FilterPolicyScope = new("MessageAttributes")
	}
	made := awssns.NewCfnSubscription(f.scope, new("Topic-"+name), subscription)
	made.Node().AddDependency(
		f.admit("Topic-"+name+"-Permission", "sns.amazonaws.com", &topic),
		f.failed.Node().FindChild(new("Policy")),
	)
}

// admit lets an AWS service call the function, for one source.
func (f function) admit(id, principal string, source *string) constructs.Construct {
	return awslambda.NewCfnPermission(f.scope, &id, &awslambda.CfnPermissionProps{
		Action:       new("lambda:InvokeFunction"),
		FunctionName: f.target(),
		Principal:    &principal,
		SourceArn:    source,
	})
}
