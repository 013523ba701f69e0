package queue

import (
	"maps"
	"slices"

	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newSubscriptions adds the queue's subscriptions to topics, each with a queue for what cannot be delivered: the queue
// gets the messages as they were published.
func newSubscriptions(scope constructs.Construct, queue awssqs.Queue, props Props) {
	for _, name := range slices.Sorted(maps.Keys(props.Subscriptions)) {
		topic, settings := props.Topics[name], props.Subscriptions[name]
		undelivered := newUndelivered(scope, name, props)
		for _, target := range []awssqs.Queue{queue, undelivered} {
			target.AddToResourcePolicy(fromTopic(*target.QueueArn(), topic))
		}
		subscription := &awssns.CfnSubscriptionProps{
			TopicArn:           &topic,
			Protocol:           new("sqs"),
			Endpoint:           queue.QueueArn(),
			RawMessageDelivery: true,
			RedrivePolicy:      map[string]*string{"deadLetterTargetArn": undelivered.QueueArn()},
		}
		if len(settings.Filter) > 0 {
			subscription.FilterPolicy = settings.Filter
			subscription.FilterPolicyScope = new("MessageAttributes")
		}
		made := awssns.NewCfnSubscription(scope, new("Of-"+name), subscription)
		// What a topic sends before it may is lost.
		made.Node().AddDependency(queue.Node().FindChild(new("Policy")), undelivered.Node().FindChild(new("Policy")))
	}
}

// fromTopic lets a topic send to a queue.
func fromTopic(queue, topic string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("sns.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sqs:SendMessage"),
		Resources:  jsii.Strings(queue),
		Conditions: &map[string]any{"ArnEquals": map[string]string{"aws:SourceArn": topic}},
	})
}

// newUndelivered adds the queue of what a topic could not deliver, and the alarm when there is something. Its
// name is not ours, so that a subscription that was taken out can be there again while the queue is kept.
func newUndelivered(scope constructs.Construct, topic string, props Props) awssqs.Queue {
	settings := props.settings("")
	settings.RetentionPeriod = awscdk.Duration_Days(jsii.Number(deadLetterDays))
	queue := awssqs.NewQueue(scope, new("Undelivered-"+topic), settings)
	alarm.New(scope, alarm.Props{
		ID:          "Undelivered-" + topic + "-Alarm",
		Description: "Topic " + topic + " could not deliver messages to queue " + props.Name + ".",
		Metric:      alarm.OfQueue(*queue.QueueName(), alarm.Waiting, 1),
		When:        alarm.Above(0),
		Periods:     1,
		Missing:     alarm.MissingIsFine,
		Runbook:     "topic-undelivered",
		Tell:        props.Alerts,
	})
	return queue
}
