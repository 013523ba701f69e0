package plan

import (
	"fmt"
	"strings"

	"bulkhead/assembly"
)

// globalTable is where the AWS documentation says what a table takes in one update. An index that changes under its
// name is one that goes and one that comes.
const globalTable = "CloudFormation Template Reference, AWS::DynamoDB::GlobalTable"

// checkTables finds tables that get or lose more than one index in an update, or one beside a replica.
func checkTables(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.action != Change || f.new.Type != "AWS::DynamoDB::GlobalTable" {
			continue
		}
		indexes := turnover(f, "GlobalSecondaryIndexes", "IndexName", "KeySchema", "Projection")
		replicas := turnover(f, "Replicas", "Region")
		if moves := len(indexes) + len(replicas); moves > 1 {
			all = append(all, u.finding(Refused, KindTogether, id,
				fmt.Sprintf("%s in one update (%s)", strings.Join(append(indexes, replicas...), " and "), globalTable),
				"deploy one after the other; another index gets another name"))
		}
	}
	return all
}

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
