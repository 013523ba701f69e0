package docs

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"mvdan.cc/sh/v3/syntax"
)

// commands are the commands that documents may show, and the proof that what follows them exists.
var commands = map[string]func(testing.TB, []string) error{
	"aws":                 checkAWS,
	"bin/bulkhead":        checkBulkhead,
	"bulkhead":            checkBulkhead,
	"make":                checkMake,
	"npx":                 checkCDK,
	"go":                  checkFirst("build", "generate", "run", "test", "get"),
	"git":                 checkFirst("clone", "commit", "fetch", "log", "merge", "push", "remote"),
	"npm":                 checkFirst("ci"),
	"docker":              checkFirst("buildx", "login", "push", "tag"),
	"crane":               checkFirst("auth", "copy"),
	"node":                checkFirst("--test"),
	"pip":                 checkFirst("install"),
	"docs/sandbox/try.sh": checkExperiments,
	"cp":                  nil, "date": nil, "cd": nil, "diff": nil, "dig": nil, "echo": nil, "export": nil, "grep": nil, "openssl": nil, "printf": nil,
	"psql": nil, "mysql": nil, "curl": nil, "read": nil, "jq": nil, "sudo": nil, "unset": nil, "valkey-cli": nil,
	"bin/app": nil,
}

// shown are the first words of code spans in the text that are commands, too.
var shown = regexp.MustCompile(`^(aws|make|npx|npm|git|go (run|test|generate)|bin/bulkhead|bulkhead (synth|verify|quotas|vpn)) `)

func TestEveryCommandInTheTextExists(t *testing.T) {
	seen := 0
	for _, d := range documents(t) {
		for _, span := range d.spans() {
			if !shown.MatchString(span) {
				continue
			}
			seen++
			assert.NoError(t, checkShell(t, placeholder.ReplaceAllString(span, "x")), "%s: %s", d.path, span)
		}
	}
	assert.Greater(t, seen, 20)
}

// placeholder is what a reader replaces; the shell would read it as a redirection.
var placeholder = regexp.MustCompile(`<[a-z-]+>|…`)

// checkShell demands that bash can parse a script and that each of its commands exists.
func checkShell(t testing.TB, script string) error {
	t.Helper()
	bash := exec.Command("bash", "-n")
	bash.Stdin = strings.NewReader(script)
	if output, err := bash.CombinedOutput(); err != nil {
		return fmt.Errorf("bash: %s", output)
	}
	file, err := syntax.NewParser().Parse(strings.NewReader(script), "")
	if err != nil {
		return err
	}
	var faults []error
	syntax.Walk(file, func(node syntax.Node) bool {
		call, ok := node.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		var words []string
		for _, word := range call.Args {
			words = append(words, literal(script, word))
		}
		check, known := commands[words[0]]
		if !known {
			faults = append(faults, fmt.Errorf("%s: nothing proves this command; add it to commands", words[0]))
		} else if check != nil {
			faults = append(faults, check(t, words[1:]))
		}
		return true
	})
	return errors.Join(faults...)
}

// literal returns a word without its quotes; what the shell would replace stays as it is written.
func literal(script string, word *syntax.Word) string {
	if plain := word.Lit(); plain != "" {
		return plain
	}
	return strings.Trim(script[word.Pos().Offset():word.End().Offset()], `"'`)
}

// checkFirst demands one of some subcommands.
func checkFirst(subcommands ...string) func(testing.TB, []string) error {
	return func(_ testing.TB, words []string) error {
		if len(words) == 0 || !slices.Contains(subcommands, words[0]) {
			return fmt.Errorf("%q: is not among %q", words, subcommands)
		}
		return nil
	}
}

// targets are the targets of the Makefile.
var targets = sync.OnceValues(func() ([]string, error) {
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		return nil, err
	}
	var all []string
	for _, match := range regexp.MustCompile(`(?m)^([a-z][a-z_-]*):`).FindAllStringSubmatch(string(makefile), -1) {
		all = append(all, match[1])
	}
	return all, nil
})

func checkMake(_ testing.TB, words []string) error {
	all, err := targets()
	if err != nil {
		return err
	}
	for _, word := range words {
		if strings.HasPrefix(word, "-") || strings.Contains(word, "=") {
			continue
		}
		if !slices.Contains(all, word) {
			return fmt.Errorf("the Makefile has no target %q", word)
		}
	}
	return nil
}

// binary is bulkhead where make builds it: there Go links it only if something changed.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(root, "bin/bulkhead")
	if output, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, "bulkhead/cmd/bulkhead").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	return path, nil
})

// checkBulkhead demands that a command of bulkhead and each of its flags are in its help.
func checkBulkhead(t testing.TB, words []string) error {
	t.Helper()
	path, err := binary()
	require.NoError(t, err)
	help := func(verbs ...string) (string, error) { return ask(path, append(verbs, "--help")...) }
	usage, err := help()
	require.NoError(t, err)
	var verbs []string
	for len(words) > 0 && regexp.MustCompile(`(?m)^  `+regexp.QuoteMeta(words[0])+` {2,}`).MatchString(usage) {
		verbs, words = append(verbs, words[0]), words[1:]
		if usage, err = help(verbs...); err != nil {
			return err
		}
	}
	if len(verbs) == 0 && (len(words) == 0 || !strings.HasPrefix(words[0], "-")) {
		return fmt.Errorf("bulkhead has no command %q", words)
	}
	return checkFlags(words, func(flag string) bool {
		return regexp.MustCompile(`(?m)^ +(-\w, )?` + flag + `\b`).MatchString(usage)
	})
}

// checkFlags demands that every flag among words is known.
func checkFlags(words []string, known func(string) bool) error {
	for _, word := range words {
		flag, _, _ := strings.Cut(word, "=")
		if strings.HasPrefix(flag, "--") && !known(flag) {
			return fmt.Errorf("there is no flag %s", flag)
		}
	}
	return nil
}

// checkCDK demands that a command of the CDK CLI and its flags are in its help.
func checkCDK(_ testing.TB, words []string) error {
	if len(words) == 1 && words[0] == "cdk" {
		return nil
	}
	if len(words) < 2 || words[0] != "cdk" {
		return fmt.Errorf("npx %q is not npx cdk with a command", words)
	}
	usage, err := cdkHelp(words[1])
	if err != nil {
		return err
	}
	return checkFlags(words[2:], func(flag string) bool {
		return regexp.MustCompile(`[ ,\[]` + flag + `\b`).MatchString(usage)
	})
}

// cdkHelp returns the help of a command of the CDK CLI, which answers an unknown one with the help of all.
func cdkHelp(command string) (string, error) {
	usage, err := ask("node", filepath.Join(root, "node_modules/aws-cdk/bin/cdk"), command, "--help")
	if err != nil {
		return "", fmt.Errorf("run npm ci: %w: %s", err, usage)
	}
	if !strings.HasPrefix(strings.TrimSpace(usage), "cdk "+command) {
		return "", fmt.Errorf("cdk has no command %q", command)
	}
	return usage, nil
}

// answers are what programs have answered.
var answers = map[string]string{}

// ask runs a program once, and returns what it prints.
func ask(program string, arguments ...string) (string, error) {
	key := strings.Join(append([]string{program}, arguments...), " ")
	if answer, found := answers[key]; found {
		return answer, nil
	}
	output, err := exec.Command(program, arguments...).CombinedOutput()
	if err == nil {
		answers[key] = string(output)
	}
	return string(output), err
}
