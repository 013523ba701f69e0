package cloudformation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// tries are how often CloudFormation tries to delete something after an update, before it leaves it.
const tries = 3

// cleanUp deletes old copies and what is gone from the template, dependents first.
func (o *operation) cleanUp() {
	var gone []*Physical
	for _, id := range slices.Sorted(maps.Keys(o.stack.resources)) {
		r, there := o.stack.template.resources[id]
		if there && r.condition != "" {
			there, _ = o.scope.condition(r.condition)
		}
		if !there {
			gone = append(gone, o.stack.resources[id])
			delete(o.stack.resources, id)
		}
	}
	for _, p := range gone {
		o.result.add(o.world.retire(p, p.deletion))
	}
	for _, p := range o.old {
		o.result.add(o.world.retire(p, cmpOr(p.replaced, "Delete")))
	}
	waiting := o.world.waiting(o.stack.ID)
	for range max(tries, len(waiting)) { // one round frees what the next one deletes
		waiting = o.world.deleteAll(waiting, &o.result)
	}
	for _, p := range waiting {
		reason := p.blockedBy(o.world)
		o.world.orphan(p, "it could not be deleted: "+reason)
		o.result.Kept = append(o.result.Kept, Problem{Blocked, p.Stack, p.LogicalID, p.Type, reason})
	}
}

func cmpOr(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

const doomed = "waits for its deletion"

// waiting are the resources of a stack that are to be deleted.
func (w *World) waiting(stack string) []*Physical {
	var all []*Physical
	for _, p := range w.orphans {
		if p.kept == doomed && p.Stack == stack {
			all = append(all, p)
		}
	}
	return all
}

// retire takes a resource from its stack: it is kept, or waits for its deletion.
func (w *World) retire(p *Physical, policy string) Result {
	c := *p
	w.release(p)
	c.kept = doomed
	if policy == "" {
		policy = kinds[p.Type].Default
	}
	if policy == "Snapshot" && !kinds[p.Type].Snapshots {
		policy = "Delete"
	}
	if policy == "Snapshot" && p.isCopy() {
		policy = "Delete"
	}
	c.deletion = policy
	var result Result
	if strings.HasPrefix(policy, "Retain") {
		c.kept = "its policy keeps it"
		result.Kept = append(result.Kept, Problem{Lost, p.Stack, p.LogicalID, p.Type, c.kept})
	}
	w.orphans = append(w.orphans, &c)
	w.hold(&c)
	return result
}

// orphan marks what could not be deleted.
func (w *World) orphan(p *Physical, why string) {
	c := *p
	c.kept = why
	w.release(p)
	w.hold(&c)
	w.orphans[slices.Index(w.orphans, p)] = &c
}

// deleteAll deletes what can be deleted, and returns the rest.
func (w *World) deleteAll(waiting []*Physical, result *Result) []*Physical {
	var rest []*Physical
	for _, p := range waiting {
		if p.blockedBy(w) != "" {
			rest = append(rest, p)
			continue
		}
		w.delete(p, result)
	}
	return rest
}

// delete deletes a resource, and tells what is lost with it.
func (w *World) delete(p *Physical, result *Result) {
	w.release(p)
	w.orphans = slices.DeleteFunc(w.orphans, func(other *Physical) bool { return other == p })
	kind := kinds[p.Type]
	if kind.Keeps != "" && !p.isCopy() {
		reason := kind.Keeps + " is deleted"
		if p.deletion == "Snapshot" {
			reason += ", after a snapshot"
			w.snapshot(p)
		}
		result.Losses = append(result.Losses, Problem{Lost, p.Stack, p.LogicalID, p.Type, reason})
	}
	for _, c := range p.claims {
		if c.made != Overwrites {
			continue
		}
		for _, holder := range w.held[c.key] {
			i := slices.IndexFunc(holder.claims, func(other claim) bool { return other.key == c.key })
			if holder.claims[i].same == c.same {
				result.Losses = append(result.Losses, Problem{
					Unseen, holder.Stack, holder.LogicalID, holder.Type,
					fmt.Sprintf("%s goes with the deletion of %s", c.what, p),
				})
			}
		}
	}
}

// isCopy tells whether what a resource has is elsewhere: a database can be a replica of another one, or an instance of a
// cluster, and a queue can hold what a log tells.
func (p *Physical) isCopy() bool {
	switch p.Type {
	case "AWS::RDS::DBInstance":
		return p.Properties["SourceDBInstanceIdentifier"] != nil || p.Properties["DBClusterIdentifier"] != nil
	case "AWS::SQS::Queue": // of what failed, which has a log
		return p.Properties["SqsManagedSseEnabled"] == true
	}
	return false
}

// snapshot stays behind, and holds what the database had.
func (w *World) snapshot(p *Physical) {
	if !strings.HasPrefix(p.Type, "AWS::RDS::") {
		return
	}
	w.orphans = append(w.orphans, &Physical{
		Place: p.Place, Stack: p.Stack, LogicalID: p.LogicalID, Type: "AWS::RDS::DBSnapshot", ID: p.ID + "-final",
		Properties: map[string]any{"OptionGroupName": p.Properties["OptionGroupName"]}, kept: "a final snapshot",
	})
}

// blockedBy is why a resource cannot be deleted; empty when it can.
func (p *Physical) blockedBy(w *World) string {
	kind := kinds[p.Type]
	for _, block := range kind.Blocked {
		if block.Holds(w, p) {
			return block.Says
		}
	}
	if !kind.InUse {
		return ""
	}
	for _, other := range w.all() {
		if other != p && other.refersTo(p) {
			return "it is used by " + other.String()
		}
	}
	return ""
}

// refersTo tells whether a resource has another one's id or ARN among its properties. The pattern of a rule of
// EventBridge holds nothing: it names what may never happen.
func (p *Physical) refersTo(other *Physical) bool {
	if p.Place != other.Place {
		return false
	}
	if p.Type == "AWS::Events::Rule" {
		return mentions(p.Properties["Targets"], other.ID)
	}
	return mentions(p.Properties, other.ID)
}

func mentions(value any, id string) bool {
	switch v := value.(type) {
	case string:
		return v == id || strings.HasSuffix(v, "/"+id)
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return mentions(item, id) })
	case map[string]any:
		for _, item := range v {
			if mentions(item, id) {
				return true
			}
		}
	}
	return false
}
