package docs

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// awsCommands are the commands of the AWS CLI that testdata/aws.txt lists with their options.
var awsCommands = sync.OnceValues(func() (map[string][]string, error) {
	list, err := os.ReadFile("testdata/aws.txt")
	if err != nil {
		return nil, err
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(list)) {
		if words := strings.Fields(strings.TrimSuffix(strings.TrimSpace(line), " # 2")); len(words) > 0 && words[0] != "#" {
			n := slices.IndexFunc(words, func(word string) bool { return strings.HasPrefix(word, "--") })
			if n < 0 {
				n = len(words)
			}
			all[strings.Join(words[:n], " ")] = words[n:]
		}
	}
	return all, nil
})

// everywhere are options that each command of the AWS CLI has.
var everywhere = []string{"--profile", "--region", "--query", "--output", "--no-cli-pager"}

// used are the commands that a document has shown.
var used = map[string]bool{}

// checkAWS demands that the list has a command with its options.
func checkAWS(t testing.TB, words []string) error {
	t.Helper()
	all, err := awsCommands()
	require.NoError(t, err)
	words = slices.Clone(words)
	n := slices.IndexFunc(words, func(word string) bool { return strings.HasPrefix(word, "-") })
	if n < 0 {
		n = len(words)
	}
	for ; n > 0; n-- { // what follows the command may be its arguments
		name := strings.Join(words[:n], " ")
		options, found := all[name]
		if !found {
			continue
		}
		used[name] = true
		return checkFlags(words[n:], func(flag string) bool {
			return slices.Contains(options, flag) || slices.Contains(everywhere, flag)
		})
	}
	return fmt.Errorf("testdata/aws.txt lacks aws %s; add it with: python3 test/docs/testdata/aws.py \"SERVICE OPERATION\"", strings.Join(words, " "))
}

func TestEveryListedCommandOfTheAWSCLIIsShownSomewhere(t *testing.T) {
	all, err := awsCommands()
	require.NoError(t, err)
	for _, d := range documents(t) {
		for _, b := range d.blocks() {
			if b.language == "sh" {
				_ = checkShell(t, b.text)
			}
		}
		for _, span := range d.spans() {
			if shown.MatchString(span) {
				_ = checkShell(t, placeholder.ReplaceAllString(span, "x"))
			}
		}
	}
	_ = checkExperimentCommands(t)
	for name := range all {
		assert.True(t, used[name], "no document shows aws %s: remove it from testdata/aws.txt", name)
	}
}
