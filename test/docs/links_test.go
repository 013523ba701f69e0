package docs

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark/ast"
)

// links returns where the links and pictures of a document lead: paths from the root of the repository, with anchors.
func (d document) links(t testing.TB) []*url.URL {
	t.Helper()
	var all []*url.URL
	add := func(destination []byte) {
		target, err := url.Parse(string(destination))
		require.NoError(t, err, d.path)
		if target.Scheme != "" {
			assert.Contains(t, []string{"https", "mailto"}, target.Scheme, "%s: %s", d.path, target)
			return
		}
		if target.Path == "" {
			target.Path = d.path
		} else {
			target.Path = filepath.Join(filepath.Dir(d.path), target.Path)
		}
		all = append(all, target)
	}
	each(d, func(link *ast.Link) { add(link.Destination) })
	each(d, func(image *ast.Image) { add(image.Destination) })
	each(d, func(html *ast.HTMLBlock) {
		for i := range html.Lines().Len() {
			line := html.Lines().At(i)
			for _, match := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllSubmatch(line.Value(d.source), -1) {
				add(match[1])
			}
		}
	})
	return all
}

func TestEveryLinkBetweenDocumentsLeadsSomewhere(t *testing.T) {
	all := documents(t)
	seen := 0
	for _, d := range all {
		for _, target := range d.links(t) {
			seen++
			_, err := os.Stat(filepath.Join(root, target.Path))
			assert.NoError(t, err, d.path)
			if target.Fragment == "" {
				continue
			}
			i := slices.IndexFunc(all, func(d document) bool { return d.path == target.Path })
			if assert.GreaterOrEqual(t, i, 0, "%s: %s is not a document", d.path, target.Path) {
				assert.Contains(t, all[i].anchors(), target.Fragment, "%s links into %s", d.path, target.Path)
			}
		}
	}
	assert.Greater(t, seen, 30)
}

func TestEveryPageIsReachedFromREADME(t *testing.T) {
	all := map[string]document{}
	for _, d := range documents(t) {
		all[d.path] = d
	}
	reached := map[string]bool{}
	var visit func(path string)
	visit = func(path string) {
		d, found := all[path]
		if !found || reached[path] {
			return
		}
		reached[path] = true
		for _, target := range d.links(t) {
			visit(target.Path)
			visit(filepath.Join(target.Path, "README.md"))
		}
	}
	visit("README.md")
	for path := range all {
		if !strings.HasPrefix(path, ".github/") { // GitHub shows those by itself
			assert.True(t, reached[path], "no document leads to %s", path)
		}
	}
}

// TestEveryPathInADocumentExists takes for a path what begins with a directory of the repository.
func TestEveryPathInADocumentExists(t *testing.T) {
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	var dirs []string
	for _, entry := range entries {
		if entry.IsDir() && !slices.Contains([]string{"bin", "cdk.out", "node_modules"}, entry.Name()) {
			dirs = append(dirs, entry.Name())
		}
	}
	seen := 0
	for _, d := range documents(t) {
		for _, span := range d.spans() {
			first, _, found := strings.Cut(span, "/")
			if !found || !slices.Contains(dirs, first) || strings.ContainsAny(span, "<> …") {
				continue
			}
			seen++
			matches, err := filepath.Glob(filepath.Join(root, span))
			require.NoError(t, err)
			assert.NotEmpty(t, matches, "%s: there is no %s", d.path, span)
		}
	}
	assert.Greater(t, seen, 50)
}
