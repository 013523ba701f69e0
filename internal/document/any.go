package document

import (
	"reflect"

	"github.com/goccy/go-yaml/ast"
)

// decodeAny fills a value whose shape the file decides: a mapping, a list, text, a number or a truth value.
func decodeAny(node ast.Node, into reflect.Value, at Path) {
	var value reflect.Value
	switch n := node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		value = reflect.New(reflect.TypeFor[map[string]any]()).Elem()
		decodeMap(node, value, at)
		if value.IsNil() {
			value.Set(reflect.MakeMap(value.Type()))
		}
	case *ast.SequenceNode:
		value = reflect.New(reflect.TypeFor[[]any]()).Elem()
		decodeSlice(node, value, at)
	case *ast.BoolNode:
		value = reflect.ValueOf(n.Value)
	case *ast.IntegerNode:
		value = reflect.New(reflect.TypeFor[int]()).Elem()
		decodeScalar(node, value, at)
	case *ast.FloatNode:
		value = reflect.New(reflect.TypeFor[float64]()).Elem()
		decodeScalar(node, value, at)
	default:
		value = reflect.New(reflect.TypeFor[string]()).Elem()
		decodeScalar(node, value, at)
	}
	if value.IsValid() && !at.Unreadable() {
		into.Set(value)
	}
}
