// Package templates reads what the reviewed templates hand to functions, for tests that it is what they understand.
package templates

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Properties are those of every resource of a type in the templates. What CloudFormation fills in is "value".
func Properties(t testing.TB, resourceType string) []map[string]any {
	t.Helper()
	files, err := filepath.Glob("../../test/testdata/templates/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]any
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var template struct {
			Resources map[string]struct {
				Type       string
				Properties map[string]any
			}
		}
		if err := json.Unmarshal(content, &template); err != nil {
			t.Fatal(file, err)
		}
		for _, resource := range template.Resources {
			if resource.Type == resourceType {
				for name, value := range resource.Properties {
					resource.Properties[name] = filledIn(value)
				}
				all = append(all, resource.Properties)
			}
		}
	}
	if len(all) == 0 {
		t.Fatal("no template has a " + resourceType)
	}
	return all
}

// filledIn is a value with "value" for what CloudFormation fills in. Properties are strings, or lists of them.
func filledIn(value any) any {
	switch value := value.(type) {
	case map[string]any:
		return "value"
	case []any:
		for i := range value {
			value[i] = filledIn(value[i])
		}
	}
	return value
}
