package detection

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awschatbot"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// alarmChange is what Amazon CloudWatch calls the event of an alarm that fires or is over.
const alarmChange = "CloudWatch Alarm State Change"

// alarms returns the pattern of our alarms that fire, and of those that are over. Others of the account, such as those
// that scale services, change many times a day.
func alarms() map[string]any {
	var ours []any
	for _, begins := range alarm.Begins() {
		ours = append(ours, map[string]any{"prefix": begins})
	}
	return event("aws.cloudwatch", alarmChange, map[string]any{
		"configuration": map[string]any{"description": ours},
		"$or": []any{
			map[string]any{"state": map[string]any{"value": []string{"ALARM"}}},
			map[string]any{
				"state":         map[string]any{"value": []string{"OK"}},
				"previousState": map[string]any{"value": []string{"ALARM"}},
			},
		},
	})
}

// newSlack adds what shows what people hear of in a channel: the findings that are published to topics, and every
// account's alarms. One workspace is authorized, in this account, so alarms come here over the bus. Nobody can give
// commands from the channel: its role may do nothing.
func newSlack(scope constructs.Construct, bus awsevents.CfnEventBus, props FindingsProps, tell alarm.Topics) {
	topic := newTopic(scope, "Alarms", props.Key, nil)
	newRoute(scope, route{"Alarms", notice, alarms()}, bus, awsevents.CfnRule_TargetProperty{
		Arn: &topic,
		InputTransformer: &awsevents.CfnRule_InputTransformerProperty{
			InputPathsMap: told,
			InputTemplate: new(message),
		},
	}, props.Undelivered)
	role := awsiam.NewRole(scope, new("SlackRole"), &awsiam.RoleProps{
		Description: new("shows findings and alarms in Slack, and may do nothing"),
		AssumedBy:   awsiam.NewServicePrincipal(new("chatbot.amazonaws.com"), nil),
	})
	awschatbot.NewCfnSlackChannelConfiguration(scope, new("Slack"), &awschatbot.CfnSlackChannelConfigurationProps{
		ConfigurationName: &props.Name,
		IamRoleArn:        role.RoleArn(),
		SlackWorkspaceId:  &props.Slack.Workspace,
		SlackChannelId:    &props.Slack.Channel,
		SnsTopicArns:      &[]any{tell.Page, tell.Ticket, topic},
		GuardrailPolicies: jsii.Strings("arn:aws:iam::aws:policy/AWSDenyAll"),
		LoggingLevel:      new("ERROR"),
	})
}

// message is how an alarm is told: as a notification of our own, one thread for each alarm, because a channel draws the
// alarms of its own account alone. What people of an account can choose is put in as a value of its own, which
// EventBridge quotes; where it comes from is beside it. Sources: the administrator guide of Amazon Q Developer in chat
// applications, "Custom notifications"; the Amazon EventBridge user guide, "Input transformation".
const message = `{"version":"1.0","source":"custom",` +
	`"content":{"textType":"client-markdown","title":<alarm>,"description":<description>,` +
	`"keywords":[<state>,<account>,<region>,<time>]},` +
	`"metadata":{"threadId":<arn>,"summary":<alarm>}}`

// told is where an event of an alarm has what a message tells.
var told = map[string]string{
	"state":       "$.detail.state.value",
	"alarm":       "$.detail.alarmName",
	"description": "$.detail.configuration.description",
	"arn":         "$.resources[0]",
	"account":     "$.account",
	"region":      "$.region",
	"time":        "$.time",
}
