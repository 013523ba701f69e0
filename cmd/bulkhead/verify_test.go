package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"bulkhead/analysis/verify"
	"bulkhead/internal/cli"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// command runs a command line.
func command(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&errs)
	status = cli.Execute(context.Background(), root)
	return status, out.String(), errs.String()
}

// templates is a directory of one template, and a fake node in the PATH that
// makes the validator report these diagnostics on it. No linter is installed.
func templates(t *testing.T, diagnostics string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "cdk.out")
	require.NoError(t, os.Mkdir(dir, 0o755))
	file := filepath.Join(dir, "data.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}`), 0o644))
	tools := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\necho '{\"path\":\"%s\",\"status\":\"OK\",\"diagnostics\":[%s]}'\n", file, diagnostics)
	require.NoError(t, os.WriteFile(filepath.Join(tools, "node"), []byte(script), 0o755))
	t.Setenv("PATH", tools)
	t.Setenv("JSII_NODE", "node")
	t.Setenv("BULKHEAD_CACHE", filepath.Join(tools, "cache"))
	return dir
}

const diagnostic = `{"ruleId":"F3002","severity":"FATAL","message":"no such property","propertyPath":"Properties.Color","entity":{"logicalId":"Topic","entityType":"Resource"}}`

func waive(t *testing.T, dir, waivers string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(dir), "waivers.yaml"), []byte(waivers), 0o644))
}

func TestCleanTemplatesEndWithStatus0AndATable(t *testing.T) {
	status, stdout, stderr := command(t, "verify", templates(t, ""))
	assert.Equal(t, 0, status, stderr)
	assert.Regexp(t, `cloudformation-validate +1 +0 +0 +\d`, stdout)
	assert.Contains(t, stdout, "cfn-lint: not installed, skipped")
	assert.Contains(t, stderr, "cfn-guard: checking 1 of 1 templates")
}

func TestAFindingEndsWithStatus1AndSaysWhatAndWhere(t *testing.T) {
	status, stdout, stderr := command(t, "verify", templates(t, diagnostic))
	assert.Equal(t, 1, status)
	assert.Contains(t, stdout, "data  (data.json)\n  refused   cloudformation-validate  F3002  Topic\n            Properties.Color: no such property\n")
	assert.NotContains(t, stderr, "error:")
}

func TestTheWaiversBesideTheDirectoryAreApplied(t *testing.T) {
	dir := templates(t, diagnostic)
	waive(t, dir, "waivers: [{rules: [F3002], resource: data/Topic, reason: it is a test}]")
	status, stdout, stderr := command(t, "verify", dir)
	assert.Equal(t, 0, status, stderr)
	assert.Regexp(t, `cloudformation-validate +1 +0 +1 +\d`, stdout)
	assert.NotContains(t, stdout, "no such property")

	_, stdout, _ = command(t, "verify", dir, "--verbose")
	assert.Contains(t, stdout, "waived: it is a test")
}

func TestAnUnusedWaiverIsToldAndWithStrictEndsWithStatus1(t *testing.T) {
	dir := templates(t, "")
	waive(t, dir, "waivers: [{tool: cfn-guard, rules: [gone], resource: '*', reason: it is a test}]")
	status, _, stderr := command(t, "verify", dir)
	assert.Equal(t, 0, status, "a list may serve several configurations")
	assert.Contains(t, stderr, "1 waivers match nothing here; --strict names them")
	status, _, stderr = command(t, "verify", dir, "--strict")
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "gone on * matches no finding; remove it")
}

func TestJSONIsTheFindingsAndNothingElse(t *testing.T) {
	for diagnostics, want := range map[string]int{"": 0, diagnostic: 1} {
		_, stdout, _ := command(t, "verify", "--json", templates(t, diagnostics))
		var said struct {
			FormatVersion string
			Clean         bool
			Findings      []verify.Finding
		}
		require.NoError(t, json.Unmarshal([]byte(stdout), &said), stdout)
		assert.Equal(t, cli.FormatVersion, said.FormatVersion)
		assert.Equal(t, want == 0, said.Clean)
		assert.NotNil(t, said.Findings)
		assert.Len(t, said.Findings, want)
	}
}

func TestWhatIsFoundIsKeptUnlessItIsNotToBe(t *testing.T) {
	dir := templates(t, "")
	kept := func() int {
		files, err := filepath.Glob(filepath.Join(os.Getenv("BULKHEAD_CACHE"), "*", "*"))
		require.NoError(t, err)
		return len(files)
	}
	_, _, stderr := command(t, "verify", dir, "--no-cache")
	assert.Contains(t, stderr, "cfn-guard: checking 1 of 1 templates")
	assert.Zero(t, kept())
	command(t, "verify", dir)
	assert.Equal(t, 1, kept(), "nobody can tell the version of the fake node")
	_, _, stderr = command(t, "verify", dir)
	assert.Contains(t, stderr, "cfn-guard: 1 templates, all as before")
	assert.Contains(t, stderr, "cloudformation-validate: nothing is kept of what it finds")
	_, _, stderr = command(t, "verify", dir, "--no-cache")
	assert.Contains(t, stderr, "cfn-guard: checking 1 of 1 templates")
}

func TestARequiredLinterMustBeInstalled(t *testing.T) {
	status, stdout, stderr := command(t, "verify", templates(t, ""), "--require-cfn-lint")
	assert.Equal(t, 1, status)
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, "error: cfn-lint: it is not installed; install it with pip install cfn-lint")
}

func TestWhatIsWrongIsToldInOneMessage(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "cdk.out")
	for name, c := range map[string]struct {
		args   []string
		status int
		want   string
	}{
		"no such directory": {[]string{"verify", nowhere}, 1, "synthesize first"},
		"unknown class":     {[]string{"verify", nowhere, "--fail-on", "bad"}, 2, `--fail-on: "bad" is no class of findings; choose of refused, insecure, unseen, style, all, none`},
		"unknown format":    {[]string{"verify", nowhere, "--format", "html"}, 2, `"html" is not offered; choose of text, json, sarif, junit`},
		"no time":           {[]string{"verify", nowhere, "--timeout", "0s"}, 2, "are more than nothing"},
		"no such waivers":   {[]string{"verify", nowhere, "--waivers", nowhere}, 1, "cdk.out: does not exist"},
		"unknown flag":      {[]string{"verify", "--colour"}, 2, "unknown flag: --colour; see bulkhead verify --help"},
		"unknown command":   {[]string{"verfiy"}, 2, "unknown command"},
		"two directories":   {[]string{"verify", "a", "b"}, 2, "see bulkhead verify --help"},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, stderr := command(t, c.args...)
			assert.Equal(t, c.status, status)
			assert.Contains(t, stderr, "error: ")
			assert.Contains(t, stderr, c.want)
		})
	}
}
