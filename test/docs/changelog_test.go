package docs

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheChangelogIsKeptByReleaseAndTheUpgradeGuideFollowsIt(t *testing.T) {
	var releases []string
	for _, h := range read(t, "CHANGELOG.md").headings()[1:] {
		switch h.level {
		case 2:
			assert.Regexp(t, `^(\[Unreleased\]|\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2})$`, h.text)
			name, _, _ := strings.Cut(strings.TrimPrefix(h.text, "["), "]")
			releases = append(releases, name)
		case 3:
			assert.Contains(t, []string{"Changes what is deployed", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}, h.text)
		default:
			assert.Fail(t, "a heading of another level", h.text)
		}
	}
	require.NotEmpty(t, releases)
	assert.Equal(t, "Unreleased", releases[0])

	var guide []string
	for _, h := range read(t, "docs/upgrade.md").headings() {
		if regexp.MustCompile(`^(Unreleased|\d+\.\d+\.\d+)$`).MatchString(h.text) {
			guide = append(guide, h.text)
		}
	}
	assert.Equal(t, releases, guide, "docs/upgrade.md says of each release what it asks of an operator")
}
