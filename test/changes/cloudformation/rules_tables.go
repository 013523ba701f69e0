package cloudformation

import (
	"fmt"
	"slices"
)

// oneIndex: an index that changes under its name is one that goes and one that comes.
var oneIndex = Rule{
	Says: "a table gets one index, or loses one, in an update, and no replica beside it", Finding: OneAtATime, Source: guide,
	Check: func(c change) string {
		indexes := differing(c, "GlobalSecondaryIndexes", "IndexName", "IndexName", "KeySchema", "Projection")
		replicas := differing(c, "Replicas", "Region", "Region")
		switch {
		case indexes > 1:
			return fmt.Sprintf("creates or deletes %d indexes in one update", indexes)
		case replicas > 1:
			return fmt.Sprintf("adds or removes %d replicas in one update", replicas)
		case indexes+replicas > 1:
			return "creates or deletes an index beside a replica"
		}
		return ""
	},
}

var typesStay = Rule{
	Says: "an attribute of a key keeps its type", Finding: Never, Source: "dynamodb-conformance#78",
	Check: func(c change) string {
		has := map[string]any{}
		old, _ := c.old["AttributeDefinitions"].([]any)
		for _, one := range old {
			has[text(get(asMap(one), "AttributeName"))] = get(asMap(one), "AttributeType")
		}
		now, _ := c.new["AttributeDefinitions"].([]any)
		for _, one := range now {
			name := text(get(asMap(one), "AttributeName"))
			if was, there := has[name]; there && was != get(asMap(one), "AttributeType") {
				return fmt.Sprintf("gives %s another type than %v", name, was)
			}
		}
		return ""
	},
}

var expiryIsDisabledFirst = Rule{
	Says:    "the attribute by which items expire changes, or goes, when expiry is disabled already",
	Finding: Never, Source: guide + "; aws-cdk#10576",
	Check: func(c change) string {
		const attribute = "TimeToLiveSpecification.AttributeName"
		if get(c.old, "TimeToLiveSpecification.Enabled") == true && get(c.old, attribute) != get(c.new, attribute) {
			return fmt.Sprintf("has items expire by %v instead of %v", get(c.new, attribute), get(c.old, attribute))
		}
		return ""
	},
}

// differing counts the elements of a list that come and those that go, by a key and some of their properties.
func differing(c change, list, key string, by ...string) int {
	elements := func(properties map[string]any) map[string]string {
		all := map[string]string{}
		several, _ := properties[list].([]any)
		for _, one := range several {
			element := map[string]any{}
			for _, property := range by {
				element[property] = asMap(one)[property]
			}
			all[text(asMap(one)[key])] = fmt.Sprint(plain(element))
		}
		return all
	}
	old, now := elements(c.old), elements(c.new)
	n := 0
	for name, is := range now {
		if was, there := old[name]; !there || was != is {
			n++
		}
	}
	for name, was := range old {
		if is, there := now[name]; !there || was != is {
			n++
		}
	}
	return n
}

// deletionProtected is a table of which any replica is.
var deletionProtected = Block{
	Says: "deletion protection of a replica is on", Source: guide,
	Holds: func(_ *World, p *Physical) bool {
		replicas, _ := p.Properties["Replicas"].([]any)
		return slices.ContainsFunc(replicas, func(one any) bool { return asMap(one)["DeletionProtectionEnabled"] == true })
	},
}
