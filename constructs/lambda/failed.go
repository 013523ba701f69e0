package lambda

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// failedDays is as long as SQS keeps anything.
const failedDays = 14

// newFailed adds the queue of the events that the function could not deal with, or that could not be handed to it, and
// the alarm when there is one. CloudFormation makes up its name, so that one that was kept is in nobody's way.
func newFailed(scope constructs.Construct, props Props) awssqs.Queue {
	removal := awscdk.RemovalPolicy_DESTROY
	if props.Protected {
		removal = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	}
	queue := awssqs.NewQueue(scope, new("Failed"), &awssqs.QueueProps{
		Encryption:          awssqs.QueueEncryption_KMS,
		EncryptionMasterKey: props.Key,
		EnforceSSL:          new(true),
		RetentionPeriod:     awscdk.Duration_Days(jsii.Number(failedDays)),
		RemovalPolicy:       removal,
	})
	alarm.New(scope, alarm.Props{
		ID: "Dead",
		Description: "Function " + props.Name + " could not deal with events: they are in its queue, with the reasons. " +
			"Read its log, and what is in the queue.",
		Metric:  alarm.OfQueue(*queue.QueueName(), alarm.Waiting, 5),
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Runbook: "function-dead-letters",
		Tell:    props.Alerts,
	})
	return queue
}

// handOver has Lambda put events that failed three times into the queue: those that nobody waits for the answer of.
func (f function) handOver() {
	config := awslambda.NewCfnEventInvokeConfig(f.scope, new("Async"), &awslambda.CfnEventInvokeConfigProps{
		FunctionName:         f.made.FunctionName(),
		Qualifier:            new(Live),
		MaximumRetryAttempts: jsii.Number(2),
		DestinationConfig: &awslambda.CfnEventInvokeConfig_DestinationConfigProperty{
			OnFailure: &awslambda.CfnEventInvokeConfig_OnFailureProperty{Destination: f.failed.QueueArn()},
		},
	})
	config.Node().AddDependency(f.alias)
}
