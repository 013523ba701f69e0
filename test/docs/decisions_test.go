package docs

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// status is what a decision says of itself: since when it holds, or what replaced it.
var status = regexp.MustCompile(`^(accepted, \d{4}-\d{2}-\d{2}|superseded by \d+, \d{4}-\d{2}-\d{2})$`)

func TestEveryDecisionHasANumberAStatusAndTheSameHeadings(t *testing.T) {
	index := string(read(t, "docs/decisions/README.md").source)
	number := 0
	for _, d := range documents(t) {
		if filepath.Dir(d.path) != "docs/decisions" || filepath.Base(d.path) == "README.md" {
			continue
		}
		number++ // documents come in the order of their names
		assert.Regexp(t, fmt.Sprintf(`^%04d-[a-z0-9-]+\.md$`, number), filepath.Base(d.path))
		headings := d.headings()
		assert.Regexp(t, fmt.Sprintf(`^%d\. \S`, number), headings[0].text, d.path)
		assert.Equal(t, []heading{{2, "Context"}, {2, "Choice"}, {2, "Consequence"}}, headings[1:], d.path)

		_, rest, _ := strings.Cut(string(d.source), "\n\nStatus: ")
		said, _, _ := strings.Cut(rest, "\n")
		assert.Regexp(t, status, said, "%s: the line below the title says Status: accepted, and since when", d.path)
		title := strings.TrimPrefix(headings[0].text, fmt.Sprintf("%d. ", number))
		row := fmt.Sprintf("| %d | [%s](%s) | %s |\n", number, title, filepath.Base(d.path), said)
		assert.Contains(t, index, row, "docs/decisions/README.md lists the decision as it is")
	}
	assert.Greater(t, number, 10)
}
