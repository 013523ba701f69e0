package config

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"testing"

	"bulkhead/internal/document"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// offered are the values of every enumeration that a configuration can name, by type.
func offered() map[string][]string {
	found, seen := map[string][]string{}, map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		if e, ok := reflect.Zero(t).Interface().(document.Enumeration); ok && t.Kind() == reflect.String {
			found[t.Name()] = e.Values()
			return
		}
		switch t.Kind() {
		case reflect.Map:
			walk(t.Key())
			walk(t.Elem())
		case reflect.Pointer, reflect.Slice:
			walk(t.Elem())
		case reflect.Struct:
			for _, field := range reflect.VisibleFields(t) {
				if key := field.Tag.Get("yaml"); key != "" && key != "-" {
					walk(field.Type)
				}
			}
		}
	}
	walk(reflect.TypeFor[Organization]())
	walk(reflect.TypeFor[Environment]())
	return found
}

// constants are the values of the constants that have a type, by type.
func constants(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	found := map[string][]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
				typ, named := spec.Type.(*ast.Ident)
				literal, text := spec.Values[0].(*ast.BasicLit)
				if named && text && literal.Kind == token.STRING {
					value, err := strconv.Unquote(literal.Value)
					require.NoError(t, err)
					found[typ.Name] = append(found[typ.Name], value)
				}
			}
			return true
		})
	}
	return found
}

func TestEveryConstantOfAnEnumerationIsOffered(t *testing.T) {
	offered, constants := offered(), constants(t)
	require.Greater(t, len(offered), 30)
	for name, values := range offered {
		if name == "Region" { // one of many is named
			assert.Subset(t, values, constants[name])
			continue
		}
		assert.Equal(t, constants[name], values, "the constants of %s, and its Values, in the same order", name)
	}
	delete(constants, "Side") // which file and place decide, not what is written
	for name := range constants {
		assert.Contains(t, offered, name, "no key of a configuration is a %s, but it has constants: give it Values and a field", name)
	}
}
