package docs

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// option is what the AWS CLI says of an option of a command.
type option struct {
	needed bool     // the command does nothing without it
	words  []string // what it takes, where that is certain words only
}

// awsCommands are the commands of the AWS CLI that testdata/aws.txt lists, with their options.
var awsCommands = sync.OnceValues(func() (map[string]map[string]option, error) {
	list, err := os.ReadFile("testdata/aws.txt")
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]option{}
	for line := range strings.Lines(string(list)) {
		words := strings.Fields(strings.TrimSuffix(strings.TrimSpace(line), " # 2"))
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		n := beforeOptions(words)
		options := map[string]option{}
		for _, word := range words[n:] {
			name, values, limited := strings.Cut(word, "=")
			o := option{needed: strings.HasSuffix(name, "!")}
			if limited {
				o.words = strings.Split(values, "|")
			}
			options[strings.TrimSuffix(name, "!")] = o
		}
		all[strings.Join(words[:n], " ")] = options
	}
	return all, nil
})

// beforeOptions is how many words come before the first option.
func beforeOptions(words []string) int {
	n := slices.IndexFunc(words, func(word string) bool { return strings.HasPrefix(word, "-") })
	if n < 0 {
		return len(words)
	}
	return n
}

// everywhere are options that each command of the AWS CLI has.
var everywhere = []string{"--profile", "--region", "--query", "--output", "--no-cli-pager"}

// used are the commands that a document has shown.
var used = map[string]bool{}

// checkAWS demands that the list has a command with its options, and that the command has what it needs. The name of a
// command alone, without any option, is no command that somebody would run.
func checkAWS(t testing.TB, words []string) error {
	t.Helper()
	all, err := awsCommands()
	require.NoError(t, err)
	for n := beforeOptions(words); n > 0; n-- { // what follows the command may be its arguments
		name := strings.Join(words[:n], " ")
		options, found := all[name]
		if !found {
			continue
		}
		used[name] = true
		faults := []error{checkFlags(words[n:], func(flag string) bool {
			_, known := options[flag]
			return known || slices.Contains(everywhere, flag)
		})}
		said := saidOf(words[n:])
		for flag, o := range options {
			values, is := said[flag]
			if o.needed && !is && len(said) > 0 && said["--cli-input-json"] == nil {
				faults = append(faults, fmt.Errorf("aws %s needs %s", name, flag))
			}
			for _, value := range values {
				if o.words != nil && !strings.Contains(value, "$") && value != "x" && !slices.Contains(o.words, value) {
					faults = append(faults, fmt.Errorf("aws %s takes no %s for %s", name, value, flag))
				}
			}
		}
		return errors.Join(faults...)
	}
	return fmt.Errorf("testdata/aws.txt lacks aws %s; add it with: python3 test/docs/testdata/aws.py \"SERVICE OPERATION\"", strings.Join(words, " "))
}

// saidOf are the values of options, by their names. One that is said without a value has an empty list.
func saidOf(words []string) map[string][]string {
	all, last := map[string][]string{}, ""
	for _, word := range words {
		switch name, value, joined := strings.Cut(word, "="); {
		case strings.HasPrefix(word, "--") && joined:
			all[name], last = []string{value}, ""
		case strings.HasPrefix(word, "--"):
			all[word], last = []string{}, word
		case last != "":
			all[last] = append(all[last], word)
		}
	}
	return all
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
