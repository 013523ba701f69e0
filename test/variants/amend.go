package variants

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"bulkhead/config"
)

// amend changes what a fault is about: what is missing is added, what may be missing is taken out, and what may not be
// gets another value.
func (g *Generator) amend(v Variant, fault config.Fault) bool {
	schema, document := g.of(v, fault)
	return g.change(schema, document, keys(fault.Path), g.words(v))
}

// of is the file that a fault is in.
func (g *Generator) of(v Variant, fault config.Fault) (schema, map[string]any) {
	name := strings.TrimSuffix(filepath.Base(fault.File), ".yaml")
	if e, found := v.Environments[name]; found {
		return g.environment, e
	}
	return g.organization, v.Organization
}

// drop takes out what has a name of its own and a fault somewhere in it, or else the section that the fault is in. It
// tells whether there was such a thing, and it may be missing.
func (g *Generator) drop(v Variant, fault config.Fault) bool {
	schema, document := g.of(v, fault)
	path := keys(fault.Path)
	if len(path) < 2 || schema.requires(path[0]) || !schema.has(path[0]) {
		return false
	}
	section, named := document[path[0]].(map[string]any)
	if _, found := section[path[1]]; named && found && len(section) > 1 && !schema.property(path[0]).requires(path[1]) {
		delete(section, path[1])
		return true
	}
	_, found := document[path[0]]
	delete(document, path[0])
	return found
}

// keys are the steps of a YAML path, such as services.web.uses[0].
func keys(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' })
}

// change changes what is at the path, or the least around it that can change.
func (g *Generator) change(s schema, document map[string]any, path []string, w *words) bool {
	if len(path) == 0 {
		return false
	}
	key := path[0]
	below, found := document[key]
	if !found {
		if s.has(key) {
			if value := g.value(s.property(key), w.of(document)); value != nil {
				document[key] = value
				return true
			}
		}
		return false
	}
	switch below := below.(type) {
	case map[string]any:
		if g.change(s.step(key), below, path[1:], w.of(document)) {
			if len(below) == 0 {
				delete(document, key)
			}
			return true
		}
	case []any:
		if len(path) > 1 && len(below) > 1 {
			if i, err := strconv.Atoi(path[1]); err == nil && i < len(below) {
				document[key] = slices.Delete(below, i, i+1)
				return true
			}
		}
	}
	if s.requires(key) {
		document[key] = g.value(s.property(key), w.of(document))
		return document[key] != nil
	}
	delete(document, key)
	return true
}
