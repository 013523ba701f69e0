package preflight

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"bulkhead/config"
	"bulkhead/internal/address"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what the table of checks says into the documents")

const (
	page   = "../../docs/operate/preflight.md"
	byHand = "../../docs/by-hand.md"
)

// document compares a document with what it should be, or writes it.
func document(t *testing.T, file, want string) {
	t.Helper()
	is, err := os.ReadFile(file)
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(want), 0o644))
		return
	}
	assert.Equal(t, want, string(is), "go test ./operate/preflight -update writes it")
}

// between puts text into a document between what begins and ends a part of it.
func between(t *testing.T, document, begins, ends, text string) string {
	t.Helper()
	before, rest, found := strings.Cut(document, begins)
	require.True(t, found, begins)
	_, after, found := strings.Cut(rest, ends)
	require.True(t, found, ends)
	return before + begins + text + ends + after
}

func TestThePageHasTheTableOfChecksAndThePolicyThatTheyTake(t *testing.T) {
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	var rows strings.Builder
	for _, c := range Table {
		var asks []string
		for _, call := range c.Asks {
			asks = append(asks, "`"+call.Action+"`")
		}
		says := strings.Join(once(asks), " ")
		if c.find == nil {
			says = "not knowable: " + c.Why
		}
		fmt.Fprintf(&rows, "| `%s` | %s | %s |\n", c.Name, c.What, says)
	}
	example, err := config.Load("../../config/example")
	require.NoError(t, err)
	policy, err := json.MarshalIndent(Policy(address.Of(example)), "", "  ")
	require.NoError(t, err)
	want := between(t, string(text), "|---|---|---|\n", "\n## The policy", rows.String())
	want = between(t, want, "```json\n", "```", string(policy)+"\n")
	document(t, page, want)
}

// TestThePageSaysWhichKeysNameBucketsThatMayBeListed: who gives somebody the policy reads there what it opens.
func TestThePageSaysWhichKeysNameBucketsThatMayBeListed(t *testing.T) {
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	_, chapter, found := strings.Cut(string(text), "\n## The policy\n")
	require.True(t, found)
	for key, of := range map[string]config.Environment{
		"existing":  {Existing: map[string]config.Existing{"scans": {Bucket: "scans-of-2019"}}},
		"takesOver": {Buckets: map[string]config.Bucket{"scans": {TakesOver: "scans-of-2019"}}},
	} {
		book := address.Book{Config: &config.Config{Environments: []config.Environment{of}}}
		statement := Policy(book)["Statement"].([]any)[1].(map[string]any)
		assert.Contains(t, statement["Resource"], "arn:aws:s3:::scans-of-2019", key)
		assert.Contains(t, chapter, "`"+key+"`")
	}
}

func TestEveryLineOfByHandHasItsChecks(t *testing.T) {
	text, err := os.ReadFile(byHand)
	require.NoError(t, err)
	seen := map[string]bool{}
	var want []string
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSuffix(line, " |\n"), " | ")
		if choice, is := strings.CutPrefix(cells[0], "| "); is && choice != "choice" {
			seen[choice] = true
			var names []string
			for _, c := range Table {
				for _, row := range c.Rows {
					if row == choice {
						names = append(names, "`"+c.Name+"`")
					}
				}
			}
			assert.NotEmpty(t, names, "no check is about %s, and none says that it is not knowable", choice)
			line = strings.Join(append(cells[:2:2], strings.Join(names, ", ")), " | ") + " |\n"
		}
		want = append(want, line)
	}
	document(t, byHand, strings.Join(want, ""))
	for _, c := range Table {
		for _, row := range c.Rows {
			assert.True(t, seen[row], "%s is about %s, which docs/by-hand.md does not have", c.Name, row)
		}
		assert.NotEqual(t, c.find == nil, c.Why == "", "%s is knowable, or says why it is not", c.Name)
	}
}

func TestTheDeployPageTellsToRunItBeforeTheFirstDeployment(t *testing.T) {
	text, err := os.ReadFile("../../docs/deploy.md")
	require.NoError(t, err)
	_, after, found := strings.Cut(string(text), "## 4. Bootstrap\n")
	require.True(t, found)
	before, deployment, found := strings.Cut(after, "## 5. The first deployment\n")
	require.True(t, found)
	assert.Contains(t, before, "bin/bulkhead preflight\n", "it is run when accounts are prepared")
	first, _, _ := strings.Cut(deployment, "## 6.")
	assert.Contains(t, first, "run `bin/bulkhead preflight` again", "and after each stage")
}

// TestThePagesOfWhatExistsNameTheirChecks: who reads what a network or a store must have is told what looks at it.
func TestThePagesOfWhatExistsNameTheirChecks(t *testing.T) {
	for _, file := range []string{"../../docs/existing.md", "../../docs/kubernetes.md"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, check := range map[string][]string{
			"../../docs/existing.md":   {"network", "security-groups", "stores", "repositories"},
			"../../docs/kubernetes.md": {"cluster"},
		}[file] {
			assert.Contains(t, string(text), "`"+check+"`", file)
			assert.True(t, slices.ContainsFunc(Table, func(c Check) bool { return c.Name == check }), check)
		}
	}
}
