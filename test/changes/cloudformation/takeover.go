package cloudformation

import (
	"slices"
	"strings"

	"bulkhead/internal/spec"
)

// ByHand has something exist under a name that no stack has made.
func (w *World) ByHand(at Place, resourceType, name string) {
	w.serial++
	p := &Physical{
		Place: at, Stack: "nobody's", LogicalID: name, Type: resourceType, serial: w.serial,
		Properties: map[string]any{kinds[resourceType].Name.Property: name}, kept: "somebody made it by hand",
	}
	identify(p)
	var err error
	if p.claims, err = claimsOf(p); err != nil {
		panic(err)
	}
	w.orphans = append(w.orphans, p)
	w.hold(p)
}

// Import has deployments take over what exists, as cdk deploy does with --import-existing-resources.
func (w *World) Import() { w.imports = true }

// takenOver is what exists under the name of a new resource, and becomes it; or nil.
func (o *operation) takenOver(r resource, p *Physical) *Physical {
	name := kinds[r.typ].Name
	if !o.world.imports || name == nil || !strings.HasPrefix(r.deletion, "Retain") {
		return nil
	}
	_, literal := r.properties[name.Property].(string)
	known, _ := spec.Of(r.typ)
	if !literal || !known.Has(name.Property) || !slices.Equal(known.Identifier, []string{name.Property}) {
		return nil
	}
	for _, orphan := range o.world.orphans {
		if orphan.Type == r.typ && orphan.kept != doomed && slices.ContainsFunc(p.claims, orphan.keeps) {
			return orphan
		}
	}
	return nil
}

// disown takes an orphan out of those that no stack has.
func (w *World) disown(p *Physical) {
	w.release(p)
	w.orphans = slices.DeleteFunc(slices.Clone(w.orphans), func(other *Physical) bool { return other == p })
}
