package config

import (
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestNoFieldEscapesValidation walks a configuration in which every section is
// present, and demands of each field that a rule has looked at it, that its type
// parses itself, or that it has bounds.
func TestNoFieldEscapesValidation(t *testing.T) {
	files := example(t)
	edit(t, files, "organization.yaml", "primary: eu-west-1", "primary: eu-west-1\n  zones: {us-east-1: [a, b]}")
	edit(t, files, "environments/prod.yaml", "logRetentionDays: 365", "logRetentionDays: 365\nalerts: {email: [prod@example.com]}\ntags: {owner: shop, costCentre: \"1\"}")
	edit(t, files, "environments/prod.yaml", "port: 3000", "port: 3000\n    command: [./web]")
	edit(t, files, "environments/prod.yaml", "requests: 1000", "metrics: [{name: Depth, namespace: Acme, target: 1, dimensions: {Queue: orders}}]")

	l := loader{fsys: files}
	c := &Config{Environments: []Environment{{Name: "prod"}}}
	organization := l.document(organizationFile, &c.Organization)
	prod := l.document("environments/prod.yaml", &c.Environments[0])
	c.complete()
	c.check(organization, map[string]*document{"prod": prod})
	if len(l.faults) > 0 {
		t.Fatal(l.faults)
	}
	checkFields(t, reflect.ValueOf(c.Organization), organization.root(), "")
	checkFields(t, reflect.ValueOf(c.Environments[0]), prod.root(), "")
}

// checkFields walks a value along with its place in the document. options is
// the jsonschema tag of the field that it is in.
func checkFields(t *testing.T, v reflect.Value, at spot, options string) {
	if _, ok := reflect.New(v.Type()).Interface().(encoding.TextUnmarshaler); ok {
		return
	}
	empty := func() { t.Errorf("%s is not in this test's configuration: add it", at.path) }
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			empty()
			return
		}
		checkFields(t, v.Elem(), at, options)
	case reflect.Struct:
		for _, f := range reflect.VisibleFields(v.Type()) {
			if name := f.Tag.Get("yaml"); name != "" && name != "-" {
				checkFields(t, v.FieldByIndex(f.Index), at.key(name), f.Tag.Get("jsonschema"))
			}
		}
	case reflect.Map: // the first entry stands for all
		keys := v.MapKeys()
		if len(keys) == 0 {
			empty()
			return
		}
		first := slices.MinFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		checkFields(t, v.MapIndex(first), at.key(first.String()), options)
	case reflect.Slice:
		if v.Len() == 0 {
			empty()
		}
		for i := range v.Len() {
			checkFields(t, v.Index(i), at.index(i), options)
		}
	default:
		_, checked := at.doc.checked[at.path]
		if !checked && !strings.Contains(options, "maximum") {
			t.Errorf("no rule looks at %s (%s): add one beside its type", at.path, v.Type())
		}
	}
}

// The bounds are in the tags of the types: each number has both.
func TestEveryNumberHasBounds(t *testing.T) {
	seen := map[reflect.Type]bool{}
	exempt := []string{"Defaults.LogRetentionDays", "Environment.LogRetentionDays"} // a list of values instead
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Map, reflect.Slice:
			walk(typ.Elem())
		case reflect.Struct:
			if seen[typ] {
				return
			}
			seen[typ] = true
			for _, f := range reflect.VisibleFields(typ) {
				if f.Tag.Get("yaml") == "" || f.Tag.Get("yaml") == "-" {
					continue
				}
				tag, name := f.Tag.Get("jsonschema"), typ.Name()+"."+f.Name
				bounded := strings.Contains(tag, "minimum=") && strings.Contains(tag, "maximum=")
				if f.Type.Kind() == reflect.Int && !bounded && !slices.Contains(exempt, name) {
					t.Errorf("%s has no bounds", name)
				}
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeFor[Organization]())
	walk(reflect.TypeFor[Environment]())
	if len(seen) < 15 {
		t.Errorf("saw only %v", fmt.Sprint(slices.Collect(maps.Keys(seen))))
	}
}
