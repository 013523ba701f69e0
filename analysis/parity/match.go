package parity

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// resource is a resource of a template as it is written.
type resource struct {
	stack *assembly.Stack
	id    string
}

func (r resource) body() map[string]any { return body(r.stack, r.id) }

func (r resource) kind() string { return text(r.body()["Type"]) }

func body(stack *assembly.Stack, id string) map[string]any {
	resources, _ := stack.Template["Resources"].(map[string]any)
	body, _ := resources[id].(map[string]any)
	return body
}

func resourceIDs(stack *assembly.Stack) []string {
	resources, _ := stack.Template["Resources"].(map[string]any)
	return slices.Sorted(maps.Keys(resources))
}

func compareIDs(a, b resource) int {
	return cmp.Or(strings.Compare(a.stack.ID, b.stack.ID), strings.Compare(a.id, b.id))
}

// pairs are the resources of both sides that are the same, and those that only one side has.
type pairs struct {
	both    [][2]resource // of the primary, of the standby
	primary []resource    // without one in the standby
	standby []resource
	labels  map[resource]string // what references call a resource, on both sides
}

// place is where a side keeps a resource: the stack, and the id without what it says of the side.
type place struct{ stack, id string }

// match finds the standby's resource for each of the primary's: in the stack of that name, and else, of what the
// foundation holds, in any.
func (c *comparison) match() pairs {
	p := pairs{labels: map[resource]string{}}
	primary, standby := byPlace(c.primary), byPlace(c.standby)
	for at, all := range primary {
		for _, r := range all {
			p.labels[r] = at.stack + " " + at.id
		}
	}
	for at, all := range standby {
		for _, r := range all {
			p.labels[r] = at.stack + " " + at.id
		}
	}
	c.pairs = p
	alike := map[place]bool{}
	for at, ours := range primary {
		theirs := standby[at]
		switch {
		case len(ours) == 1 && len(theirs) == 1:
			p.join(ours[0], theirs[0])
			delete(standby, at)
		case len(theirs) > 0:
			alike[at] = true
		default:
			p.primary = append(p.primary, ours...)
		}
	}
	for len(alike) > 0 {
		at := c.independent(alike, primary)
		c.matchAlike(&p, primary[at], standby[at])
		delete(standby, at)
		delete(alike, at)
	}
	for _, theirs := range standby {
		p.standby = append(p.standby, theirs...)
	}
	c.matchMoved(&p)
	slices.SortFunc(p.primary, compareIDs)
	slices.SortFunc(p.standby, compareIDs)
	slices.SortFunc(p.both, func(a, b [2]resource) int { return compareIDs(a[0], b[0]) })
	return p
}

// independent returns the first place whose resources refer to none at the others: what they refer to is paired
// already.
func (c *comparison) independent(alike map[place]bool, primary map[place][]resource) place {
	places := slices.SortedFunc(maps.Keys(alike), func(a, b place) int {
		return cmp.Or(strings.Compare(a.stack, b.stack), strings.Compare(a.id, b.id))
	})
	for _, at := range places {
		refers := slices.ContainsFunc(primary[at], func(r resource) bool {
			return slices.ContainsFunc(assembly.References(r.body()["Properties"]), func(id string) bool {
				target := place{at.stack, c.primary.canonical(id, text(body(r.stack, id)["Type"]))}
				return target != at && alike[target]
			})
		})
		if !refers {
			return at
		}
	}
	return places[0]
}

// matchAlike pairs resources whose ids differ in a hash only: first those that are equal.
func (c *comparison) matchAlike(p *pairs, ours, theirs []resource) {
	for _, equal := range []bool{true, false} {
		for i := 0; i < len(ours); i++ {
			at := slices.IndexFunc(
				theirs,
				func(r resource) bool { return !equal || len(c.unexplained(ours[i], r)) == 0 },
			)
			if at >= 0 {
				p.join(ours[i], theirs[at])
				ours, theirs = slices.Delete(
					slices.Clone(ours),
					i,
					i+1,
				), slices.Delete(
					slices.Clone(theirs),
					at,
					at+1,
				)
				i--
			}
		}
	}
	p.primary = append(p.primary, ours...)
	p.standby = append(p.standby, theirs...)
}

// matchMoved pairs what the standby's foundation holds in another stack than the primary.
func (c *comparison) matchMoved(p *pairs) {
	for i := 0; i < len(p.primary); i++ {
		r := p.primary[i]
		at := slices.IndexFunc(p.standby, func(s resource) bool {
			return s.stack.Stage == c.standby.name+foundationEnding && s.kind() == r.kind() &&
				c.standby.canonical(s.id, s.kind()) == c.primary.canonical(r.id, r.kind())
		})
		if at >= 0 {
			p.join(r, p.standby[at])
			p.primary, p.standby = slices.Delete(p.primary, i, i+1), slices.Delete(p.standby, at, at+1)
			i--
		}
	}
}

func (p *pairs) join(ours, theirs resource) {
	p.both = append(p.both, [2]resource{ours, theirs})
	p.labels[ours] = key(ours.stack) + " " + ours.id
	p.labels[theirs] = p.labels[ours]
}

// byPlace are the resources of a side by where it keeps them.
func byPlace(s side) map[place][]resource {
	all := map[place][]resource{}
	for _, stack := range s.stacks {
		for _, id := range resourceIDs(stack) {
			at := place{key(stack), s.canonical(id, text(body(stack, id)["Type"]))}
			all[at] = append(all[at], resource{stack, id})
		}
	}
	for _, several := range all {
		slices.SortFunc(several, compareIDs)
	}
	return all
}
