package cloudformation

import (
	"fmt"
	"maps"
	"slices"
)

// operation is the creation or the update of a stack, under way.
type operation struct {
	world  *World
	stack  *Stack
	before *Stack // nil when it is created
	scope  scope
	result Result

	made    []*Physical // what this operation created
	old     []*Physical // copies that were replaced
	vacated []*Physical // as they were before their update: what they gave up is free when the operation ends
	failed  map[string]bool
}

// Deploy creates or updates a stack, with what its parameters hold now.
func (w *World) Deploy(t *Template) Result {
	values, missing := w.values(t)
	if missing != "" {
		return refusal(Invalid, t.ID, "there is no parameter "+missing)
	}
	return w.deploy(t, values)
}

// deploy creates or updates a stack, with these values of its parameters.
func (w *World) deploy(t *Template, values map[string]string) Result {
	key := keyOf(t.Place, t.Name)
	before := w.stacks[key]
	if before != nil {
		switch {
		case before.Status == RolledBack || before.Status == DeleteFailed || before.Status == InProgress:
			return refusal(Stuck, t.ID, "its status is "+string(before.Status))
		case before.template.text == t.text && before.sameValues(values):
			return Result{}
		}
	}
	o := &operation{world: w, before: before, failed: map[string]bool{}}
	o.stack = &Stack{
		Place: t.Place, ID: t.ID, Name: t.Name, Status: InProgress, template: t, resources: map[string]*Physical{},
		exports: map[string]string{}, values: values,
	}
	if before != nil {
		o.stack.resources = maps.Clone(before.resources)
	}
	o.scope = scope{w, o.stack, t}
	if !o.check(t) {
		return o.result
	}
	orphans := slices.Clone(w.orphans)
	w.stacks[key] = o.stack
	if happens := w.meanwhile[t.ID]; happens != nil {
		delete(w.meanwhile, t.ID)
		happens()
	}
	o.work(t)
	if len(o.result.Refused) == 0 {
		o.publish(t)
	}
	if len(o.result.Refused) > 0 {
		o.rollBack(key, orphans)
		return o.result
	}
	o.stack.Status = Complete
	if before != nil {
		o.stack.Status = Updated
	}
	o.cleanUp()
	o.result.Done = append(o.result.Done, t.ID)
	return o.result
}

func (o *operation) refuse(f Finding, r resource, reason string, args ...any) {
	o.failed[r.id] = true
	o.result.Refused = append(o.result.Refused, Problem{f, o.stack.ID, r.id, r.typ, fmt.Sprintf(reason, args...)})
}

// work creates and updates, and goes on with what does not need what failed: CloudFormation does these side by side, so
// any of it may have been done when the first failure stops the rest.
func (o *operation) work(t *Template) {
	for _, id := range t.order {
		r := t.resources[id]
		if r.condition != "" {
			holds, err := o.scope.condition(r.condition)
			if err != nil {
				o.refuse(Invalid, r, "%v", err)
				continue
			}
			if !holds {
				continue
			}
		}
		if slices.ContainsFunc(t.needs[id], func(other string) bool { return o.failed[other] }) {
			o.failed[id] = true
			continue
		}
		resolved, err := o.scope.resolve(r.properties)
		if err != nil {
			o.refuse(Invalid, r, "%v", err)
			continue
		}
		if existing := o.stack.resources[id]; existing != nil && o.before != nil && o.before.resources[id] == existing {
			o.update(r, existing, asMap(resolved))
		} else {
			o.create(r, asMap(resolved), nil)
		}
	}
}

// create makes a resource, in place of an old copy if there is one.
func (o *operation) create(r resource, properties map[string]any, old *Physical) {
	w := o.world
	w.serial++
	p := &Physical{
		Place: o.stack.Place, Stack: o.stack.ID, LogicalID: r.id, Type: r.typ, Properties: properties, serial: w.serial,
		deletion: r.deletion, replaced: r.replaced,
	}
	identify(p)
	if reason := w.broken[o.stack.ID+" "+r.typ]; reason != "" {
		o.refuse(Failed, r, "%s", reason)
		return
	}
	if r.typ == "AWS::ECS::Service" {
		if reason := noLaunchTypeBesideProviders.Check(change{new: properties}); reason != "" {
			o.refuse(Invalid, r, "%s", reason)
			return
		}
	}
	var err error
	if p.claims, err = claimsOf(p); err != nil {
		o.refuse(Invalid, r, "%v", err)
		return
	}
	taken := o.takenOver(r, p)
	if taken != nil {
		w.disown(taken)
	}
	if !o.claim(r, p, p.claims, old) {
		return
	}
	if !o.ready(r, p) {
		return
	}
	if taken == nil {
		o.made = append(o.made, p)
	}
	o.stack.resources[r.id] = p
	w.hold(p)
	w.makeParameter(p)
}

// update changes a resource, or replaces it.
func (o *operation) update(r resource, existing *Physical, properties map[string]any) {
	c := change{existing, existing.Properties, properties, r.updatePolicy}
	if same(c.old, c.new) {
		p := *existing
		p.deletion, p.replaced, p.Properties = r.deletion, r.replaced, properties
		o.put(existing, &p)
		return
	}
	if reason := o.world.broken[o.stack.ID+" "+r.typ]; reason != "" {
		o.refuse(Failed, r, "%s", reason)
		return
	}
	replacing, err := c.replacing()
	if err != nil {
		o.refuse(Invalid, r, "%v", err)
		return
	}
	if finding, reason := c.refused(len(replacing) == 0); reason != "" {
		o.refuse(finding, r, "%s", reason)
		return
	}
	if len(replacing) == 0 {
		o.modify(r, existing, properties)
		return
	}
	o.replace(r, existing, c, replacing)
}

// modify updates a resource in place.
func (o *operation) modify(r resource, existing *Physical, properties map[string]any) {
	p := *existing
	p.deletion, p.replaced, p.Properties, p.claims = r.deletion, r.replaced, properties, nil
	if p.reality != nil {
		p.reality = maps.Clone(p.reality)
		for name := range p.reality { // what the update sends is what there is from now on
			if !same(existing.Properties[name], properties[name]) {
				delete(p.reality, name)
			}
		}
	}
	var err error
	if p.claims, err = claimsOf(&p); err != nil {
		o.refuse(Invalid, r, "%v", err)
		return
	}
	var fresh []claim
	for _, c := range p.claims {
		has := func(old claim) bool { return old.key == c.key && old.shared == c.shared }
		if !slices.ContainsFunc(existing.claims, has) {
			fresh = append(fresh, c)
		}
	}
	if !o.claim(r, existing, fresh, nil) {
		return
	}
	if !o.ready(r, &p) {
		return
	}
	o.put(existing, &p)
}

// put has a resource be another value of itself. What it no longer claims stays claimed until the operation ends, for
// all that are not made after it.
func (o *operation) put(existing, p *Physical) {
	o.world.makeParameter(p)
	o.world.release(existing)
	o.world.hold(p)
	o.stack.resources[p.LogicalID] = p
	o.vacated = append(o.vacated, existing)
}

// replace makes a new copy beside the old one, or after it.
func (o *operation) replace(r resource, existing *Physical, c change, why []string) {
	kind := kinds[r.typ]
	if n := kind.Name; n != nil && c.old[n.Property] != nil && same(c.old[n.Property], c.new[n.Property]) {
		o.refuse(Named, r, "%s has a name of its own, %s, and %v would replace it", r.typ, text(c.old[n.Property]), why)
		return
	}
	if kind.DeleteFirst {
		o.world.release(existing)
	}
	o.create(r, c.new, existing)
	if o.failed[r.id] {
		if kind.DeleteFirst {
			o.world.hold(existing)
		}
		return
	}
	o.old = append(o.old, existing)
	if kind.DeleteFirst {
		o.world.hold(existing)
	}
}

// claim tells whether what a resource needs for itself is free.
func (o *operation) claim(r resource, p *Physical, claims []claim, old *Physical) bool {
	for _, c := range claims {
		if c.made != Refused {
			continue
		}
		for _, holder := range o.world.holders(p, c) {
			if holder == old && kinds[r.typ].DeleteFirst {
				continue
			}
			o.refuse(c.finding, r, "%s is taken by %s%s", c.what, holder, orphaned(holder))
			return false
		}
		for _, was := range o.vacated {
			if was == old || was.LogicalID == r.id || !was.keeps(c) || o.stillHolds(was, c) {
				continue
			}
			if !o.stack.template.dependsOn(r.id, was.LogicalID) {
				o.refuse(c.finding, r, "%s is what %s gives up in the same update, in no certain order", c.what, was)
				return false
			}
		}
	}
	return true
}

// keeps tells whether a resource holds a claim so that another one's does not fit.
func (p *Physical) keeps(c claim) bool {
	i := slices.IndexFunc(p.claims, func(other claim) bool { return other.key == c.key })
	return i >= 0 && (c.shared == "" || c.shared != p.claims[i].shared)
}

// stillHolds tells whether a resource that was updated holds a claim as before: then that was judged already.
func (o *operation) stillHolds(was *Physical, c claim) bool {
	now := o.stack.resources[was.LogicalID]
	return now != nil && slices.ContainsFunc(now.claims, func(other claim) bool { return other == c })
}

func orphaned(p *Physical) string {
	if p.kept != "" {
		return ", which no stack has any more: " + p.kept
	}
	return ""
}
