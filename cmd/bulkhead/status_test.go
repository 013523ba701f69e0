package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var statusLine = regexp.MustCompile(`^  ([0-9]+)  (\S.*)$`)

// statuses reads what a command's help says of each exit status.
func statuses(help string) map[string]string {
	_, text, _ := strings.Cut(help, "\nExit status:\n")
	all := map[string]string{}
	last := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch found := statusLine.FindStringSubmatch(line); {
		case found != nil:
			last = found[1]
			all[last] = found[2]
		case strings.HasPrefix(line, "     ") && last != "":
			all[last] += " " + strings.TrimSpace(line)
		default:
			return all
		}
	}
	return all
}

// TestTheTableOfExitStatusesIsWhatEveryCommandSays: 2 is the command line, and that a person has to look at a plan
// first; no other command has an answer that a script could take a mistyped flag for.
func TestTheTableOfExitStatusesIsWhatEveryCommandSays(t *testing.T) {
	var rows strings.Builder
	eachVerb(newRoot(), func(verb *cobra.Command) {
		path := strings.TrimPrefix(verb.CommandPath(), "bulkhead ")
		all := statuses(verb.Long)
		for status, says := range all {
			assert.Contains(t, []string{"0", "1", "2", "3"}, status, "%s: %s", path, says)
		}
		for _, status := range []string{"0", "1", "2"} {
			assert.NotEmpty(t, all[status], "%s does not say what status %s means", path, status)
		}
		no := "–"
		if all["3"] != "" {
			no = "3: " + all["3"]
		}
		if looked, is := strings.CutSuffix(all["2"], "; or the command line is wrong"); is {
			assert.Equal(t, "plan", path)
			no = "2: " + looked
		} else {
			assert.True(t, strings.HasPrefix(all["2"], "the command line is wrong"), "%s: status 2 is %q", path, all["2"])
		}
		fmt.Fprintf(&rows, "| `%s` | %s | %s | %s |\n", path, all["0"], all["1"], no)
	})
	const page, head = "../../docs/commands.md", "| command | 0 | 1 | 2 or 3 |\n|---|---|---|---|\n"
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(text), head)
	require.True(t, found)
	_, after, found := strings.Cut(rest, "\nWhen something is wrong")
	require.True(t, found)
	want := before + head + rows.String() + "\nWhen something is wrong" + after
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(want), 0o644))
		return
	}
	assert.Equal(t, want, string(text), "go test ./cmd/bulkhead -run TestTheTableOfExitStatuses -update writes it")
}
