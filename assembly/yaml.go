package assembly

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// parseYAML reads a YAML template and writes the short intrinsics out, so that
// nobody else needs to know them: !Ref X becomes {"Ref": "X"}.
//
// A key that is there twice is the last one, as it is for CloudFormation.
func parseYAML(text []byte) (any, error) {
	y, err := readYAML(text)
	return y.document, err
}

// readYAML reads a document, and which keys it has twice.
func readYAML(text []byte) (y *yaml, err error) {
	y = &yaml{anchors: map[string]anchored{}}
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("it is no YAML: %v", fault)
		}
	}()
	if err := tooDeep(text); err != nil {
		return y, err
	}
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return y, err
	}
	docs := slices.DeleteFunc(file.Docs, isEmpty)
	if len(docs) != 1 {
		return y, fmt.Errorf("%d YAML documents instead of one", len(docs))
	}
	y.document, err = y.value(docs[0].Body)
	return y, err
}

// isEmpty tells whether nothing is in a document but what is about it.
func isEmpty(doc *ast.DocumentNode) bool {
	switch doc.Body.(type) {
	case nil, *ast.DirectiveNode, *ast.CommentGroupNode:
		return true
	}
	return false
}

// deepest is how deep values may be nested: nobody writes more, and parsers would run out of stack.
const deepest = 500

// tooDeep is an error when values are nested too deep, by brackets or by indicators on one line.
func tooDeep(text []byte) error {
	depth, most := 0, 0
	for number, line := range bytes.Split(text, []byte("\n")) {
		indicators := 0
		for _, field := range bytes.Fields(line) {
			if c := field[0]; c != '!' && c != '&' && string(field) != "-" && string(field) != "?" {
				break
			}
			indicators++
		}
		for _, c := range line {
			switch c {
			case '[', '{':
				depth++
				most = max(most, depth)
			case ']', '}':
				depth = max(0, depth-1)
			}
		}
		if most > deepest || indicators > deepest {
			return fmt.Errorf("line %d: values are nested more than %d deep", number+1, deepest)
		}
	}
	return nil
}

// mostValues is how many values a document may have once its aliases are written out.
const mostValues = 1_000_000

// yaml converts nodes into what encoding/json would have made of them.
type yaml struct {
	document any
	anchors  map[string]anchored
	values   int
	twice    []DuplicateKey
}

// anchored is a value with a name, and how many values it is.
type anchored struct {
	value  any
	values int
}

func (y *yaml) value(node ast.Node) (any, error) {
	if y.values++; y.values > mostValues {
		return nil, fmt.Errorf("its aliases stand for more than %d values", mostValues)
	}
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
		before := y.values
		value, err := y.value(n.Value)
		y.anchors[n.Name.String()] = anchored{value, y.values - before}
		return value, err
	case *ast.AliasNode:
		named, known := y.anchors[n.Value.String()]
		if !known {
			return nil, fmt.Errorf("line %d: nothing is anchored as %s", n.GetToken().Position.Line, n.Value)
		}
		y.values += named.values
		return named.value, nil
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
	case *ast.InfinityNode, *ast.NanNode: // CloudFormation knows no such numbers
		return node.GetToken().Value, nil
	case ast.ScalarNode:
		if number, is := n.GetValue().(float64); is && math.IsInf(number, 0) {
			return node.GetToken().Value, nil
		}
		return n.GetValue(), nil
	}
	return nil, fmt.Errorf("line %d: a %s has no place in a template", node.GetToken().Position.Line, node.Type())
}

func (y *yaml) mapping(entries []*ast.MappingValueNode) (any, error) {
	m := make(map[string]any, len(entries))
	stated := map[string]bool{}
	for _, entry := range entries {
		value, err := y.value(entry.Value)
		if err != nil {
			return nil, err
		}
		if entry.Key.IsMergeKey() {
			for key, merged := range asMap(value) {
				if _, is := m[key]; !is {
					m[key] = merged
				}
			}
			continue
		}
		token := entry.Key.GetToken()
		if explicit, is := entry.Key.(*ast.MappingKeyNode); is { // ? key
			token = explicit.Value.GetToken()
		}
		if stated[token.Value] {
			y.twice = append(y.twice, DuplicateKey{token.Value, token.Position.Line})
		}
		m[token.Value], stated[token.Value] = value, true
	}
	return m, nil
}

// intrinsic writes a tagged value out: !GetAtt A.B is {"Fn::GetAtt": ["A", "B"]}.
func (y *yaml) intrinsic(n *ast.TagNode) (any, error) {
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
