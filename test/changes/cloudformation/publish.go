package cloudformation

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// publish computes the exports and holds them against what other stacks import.
func (o *operation) publish(t *Template) {
	for _, id := range slices.Sorted(maps.Keys(asMap(t.sections["Outputs"]))) {
		o.output(id, asMap(asMap(t.sections["Outputs"])[id]))
	}
	if o.before == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(o.before.exports)) {
		value, kept := o.stack.exports[name]
		if kept && value == o.before.exports[name] {
			continue
		}
		if by := o.world.importers(o.stack, name); len(by) > 0 {
			verb := "removed"
			if kept {
				verb = "changed from " + o.before.exports[name] + " to " + value
			}
			o.result.Refused = append(o.result.Refused, Problem{
				Export, t.ID, name, "export", fmt.Sprintf("is %s while %v import it", verb, by),
			})
		}
	}
}

func (o *operation) output(id string, body map[string]any) {
	if name := asString(body["Condition"]); name != "" {
		if holds, err := o.scope.condition(name); err != nil || !holds {
			return
		}
	}
	value, err := o.scope.resolve(body["Value"])
	if err != nil {
		if !errors.Is(err, errMissing) || len(o.failed) == 0 {
			o.result.Refused = append(o.result.Refused, Problem{Invalid, o.stack.ID, id, "output", err.Error()})
		}
		return
	}
	name, err := o.scope.resolve(asMap(body["Export"])["Name"])
	if err != nil || text(name) == "" {
		return
	}
	if _, other := o.world.export(o.stack.Place, text(name)); other != nil && other != o.stack {
		o.result.Refused = append(o.result.Refused, Problem{
			NameTaken, o.stack.ID, text(name), "export", "is exported by " + other.ID + " already",
		})
		return
	}
	o.stack.exports[text(name)] = text(value)
}
