package config

import (
	"encoding"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bulkhead/internal/document"
)

// TestNoFieldEscapesValidation walks the example and the configurations of the
// tests, and demands of each field that one of them sets it and that a rule has
// looked at it there, that its type parses itself, or that it has bounds.
func TestNoFieldEscapesValidation(t *testing.T) {
	dirs, err := filepath.Glob("../test/testdata/configs/*")
	if err != nil || len(dirs) == 0 {
		t.Fatal("no configurations", err)
	}
	said := fields{}
	for _, dir := range append(dirs, "example") {
		r := newReader(os.DirFS(dir), dir)
		c := &Config{Dir: dir}
		organization, environments := read(r, c)
		c.complete()
		c.check(organization, environments)
		if len(r.Faults) > 0 {
			t.Fatal(r.Faults)
		}
		said.walk(reflect.ValueOf(c.Organization), organization.Root(), "Organization", "")
		for _, env := range c.Environments {
			said.walk(reflect.ValueOf(env), environments[env.Name].Root(), "Environment", "")
		}
	}
	all := fields{}
	all.list(reflect.TypeFor[Organization](), "Organization")
	all.list(reflect.TypeFor[Environment](), "Environment")
	for name := range all {
		checked, set := said[name]
		if !set {
			t.Errorf("no configuration sets %s: add it to one in test/testdata/configs", name)
		} else if !checked {
			t.Errorf("no rule looks at %s: add one beside its type", name)
		}
	}
}

// fields are the fields of the configuration, by where they are below its root,
// and whether a rule looks at them.
type fields map[string]bool

// parsesItself tells whether a type's values are checked when they are read.
func parsesItself(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[document.Enumeration]()) ||
		reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// list adds every field below a type.
func (f fields) list(t reflect.Type, name string) {
	switch {
	case parsesItself(t):
		f[name] = true
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Map || t.Kind() == reflect.Slice:
		f.list(t.Elem(), name)
	case t.Kind() == reflect.Struct:
		for _, field := range reflect.VisibleFields(t) {
			if key := field.Tag.Get("yaml"); key != "" && key != "-" {
				f.list(field.Type, name+"."+key)
			}
		}
	default:
		f[name] = true
	}
}

// walk adds the fields that a value has and the document sets. options is the
// jsonschema tag of the field that it is in.
func (f fields) walk(v reflect.Value, at document.Path, name, options string) {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return
	}
	switch {
	case parsesItself(v.Type()):
		f[name] = true
	case v.Kind() == reflect.Pointer:
		f.walk(v.Elem(), at, name, options)
	case v.Kind() == reflect.Struct:
		for _, field := range reflect.VisibleFields(v.Type()) {
			if key := field.Tag.Get("yaml"); key != "" && key != "-" {
				f.walk(v.FieldByIndex(field.Index), at.Key(key), name+"."+key, field.Tag.Get("jsonschema"))
			}
		}
	case v.Kind() == reflect.Map:
		for _, key := range v.MapKeys() {
			f.walk(v.MapIndex(key), at.Key(key.String()), name, options)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			f.walk(v.Index(i), at.Index(i), name, options)
		}
	case at.Given():
		checked := at.Checked()
		f[name] = f[name] || checked || strings.Contains(options, "maximum")
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
