package docs

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestThePlacesToBootstrapAreThoseOfTheExample: each account in each of its regions and in us-east-1; security and
// shared-services in every region of an environment, too.
func TestThePlacesToBootstrapAreThoseOfTheExample(t *testing.T) {
	c, err := config.Load(example)
	require.NoError(t, err)
	var want []string
	add := func(account string, region config.Region) {
		place := string(c.Organization.Accounts[account]) + "/" + string(region)
		if !slices.Contains(want, place) {
			want = append(want, place)
		}
	}
	for _, account := range []string{"security", "shared-services"} {
		add(account, c.Organization.Regions.Primary)
		add(account, "us-east-1")
	}
	for _, e := range c.Environments {
		regions := []config.Region{e.Region}
		if e.Recovery != nil {
			regions = append(regions, e.Recovery.Region)
		}
		for _, region := range regions {
			add(e.Account, region)
			add("security", region)
			add("shared-services", region)
		}
		add(e.Account, "us-east-1")
	}
	blocks := read(t, "docs/deploy.md").blocks()
	i := slices.IndexFunc(blocks, func(b block) bool { return strings.Contains(b.text, "cdk bootstrap") })
	require.GreaterOrEqual(t, i, 0)
	assert.ElementsMatch(t, want, regexp.MustCompile(`\b\d{12}/[a-z0-9-]+`).FindAllString(blocks[i].text, -1))
}
