// Package protection keeps stacks that hold state from being deleted by mistake, however they were made.
package protection

import (
	"strings"

	"bulkhead/constructs/alarm"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is whose stacks are protected.
type Props struct {
	Name        string            // of the rules
	Stages      []string          // of the account, whose names begin their stacks'
	Log         awslogs.ILogGroup // of the function
	Undelivered string            // ARN of the queue of what rules cannot deliver
}

// ended are the states of a stack after which its protection may have to change: see lambda/protection.
var ended = []string{
	"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE",
	"CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED",
}

// New adds what protects the stacks of an account and region, and returns the name of its function. It hears of those
// that are made after its own.
func New(scope constructs.Construct, id string, props Props) *string {
	scope = constructs.NewConstruct(scope, &id)
	stack := awscdk.Stack_Of(scope)
	var stacks []*string
	prefixes := []any{}
	for _, stage := range props.Stages {
		arn := "arn:aws:cloudformation:" + *stack.Region() + ":" + *stack.Account() + ":stack/" + stage + "-"
		stacks = append(stacks, new(arn+"*"))
		prefixes = append(prefixes, map[string]any{"prefix": arn})
	}
	handler := function.New(scope, "Function", function.Props{
		Name:        "protection",
		Description: "protects stacks that hold state from deletion, once they have been made",
		Log:         props.Log,
		Environment: map[string]*string{"STAGES": new(strings.Join(props.Stages, " ")), "STACK": stack.StackName()},
		Retry:       true,
		Permissions: []awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:   jsii.Strings("cloudformation:DescribeStacks"),
				Resources: jsii.Strings("*"), // all of them, once an hour
			}),
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions: jsii.Strings(
					"cloudformation:GetTemplateSummary",
					"cloudformation:UpdateTerminationProtection",
				),
				Resources: &stacks,
			}),
		},
	})
	function.Start(scope, "Changes", handler, awsevents.CfnRuleProps{
		Name:        new(props.Name),
		Description: new("Stacks that were made, changed, or could not be made"),
		EventPattern: map[string]any{
			"source":      []string{"aws.cloudformation"},
			"detail-type": []string{"CloudFormation Stack Status Change"},
			"detail": map[string]any{
				"stack-id":       prefixes,
				"status-details": map[string]any{"status": ended},
			},
		},
	}, nil, props.Undelivered)
	function.Start(scope, "Sweep", handler, awsevents.CfnRuleProps{
		Name:               new(props.Name + "-sweep"),
		Description:        new("Looks at all stacks, in case that an event was lost"),
		ScheduleExpression: new("rate(1 hour)"),
	}, nil, props.Undelivered)
	return handler.FunctionName()
}

// NewAlarm adds what fires when the function fails: stacks may be without protection, or cannot be tried again.
func NewAlarm(scope constructs.Construct, function *string, alerts alarm.Topics) {
	alarm.New(scope, alarm.Props{
		ID:          "ProtectionFails",
		Description: "Stacks are not protected from deletion: see the log of the function of the stack protection.",
		Metric: alarm.Metric{
			Namespace:  "AWS/Lambda",
			Name:       "Errors",
			Dimensions: map[string]string{"FunctionName": *function},
			Statistic:  "Sum",
			Minutes:    60, // it looks at all stacks once an hour
		},
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Runbook: "protection-fails",
		Tell:    alerts,
	})
}
