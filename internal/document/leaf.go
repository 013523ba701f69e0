package document

import "github.com/goccy/go-yaml/ast"

// Leaf is one value that a document says, and where.
type Leaf struct {
	Path   string // such as services.web.uses[0]
	Line   int    // counted from one
	Column int    // likewise
	Value  string // as text; of an empty list or mapping [] or {}
}

// Leaves returns every value of a file, in the order of the file, whatever it means. It is nil for a file that cannot
// be read.
func (r *Reader) Leaves(name string) []Leaf {
	doc := r.document(name)
	node := parse(doc, name)
	if node == nil {
		return nil
	}
	var all []Leaf
	leaves(node, doc.Root(), func(l Leaf) { all = append(all, l) })
	return all
}

func leaves(node ast.Node, at Path, found func(Leaf)) {
	switch n := node.(type) {
	case *ast.SequenceNode:
		for i, item := range n.Values {
			leaves(item, at.Index(i), found)
		}
		if len(n.Values) == 0 {
			found(newLeaf(at, start(n), "[]"))
		}
	case ast.MapNode:
		empty := true
		for pairs := n.MapRange(); pairs.Next(); {
			name, _ := keyName(pairs.Key())
			here := at.Key(name)
			here.mark(position(pairs.Key().GetToken()))
			leaves(pairs.Value(), here, found)
			empty = false
		}
		if empty {
			found(newLeaf(at, at.place(), "{}"))
		}
	default:
		value, _, _ := scalar(node)
		found(newLeaf(at, start(node), value))
	}
}

func newLeaf(at Path, p place, value string) Leaf { return Leaf{at.text, p.line, p.column, value} }
