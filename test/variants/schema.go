package variants

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// A schema is a JSON Schema, and the definition that it is.
type schema struct {
	root, here map[string]any
	key        string // the definition's name and the property's, such as Network.zones
}

func readSchema(file string) (schema, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return schema{}, err
	}
	var root map[string]any
	if err := json.Unmarshal(text, &root); err != nil {
		return schema{}, fmt.Errorf("%s: %w", file, err)
	}
	return schema{root, root, strings.TrimPrefix(root["title"].(string), "bulkhead: ")}, nil
}

// at is a schema within the schema.
func (s schema) at(within any, key string) schema {
	here, _ := within.(map[string]any)
	if ref, is := here["$ref"].(string); is {
		name := strings.TrimPrefix(ref, "#/$defs/")
		here = s.root["$defs"].(map[string]any)[name].(map[string]any)
		return schema{s.root, here, name}
	}
	return schema{s.root, here, key}
}

// properties are the names of an object's properties: choices first, for the words that follow from them.
func (s schema) properties() []string {
	all, _ := s.here["properties"].(map[string]any)
	names := slices.Sorted(maps.Keys(all))
	slices.SortStableFunc(names, func(a, b string) int { return rank(a, all[a]) - rank(b, all[b]) })
	return names
}

// rank puts what refers to names after what has them.
func rank(name string, of any) int {
	switch of := of.(map[string]any); {
	case slices.Contains([]string{"bastion", "openToVPN"}, name):
		return 3
	case name == "services":
		return 2
	case of["enum"] != nil:
		return 0
	}
	return 1
}

// property is the schema of a property of an object.
func (s schema) property(name string) schema {
	return s.at(s.here["properties"].(map[string]any)[name], s.key+"."+name)
}

func (s schema) has(property string) bool {
	properties, _ := s.here["properties"].(map[string]any)
	return properties[property] != nil
}

// values is the schema of whatever is in a list or in a map with names of the operator's, or nothing.
func (s schema) values() (schema, bool) {
	for _, key := range []string{"items", "additionalProperties"} {
		if within, is := s.here[key].(map[string]any); is {
			return s.at(within, s.key), true
		}
	}
	return schema{}, false
}

func (s schema) requires(name string) bool {
	required, _ := s.here["required"].([]any)
	return slices.Contains(required, any(name))
}

// step is the schema below a key, as far as there is one.
func (s schema) step(key string) schema {
	if s.has(key) {
		return s.property(key)
	}
	below, _ := s.values()
	return below
}
