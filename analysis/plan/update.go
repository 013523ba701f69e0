package plan

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/spec"
)

// Action is what an update does to a resource.
type Action string

// The actions. Of a resource that an update replaces, the old copy goes or stays as UpdateReplacePolicy says; one that
// is gone from the template, as the DeletionPolicy of the template says that was deployed. What exists already is taken
// over by its name.
const (
	Add     Action = "added"
	Change  Action = "changed"
	Replace Action = "replaced"
	Perhaps Action = "perhaps replaced"
	Delete  Action = "deleted"
	Keep    Action = "kept behind"
	Import  Action = "taken over"
)

// fate is what an update does to one resource.
type fate struct {
	action      Action // "" when it does nothing
	old, new    *instance
	differences []Difference
	causes      []Difference // those that replace it
	rules       []string     // why a difference replaces it, or may, when the specification does not say so
	all         string       // what comes or goes, as text
}

// update is one stack's update, or its creation, at its moment of the order.
type update struct {
	*world
	next    *assembly.Stack
	before  *deployed // nil when the stack is new
	after   *deployed
	fates   map[string]*fate
	open    map[string]bool      // resources that are being decided
	is      func(*deployed) bool // whether another stack is, or may be, deployed with a template at that moment
	unknown map[string]bool      // types that the specification does not know

	base, head config.Index // what the configurations say
	lines      []Cause      // that changed
}

// newUpdate decides what becomes of every resource. Replacement travels along: where a property refers to a resource
// that is replaced, its value changes, and that may replace the resource that has it.
func newUpdate(w *world, next *assembly.Stack) *update {
	u := &update{
		world:  w,
		next:   next,
		before: w.stacks[placeOf(next)],
		after: &deployed{
			Stack:     next,
			at:        placeOf(next),
			resources: map[string]*instance{},
			outputs:   map[string]any{},
			exports:   map[string]any{},
			imports:   map[string]bool{},
		},
		fates:   map[string]*fate{},
		open:    map[string]bool{},
		unknown: map[string]bool{},
	}
	for _, r := range next.Resources {
		u.decide(r)
	}
	if u.before != nil {
		for id, old := range u.before.resources {
			if u.after.resources[id] == nil {
				u.fates[id] = &fate{action: farewell(old), old: old}
			}
		}
	}
	u.publish()
	u.after.claims = claimsOf(u.after)
	return u
}

func (u *update) stack() *assembly.Stack { return u.next }

func (u *update) exported(name string) (any, bool) {
	return u.world.exported(u.after.at.region(), name)
}

// resource returns the copy of a resource that there is after the update.
func (u *update) resource(id string) *instance {
	r := u.next.Resource(id)
	if r == nil || u.open[id] {
		return nil
	}
	u.decide(r)
	return u.after.resources[id]
}

// ids are all resources of the update, sorted.
func (u *update) ids() []string { return slices.Sorted(maps.Keys(u.fates)) }

// changed are the resources that change in place, in the order of their ids.
func (u *update) changed() iter.Seq2[string, *fate] {
	return func(yield func(string, *fate) bool) {
		for _, id := range u.ids() {
			if f := u.fates[id]; f.action == Change && !yield(id, f) {
				return
			}
		}
	}
}

// decide finds the fate of a resource, after those that it refers to.
func (u *update) decide(r *assembly.Resource) {
	if u.fates[r.LogicalID] != nil || !u.exists(r) {
		return
	}
	u.open[r.LogicalID] = true
	properties, _ := resolve(u, map[string]any(r.Properties)).(map[string]any)
	delete(u.open, r.LogicalID)
	made := &instance{Resource: r, at: u.after.at, properties: properties}
	f := &fate{action: Add, new: made}
	if r.TakesOver {
		f.action = Import
	}
	if u.before != nil {
		f.old = u.before.resources[r.LogicalID]
	}
	u.fates[r.LogicalID], u.after.resources[r.LogicalID] = f, made
	if f.old != nil {
		u.compare(f)
	}
}

// exists tells whether the resource's condition holds.
func (u *update) exists(r *assembly.Resource) bool {
	resources, _ := u.next.Template["Resources"].(map[string]any)
	body, _ := resources[r.LogicalID].(map[string]any)
	name, conditional := body["Condition"].(string)
	return !conditional || holds(u, name)
}

// compare decides between nothing, a change in place and a replacement.
func (u *update) compare(f *fate) {
	old, made := f.old, f.new
	made.number, made.doubtful = old.number, old.doubtful
	f.action, f.differences = "", differences("", old.properties, made.properties)
	if old.Type != made.Type {
		f.action, f.differences = Replace, []Difference{{Path: "Type", Before: old.Type, After: made.Type}}
		f.causes = f.differences
		made.number++
		return
	}
	if len(f.differences) > 0 || attributesDiffer(old.Resource, made.Resource) {
		f.action = Change
		made.touched = true
	}
	worst := spec.No
	for _, d := range f.differences {
		replacement, rule := u.replaces(f, d)
		if replacement == spec.Yes && d.Maybe {
			replacement = spec.Maybe
		}
		if replacement == spec.No {
			continue
		}
		if replacement > worst {
			worst, f.causes, f.rules = replacement, nil, nil
		}
		if replacement == worst {
			f.causes = append(f.causes, d)
			if rule != "" && !slices.Contains(f.rules, rule) {
				f.rules = append(f.rules, rule)
			}
		}
	}
	switch worst {
	case spec.Yes:
		f.action = Replace
		made.number++
		made.touched, made.doubtful = false, false
	case spec.Maybe:
		f.action = Perhaps
		made.doubtful = true
	}
}

// replaces asks those who know better, and then the specification.
func (u *update) replaces(f *fate, d Difference) (answer spec.Replacement, rule string) {
	if answer, rule, known := corrected(f, d); known {
		return answer, rule
	}
	kind, known := spec.Of(f.new.Type)
	switch {
	case known:
		return kind.Replaces(d.Path), ""
	case isCustom(f.new.Type): // its function decides, by the id that it answers with
		return spec.No, ""
	}
	u.unknown[f.new.Type] = true
	return spec.Maybe, "the specification does not know the type"
}

// attributesDiffer tells whether something beside the properties changed that makes CloudFormation visit a resource.
func attributesDiffer(old, made *assembly.Resource) bool {
	return old.DeletionPolicy != made.DeletionPolicy || old.UpdateReplacePolicy != made.UpdateReplacePolicy
}

// publish resolves the outputs, and finds what the stack imports.
func (u *update) publish() {
	for name, output := range u.next.Outputs {
		value := resolve(u, output.Value)
		u.after.outputs[name] = value
		if output.Export != "" {
			u.after.exports[output.Export] = value
		}
	}
	for _, part := range []string{"Resources", "Outputs"} {
		u.imported(u.next.Template[part])
	}
}

func (u *update) imported(value any) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			u.imported(item)
		}
	case map[string]any:
		if name, is := v["Fn::ImportValue"]; is && len(v) == 1 {
			u.after.imports[text(resolve(u, name))] = true
		}
		for _, item := range v {
			u.imported(item)
		}
	}
}

// farewell is what becomes of a resource that the template does not name any more.
func farewell(old *instance) Action {
	if strings.HasPrefix(old.DeletionPolicy, "Retain") {
		return Keep
	}
	return Delete
}

// oldStays tells whether the copy that is replaced is kept.
func (f *fate) oldStays() bool {
	return f.new != nil && strings.HasPrefix(f.new.UpdateReplacePolicy, "Retain")
}
