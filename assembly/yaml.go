package assembly

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// parseYAML reads a YAML template and writes the short intrinsics out, so that
// nobody else needs to know them: !Ref X becomes {"Ref": "X"}.
func parseYAML(text []byte) (any, error) {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, err
	}
	if len(file.Docs) != 1 {
		return nil, fmt.Errorf("%d YAML documents instead of one", len(file.Docs))
	}
	y := yaml{anchors: map[string]any{}}
	return y.value(file.Docs[0].Body)
}

// yaml converts nodes into what encoding/json would have made of them.
type yaml struct{ anchors map[string]any }

func (y yaml) value(node ast.Node) (any, error) {
	switch n := node.(type) {
	case nil, *ast.NullNode:
		return nil, nil
	case *ast.MappingNode:
		return y.mapping(n.Values)
	case *ast.MappingValueNode: // a map of one key
		return y.mapping([]*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		list := make([]any, len(n.Values))
		for i, item := range n.Values {
			value, err := y.value(item)
			if err != nil {
				return nil, err
			}
			list[i] = value
		}
		return list, nil
	case *ast.TagNode:
		return y.intrinsic(n)
	case *ast.AnchorNode:
		value, err := y.value(n.Value)
		y.anchors[n.Name.String()] = value
		return value, err
	case *ast.AliasNode:
		value, known := y.anchors[n.Value.String()]
		if !known {
			return nil, fmt.Errorf("line %d: nothing is anchored as %s", n.GetToken().Position.Line, n.Value)
		}
		return value, nil
	case *ast.LiteralNode:
		return n.Value.Value, nil
	case *ast.IntegerNode:
		switch i := n.Value.(type) {
		case int64:
			return float64(i), nil
		case uint64:
			return float64(i), nil
		}
		return n.String(), nil
	case ast.ScalarNode:
		return n.GetValue(), nil
	}
	return nil, fmt.Errorf("line %d: a %s has no place in a template", node.GetToken().Position.Line, node.Type())
}

func (y yaml) mapping(entries []*ast.MappingValueNode) (any, error) {
	m := make(map[string]any, len(entries))
	for _, entry := range entries {
		value, err := y.value(entry.Value)
		if err != nil {
			return nil, err
		}
		if entry.Key.IsMergeKey() {
			for key, merged := range asMap(value) {
				if _, stated := m[key]; !stated {
					m[key] = merged
				}
			}
			continue
		}
		key := entry.Key.GetToken().Value
		m[key] = value
	}
	return m, nil
}

// intrinsic writes a tagged value out: !GetAtt A.B is {"Fn::GetAtt": ["A", "B"]}.
func (y yaml) intrinsic(n *ast.TagNode) (any, error) {
	value, err := y.value(n.Value)
	if err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(n.Start.Value, "!")
	switch {
	case strings.HasPrefix(name, "!"): // a type of YAML itself, !!str
		return value, nil
	case name == "Ref" || name == "Condition":
		return map[string]any{name: value}, nil
	case name == "GetAtt":
		if text, ok := value.(string); ok {
			id, attribute, _ := strings.Cut(text, ".")
			value = []any{id, attribute}
		}
	}
	return map[string]any{"Fn::" + name: value}, nil
}
