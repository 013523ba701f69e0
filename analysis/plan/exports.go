package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// checkExports finds exports that go, or get another value, while a deployed stack imports them, and those that another
// stack has.
func checkExports(u *update) []Finding {
	var all []Finding
	if u.before != nil {
		for _, name := range slices.Sorted(maps.Keys(u.before.exports)) {
			is, stays := u.after.exports[name]
			was := u.before.exports[name]
			if stays && text(was) == text(is) {
				continue
			}
			if importers := u.importersOf(name); len(importers) > 0 {
				all = append(all, u.exportFinding(name, was, is, stays, importers))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(u.after.exports)) {
		for _, other := range u.exporters[exportKey(u.after.at.region(), name)] {
			if u.is(other) {
				all = append(all, u.finding(Refused, KindExport, "",
					fmt.Sprintf("%s exports %s already, and a name is exported once in a region", other.ID, name),
					"deploy twice: first take it out of "+other.ID+", then export it here"))
				break
			}
		}
	}
	return all
}

func (u *update) exportFinding(name string, was, is any, stays bool, importers []string) Finding {
	id, who := u.exporter(was), strings.Join(importers, ", ")
	imports := who + " imports"
	if len(importers) > 1 {
		imports = who + " import"
	}
	if !stays {
		return u.finding(Refused, KindExport, id,
			fmt.Sprintf("the export %s goes, and %s it at that moment", name, imports),
			"deploy first what takes the import out of "+who+", then this")
	}
	severity, reason := Refused, fmt.Sprintf("the export %s gets another value, and %s it at that moment", name, imports)
	if settled(text(was)) == settled(text(is)) {
		severity, reason = Note, fmt.Sprintf("if AWS gives the export %s another value, it refuses: %s it", name, imports)
	}
	return u.finding(severity, KindExport, id, reason,
		"undo the change; to have it, make the new one beside the old one, move "+who+" to it, and then remove the old one")
}

// importersOf are the stacks that import an export of this one at its moment of the order, by ID.
func (u *update) importersOf(name string) []string {
	var ids []string
	for _, other := range u.importers[exportKey(u.after.at.region(), name)] {
		if u.is(other) {
			ids = append(ids, other.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// exporter is the logical id of the resource that an exported value is of, as far as the value tells.
func (u *update) exporter(value any) string {
	inside, found := strings.CutPrefix(text(value), opening+string(u.after.at)+" ")
	if !found {
		return ""
	}
	id, _, _ := strings.Cut(inside, "#")
	return id
}

// checkImports finds imports of what no deployed stack exports at that moment.
func checkImports(u *update) []Finding {
	var all []Finding
	for _, name := range slices.Sorted(maps.Keys(u.after.imports)) {
		if _, found := u.exported(name); found {
			continue
		}
		all = append(all, u.finding(Refused, KindExport, "",
			fmt.Sprintf("it imports %s, which no stack exports at that moment", name),
			"deploy what exports it before"))
	}
	return all
}
