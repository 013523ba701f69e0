package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"bulkhead/internal/document"
	"bulkhead/internal/interrupt"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAResultIsOneObjectThatBeginsWithItsFormat(t *testing.T) {
	type line struct {
		Name string   `json:"name"`
		Tags []string `json:"tags"`
	}
	var out bytes.Buffer
	require.NoError(t, PrintJSON(&out, &struct {
		Lines []line `json:"lines"`
		None  []line `json:"none"`
	}{Lines: []line{{Name: "a <b>"}}}))
	assert.Equal(t, `{
  "formatVersion": "1.0",
  "lines": [
    {
      "name": "a <b>",
      "tags": []
    }
  ],
  "none": []
}
`, out.String())

	out.Reset()
	require.NoError(t, PrintJSON(&out, &struct{}{}))
	assert.Equal(t, "{\n  \"formatVersion\": \"1.0\"\n}\n", out.String())
	assert.Error(t, PrintJSON(&out, &[]int{1}), "a list has no room for the format")
}

func TestTheExitStatusTellsWhoHasToMendWhat(t *testing.T) {
	for _, test := range []struct {
		args   []string
		err    error
		status int
		said   string
	}{
		{nil, nil, ExitOK, ""},
		{nil, errors.New("no bucket"), ExitFault, "error: no bucket\n"},
		{nil, ErrReported, ExitFault, ""},
		{nil, ErrRefused, ExitRefused, ""},
		{[]string{"--colour"}, nil, ExitUsage, "error: unknown flag: --colour; see demo --help\n"},
		{[]string{"--one", "--other"}, nil, ExitUsage, "error: if any flags in the group [one other] are set none of the others can be; [one other] were all set; see demo --help\n"},
	} {
		var said bytes.Buffer
		root := &cobra.Command{
			Use: "demo", SilenceUsage: true, SilenceErrors: true,
			RunE: func(*cobra.Command, []string) error { return test.err },
		}
		for _, name := range []string{"one", "other"} {
			root.Flags().Bool(name, false, "")
		}
		root.MarkFlagsMutuallyExclusive("one", "other")
		root.SetArgs(append([]string{}, test.args...))
		root.SetErr(&said)
		assert.Equal(t, test.status, Execute(context.Background(), root))
		assert.Equal(t, test.said, said.String())
	}
}

func TestTheVersionIsTheNewestOfTheChangelog(t *testing.T) {
	changelog, err := os.ReadFile("../../CHANGELOG.md")
	require.NoError(t, err)
	sections := regexp.MustCompile(`(?m)^## \[([^\]\n]+)\].*\n`).FindAllSubmatchIndex(changelog, -1)
	require.NotEmpty(t, sections)
	var versions []string
	for _, at := range sections {
		versions = append(versions, string(changelog[at[2]:at[3]]))
	}
	unreleased := changelog[sections[0][1]:]
	if len(sections) > 1 {
		unreleased = changelog[sections[0][1]:sections[1][0]]
	}
	if len(bytes.TrimSpace(unreleased)) > 0 {
		assert.Regexp(t, `^\d+\.\d+\.\d+-dev$`, Release, "what is not released is of no version yet")
		assert.NotContains(t, versions, strings.TrimSuffix(Release, "-dev"), "it is after the last release")
	} else {
		assert.Equal(t, versions[1], Release)
	}
	assert.Contains(t, Version(), Release)
}

func TestAnErrorIsJSONWithJSONUnlessTheResultIsThere(t *testing.T) {
	faults := document.Faults{{File: "a.yaml", Line: 2, Column: 3, Path: "b", Problem: "is wrong", Remedy: "mend it"}}
	for _, test := range []struct {
		args           []string
		prints         string
		err            error
		stdout, stderr string
	}{
		{nil, "", faults, "", "error: a.yaml:2:3: b: is wrong; mend it\n"},
		{[]string{"--json"}, "", errors.New("no bucket"), "{\n  \"formatVersion\": \"1.0\",\n  \"error\": \"no bucket\",\n  \"faults\": []\n}\n", ""},
		{[]string{"--json"}, "", fmt.Errorf("it is so: %w", faults), `{
  "formatVersion": "1.0",
  "error": "it is so: a.yaml:2:3: b: is wrong; mend it",
  "faults": [
    {
      "file": "a.yaml",
      "line": 2,
      "column": 3,
      "path": "b",
      "problem": "is wrong",
      "remedy": "mend it"
    }
  ]
}
`, ""},
		{[]string{"--json"}, "{}\n", errors.New("too late"), "{}\n", "error: too late\n"},
		{[]string{"--json"}, "{}\n", ErrReported, "{}\n", ""},
	} {
		var stdout, stderr bytes.Buffer
		root := &cobra.Command{
			Use: "demo", SilenceUsage: true, SilenceErrors: true,
			RunE: func(command *cobra.Command, _ []string) error {
				fmt.Fprint(command.OutOrStdout(), test.prints)
				return test.err
			},
		}
		root.Flags().Bool("json", false, "")
		root.SetArgs(append([]string{}, test.args...))
		root.SetOut(&stdout)
		root.SetErr(&stderr)
		assert.Equal(t, ExitFault, Execute(context.Background(), root))
		assert.Equal(t, test.stdout, stdout.String())
		assert.Equal(t, test.stderr, stderr.String())
	}
}

func TestAnInterruptedCommandSaysWhatBecomesOfWhatItDid(t *testing.T) {
	for annotation, want := range map[string]string{
		"":              "error: interrupted by SIGINT: what was half made is removed\n",
		"AWS goes on":   "error: interrupted by SIGINT: AWS goes on\n",
		"hidden, quiet": "",
	} {
		var stderr bytes.Buffer
		root := &cobra.Command{Use: "demo", Hidden: strings.HasPrefix(annotation, "hidden"), Run: func(*cobra.Command, []string) {}}
		root.Annotations = map[string]string{Interrupted: annotation}
		root.SetErr(&stderr)
		New(root).Leave(interrupt.By{Signal: syscall.SIGINT})
		assert.Equal(t, want, stderr.String())
	}
}
