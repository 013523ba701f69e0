package plan

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"bulkhead/internal/facts"
	"bulkhead/internal/spec"
)

// claim is a slot that a resource holds, or wants.
type claim struct {
	slot
	by      *instance
	key     string       // equal ones are the same
	value   string       // for people
	network netip.Prefix // valid for addresses, where overlapping is as good as equal
	named   bool         // it is a name of the type's resources
}

// claimsOf are the slots that a stack's resources hold.
func claimsOf(stack *deployed) []claim {
	var all []claim
	for _, r := range stack.Resources {
		if i := stack.resources[r.LogicalID]; i != nil {
			all = append(all, i.claims()...)
		}
	}
	return all
}

func (i *instance) claims() []claim {
	var all []claim
	for n, s := range slotsOf(i.Type) {
		for _, values := range i.told(s) {
			c := claim{slot: s, by: i, value: strings.Join(values, " ")}
			c.named = slices.Contains(s.properties, nameProperty(i.Type))
			key := values
			if i.Type == "AWS::EC2::Subnet" {
				if c.network, _ = netip.ParsePrefix(values[len(values)-1]); c.network.IsValid() {
					key = values[:len(values)-1]
				}
			}
			c.key = strings.Join(append([]string{i.Type, strconv.Itoa(n), i.within(s.reach)}, key...), "\n")
			all = append(all, c)
		}
	}
	return all
}

// slotsOf are the slots of a type: those of the table, else its name, and that there is one in a region.
func slotsOf(resourceType string) []slot {
	if known, special := slots[resourceType]; special {
		return known
	}
	var all []slot
	is, err := facts.Of(resourceType)
	kind, _ := spec.Of(resourceType)
	if property := nameProperty(resourceType); property != "" && kind.Replaces(property) == spec.Yes {
		s := slot{what: "the name", properties: []string{property}, source: byGuide}
		if err == nil && is.Scope == facts.Global {
			s.reach = inAccount
		}
		all = append(all, s)
	}
	if err == nil && is.Scope == facts.OnePerRegion && !isCustom(resourceType) {
		all = append(all, slot{what: "the only place in the region", source: byErrors})
	}
	return all
}

// told are the values of a slot's properties, once for each element of a list with *. There are none when the template
// leaves one out.
func (i *instance) told(s slot) [][]string {
	all := [][]string{nil}
	for _, alternatives := range s.properties {
		var values []string
		for path := range strings.SplitSeq(alternatives, "|") {
			elements, isList := strings.CutSuffix(path, ".*")
			switch found := at(i.properties, elements); {
			case found == nil:
			case isList:
				list, _ := found.([]any)
				for _, one := range list {
					values = append(values, text(one))
				}
			default:
				values = append(values, text(found))
			}
		}
		var longer [][]string
		for _, before := range all {
			for _, value := range values {
				longer = append(longer, append(slices.Clone(before), value))
			}
		}
		all = longer
	}
	if s.optional != "" {
		for n := range all {
			all[n] = append([]string{text(at(i.properties, s.optional))}, all[n]...)
		}
	}
	return all
}

func (i *instance) within(r reach) string {
	switch r {
	case inWorld:
		return ""
	case inAccount:
		return i.at.account()
	}
	return i.at.region()
}

// meets tells whether two claims are for the same.
func (c claim) meets(other claim) bool {
	if c.key != other.key {
		return false
	}
	if c.network.IsValid() && other.network.IsValid() {
		return c.network.Overlaps(other.network)
	}
	return c.value == other.value
}
