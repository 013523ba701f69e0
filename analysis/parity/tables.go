package parity

import (
	"strings"

	"bulkhead/assembly"
)

// tableOfDynamoDB is a table, of which one stack has all replicas.
const tableOfDynamoDB = "AWS::DynamoDB::GlobalTable"

// tableRules are about tables, which both sides have under one name.
var tableRules = []rule{
	{
		kind: Required, stack: "data-*", typ: tableOfDynamoDB, path: none, only: primaryOnly, when: hasTheTable,
		reason: replicates,
	},
	{
		kind: Required, stack: "data-*", typ: "AWS::CloudWatch::Alarm", id: "*Lag*",
		path: "Dimensions.ReceivingRegion.Value", when: crossed, reason: eachOther,
	},
	{
		kind: Required, stack: "data-*", typ: "AWS::CloudWatch::Alarm", id: "*Lag*", path: "AlarmDescription",
		when: crossed, reason: eachOther,
	},
}

// changesRules are about what a function is told of: a replica's stream, which the standby has to find.
var changesRules = []rule{
	{kind: Required, stack: "function-*", id: "Changes*", path: none, only: standbyOnly, reason: findsChanges},
	{kind: Required, stack: "function-*", id: "AWS679*", path: none, only: standbyOnly, reason: findsChanges},
	{kind: Required, stack: "function-*", id: "FunctionLogs*", path: none, only: standbyOnly, reason: findsChanges},
	{
		kind: Required, stack: "function-*", typ: "AWS::Lambda::EventSourceMapping", id: "*Table*", path: "EventSourceArn",
		when: foundChanges, reason: findsChanges,
	},
}

const findsChanges = "the standby finds the streams of the replicas of the primary's tables"

// foundChanges tells whether the standby has what it finds where the primary has the stream of a table.
func foundChanges(s subject) bool {
	return strings.Contains(text(s.primary), " StreamArn") && strings.Contains(text(s.standby), "Changes")
}

// hasTheTable tells whether a table of the primary has a replica in the standby's region.
func hasTheTable(s subject) bool {
	return s.replicatedTo(assembly.At(s.primary, "Properties", "Replicas"))
}

// correspondencesOfTables are what the standby knows of a table, whose replica it has by its name.
func (c *comparison) correspondencesOfTables() []correspondence {
	var all []correspondence
	for _, p := range c.primary.stacks {
		for _, id := range ofType(p, tableOfDynamoDB) {
			name, label := text(assembly.At(body(p, id), "Properties", "TableName")), opening+c.label(p, id)
			arn := "arn:aws:dynamodb:" + c.standby.region + ":" + p.Account + ":table/" + name
			all = append(all,
				correspondence{label + closing, name, Required, replicates, ""},
				correspondence{label + " Arn" + closing, arn, Required, replicates, ""},
			)
		}
	}
	return all
}
