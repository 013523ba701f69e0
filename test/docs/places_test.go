package docs

import (
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
