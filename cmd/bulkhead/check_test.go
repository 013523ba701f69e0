package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bulkhead/config"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCheckSaysThatAConfigurationIsRightAtOnce(t *testing.T) {
	begun := time.Now()
	status, stdout, stderr := command(t, "check", "--config", "../../config/example")
	assert.Equal(t, 0, status, stderr)
	assert.Equal(t, "dev  account 333333333333, eu-west-1\nstage  account 444444444444, eu-west-1\n"+
		"prod  account 555555555555, eu-west-1 and eu-central-1\n../../config/example is right\n", stdout)
	assert.Less(t, time.Since(begun), 5*time.Second, "it starts neither CDK nor Node.js")

	status, stdout, _ = command(t, "check", "--config", "../../config/example", "--json")
	assert.Equal(t, 0, status)
	var result checked
	require.NoError(t, json.Unmarshal([]byte(stdout), &result))
	assert.Equal(t, checkedEnvironment{"prod", "555555555555", "eu-west-1", "eu-central-1"}, result.Environments[2])
}

func TestAPipelineThatWouldDeployAnotherDirectoryIsAFault(t *testing.T) {
	copied := badInput{}.make(t)
	status, _, stderr := command(t, "check", "--config", copied)
	assert.Equal(t, 0, status, "nobody knows the repository: %s", stderr)

	root := filepath.Dir(copied)
	require.NoError(t, os.Mkdir(filepath.Join(root, ".git"), 0o755))
	is := filepath.Base(copied)
	status, _, stderr = command(t, "check", "--config", copied)
	assert.Equal(t, 1, status)
	assert.Equal(t, "error: "+copied+"/organization.yaml:117:14: pipeline.directory: the pipeline would deploy config/example, and this is "+
		is+"; write directory: "+is+"\n", stderr)

	file := filepath.Join(copied, "organization.yaml")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(text), "  directory: config/example # this one\n", "", 1)), 0o644))
	status, _, stderr = command(t, "check", "--config", copied)
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "organization.yaml:115:", "it stands where the pipeline does")
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(text), "config/example # this one", is, 1)), 0o644))
	status, _, stderr = command(t, "check", "--config", copied)
	assert.Equal(t, 0, status, stderr)
}

// failure is what every command prints with --json when it fails.
type failure struct {
	FormatVersion, Error string
	Faults               []config.Fault
}

func TestFaultsAreJSONWithJSON(t *testing.T) {
	dir := badInput{file: "dev", old: "nat: single", new: "natt: one"}.make(t)
	file := filepath.Join(dir, "environments/dev.yaml")
	for _, verb := range []string{"check", "synth", "routes"} {
		status, stdout, stderr := command(t, verb, "--config", dir, "--json")
		assert.Equal(t, 1, status)
		assert.NotContains(t, stderr, "error:")
		var f failure
		require.NoError(t, json.Unmarshal([]byte(stdout), &f), stdout)
		assert.Equal(t, []config.Fault{{
			File: file, Line: 13, Column: 3, Path: "network.natt", Problem: "is not a known key", Remedy: "did you mean nat?",
		}}, f.Faults)
		assert.Equal(t, file+":13:3: network.natt: is not a known key; did you mean nat?", f.Error)
		assert.Equal(t, "1.0", f.FormatVersion)
	}
}

// TestEveryVerbThatPrintsJSONFailsInJSON gives each what it cannot use.
func TestEveryVerbThatPrintsJSONFailsInJSON(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	seen := 0
	eachVerb(newRoot(), func(verb *cobra.Command) {
		if verb.Flags().Lookup("json") == nil {
			return
		}
		line := append(strings.Fields(verb.CommandPath())[1:], "--json")
		if verb.Flags().Lookup("config") != nil {
			line = append(line, "--config", missing)
		}
		for _, flag := range []string{"to", "account"} {
			if verb.Flags().Lookup(flag) != nil {
				line = append(line, "--"+flag, "x")
			}
		}
		for _, flag := range []string{"dry-run", "list"} {
			if verb.Flags().Lookup(flag) != nil {
				line = append(line, "--"+flag)
			}
		}
		if verb.Name() == "failover" {
			line = append(line, "--planned")
		}
		for range strings.Count(verb.Use, " ") - strings.Count(verb.Use, "--to ")*2 {
			line = append(line, filepath.Join(missing, "x"))
		}
		status, stdout, stderr := command(t, line...)
		var f failure
		require.NoError(t, json.Unmarshal([]byte(stdout), &f), "%v: %s%s", line, stdout, stderr)
		assert.NotEmpty(t, f.Error, line)
		assert.Contains(t, []int{1, 2}, status, line)
		assert.NotContains(t, stderr, "error:", line)
		seen++
	})
	assert.Greater(t, seen, 10)
}

// eachVerb calls a function with every command that does something.
func eachVerb(command *cobra.Command, call func(*cobra.Command)) {
	for _, below := range command.Commands() {
		if below.Runnable() && !below.Hidden {
			call(below)
		}
		eachVerb(below, call)
	}
}

func TestTheDocumentsListEveryVerb(t *testing.T) {
	text, err := os.ReadFile("../../docs/commands.md")
	require.NoError(t, err)
	rows := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z -]+)[^`]*` \\|").FindAllStringSubmatch(string(text), -1) {
		rows[strings.TrimSpace(row[1])] = true
	}
	eachVerb(newRoot(), func(verb *cobra.Command) {
		path := strings.TrimPrefix(verb.CommandPath(), "bulkhead ")
		assert.True(t, rows[path], "%s is not in docs/commands.md", path)
		delete(rows, path)
	})
	delete(rows, "help") // which is added when a command runs
	assert.Empty(t, rows, "there are no such commands")
}

func TestHelpAboutWhatThereIsNotFails(t *testing.T) {
	status, _, stderr := command(t, "help", "frob")
	assert.Equal(t, 2, status)
	assert.Contains(t, stderr, "there is no command frob")
	status, stdout, _ := command(t, "help", "vpn", "list")
	assert.Equal(t, 0, status)
	assert.Contains(t, stdout, "bulkhead vpn list")
	status, stdout, _ = command(t, "--version")
	assert.Equal(t, 0, status)
	assert.Regexp(t, `^bulkhead \d+\.\d+\.\d+`, stdout)
}

func TestAnEmptyNameIsAFaultOfTheCommandLine(t *testing.T) {
	for _, flag := range []string{"--out", "--config"} {
		status, _, stderr := command(t, "synth", flag, "")
		assert.Equal(t, 2, status)
		assert.Equal(t, "error: "+flag+" is empty: name one, or leave it out; see bulkhead synth --help\n", stderr)
	}
}

func TestABinaryWithoutItsFunctionsSaysWhereTheyBelong(t *testing.T) {
	status, _, stderr := command(t, "synth", "--config", "../../config/example", "--out", filepath.Join(t.TempDir(), "out"))
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "functions does not exist: what Lambda runs has to be beside this program; in the repository, make build puts both into bin\n")
}
