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
	document, schema := v.Organization, g.organization
	name := strings.TrimSuffix(filepath.Base(fault.File), ".yaml")
	if e, found := v.Environments[name]; found {
		document, schema = e, g.environment
	}
	return g.change(schema, document, keys(fault.Path), g.words(v))
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
