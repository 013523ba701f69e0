// Package queue makes queues that nobody may send to or receive from until a service names them.
package queue

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about a queue, and what it plugs into.
type Props struct {
	config.Queue
	Name      string            // without what tells a queue that keeps the order
	Topics    map[string]string // ARNs, by the names of subscriptions
	Protected bool              // it is kept with what is in it
	Key       awskms.IKey
	Alerts    alarm.Topics // that alarms tell
}

// What both queues have. A request waits for messages as long as SQS lets it; dead letters stay as long as SQS keeps
// any.
const (
	longPollSeconds = 20
	deadLetterDays  = 14
)

// New adds a queue and its dead-letter queue to scope. Both have names of ours, since each knows the other, and scaling
// knows the first.
func New(scope constructs.Construct, id string, props Props) awssqs.Queue {
	scope = constructs.NewConstruct(scope, &id)
	name := FullName(props.Name, props.Queue)
	dead := FullName(props.Name+"_dead", props.Queue) // no name of ours has an underscore
	letters := props.settings(dead)
	letters.RetentionPeriod = awscdk.Duration_Days(jsii.Number(deadLetterDays))
	stack := awscdk.Stack_Of(scope)
	letters.RedriveAllowPolicy = &awssqs.RedriveAllowPolicy{
		RedrivePermission: awssqs.RedrivePermission_BY_QUEUE,
		SourceQueues: &[]awssqs.IQueue{awssqs.Queue_FromQueueArn(
			scope, new("Source"), new("arn:aws:sqs:"+*stack.Region()+":"+*stack.Account()+":"+name),
		)},
	}
	settings := props.settings(name)
	settings.RetentionPeriod = awscdk.Duration_Days(jsii.Number(props.RetentionDays))
	settings.VisibilityTimeout = awscdk.Duration_Seconds(jsii.Number(props.VisibilitySeconds))
	settings.DeadLetterQueue = &awssqs.DeadLetterQueue{
		Queue:           awssqs.NewQueue(scope, new("DeadLetters"), letters),
		MaxReceiveCount: jsii.Number(props.Tries),
	}
	queue := awssqs.NewQueue(scope, new("Default"), settings)
	newAlarms(scope, name, dead, props)
	newSubscriptions(scope, queue, props)
	return queue
}

// FullName returns what SQS calls a queue.
func FullName(name string, settings config.Queue) string {
	if settings.FIFO == config.Enabled {
		return name + ".fifo"
	}
	return name
}

// settings returns what all queues have: the environment's key, TLS only, and the order of messages where it counts,
// which holds within each group of them. CloudFormation makes up an empty name.
func (p Props) settings(name string) *awssqs.QueueProps {
	removal := awscdk.RemovalPolicy_DESTROY
	if p.Protected {
		removal = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	}
	settings := &awssqs.QueueProps{
		Encryption:             awssqs.QueueEncryption_KMS,
		EncryptionMasterKey:    p.Key,
		EnforceSSL:             new(true),
		ReceiveMessageWaitTime: awscdk.Duration_Seconds(jsii.Number(longPollSeconds)),
		RemovalPolicy:          removal,
	}
	if name != "" {
		settings.QueueName = &name
	}
	if p.FIFO == config.Enabled {
		settings.Fifo = new(true)
		settings.ContentBasedDeduplication = new(true)
		settings.DeduplicationScope = awssqs.DeduplicationScope_MESSAGE_GROUP
		settings.FifoThroughputLimit = awssqs.FifoThroughputLimit_PER_MESSAGE_GROUP_ID
	}
	return settings
}
