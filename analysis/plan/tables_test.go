package plan

import (
	"strings"
	"testing"

	"bulkhead/internal/facts"
	"bulkhead/internal/spec"

	"github.com/stretchr/testify/assert"
)

// A table that names what the specification does not know would never be asked.
func TestEveryRuleIsAboutAPropertyThatTheSpecificationKnows(t *testing.T) {
	knows := func(resourceType, path string) {
		t.Helper()
		kind, known := spec.Of(resourceType)
		assert.True(t, known, resourceType)
		assert.True(t, kind.Has(path), "%s %s", resourceType, path)
	}
	for name, all := range slots {
		for _, s := range all {
			assert.NotEmpty(t, s.source, name)
			for _, alternatives := range append(s.properties, s.optional) {
				for path := range strings.SplitSeq(alternatives, "|") {
					if path != "" {
						knows(name, path)
					}
				}
			}
		}
		knowsType(t, name)
	}
	for name, all := range corrections {
		for _, c := range all {
			assert.NotEmpty(t, c.source, name)
			knows(name, c.path)
		}
	}
	for name, all := range interruptions {
		for _, i := range all {
			assert.NotEmpty(t, i.source, name)
			knows(name, i.path)
		}
	}
	for name, all := range oneWay {
		for _, rule := range all {
			if isCustom(name) { // whose properties its function has
				continue
			}
			knows(name, rule.path)
		}
	}
	for name, all := range fixed {
		for _, rule := range all {
			knows(name, rule.path)
		}
	}
	for name, all := range oneAtATime {
		for _, group := range all.groups {
			for _, path := range group {
				knows(name, path)
			}
		}
	}
	for name, all := range shared {
		for _, path := range all {
			knows(name, path)
		}
	}
	for name, all := range closed {
		for _, path := range all {
			knows(name, path)
		}
	}
	for name, all := range exposure {
		for path := range all {
			knows(name, path)
		}
	}
	for key, property := range moving {
		name, attribute, _ := strings.Cut(key, " ")
		knows(name, property)
		kind, _ := spec.Of(name)
		assert.True(t, kind.HasAttribute(attribute), key)
	}
	for name, block := range blocks {
		knowsType(t, name)
		if property, _, conditional := strings.Cut(block.unless, "="); conditional {
			knows(name, property)
		}
	}
	for name := range replacements {
		knowsType(t, name)
	}
	for name := range departures {
		knowsType(t, name)
	}
	for _, name := range takesSnapshots {
		knowsType(t, name)
	}
}

func knowsType(t *testing.T, name string) {
	t.Helper()
	_, known := spec.Of(name)
	assert.True(t, known, name)
}

func TestEveryTypeWithANameThatCannotChangeHoldsIt(t *testing.T) {
	for _, name := range facts.Types() {
		kind, known := spec.Of(name)
		property := nameProperty(name)
		if !known || property == "" || kind.Replaces(property) != spec.Yes {
			continue
		}
		if all, special := slots[name]; special && len(all) == 0 {
			continue // several may have the same name
		}
		assert.NotEmpty(t, slotsOf(name), name)
	}
}
