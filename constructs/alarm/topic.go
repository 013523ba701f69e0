package alarm

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm/runbook"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Topics are the ARNs of the topics that people hear of alarms through, by urgency. There are two because an alarm says
// nothing to a topic that a subscription could be chosen by.
type Topics struct {
	Page, Ticket string
	Register     *Register // of the alarms that tell them, where a dashboard shows them
	quiet        *Quiet    // nil where nothing is maintained
}

// of returns the topic of an urgency.
func (t Topics) of(urgency runbook.Urgency) string {
	switch urgency {
	case runbook.Now:
		return t.Page
	case runbook.Soon:
		return t.Ticket
	}
	panic("there is no urgency " + string(urgency))
}

// NewTopics adds both topics, and who hears of them. The key must let CloudWatch use it: see keys.ForAlarms. The topic
// of tickets is the one that there was before there were two.
func NewTopics(scope constructs.Construct, key awskms.IKey, alerts config.Alerts) Topics {
	ticket := NewTopic(scope, "Alerts", key, alerts.Email)
	page := NewTopic(scope, "Pages", key, alerts.Email)
	if alerts.Pager != "" {
		page.AddSubscription(awssnssubscriptions.NewUrlSubscription(&alerts.Pager, nil))
	}
	return Topics{Page: *page.TopicArn(), Ticket: *ticket.TopicArn()}
}

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
