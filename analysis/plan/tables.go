package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// globalTable is where the AWS documentation says what a table takes in one update. An index that changes under its
// name is one that goes and one that comes.
const globalTable = "CloudFormation Template Reference, AWS::DynamoDB::GlobalTable"

// checkTables finds tables that get or lose more than one index in an update, or one beside a replica; whose keys would
// be of another type; and whose items would expire by another attribute, or no more.
func checkTables(u *update) []Finding {
	var all []Finding
	for id, f := range u.changed() {
		if f.new.Type != "AWS::DynamoDB::GlobalTable" {
			continue
		}
		indexes := turnover(f, "GlobalSecondaryIndexes", "IndexName", "KeySchema", "Projection")
		replicas := turnover(f, "Replicas", "Region")
		if moves := len(indexes) + len(replicas); moves > 1 {
			all = append(all, u.finding(Refused, KindTogether, id,
				fmt.Sprintf("%s in one update (%s)", strings.Join(append(indexes, replicas...), " and "), globalTable),
				together(indexes)))
		}
		all = append(all, u.retyped(id, f)...)
		all = append(all, u.expiry(id, f)...)
	}
	return all
}

func together(indexes []string) string {
	if len(indexes) == 0 {
		return "deploy one after the other"
	}
	return "deploy one after the other; another index gets another name"
}

// retyped finds attributes of keys that get another type: the table keeps the one that they have.
func (u *update) retyped(id string, f *fate) []Finding {
	types := func(i *instance) map[string]string {
		all := map[string]string{}
		for _, one := range assembly.List(i.properties["AttributeDefinitions"]) {
			all[text(at(one, "AttributeName"))] = text(at(one, "AttributeType"))
		}
		return all
	}
	var all []Finding
	before, after := types(f.old), types(f.new)
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if was, is := before[name], after[name]; was != "" && was != is {
			all = append(all, u.finding(Refused, KindOneWay, id,
				fmt.Sprintf("the type of %s from %s to %s: the table keeps the one that it has, and says nothing "+
					"(UpdateTable, dynamodb-conformance#78)", name, was, is),
				"make another table; or, where it is of an index alone, take the index out, deploy, and add it again"))
		}
	}
	return all
}

// expiry finds tables that name another attribute, or none, while they delete items by one.
func (u *update) expiry(id string, f *fate) []Finding {
	before, after := f.old.properties["TimeToLiveSpecification"], f.new.properties["TimeToLiveSpecification"]
	was, is := text(at(before, "AttributeName")), text(at(after, "AttributeName"))
	enabled := text(at(before, "Enabled")) == "true"
	switch {
	case was == "" || was == is || is == "" && !enabled:
		return nil
	case !enabled:
		return []Finding{u.finding(Note, KindOneWay, id,
			fmt.Sprintf("items expire by %s instead of %s: DynamoDB refuses it for up to an hour after that was disabled (%s)",
				is, was, timeToLive), "deploy it an hour later")}
	}
	reason := fmt.Sprintf("items expire by %s instead of %s: the one is disabled before the other is enabled (%s)", is, was, timeToLive)
	if is == "" {
		reason = fmt.Sprintf("the template says no more that items expire by %s: the table may go on deleting them (aws-cdk#10576)", was)
	}
	return []Finding{u.finding(Refused, KindOneWay, id, reason,
		"write expiry: disabled beside expires, and deploy; an hour later name another attribute, or leave both out")}
}

// timeToLive is where the AWS documentation says how an attribute follows another one.
const timeToLive = globalTable + " TimeToLiveSpecification"

// turnover is what comes into a list of a resource and what goes, by the first of some properties of its elements.
func turnover(f *fate, list string, by ...string) []string {
	elements := func(i *instance) (names []string, all map[string]string) {
		all = map[string]string{}
		for _, element := range assembly.List(i.properties[list]) {
			name, is := text(at(element, by[0])), ""
			for _, property := range by {
				is += settled(text(at(element, property))) + "\n"
			}
			names, all[name] = append(names, name), is
		}
		return names, all
	}
	before, old := elements(f.old)
	after, now := elements(f.new)
	var moves []string
	for _, name := range before {
		if now[name] != old[name] {
			moves = append(moves, name+" goes")
		}
	}
	for _, name := range after {
		if now[name] != old[name] {
			moves = append(moves, name+" comes")
		}
	}
	return moves
}
