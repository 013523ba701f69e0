package config

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// StreamTrigger is how a function gets the messages of a stream. Lambda reads each topic with a consumer group of the
// function's own, <organization>-<environment>.<function>.<stream>.<topic>, which both sides of an environment share.
type StreamTrigger struct {
	// Topics are those whose messages it gets. They have to be there, or come to be, in the stream.
	Topics []string `yaml:"topics" jsonschema:"required"`
	// Start is where it begins in a topic that it did not read before: trim-horizon (default), with the oldest message
	// that the topic has, or latest, with those that come from then on. It cannot be changed later.
	Start StartingPosition `yaml:"start"`
	// Batch is how many messages it gets in one call at most (default 100).
	Batch int `yaml:"batch" jsonschema:"minimum=1,maximum=10000"`
	// WindowSeconds is how long messages are gathered for a call that is not full (default 0: not at all).
	WindowSeconds int `yaml:"windowSeconds" jsonschema:"minimum=0,maximum=300"`
	// Tries is how often a message is given to it before the function's queue is told where it was, and those after it
	// are (default 5). Until then they wait.
	Tries int `yaml:"tries" jsonschema:"minimum=1,maximum=10001"`
}

// TableTrigger is how a function is told of the changes of a table.
type TableTrigger struct {
	// Start is where it begins: trim-horizon (default), with the oldest change that the table remembers, of a day at
	// most, or latest, with those that come from then on. It cannot be changed later.
	Start StartingPosition `yaml:"start"`
	// Batch is how many changes it gets in one call at most (default 100).
	Batch int `yaml:"batch" jsonschema:"minimum=1,maximum=10000"`
	// WindowSeconds is how long changes are gathered for a call that is not full (default 0: not at all).
	WindowSeconds int `yaml:"windowSeconds" jsonschema:"minimum=0,maximum=300"`
	// Tries is how often a change is given to it before the function's queue is told where it was, and those after it
	// are (default 5). Until then they wait.
	Tries int `yaml:"tries" jsonschema:"minimum=1,maximum=10001"`
	// Parallel is how many calls there may be at once for each part of the table (default 1). The changes of one item
	// stay in their order.
	Parallel int `yaml:"parallel" jsonschema:"minimum=1,maximum=10"`
}

// StartingPosition is where somebody begins to read what goes on.
type StartingPosition string

// The starting positions, in the words of AWS.
const (
	FromOldest StartingPosition = "trim-horizon"
	FromLatest StartingPosition = "latest"
)

// Values returns the starting positions.
func (StartingPosition) Values() []string { return texts(FromOldest, FromLatest) }

// completeRecords fills in the defaults of what is read from streams and tables.
func (t *Triggers) completeRecords() {
	const batch, tries = 100, 5
	for name, s := range t.Streams {
		s.Start, s.Batch, s.Tries = cmp.Or(s.Start, FromOldest), cmp.Or(s.Batch, batch), cmp.Or(s.Tries, tries)
		t.Streams[name] = s
	}
	for name, s := range t.Tables {
		s.Start, s.Batch, s.Tries = cmp.Or(s.Start, FromOldest), cmp.Or(s.Batch, batch), cmp.Or(s.Tries, tries)
		s.Parallel = cmp.Or(s.Parallel, 1)
		t.Tables[name] = s
	}
}

const (
	// mostStreamSeconds is how long a call with messages of a stream may take. Source: the AWS Lambda developer guide,
	// "Configuring Amazon MSK event sources for Lambda", 2026-11.
	mostStreamSeconds = 840
	// StreamPollers is how many of Lambda's pollers read a topic at most. All that read in one network share their
	// capacity, and may be 2000 and of 100 mappings together. Source: the same, "Apache Kafka event poller scaling
	// modes".
	StreamPollers = 20
	mostPolled    = 100
)

// topicName is the name of a topic, of Kafka's characters and short enough to be part of a consumer group's name.
var topicName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]{1,99}$`)

// checkStreams demands streams that there are, topics, and a function that ends in time.
func (f Function) checkStreams(at document.Path, e Environment) {
	for _, stream := range slices.Sorted(maps.Keys(f.On.Streams)) {
		here, t := at.Key(stream), f.On.Streams[stream]
		_, known := e.Streams[stream]
		demandKnown(here, e.Name, "stream", stream, known, e.Streams)
		topics := here.Key("topics")
		topics.Demand(len(t.Topics) > 0 || here.Unreadable(), "are none", "write those whose messages it gets")
		for i, topic := range t.Topics {
			topics.Index(i).Demand(
				topicName.MatchString(topic),
				fmt.Sprintf("%q cannot be the name of a topic", topic),
				"use 2 to 100 letters, digits, dots, hyphens and underscores, and begin with no dot",
			)
		}
		checkOnce(topics, t.Topics)
		missing := e.without(func(region Region) bool { return !slices.Contains(facts.PollersLacking, string(region)) })
		here.Demand(missing == "", "CloudFormation has no groups of Lambda's pollers in "+string(missing),
			"have a service read the stream")
		here.Demand(
			f.TimeoutSeconds <= mostStreamSeconds,
			fmt.Sprintf("Lambda gives a call with messages of a stream %d seconds, and the function has %d",
				mostStreamSeconds, f.TimeoutSeconds),
			fmt.Sprintf("set timeoutSeconds to %d or less", mostStreamSeconds),
		)
	}
}

// readersOfTable is how many functions may be told of the changes of one table: two read a part of its stream without
// slowing each other down, and of a table with replicas, one. Source: the AWS Lambda developer guide, "Using AWS Lambda
// with Amazon DynamoDB".
func (e Environment) readersOfTable() int {
	if e.Recovery != nil || e.Side == Standby {
		return 1
	}
	return 2
}

// checkTables demands tables that there are, and that not too many read.
func (f Function) checkTables(at document.Path, name string, e Environment) {
	for _, table := range slices.Sorted(maps.Keys(f.On.Tables)) {
		_, known := e.Tables[table]
		demandKnown(at.Key(table), e.Name, "table", table, known, e.Tables)
		before := 0
		for other, function := range e.Functions {
			if _, too := function.On.Tables[table]; too && other < name {
				before++
			}
		}
		at.Key(table).Demand(before < e.readersOfTable(),
			fmt.Sprintf("%s starts %d functions already, and more would slow each other down", table, before),
			"let one of them pass changes on to a topic")
	}
}

// checkPolled demands no more topics, of all functions, than Lambda reads with what they share.
func (e Environment) checkPolled(at document.Path) {
	all := 0
	for _, f := range e.Functions {
		for _, s := range f.On.Streams {
			all += len(s.Topics)
		}
	}
	at.Demand(
		all <= mostPolled,
		fmt.Sprintf("get the messages of %d topics, and Lambda reads %d in one network", all, mostPolled),
		"let functions share topics, or divide the environment",
	)
}

// StartsFunctions tells whether a stream starts any function.
func (e Environment) StartsFunctions(stream string) bool {
	for _, f := range e.Functions {
		if _, starts := f.On.Streams[stream]; starts {
			return true
		}
	}
	return false
}

// startingStreams are the streams that start functions, in order.
func (e Environment) startingStreams() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(e.Streams)), func(name string) bool {
		return !e.StartsFunctions(name)
	})
}
