// Package docs proves what the documents say: their commands exist, their configurations load, their samples compile,
// their links lead somewhere. It starts no kernel, so it answers in seconds.
package docs

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// root is the repository.
const root = "../.."

// document is a Markdown file.
type document struct {
	path   string // from the root of the repository
	source []byte
	tree   ast.Node
}

// block is a fenced block: its language, what follows the language, its text, and where it begins.
type block struct {
	language, argument, text, where string
}

// documents returns every Markdown file of the repository.
func documents(t testing.TB) []document {
	t.Helper()
	var all []document
	parser := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains([]string{".git", "node_modules", "bin", "cdk.out", "testdata"}, entry.Name()) {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		all = append(all, document{name, source, parser.Parse(text.NewReader(source))})
		return err
	})
	require.NoError(t, err)
	require.Greater(t, len(all), 20)
	return all
}

// read returns a document by its path from the root.
func read(t testing.TB, path string) document {
	t.Helper()
	all := documents(t)
	i := slices.IndexFunc(all, func(d document) bool { return d.path == path })
	require.GreaterOrEqual(t, i, 0, path)
	return all[i]
}

// each calls visit with every node of a kind.
func each[T ast.Node](d document, visit func(T)) {
	_ = ast.Walk(d.tree, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if found, ok := node.(T); ok && entering {
			visit(found)
		}
		return ast.WalkContinue, nil
	})
}

// blocks returns the fenced blocks of a document.
func (d document) blocks() []block {
	var all []block
	each(d, func(b *ast.FencedCodeBlock) {
		found := block{where: d.path}
		if b.Info != nil {
			found.language, found.argument, _ = strings.Cut(string(b.Info.Segment.Value(d.source)), " ")
		}
		for i := range b.Lines().Len() {
			line := b.Lines().At(i)
			if i == 0 {
				found.where = fmt.Sprintf("%s:%d", d.path, 1+strings.Count(string(d.source[:line.Start]), "\n"))
			}
			found.text += string(line.Value(d.source))
		}
		all = append(all, found)
	})
	return all
}

// spans returns the text of every code span of a document.
func (d document) spans() []string {
	var all []string
	each(d, func(span *ast.CodeSpan) {
		all = append(all, d.plain(span))
	})
	return all
}

// plain returns the text below a node.
func (d document) plain(node ast.Node) string {
	var out strings.Builder
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		switch child := child.(type) {
		case *ast.Text:
			out.Write(child.Value(d.source))
			if child.SoftLineBreak() {
				out.WriteByte(' ')
			}
		default:
			out.WriteString(d.plain(child))
		}
	}
	return out.String()
}

// heading is a heading of a document.
type heading struct {
	level int
	text  string
}

func (d document) headings() []heading {
	var all []heading
	each(d, func(h *ast.Heading) {
		all = append(all, heading{h.Level, d.plain(h)})
	})
	return all
}

// anchors returns what links into a document may name, as GitHub makes them.
func (d document) anchors() []string {
	var all []string
	for _, h := range d.headings() {
		anchor := strings.Map(func(r rune) rune {
			switch {
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			case r == ' ':
				return '-'
			}
			return -1
		}, h.text)
		unique := anchor
		for n := 1; slices.Contains(all, unique); n++ {
			unique = fmt.Sprintf("%s-%d", anchor, n)
		}
		all = append(all, unique)
	}
	return all
}
