package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/queue"
	"bulkhead/constructs/store"
)

func (w *workload) newQueue(name string, settings config.Queue) store.Store {
	made := queue.New(w.newDataStack("Queue", name), name, queue.Props{
		Queue:     settings,
		Topics:    w.topics,
		Name:      w.queueName(name),
		Protected: w.Production(),
		Key:       w.base.data,
		Alerts:    w.base.alerts,
	})
	w.queues[name] = *made.QueueArn()
	return store.Store{
		Name:      name,
		Variables: map[string]string{config.QueueURL: *made.QueueUrl()},
		Permissions: []store.Permission{
			{
				Actions: []string{
					"sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility",
					"sqs:GetQueueAttributes", "sqs:GetQueueUrl",
				},
				Resources: []string{*made.QueueArn()},
			},
			w.throughData("sqs"),
		},
	}
}

// queueName is what the full name of a queue is made from.
func (w *workload) queueName(name string) string { return w.prefix() + "-" + name }

// throughData lets an AWS service use the key for data with the rights of who asks it, and nobody use the key by
// itself.
func (w *workload) throughData(service string) store.Permission {
	return store.Permission{
		Actions:   []string{"kms:Decrypt", "kms:GenerateDataKey"},
		Resources: []string{*w.base.data.KeyArn()},
		Conditions: map[string]any{
			"StringEquals": map[string]string{"kms:ViaService": service + "." + string(w.Region) + ".amazonaws.com"},
		},
	}
}
