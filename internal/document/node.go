package document

import (
	"strconv"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// pair is a key of a mapping and its value.
type pair struct {
	name  string
	where place // of the key
	value ast.Node
}

// entries are the pairs of a mapping, with the place of each remembered. It
// reports what is no mapping, keys that are no text, and keys written twice.
func entries(node ast.Node, at Path) ([]pair, bool) {
	if node.Type() == ast.NullType {
		return nil, true
	}
	mapping, ok := node.(ast.MapNode)
	if !ok || node.Type() == ast.TagType {
		at.reject("is "+kind(node)+" where keys and values are expected", "write key: value, indented below")
		return nil, false
	}
	if m, ok := node.(*ast.MappingNode); ok && tooMany(len(m.Values), at) {
		return nil, false
	}
	var pairs []pair
	seen := map[string]int{}
	for i := mapping.MapRange(); i.Next(); {
		name, ok := keyName(i.Key())
		here := at.Key(name)
		where := position(i.Key().GetToken())
		if line, twice := seen[name]; twice && ok {
			was := here.place()
			here.mark(where)
			here.reject("is written twice, first on line "+strconv.Itoa(line), "keep one")
			here.mark(was)
			continue
		}
		seen[name] = where.line
		here.mark(where)
		if _, merge := i.Key().(*ast.MergeKeyNode); merge {
			here.rejectAlias()
			continue
		}
		if !ok {
			here.reject("is not a plain key", "write it as text followed by a colon")
			continue
		}
		switch i.Value().(type) {
		case *ast.MappingNode, *ast.SequenceNode, *ast.NullNode: // its key is the better place
		default:
			here.mark(start(i.Value()))
		}
		pairs = append(pairs, pair{name, where, i.Value()})
	}
	return pairs, true
}

// maxEntries is far more than any list or mapping of a configuration has.
const maxEntries = 1000

// tooMany rejects a list or mapping that is out of proportion.
func tooMany(n int, at Path) bool {
	if n > maxEntries {
		at.reject("has "+strconv.Itoa(n)+" entries", "the most is "+strconv.Itoa(maxEntries))
	}
	return n > maxEntries
}

// keyName is the text of a key; it is not ok for anything but text, numbers included.
func keyName(key ast.MapKeyNode) (string, bool) {
	if s, ok := key.(*ast.StringNode); ok {
		return s.Value, true
	}
	if t := key.GetToken(); t != nil {
		return t.Value, false
	}
	return "?", false
}

// scalar is the text of a single value as it was written, and whether YAML takes it for text.
func scalar(node ast.Node) (text string, isText, ok bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true, true
	case *ast.LiteralNode:
		if n.Value == nil {
			return "", true, true
		}
		return n.Value.Value, true, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode, *ast.NullNode:
		return n.GetToken().Value, false, true
	}
	return "", false, false
}

// kind says what a node is, for an operator.
func kind(node ast.Node) string {
	switch node.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return "text"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number"
	case *ast.BoolNode:
		return "a truth value"
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.NullNode:
		return "nothing"
	}
	return "an unusual YAML value"
}

// start is where a node begins: a mapping in block style at its first key.
func start(node ast.Node) place {
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return position(m.Values[0].Key.GetToken())
	}
	return position(node.GetToken())
}

func position(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{1, 1}
	}
	return place{t.Position.Line, t.Position.Column}
}
