package config

import "cmp"

// Triggers are what starts a function, in its own words for each kind. All but route are under the names of what they
// are about.
type Triggers struct {
	// Schedules start it at certain times, by names of your own. The event is {"schedule": NAME, "time": TIME}, with
	// the time that was meant.
	Schedules map[string]Timer `yaml:"schedules"`
	// Queues are those whose messages it gets, in batches. It answers with the messages that failed, and the others are
	// not sent again.
	Queues map[string]QueueTrigger `yaml:"queues"`
	// Buckets are those of whose new objects it is told. They need events: enabled.
	Buckets map[string]BucketTrigger `yaml:"buckets"`
	// Topics are those whose messages it gets.
	Topics map[string]Subscription `yaml:"topics"`
	// Streams are those from whose topics it gets messages, in batches and in the order of each partition. It answers
	// with those from which on they have to come again.
	Streams map[string]StreamTrigger `yaml:"streams"`
	// Tables are those of whose changes it is told, in batches and in the order of each item.
	Tables map[string]TableTrigger `yaml:"tables"`
	// Route is what a load balancer sends to it. It answers within its time, with 1 MB at most.
	Route *FunctionRoute `yaml:"route"`
}

// Timer is when a function is started.
type Timer struct {
	// Cron is when: minute, hour, day of month, month, day of week and year, such as "0 3 * * ? *".
	Cron string `yaml:"cron" jsonschema:"required"`
	// Timezone that Cron is in, such as Europe/Dublin (default UTC).
	Timezone string `yaml:"timezone"`
}

// QueueTrigger is how a function gets the messages of a queue.
type QueueTrigger struct {
	// Batch is how many messages it gets in one call at most (default 10).
	Batch int `yaml:"batch" jsonschema:"minimum=1,maximum=10"`
	// Concurrency is how many calls for this queue run at once at most, from 2 on (default 0: no limit of its own). A
	// function with a concurrency of its own needs it here too, no greater.
	Concurrency int `yaml:"concurrency" jsonschema:"minimum=0,maximum=1000"`
}

// BucketTrigger is which objects of a bucket a function is told of.
type BucketTrigger struct {
	// Prefix is how their keys begin, such as originals/ (default: as they like).
	Prefix string `yaml:"prefix"`
	// Suffix is how their keys end, such as .jpg (default: as they like).
	Suffix string `yaml:"suffix"`
}

// complete fills in the defaults of the triggers of the function with this name.
func (t *Triggers) complete(function string) {
	for name, timer := range t.Schedules {
		timer.Timezone = cmp.Or(timer.Timezone, "UTC")
		t.Schedules[name] = timer
	}
	for name, q := range t.Queues {
		q.Batch = cmp.Or(q.Batch, 10)
		t.Queues[name] = q
	}
	t.completeRecords()
	if t.Route != nil {
		t.Route.complete(function)
	}
}

// count is how many there are.
func (t Triggers) count() int {
	all := len(t.Schedules) + len(t.Queues) + len(t.Buckets) + len(t.Topics) + len(t.Streams) + len(t.Tables)
	if t.Route != nil {
		all++
	}
	return all
}
