package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/store"
	"bulkhead/constructs/topic"
)

func (w *workload) newTopic(name string, settings config.Topic) store.Store {
	made := topic.New(w.newDataStack("Topic", name), name, topic.Props{
		Topic:  settings,
		Name:   w.prefix() + "-" + name,
		Key:    w.base.data,
		Alerts: w.base.alerts,
	})
	w.topics[name] = *made.TopicArn()
	return store.Store{
		Name:      name,
		Variables: map[string]string{config.TopicARN: *made.TopicArn()},
		Permissions: []store.Permission{
			{Actions: []string{"sns:Publish"}, Resources: []string{*made.TopicArn()}},
			w.throughData("sns"),
		},
	}
}
