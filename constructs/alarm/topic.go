package alarm

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewTopic adds a topic that people hear of alarms through. The key must let CloudWatch use it: see keys.ForAlarms.
func NewTopic(scope constructs.Construct, id string, key awskms.IKey, email []string) awssns.Topic {
	topic := awssns.NewTopic(scope, &id, &awssns.TopicProps{MasterKey: key, EnforceSSL: new(true)})
	topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("Alarms"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("cloudwatch.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sns:Publish"),
		Resources:  &[]*string{topic.TopicArn()},
		Conditions: &map[string]any{
			"StringEquals": map[string]*string{"aws:SourceAccount": awscdk.Stack_Of(scope).Account()},
		},
	}))
	for _, address := range email {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(&address, nil))
	}
	return topic
}
