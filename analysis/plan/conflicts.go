package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// checkNames finds resources whose new copy meets the old one: it would have the same name, or need the same place.
func checkNames(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.action != Replace && f.action != Perhaps || f.old.Type != f.new.Type {
			continue
		}
		for _, wanted := range f.new.claims() {
			held := slices.ContainsFunc(f.old.claims(), wanted.meets)
			if !held || wanted.own == free {
				continue
			}
			all = append(all, u.ownConflict(f, wanted))
			break
		}
	}
	return all
}

func (u *update) ownConflict(f *fate, wanted claim) Finding {
	id, severity, kind := f.new.LogicalID, Refused, KindConflict
	reason := fmt.Sprintf("%s replaces it; the new copy needs %s %s while the old one has it (%s)",
		paths(f.causes), wanted.what, pretty(wanted.value), wanted.source)
	way := "deploy twice: once without it, once with it, if it may be absent in between"
	if wanted.named {
		kind = KindName
		reason = fmt.Sprintf("%s replaces it, and CloudFormation replaces nothing that keeps a name of its own: %s (%s)",
			paths(f.causes), pretty(wanted.value), wanted.source)
		way = "change the name as well, or deploy twice: once without it, once with it, if it may be absent in between"
	}
	way = cmp.Or(wanted.way, way)
	if isStateful(f.old) {
		way = "undo the change; to have it, make another one beside it under another name, move the data, and remove this one"
	}
	if f.action == Perhaps {
		severity = Note
		reason = "if AWS finds it changed: " + reason
	}
	return u.finding(severity, kind, id, reason, way)
}

// checkClaims finds resources that want what another one holds at that moment.
func checkClaims(u *update) []Finding {
	var all []Finding
	seen := map[string]*instance{}
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.new == nil || f.action == "" {
			continue
		}
		for _, wanted := range f.new.claims() {
			if f.action == Change && slices.ContainsFunc(f.old.claims(), wanted.meets) {
				continue // it has had it before
			}
			if twin := seen[wanted.key+wanted.value]; twin != nil && twin != f.new {
				all = append(all, u.otherConflict(f, wanted, claim{by: twin}, "in the same template"))
				continue
			}
			seen[wanted.key+wanted.value] = f.new
			if holder, where, held := u.holder(f, wanted); held {
				all = append(all, u.otherConflict(f, wanted, holder, where))
			}
		}
	}
	return all
}

// holder finds who holds what a resource wants: another resource of the stack as it is deployed, one of another stack,
// one that was left behind, or a name that somebody knows to exist.
func (u *update) holder(f *fate, wanted claim) (holder claim, where string, held bool) {
	if u.before != nil {
		for _, c := range u.before.claims {
			if c.by.LogicalID != f.new.LogicalID && wanted.meets(c) && !u.letsGoFirst(c.by.LogicalID, f.new) {
				return c, "until the end of the same update", true
			}
		}
	}
	for _, c := range u.holders[wanted.key] {
		if wanted.meets(c.claim) && u.is(c.of) {
			return c.claim, "in " + c.of.ID, true
		}
	}
	if f.action == Import {
		return claim{}, "", false // what no stack has is what it takes over
	}
	for _, orphan := range u.orphans {
		if slices.ContainsFunc(orphan.claims(), wanted.meets) {
			return claim{by: orphan}, "left behind", true
		}
	}
	for _, k := range u.kept {
		here := k.Account == f.new.Stack.Account && (k.Region == f.new.Stack.Region || wanted.reach != inRegion)
		same := wanted.named && k.Name == f.new.name() || k.Name == strings.TrimSpace(wanted.value)
		if here && k.Type == f.new.Type && same {
			return claim{by: f.new}, "kept in the account", true
		}
	}
	return claim{}, "", false
}

// letsGoFirst tells whether a resource is updated in place before another one that depends on it, and has let go by
// then of what the other wants.
func (u *update) letsGoFirst(id string, wants *instance) bool {
	f := u.fates[id]
	return f != nil && f.action == Change && slices.Contains(wants.DependsOn, id)
}

func (u *update) otherConflict(f *fate, wanted, holder claim, where string) Finding {
	id, kind := f.new.LogicalID, KindConflict
	if wanted.named {
		kind = KindName
	}
	what := strings.TrimSpace(wanted.what + " " + pretty(wanted.value))
	if where == "kept in the account" {
		return u.finding(Refused, KindName, id,
			fmt.Sprintf("%s is %s already", what, where),
			"delete what has the name in the account, or import it into the stack, or choose another name")
	}
	by := holder.by.LogicalID
	if wanted.other == lost {
		return u.finding(State, kind, id,
			fmt.Sprintf("it takes over %s from %s, and what CloudFormation removes at the end is what both have (%s)",
				what, by, wanted.source),
			"keep the logical id "+by+", or deploy twice: first without either, then with this one")
	}
	way := "deploy twice: first without " + by + ", then with this one; where nothing else is in the stack, have bulkhead " +
		"prune delete it in between"
	switch {
	case strings.HasPrefix(where, "in ") && !u.planned[holder.by.at]:
		where += " of " + holder.by.Stack.Region + ", which the app has no longer"
		way = "deploy without both first, have bulkhead prune delete " + holder.by.Stack.ID + ", and then deploy this"
	case strings.HasPrefix(where, "in "):
		way = "have " + holder.by.Stack.ID + " give it up in a deployment of its own before this one"
	case where == "left behind":
		way = "choose another name, or delete what was left behind first; bulkhead prune does not delete what is kept"
	}
	return u.finding(Refused, kind, id,
		fmt.Sprintf("%s holds %s, %s (%s)", by, what, where, wanted.source), cmp.Or(wanted.way, way))
}

func paths(differences []Difference) string {
	var all []string
	for _, d := range differences {
		path := d.Path
		if len(all) == 3 {
			return strings.Join(all, ", ") + " and more"
		}
		all = append(all, path)
	}
	return strings.Join(all, ", ")
}
