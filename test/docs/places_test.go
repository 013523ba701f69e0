package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/operate/bootstrap"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheLoopThatPreparesAccountsNamesEveryOneOfTheExample: and the page names no other.
func TestTheLoopThatPreparesAccountsNamesEveryOneOfTheExample(t *testing.T) {
	c, err := config.Load(example)
	require.NoError(t, err)
	var want []string
	for _, a := range bootstrap.Accounts(address.Of(c)) {
		want = append(want, a.Name)
	}
	blocks := read(t, "docs/deploy.md").blocks()
	i := slices.IndexFunc(blocks, func(b block) bool { return strings.Contains(b.text, "bulkhead bootstrap") })
	require.GreaterOrEqual(t, i, 0)
	loop := regexp.MustCompile(`for account in (.*); do`).FindStringSubmatch(blocks[i].text)
	require.NotNil(t, loop)
	assert.ElementsMatch(t, want, strings.Fields(loop[1]))
}

// A message that sends people to a page, and to a chapter of it, sends them where something is.
func TestPagesThatMessagesSendPeopleToHaveTheirChapters(t *testing.T) {
	sent := regexp.MustCompile(`(docs/[A-Za-z0-9/_-]+\.md)(?:, \\"([^"\\]+)\\")?`)
	seen := 0
	for _, dir := range []string{"analysis", "cmd", "config", "constructs", "internal", "operate", "stacks"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, match := range sent.FindAllStringSubmatch(string(source), -1) {
				seen++
				page := read(t, match[1])
				has := func(h heading) bool { return h.text == match[2] }
				assert.True(t, match[2] == "" || slices.ContainsFunc(page.headings(), has), "%s: %s has no chapter %q", path, match[1], match[2])
			}
			return err
		})
		require.NoError(t, err)
	}
	assert.Greater(t, seen, 10)
}
