package parity

import (
	"cmp"
	"strings"

	"bulkhead/assembly"
)

// subject is a difference that a rule may know.
type subject struct {
	*comparison
	stack            string // what it is on either side, such as data-orders
	id, kind, path   string
	primary, standby any
	whole            *assembly.Stack // where it is about a stack that one side lacks
}

// judge sorts a value that is not the same on both sides.
func (c *comparison) judge(primary, standby resource, u unequal) Difference {
	at := strings.TrimPrefix(strings.Join(u.path, "."), "Properties.")
	d := Difference{
		Side: c.standby.name, Stack: standby.stack.ID, Resource: standby.id, Type: primary.kind(), Path: at,
		Primary: pretty(u.primary), Standby: pretty(u.standby),
	}
	if u.primary == nil {
		d.Side, d.Stack, d.Resource = c.primary.name, primary.stack.ID, primary.id
	}
	if len(u.because) > 0 {
		d.Kind = Required
		var reasons []string
		for _, one := range u.because {
			if one.kind == Declared {
				d.Kind = Declared
			}
			d.Key = cmp.Or(d.Key, one.key)
			if !strings.Contains(strings.Join(reasons, ", "), one.reason) {
				reasons = append(reasons, one.reason)
			}
		}
		d.Reason = strings.Join(reasons, ", ")
		return d
	}
	return c.byRule(d, subject{c, key(primary.stack), primary.id, primary.kind(), at, u.primary, u.standby, nil})
}

// judgeAlone sorts a resource, or a stack, that only one side has.
func (c *comparison) judgeAlone(own side, r resource) Difference {
	s := subject{comparison: c, stack: key(r.stack), id: own.canonical(r.id, r.kind()), kind: r.kind()}
	there := any("there")
	if r.id == "" {
		s.whole = r.stack
	} else {
		there = c.resourceValue(r)
	}
	d := Difference{Stack: r.stack.ID, Resource: r.id, Type: r.kind()}
	if own.name == c.primary.name {
		s.primary, d.Side, d.Primary = there, c.standby.name, "there"
		d.Stack = c.standby.idOf(s.stack)
	} else {
		s.standby, d.Side, d.Standby = there, c.primary.name, "there"
		d.Stack = c.primary.idOf(s.stack)
	}
	return c.byRule(d, s)
}

func (c *comparison) byRule(d Difference, s subject) Difference {
	for _, r := range rules {
		if r.knows(s) {
			d.Kind, d.Reason, d.Key = r.kind, r.reason, r.keyOf(s)
			return d
		}
	}
	d.Kind, d.Key = Violation, c.keyOf(s)
	return d
}
