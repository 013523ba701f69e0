package cloudformation

import (
	"maps"
	"slices"
	"strings"
)

// rollBack undoes what an operation did, as far as CloudFormation can: what it created and its policy retains stays,
// without a stack; a database keeps the version and the storage that it got.
func (o *operation) rollBack(key string, orphans []*Physical) {
	w := o.world
	w.orphans = orphans
	var kept []*Physical
	for _, p := range o.made {
		replaces := o.before != nil && o.before.resources[p.LogicalID] != nil
		if p.deletion == "Retain" && !replaces {
			kept = append(kept, p)
		}
	}
	if o.before == nil {
		o.stack.Status, o.stack.resources, o.stack.exports = RolledBack, map[string]*Physical{}, map[string]string{}
	} else {
		restored := o.before.clone()
		for id, was := range restored.resources {
			if now := o.stack.resources[id]; now != nil && now.serial == was.serial {
				restored.resources[id] = notUndone(was, now)
			}
		}
		restored.Status = UpdateRolledBack
		w.stacks[key] = restored
	}
	for _, p := range kept {
		c := *p
		c.kept = "it was made by a deployment that failed, and its policy keeps it"
		w.orphans = append(w.orphans, &c)
		o.result.Kept = append(o.result.Kept, Problem{NameTaken, p.Stack, p.LogicalID, p.Type, c.kept})
	}
	w.holdAll()
}

// notUndone is a resource after its rollback.
func notUndone(was, now *Physical) *Physical {
	if !strings.HasPrefix(was.Type, "AWS::RDS::DB") || was == now {
		return was
	}
	c := *was
	for _, property := range []string{"EngineVersion", "AllocatedStorage"} {
		if !same(was.Properties[property], now.Properties[property]) {
			c.reality = maps.Clone(c.reality)
			if c.reality == nil {
				c.reality = map[string]any{}
			}
			c.reality[property] = now.Properties[property]
		}
	}
	return &c
}

// holdAll makes the index of claims anew.
func (w *World) holdAll() {
	clear(w.held)
	for _, p := range w.all() {
		w.hold(p)
	}
}

// Delete deletes a stack, as DeleteStack does. Termination protection is not asked: whoever deletes has taken it off.
func (w *World) Delete(id string) Result {
	s := w.Stack(id)
	if s == nil {
		return Result{Refused: []Problem{{Finding: Invalid, Stack: id, Reason: "there is no such stack"}}}
	}
	for _, name := range slices.Sorted(maps.Keys(s.exports)) {
		if by := w.importers(s, name); len(by) > 0 {
			return Result{Refused: []Problem{{Export, id, name, "export", "is imported by " + strings.Join(by, ", ")}}}
		}
	}
	var result Result
	for _, logical := range slices.Sorted(maps.Keys(s.resources)) {
		result.add(w.retire(s.resources[logical], s.resources[logical].deletion))
	}
	resources := s.resources
	s.resources = map[string]*Physical{}
	waiting := w.waiting(id)
	for range len(waiting) {
		waiting = w.deleteAll(waiting, &result)
	}
	if len(waiting) == 0 {
		delete(w.stacks, keyOf(s.Place, s.Name))
		result.Done = append(result.Done, id)
		return result
	}
	s.Status = DeleteFailed
	for _, p := range waiting { // they stay in the stack
		result.Refused = append(result.Refused, Problem{Blocked, id, p.LogicalID, p.Type, p.blockedBy(w)})
		w.release(p)
		w.orphans = slices.DeleteFunc(w.orphans, func(other *Physical) bool { return other == p })
		s.resources[p.LogicalID] = resources[p.LogicalID]
		w.hold(s.resources[p.LogicalID])
	}
	return result
}
