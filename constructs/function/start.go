package function

import (
	"bulkhead/constructs/undelivered"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
)

// Start adds a rule that starts a function, with input, or with the event where that is nil. What it cannot start goes
// to a queue, given by ARN.
func Start(
	scope constructs.Construct,
	id string,
	function awslambda.Function,
	rule awsevents.CfnRuleProps,
	input *string,
	queue string,
) {
	rule.Targets = []any{&awsevents.CfnRule_TargetProperty{
		Id: new("function"), Arn: function.FunctionArn(), Input: input, DeadLetterConfig: undelivered.To(queue),
	}}
	awslambda.NewCfnPermission(scope, new(id+"Permission"), &awslambda.CfnPermissionProps{
		Action:       new("lambda:InvokeFunction"),
		FunctionName: function.FunctionArn(),
		Principal:    new("events.amazonaws.com"),
		SourceArn:    awsevents.NewCfnRule(scope, &id, &rule).AttrArn(),
	})
}
