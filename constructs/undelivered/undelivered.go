// Package undelivered keeps what rules of EventBridge could not deliver, for people to look at.
package undelivered

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// keptDays is as long as SQS keeps anything.
const keptDays = 14

// New adds the queue, of that name, of what the rules of an account and region could not deliver, and returns its ARN.
// It is under a key of SQS's, which no policy of ours can keep EventBridge from.
func New(scope constructs.Construct, id, name string) *string {
	queue := awssqs.NewQueue(scope, &id, &awssqs.QueueProps{
		QueueName:       &name,
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL:      new(true),
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(keptDays)),
	})
	stack := awscdk.Stack_Of(scope)
	rules := "arn:aws:events:" + *stack.Region() + ":" + *stack.Account() + ":rule/*"
	queue.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("Rules"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("events.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sqs:SendMessage"),
		Resources:  &[]*string{queue.QueueArn()},
		Conditions: &map[string]any{"ArnLike": map[string]string{"aws:SourceArn": rules}},
	}))
	return queue.QueueArn()
}

// To has a target hand what it cannot be told to a queue, given by ARN. EventBridge tries for a day before, which is
// what it does unless it is told otherwise, and at once gives up what the target refuses.
func To(queue string) *awsevents.CfnRule_DeadLetterConfigProperty {
	return &awsevents.CfnRule_DeadLetterConfigProperty{Arn: &queue}
}

// NewAlarms adds what fires when something is in the queue of that name, and when something is not even there, of any
// rule of the account and region. Each tells once, however many there are: a section of the runbook says what to do.
func NewAlarms(
	scope constructs.Construct,
	id, queue string,
	alone config.AccountID, // whose rules count; empty where no other account shares what it measures
	section string,
	tell alarm.Topics,
) {
	scope = constructs.NewConstruct(scope, &id)
	alarm.New(scope, alarm.Props{
		ID: "Kept",
		Description: "Rules of EventBridge could not deliver: the messages in the queue " + queue +
			" name the rule, its target and the error. Purge it afterwards.",
		Metric:  alarm.OfQueue(queue, alarm.Waiting, minutes),
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Runbook: section,
		Tell:    tell,
	})
	alarm.New(scope, alarm.Props{
		ID: "Lost",
		Description: "Rules of EventBridge could not deliver, nor put it into their queue: see the policy of the queue " +
			queue + ", and the metrics of the rules.",
		Metric: alarm.Query{
			Namespace: "AWS/Events", Name: "InvocationsFailedToBeSentToDlq", Account: string(alone), Minutes: minutes,
		},
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Runbook: section,
		Tell:    tell,
	})
}

const minutes = 5
