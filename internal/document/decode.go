package document

import (
	"cmp"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// decode fills a Go value from YAML by their shapes. It is strict, and unlike a
// decoder that stops at the first error it goes on, so that every fault of a
// file is found. It remembers where each value stands.
func decode(node ast.Node, into reflect.Value, at Path) {
	switch node.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		at.rejectAlias()
		return
	case *ast.TagNode:
		at.reject("has a YAML tag", "leave the tag out")
		return
	case *ast.NullNode:
		switch into.Kind() {
		case reflect.Map, reflect.Slice, reflect.Struct: // same as left out
		default:
			at.reject("has no value", cmp.Or(at.elsewhere(), "write one, or leave the key out"))
			return
		}
	}
	if set := textSetter(into); set != nil {
		decodeText(node, set, at)
		return
	}
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		decode(node, into.Elem(), at)
	case reflect.Struct:
		decodeStruct(node, into, at)
	case reflect.Map:
		decodeMap(node, into, at)
	case reflect.Slice:
		decodeSlice(node, into, at)
	case reflect.Interface:
		decodeAny(node, into, at)
	default:
		decodeScalar(node, into, at)
	}
}

// decodeStruct fills the fields that have a yaml tag, and reports unknown and missing keys.
func decodeStruct(node ast.Node, into reflect.Value, at Path) {
	fields, names := fieldsOf(into.Type())
	at.doc.keys[at.text] = names
	pairs, ok := entries(node, at)
	if !ok {
		return
	}
	written := map[string]bool{}
	for _, pair := range pairs {
		written[pair.name] = true
	}
	for _, pair := range pairs {
		field, known := fields[pair.name]
		here := at.Key(pair.name)
		if !known {
			here.mark(pair.where)
			rejectKey(pair, into, names, here)
			if near := Nearest(pair.name, names); near != "" && !written[near] {
				at.doc.bad[at.Key(near).text] = true // its absence is this same fault
			}
			continue
		}
		value := into.FieldByIndex(field.Index)
		at.doc.most[here.text] = field.option("maximum")
		decode(pair.value, value, here)
		checkBounds(field, value, here)
	}
	for _, name := range names {
		if written[name] || !fields[name].required() {
			continue
		}
		if here := at.Key(name); !here.Unreadable() {
			here.reject("is missing", "add it"+choices(fields[name].Type))
		}
	}
}

// Hinted is a struct type that knows keys which people write in it, and which it does not have.
type Hinted interface {
	// Hints returns the remedy for each of these keys.
	Hints() map[string]string
}

// rejectKey reports a key that a struct does not have, with what it is called, or where it belongs.
func rejectKey(p pair, into reflect.Value, names []string, here Path) {
	switch p.value.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode: // whoever writes these has no other fault to mend first
		here.rejectAlias()
		return
	}
	remedy := ""
	if hinted, ok := into.Interface().(Hinted); ok {
		remedy = hinted.Hints()[p.name]
	}
	here.reject("is not a known key", cmp.Or(remedy, here.elsewhere(), Suggest(p.name, names)))
}

// choices returns what completes a remedy with the values of an enumeration, or with what a mapping has to hold.
func choices(t reflect.Type) string {
	if v, ok := reflect.Zero(t).Interface().(Enumeration); ok && len(v.Values()) < 8 {
		return ": " + OneOf(v.Values())
	}
	var required []string
	if t.Kind() == reflect.Struct && textSetter(reflect.New(t).Elem()) == nil {
		fields, names := fieldsOf(t)
		for _, name := range names {
			if fields[name].required() {
				required = append(required, name)
			}
		}
	}
	if len(required) > 0 {
		return ", with " + strings.Join(required, " and ")
	}
	return ""
}

// checkBounds compares a number that was written with its field's minimum and maximum.
func checkBounds(of field, value reflect.Value, at Path) {
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if at.Unreadable() || value.Kind() != reflect.Int && value.Kind() != reflect.Float64 {
		return
	}
	n := value.Convert(reflect.TypeFor[float64]()).Float()
	for _, option := range of.options {
		name, limit, _ := strings.Cut(option, "=")
		bound, _ := strconv.ParseFloat(limit, 64)
		switch {
		case name == "minimum" && n < bound:
			at.reject(fmt.Sprintf("%v is too small", value), "the least is "+limit)
			value.SetZero()
		case name == "maximum" && n > bound:
			at.reject(fmt.Sprintf("%v is too large", value), "the most is "+limit)
			value.SetZero()
		}
	}
}

// decodeMap fills a map, entry by entry.
func decodeMap(node ast.Node, into reflect.Value, at Path) {
	pairs, ok := entries(node, at)
	if !ok || len(pairs) == 0 {
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	for _, pair := range pairs {
		here := at.Key(pair.name)
		if !accepted(pair.name, here) {
			continue
		}
		key := reflect.New(into.Type().Key()).Elem()
		key.SetString(pair.name)
		if set := textSetter(key); set != nil {
			if err := set(pair.name); err != nil {
				rejectText(err, here)
				continue
			}
		}
		value := reflect.New(into.Type().Elem()).Elem()
		decode(pair.value, value, here)
		into.SetMapIndex(key, value)
	}
}

// decodeSlice fills a list.
func decodeSlice(node ast.Node, into reflect.Value, at Path) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		if node.Type() != ast.NullType {
			at.reject("is "+kind(node)+" where a list is expected", "write it as [a, b] or with dashes")
		}
		return
	}
	if tooMany(len(list.Values), at) {
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(list.Values), len(list.Values)))
	for i, value := range list.Values {
		here := at.Index(i)
		here.mark(start(value))
		decode(value, into.Index(i), here)
	}
}
