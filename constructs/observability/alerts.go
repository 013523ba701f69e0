package observability

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// AlertsProps is who hears of alarms, and the key that encrypts what they hear.
type AlertsProps struct {
	config.Alerts
	Key awskms.IKey // must let CloudWatch use it: see keys.ForAlarms
}

// NewAlerts adds the topic that every alarm of an environment publishes to.
func NewAlerts(scope constructs.Construct, id string, props AlertsProps) awssns.Topic {
	topic := awssns.NewTopic(scope, &id, &awssns.TopicProps{
		MasterKey:  props.Key,
		EnforceSSL: new(true),
	})
	topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("Alarms"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("cloudwatch.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sns:Publish"),
		Resources:  &[]*string{topic.TopicArn()},
		Conditions: &map[string]any{"StringEquals": map[string]*string{"aws:SourceAccount": awscdk.Stack_Of(scope).Account()}},
	}))
	for _, email := range props.Email {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(&email, nil))
	}
	return topic
}
