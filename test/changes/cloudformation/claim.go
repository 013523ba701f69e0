package cloudformation

import (
	"slices"
	"strings"
)

// claim is a name or a slot that a resource holds.
type claim struct {
	key     string // of all that must differ
	what    string // for people
	finding Finding
	shared  string // those with the same may share it; empty when nobody may
	made    Made
	same    string // what both must agree in for the deletion of one to undo the other
}

// claimsOf are those of a resource with these properties.
func claimsOf(p *Physical) ([]claim, error) {
	kind, err := kindOf(p.Type)
	if err != nil {
		return nil, err
	}
	var all []claim
	if n := kind.Name; n != nil && p.Properties[n.Property] != nil {
		name := text(p.Properties[n.Property])
		within := ""
		if n.Within != "" {
			within = text(p.Properties[n.Within])
		}
		all = append(all, claim{
			key: strings.Join([]string{p.Type, scoped(n.Scope, p.Place), within, name}, "|"), what: n.Property + " " + name,
			finding: NameTaken, made: kind.Made,
		})
	}
	for i, slot := range kind.Slots {
		for _, value := range slot.values(p) {
			c := claim{
				key:  strings.Join([]string{slotOwner(p.Type, slot, i), scoped(slot.Scope, p.Place), value}, "|"),
				what: slot.What, finding: SlotTaken, made: kind.Made,
			}
			if slot.Shared != "" {
				c.shared = sharedBy(p, slot.Shared)
			}
			if kind.Same != "" {
				c.same = text(p.Properties[kind.Same])
			}
			all = append(all, c)
		}
	}
	return all, nil
}

// slotOwner is what a slot is counted under: a type's own, unless several types compete for it.
func slotOwner(resourceType string, slot Slot, i int) string {
	if slot.Shared != "" {
		return slot.What
	}
	return resourceType + "#" + string(rune('0'+i))
}

// sharedBy is the value of the first of several properties.
func sharedBy(p *Physical, properties string) string {
	for _, property := range strings.Split(properties, "|") {
		if value := text(p.Properties[property]); value != "" {
			return balancerOf(value)
		}
	}
	return ""
}

// values are those that a resource takes in a slot: none, one, or several.
func (s Slot) values(p *Physical) []string {
	if s.Claims != nil {
		return s.Claims(p)
	}
	if s.Of[0] == "" {
		return []string{"the only one"}
	}
	if get(p.Properties, s.Of[0]) == nil && (len(s.Of) < 2 || get(p.Properties, s.Of[1]) == nil) {
		return nil
	}
	var all []string
	for _, path := range s.Of {
		all = append(all, strings.ToLower(text(get(p.Properties, path))))
	}
	return []string{strings.Join(all, " ")}
}

func scoped(s Scope, p Place) string {
	switch s {
	case InAccount:
		return p.Account
	case InWorld:
		return ""
	}
	return p.String()
}

func (w *World) hold(p *Physical) {
	for _, c := range p.claims {
		w.held[c.key] = append(w.held[c.key], p)
	}
}

func (w *World) release(p *Physical) {
	for _, c := range p.claims {
		w.held[c.key] = slices.DeleteFunc(w.held[c.key], func(holder *Physical) bool { return holder == p })
		if len(w.held[c.key]) == 0 {
			delete(w.held, c.key)
		}
	}
}

// holders are the others that hold a claim so that a second one does not fit.
func (w *World) holders(p *Physical, c claim) []*Physical {
	var all []*Physical
	for _, holder := range w.held[c.key] {
		if holder != p && holder.keeps(c) {
			all = append(all, holder)
		}
	}
	return all
}
