package document

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// field is one of a struct that a file may say.
type field struct {
	reflect.StructField
	options []string // the parts of its jsonschema tag, such as required or minimum=1
}

// fields are those of a struct type, by the keys of files, which are in names in the order of the type.
type fields struct {
	byName map[string]field
	names  []string
}

// fieldsOfTypes are those of the types that were asked for: reading tags takes longer than reading a file.
var fieldsOfTypes sync.Map

// fieldsOf returns the fields of a struct type that have a key, and the keys.
func fieldsOf(t reflect.Type) (byName map[string]field, names []string) {
	if f, found := fieldsOfTypes.Load(t); found {
		return f.(fields).byName, f.(fields).names
	}
	all := fields{byName: map[string]field{}}
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("yaml"); name != "" && name != "-" {
			all.byName[name] = field{f, strings.Split(f.Tag.Get("jsonschema"), ",")}
			all.names = append(all.names, name)
		}
	}
	fieldsOfTypes.Store(t, all)
	return all.byName, all.names
}

// option returns what a field's tag says after a name and an equals sign, or nothing.
func (f field) option(name string) string {
	for _, option := range f.options {
		if value, found := strings.CutPrefix(option, name+"="); found {
			return value
		}
	}
	return ""
}

// required tells whether a file has to say the field.
func (f field) required() bool { return slices.Contains(f.options, "required") }
