package config

import (
	"cmp"

	"bulkhead/internal/document"
)

// Queue is a queue of messages (SQS) that services name in uses; they may send to it and receive from it. What was
// received too often without being deleted moves to its dead-letter queue, until it is 14 days old.
// The recovery region has an empty queue of its own: what waits when a region is lost comes back with the region.
type Queue struct {
	// FIFO keeps the order of the messages of a group, and takes none twice in five minutes: enabled, or disabled
	// (default). It cannot be changed later: add another queue.
	FIFO Switch `yaml:"fifo"`
	// VisibilitySeconds is how long a message that was received is hidden from others; who needs longer has to say so
	// before it is over (default 60).
	VisibilitySeconds int `yaml:"visibilitySeconds" jsonschema:"minimum=1,maximum=43200"`
	// RetentionDays is how long a message waits before it is deleted (default 4). No more than 7, because its age goes
	// on to count in the dead-letter queue.
	RetentionDays int `yaml:"retentionDays" jsonschema:"minimum=1,maximum=7"`
	// Tries is how often a message is received before it moves to the dead-letter queue (default 5).
	Tries int `yaml:"tries" jsonschema:"minimum=1,maximum=1000"`
	// Subscriptions are the topics whose messages it gets as they were published, by their names.
	Subscriptions map[string]Subscription `yaml:"subscriptions"`
	// Alarms are when people hear that messages wait. They hear of each that is in the dead-letter queue.
	Alarms QueueAlarms `yaml:"alarms"`
}

// complete fills in the defaults of the queue with this name.
func (q *Queue) complete(string, Environment) {
	q.FIFO = cmp.Or(q.FIFO, Disabled)
	q.VisibilitySeconds = cmp.Or(q.VisibilitySeconds, 60)
	q.RetentionDays = cmp.Or(q.RetentionDays, 4)
	q.Tries = cmp.Or(q.Tries, 5)
	q.Alarms.complete()
}

func (Queue) kind() string        { return "queue" }
func (Queue) endpoint() string    { return "sqs" }
func (Queue) ports() int          { return 0 }
func (Queue) variables() []string { return []string{QueueURL} }
func (Queue) addresses() int      { return 0 }

// QueueURL is the suffix for the address of a queue.
const QueueURL = "QUEUE_URL"

// check runs the rules of one queue.
func (q Queue) check(at document.Path, _ string, e Environment) {
	q.checkSubscriptions(at.Key("subscriptions"), e)
	oldest := at.Key("alarms").Key("oldestMinutes")
	oldest.Demand(
		q.Alarms.OldestMinutes < q.RetentionDays*minutesPerDay,
		"is as long as messages are kept, or longer, so that nobody would hear of those that are lost",
		"choose less than retentionDays",
	)
}
