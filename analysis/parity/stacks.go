package parity

import (
	"slices"

	"bulkhead/assembly"
)

// sections of a template are compared as resources are. What a stack exports is compared where it is used, and what CDK
// notes for others changes nothing that is deployed.
var ignoredSections = []string{"Resources", "Outputs", "Metadata"}

// stacks compares stacks that both sides have: their other sections, and whether they are protected.
func (c *comparison) stacks() []Difference {
	var all []Difference
	for _, p := range c.primary.stacks {
		for _, s := range c.standby.stacks {
			if key(p) != key(s) {
				continue
			}
			for _, u := range c.between(nil, c.stackValue(p), c.stackValue(s)) {
				all = append(all, c.judge(resource{stack: p}, resource{stack: s}, u))
			}
		}
	}
	return all
}

func (c *comparison) stackValue(stack *assembly.Stack) map[string]any {
	fields := map[string]any{"TerminationProtection": stack.TerminationProtection}
	for name, section := range stack.Template {
		if !slices.Contains(ignoredSections, name) {
			fields[name] = c.value(stack, section)
		}
	}
	return fields
}

// onlyOne tells of the resources that one side lacks, and of a stack none of whose resources the other side has.
func (c *comparison) onlyOne(primary, standby []resource) []Difference {
	var all []Difference
	for _, one := range []struct {
		resources []resource
		own       side
		other     side
	}{{primary, c.primary, c.standby}, {standby, c.standby, c.primary}} {
		whole := map[*assembly.Stack]bool{}
		for _, stack := range one.own.stacks {
			whole[stack] = !slices.ContainsFunc(one.other.stacks, func(s *assembly.Stack) bool {
				return key(s) == key(stack)
			}) && !slices.ContainsFunc(c.pairs.both, func(pair [2]resource) bool {
				return pair[0].stack == stack || pair[1].stack == stack
			})
			if whole[stack] {
				all = append(all, c.judgeAlone(one.own, resource{stack: stack}))
			}
		}
		for _, r := range one.resources {
			if !whole[r.stack] {
				all = append(all, c.judgeAlone(one.own, r))
			}
		}
	}
	return all
}
