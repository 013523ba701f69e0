package config

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// decode fills a Go value from YAML by their shapes. It is strict, and unlike a
// decoder that stops at the first error it goes on, so that every fault of a
// file is found. It remembers where each value stands.
func decode(node ast.Node, into reflect.Value, at spot) {
	switch node.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		at.reject("is a YAML anchor or alias", "write the value out")
		return
	case *ast.TagNode:
		at.reject("has a YAML tag", "leave the tag out")
		return
	case *ast.NullNode:
		switch into.Kind() {
		case reflect.Map, reflect.Slice, reflect.Struct: // same as left out
		default:
			at.reject("has no value", "write one, or leave the key out")
			return
		}
	}
	if text, ok := into.Addr().Interface().(encoding.TextUnmarshaler); ok {
		decodeText(node, text, at)
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
	default:
		decodeScalar(node, into, at)
	}
}

// decodeStruct fills the fields that have a yaml tag, and reports unknown and missing keys.
func decodeStruct(node ast.Node, into reflect.Value, at spot) {
	fields := map[string]reflect.StructField{}
	var names []string
	for _, f := range reflect.VisibleFields(into.Type()) {
		if name := f.Tag.Get("yaml"); name != "" && name != "-" {
			fields[name] = f
			names = append(names, name)
		}
	}
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
		here := at.key(pair.name)
		if !known {
			here.mark(pair.where)
			here.reject("is not a known key", didYouMean(pair.name, names))
			if near := nearest(pair.name, names); near != "" && !written[near] {
				at.doc.bad[at.key(near).path] = true // its absence is this same fault
			}
			continue
		}
		value := into.FieldByIndex(field.Index)
		decode(pair.value, value, here)
		checkBounds(field, value, here)
	}
	for _, name := range names {
		missing := !written[name] && slices.Contains(options(fields[name]), "required")
		if here := at.key(name); missing && !here.unreadable() {
			here.reject("is missing", "add it"+choices(fields[name].Type))
		}
	}
}

// choices completes a remedy with the values of an enumeration.
func choices(t reflect.Type) string {
	if v, ok := reflect.Zero(t).Interface().(interface{ Values() []string }); ok && len(v.Values()) < 8 {
		return ": " + orList(v.Values())
	}
	return ""
}

// options are the parts of a field's jsonschema tag, such as required or minimum=1.
func options(field reflect.StructField) []string {
	return strings.Split(field.Tag.Get("jsonschema"), ",")
}

// checkBounds compares a number that was written with its field's minimum and maximum.
func checkBounds(field reflect.StructField, value reflect.Value, at spot) {
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Int || at.unreadable() {
		return
	}
	n := int(value.Int())
	for _, option := range options(field) {
		name, limit, _ := strings.Cut(option, "=")
		bound, _ := strconv.Atoi(limit)
		switch {
		case name == "minimum" && n < bound:
			at.reject(fmt.Sprintf("%d is too small", n), fmt.Sprintf("the least is %d", bound))
			value.SetInt(0)
		case name == "maximum" && n > bound:
			at.reject(fmt.Sprintf("%d is too large", n), fmt.Sprintf("the most is %d", bound))
			value.SetInt(0)
		}
	}
}

// decodeMap fills a map, entry by entry.
func decodeMap(node ast.Node, into reflect.Value, at spot) {
	pairs, ok := entries(node, at)
	if !ok || len(pairs) == 0 {
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	for _, pair := range pairs {
		here := at.key(pair.name)
		if !plain(pair.name, here) {
			continue
		}
		key := reflect.New(into.Type().Key()).Elem()
		key.SetString(pair.name)
		if text, ok := key.Addr().Interface().(encoding.TextUnmarshaler); ok {
			if err := text.UnmarshalText([]byte(pair.name)); err != nil {
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
func decodeSlice(node ast.Node, into reflect.Value, at spot) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		if node.Type() != ast.NullType {
			at.reject("is "+kind(node)+" where a list is expected", "write it as [a, b] or with dashes")
		}
		return
	}
	if len(list.Values) == 0 || tooMany(len(list.Values), at) {
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(list.Values), len(list.Values)))
	for i, value := range list.Values {
		here := at.index(i)
		here.mark(start(value))
		decode(value, into.Index(i), here)
	}
}

// decodeText fills a type that parses itself.
func decodeText(node ast.Node, into encoding.TextUnmarshaler, at spot) {
	text, quoted, ok := scalar(node)
	if !ok {
		at.reject("is "+kind(node)+" where one value is expected", "")
		return
	}
	if !plain(text, at) {
		return
	}
	if err := into.UnmarshalText([]byte(text)); err != nil {
		rejectText(err, at)
	} else if !quoted {
		at.reject("is "+kind(node)+" in YAML", `write it in quotes: "`+text+`"`)
	}
}

// decodeScalar fills a string or a number.
func decodeScalar(node ast.Node, into reflect.Value, at spot) {
	text, quoted, ok := scalar(node)
	switch {
	case !ok:
		at.reject("is "+kind(node)+" where one value is expected", "")
	case into.Kind() == reflect.String && !quoted:
		at.reject("is "+kind(node)+" where text is expected", `write it in quotes: "`+text+`"`)
	case into.Kind() == reflect.String:
		if plain(text, at) {
			into.SetString(text)
		}
	case quoted:
		at.reject(strconv.Quote(text)+" is text where a number is expected", "write a number, without quotes")
	case into.Kind() == reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil || text != strconv.Itoa(n) {
			at.reject(text+" is not a plain whole number", "write digits only, without a leading zero")
			return
		}
		into.SetInt(int64(n))
	default:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			at.reject(text+" is not a number", "write a number")
			return
		}
		into.SetFloat(n)
	}
}
