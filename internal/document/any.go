package document

import (
	"reflect"

	"github.com/goccy/go-yaml/ast"
)

// decodeAny fills a value whose shape the file decides: a mapping, a list, text, a number or a truth value.
func decodeAny(node ast.Node, into reflect.Value, at Path) {
	shape := reflect.TypeFor[string]()
	switch n := node.(type) {
	case *ast.BoolNode:
		into.Set(reflect.ValueOf(n.Value))
		return
	case *ast.MappingNode, *ast.MappingValueNode:
		shape = reflect.TypeFor[map[string]any]()
	case *ast.SequenceNode:
		shape = reflect.TypeFor[[]any]()
	case *ast.IntegerNode:
		shape = reflect.TypeFor[int]()
	case *ast.FloatNode:
		shape = reflect.TypeFor[float64]()
	}
	value := reflect.New(shape).Elem()
	decode(node, value, at)
	if value.Kind() == reflect.Map && value.IsNil() { // {} is a value
		value.Set(reflect.MakeMap(shape))
	}
	if !at.Unreadable() {
		into.Set(value)
	}
}
