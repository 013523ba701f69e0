// Package topic makes topics that nobody may publish to until a service names them.
package topic

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
)

// Props is what the configuration says about a topic, and what it plugs into.
type Props struct {
	config.Topic
	Name   string // without what tells a topic that keeps the order
	Key    awskms.IKey
	Alerts alarm.Topics // that alarms tell
}

// New adds a topic to scope. It holds nothing: queues that subscribe keep its messages.
func New(scope constructs.Construct, id string, props Props) awssns.Topic {
	scope = constructs.NewConstruct(scope, &id)
	name := props.Name
	settings := &awssns.TopicProps{
		MasterKey:        props.Key,
		EnforceSSL:       new(true),
		SignatureVersion: new("2"),
	}
	if props.FIFO == config.Enabled {
		name += ".fifo"
		settings.Fifo = new(true)
		settings.ContentBasedDeduplication = new(true)
	}
	settings.TopicName = &name
	topic := awssns.NewTopic(scope, new("Default"), settings)
	alarm.New(scope, alarm.Props{
		ID: "Lost",
		Description: "Topic " + name + " could deliver messages neither to a queue nor to where what was not delivered goes: " +
			"they are lost.",
		Metric: alarm.Metric{
			Namespace:  "AWS/SNS",
			Name:       "NumberOfNotificationsFailedToRedriveToDlq",
			Dimensions: map[string]string{"TopicName": name},
			Statistic:  "Sum",
			Minutes:    5,
		},
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Runbook: "topic-lost",
		Tell:    props.Alerts,
	})
	return topic
}
