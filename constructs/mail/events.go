package mail

import (
	"bulkhead/constructs/undelivered"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Events of SES in EventBridge. Source: the Amazon SES developer guide, "Monitoring SES events using Amazon
// EventBridge", 2026-11.
var (
	refused = []string{"Email Rejected", "Email Rendering Failed"}
	told    = append([]string{"Email Bounced", "Email Complaint Received", "Email Delivery Delayed"}, refused...)
)

// pattern matches events about mail that goes by the set.
func (p Props) pattern(events []string) map[string]any {
	return map[string]any{
		"source": []string{"aws.ses"}, "detail-type": events,
		"detail": map[string]any{"mail": map[string]any{"tags": map[string]any{"ses:configuration-set": []string{p.Set}}}},
	}
}

// newEvents has EventBridge hear of what does not arrive or is not wanted, and write it into the log.
func newEvents(scope constructs.Construct, set awsses.CfnConfigurationSet, props Props) {
	stack := awscdk.Stack_Of(scope)
	region, account := *stack.Region(), *stack.Account()
	rule := awsevents.NewCfnRule(scope, new("Rule"), &awsevents.CfnRuleProps{
		Description:  new("writes what becomes of mail of " + props.Domain + " into a log"),
		EventPattern: props.pattern(told),
		State:        new("ENABLED"),
		Targets: []any{&awsevents.CfnRule_TargetProperty{
			Id:               new("log"),
			Arn:              new("arn:aws:logs:" + region + ":" + account + ":log-group:" + *props.Log.LogGroupName()),
			DeadLetterConfig: undelivered.To(props.Undelivered),
		}},
	})
	policy := awslogs.NewCfnResourcePolicy(scope, new("LogPolicy"), &awslogs.CfnResourcePolicyProps{
		PolicyName:     new(props.Set + "-mail"),
		PolicyDocument: stack.ToJsonString(writes(*props.Log.LogGroupArn(), *rule.AttrArn()), nil),
	})
	events := awsses.NewCfnConfigurationSetEventDestination(
		scope, new("Events"), &awsses.CfnConfigurationSetEventDestinationProps{
			ConfigurationSetName: set.Ref(),
			EventDestination: &awsses.CfnConfigurationSetEventDestination_EventDestinationProperty{
				Name:               new("events"),
				Enabled:            true,
				MatchingEventTypes: jsii.Strings("BOUNCE", "COMPLAINT", "DELIVERY_DELAY", "REJECT", "RENDERING_FAILURE"),
				EventBridgeDestination: &awsses.CfnConfigurationSetEventDestination_EventBridgeDestinationProperty{
					EventBusArn: new("arn:aws:events:" + region + ":" + account + ":event-bus/default"),
				},
			},
		},
	)
	events.Node().AddDependency(policy)
}

// writes lets a rule write into a log group. Source: the Amazon EventBridge user guide, "CloudWatch Logs permissions".
func writes(group, rule string) awsiam.PolicyDocument {
	statement := func(sid, action string, conditions *map[string]any) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid: &sid,
			Principals: &[]awsiam.IPrincipal{
				awsiam.NewServicePrincipal(new("events.amazonaws.com"), nil),
				awsiam.NewServicePrincipal(new("delivery.logs.amazonaws.com"), nil),
			},
			Actions:    jsii.Strings(action),
			Resources:  jsii.Strings(group),
			Conditions: conditions,
		})
	}
	fromRule := &map[string]any{"ArnEquals": map[string]string{"aws:SourceArn": rule}}
	return awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &[]awsiam.PolicyStatement{
		statement("Streams", "logs:CreateLogStream", nil), // AWS documents no condition
		statement("Events", "logs:PutLogEvents", fromRule),
	}})
}
