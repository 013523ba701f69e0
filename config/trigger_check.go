package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// visibilityTimes is how many times as long as a call may take a message has to be hidden: Lambda tries again when it
// is throttled, while it has the message. Source: the AWS Lambda developer guide, "Creating and configuring an Amazon
// SQS event source mapping".
const visibilityTimes = 6

// leastPollers is the least that Lambda lets a queue's calls be limited to. Source: the AWS Lambda developer guide,
// "Configuring maximum concurrency for Amazon SQS event sources".
const leastPollers = 2

// checkTriggers demands at least one trigger, of stores that there are, and that can do it.
func (f Function) checkTriggers(at document.Path, name string, e Environment) {
	at.Demand(f.On.count() > 0, "nothing starts "+name, "write schedules, queues, buckets, topics, streams, tables or a route below it")
	for _, timer := range slices.Sorted(maps.Keys(f.On.Schedules)) {
		here, t := at.Key("schedules").Key(timer), f.On.Schedules[timer]
		checkName(timer, "schedule", here)
		checkCron(t.Cron, t.Timezone, here)
	}
	for _, queue := range slices.Sorted(maps.Keys(f.On.Queues)) {
		f.checkQueue(at.Key("queues").Key(queue), name, queue, e)
	}
	for _, bucket := range slices.Sorted(maps.Keys(f.On.Buckets)) {
		f.checkBucket(at.Key("buckets").Key(bucket), bucket, e)
	}
	for _, topic := range slices.Sorted(maps.Keys(f.On.Topics)) {
		here := at.Key("topics").Key(topic)
		t, known := e.Topics[topic]
		demandKnown(here, e.Name, "topic", topic, known, e.Topics)
		here.Demand(t.FIFO != Enabled, "a topic that keeps the order of messages sends them to queues only",
			"let a queue with fifo subscribe, and the queue start the function")
		f.On.Topics[topic].check(here)
	}
	f.checkStreams(at.Key("streams"), e)
	f.checkTables(at.Key("tables"), name, e)
}

// demandKnown demands that an environment has a store of a kind.
func demandKnown[T any](at document.Path, environment, kind, name string, known bool, all map[string]T) {
	at.Demand(
		known,
		fmt.Sprintf("%s has no %s %q", environment, kind, name),
		document.Suggest(name, slices.Sorted(maps.Keys(all))),
	)
}

// checkQueue demands a queue that hides messages for long enough, and that nobody else reads.
func (f Function) checkQueue(at document.Path, name, queue string, e Environment) {
	q, known := e.Queues[queue]
	demandKnown(at, e.Name, "queue", queue, known, e.Queues)
	if !known {
		return
	}
	least := visibilityTimes * f.TimeoutSeconds
	at.Demand(
		q.VisibilitySeconds >= least,
		fmt.Sprintf(
			"%s hides a message for %d seconds, and a function that may take %d wants %d times as long",
			queue,
			q.VisibilitySeconds,
			f.TimeoutSeconds,
			visibilityTimes,
		),
		fmt.Sprintf("set queues.%s.visibilitySeconds to %d or more, or lower timeoutSeconds", queue, least),
	)
	for _, other := range e.functionNames() {
		_, too := e.Functions[other].On.Queues[queue]
		at.Demand(
			!too || other >= name,
			fmt.Sprintf("%s starts function %s already, and each message goes to one of them", queue, other),
			"give each a queue of its own, and let both subscribe to a topic",
		)
	}
	for _, other := range slices.Sorted(maps.Keys(e.Services)) {
		b := e.Services[other].Scaling.Backlog
		at.Demand(
			b == nil || b.Queue != queue,
			fmt.Sprintf("service %s works off %s already, and each message goes to one of them", other, queue),
			"give each a queue of its own, and let both subscribe to a topic",
		)
	}
	concurrency, t := at.Key("concurrency"), f.On.Queues[queue]
	concurrency.Demand(
		t.Concurrency == 0 || t.Concurrency >= leastPollers,
		"Lambda reads a queue with 2 calls at once or more",
		"choose 2 or more, or leave it out",
	)
	concurrency.Demand(
		f.Concurrency == 0 || t.Concurrency > 0 && t.Concurrency <= f.Concurrency,
		fmt.Sprintf(
			"more messages than the %d calls of the function can take would be received, and come to count as tried",
			f.Concurrency,
		),
		fmt.Sprintf("choose %d to %d", leastPollers, max(f.Concurrency, leastPollers)),
	)
}

// checkBucket demands a bucket that tells of its objects, and that a function does not start itself.
func (f Function) checkBucket(at document.Path, bucket string, e Environment) {
	b, known := e.Buckets[bucket]
	demandKnown(at, e.Name, "bucket", bucket, known, e.Buckets)
	if !known {
		return
	}
	at.Demand(
		b.Events == Enabled,
		bucket+" tells nobody of its objects",
		fmt.Sprintf("set buckets.%s.events to enabled", bucket),
	)
	t := f.On.Buckets[bucket]
	at.Demand(
		t.Prefix != "" || t.Suffix != "" || !slices.Contains(f.Uses, bucket),
		"what the function writes to "+bucket+" would start it again",
		"write a prefix or a suffix that its own objects do not have",
	)
	for key, value := range map[string]string{"prefix": t.Prefix, "suffix": t.Suffix} {
		at.Key(key).Demand(!strings.ContainsAny(value, "*\\"), "has a wildcard", "write how keys begin or end")
	}
}
