package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"bulkhead/internal/document"
)

// Topic is where services that name it in uses publish messages (SNS), which go to every queue that subscribes. The
// recovery region has a topic of its own, whose messages go to the queues there.
type Topic struct {
	// FIFO keeps the order of the messages of a group: enabled, for queues with fifo enabled only, or disabled
	// (default). It cannot be changed later: add another topic.
	FIFO Switch `yaml:"fifo"`
}

// complete fills in the defaults of the topic with this name.
func (t *Topic) complete(string, Environment) { t.FIFO = cmp.Or(t.FIFO, Disabled) }

func (Topic) kind() string                             { return "topic" }
func (Topic) endpoint() string                         { return "sns" }
func (Topic) ports() int                               { return 0 }
func (Topic) variables() []string                      { return []string{TopicARN} }
func (Topic) addresses() int                           { return 0 }
func (Topic) check(document.Path, string, Environment) {}

// TopicARN is the suffix for what a topic is published to by.
const TopicARN = "TOPIC_ARN"

// Subscription is what a queue gets of a topic.
type Subscription struct {
	// Filter has values by the names of attributes: a message comes that has one of them in each (default: every
	// message).
	Filter map[string][]string `yaml:"filter"`
}

// What a filter may have. Source: the Amazon SNS developer guide, "Filter policy constraints", 2026-11.
const (
	mostFilterNames        = 5
	mostFilterCombinations = 150
)

// checkSubscriptions demands topics that there are, and filters that SNS takes.
func (q Queue) checkSubscriptions(at document.Path, e Environment) {
	for _, name := range slices.Sorted(maps.Keys(q.Subscriptions)) {
		here, s := at.Key(name), q.Subscriptions[name]
		topic, known := e.Topics[name]
		here.Demand(known, fmt.Sprintf("%s has no topic %q", e.Name, name), document.Suggest(name, slices.Sorted(maps.Keys(e.Topics))))
		here.Demand(!known || topic.FIFO == q.FIFO, "one of topic and queue keeps the order of messages, and the other does not", "say the same fifo of both")
		s.check(here)
	}
}

func (s Subscription) check(at document.Path) {
	combinations := 1
	for _, name := range slices.Sorted(maps.Keys(s.Filter)) {
		here, values := at.Key("filter").Key(name), s.Filter[name]
		here.Demand(len(values) > 0, "no value fits", "write the values that messages may have, or leave it out")
		for i, value := range values {
			here.Index(i).Demand(value != "", "is empty", "leave it out")
		}
		checkOnce(here, values)
		combinations *= max(len(values), 1)
	}
	at.Key("filter").Demand(len(s.Filter) <= mostFilterNames, fmt.Sprintf("has %d names, and SNS takes %d", len(s.Filter), mostFilterNames), "look for fewer")
	at.Key("filter").Demand(combinations <= mostFilterCombinations, fmt.Sprintf("has %d combinations of values, and SNS takes %d", combinations, mostFilterCombinations), "look for fewer")
}
