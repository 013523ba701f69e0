package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
		{nil, ErrNo, ExitNo, ""},
		{nil, ErrRefused, ExitRefused, ""},
		{[]string{"--colour"}, nil, ExitUsage, "error: unknown flag: --colour; see demo --help\n"},
		{[]string{"--one", "--other"}, nil, ExitUsage, "error: --one and --other are not given together: choose one; see demo --help\n"},
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

func TestAFlagIsGivenOnceAndAListOften(t *testing.T) {
	for args, want := range map[string]string{
		"--dir a":                     "",
		"--dir a --dir b":             `error: invalid argument "b" for "--dir" flag: it is given twice; see demo below --help`,
		"--quick --quick":             `error: invalid argument "true" for "--quick" flag: it is given twice; see demo below --help`,
		"--level one --level one":     `error: invalid argument "one" for "--level" flag: it is given twice; see demo below --help`,
		"--name a --name b --name a,": "",
	} {
		var said bytes.Buffer
		root := &cobra.Command{Use: "demo", SilenceUsage: true, SilenceErrors: true}
		below := &cobra.Command{Use: "below", RunE: func(*cobra.Command, []string) error { return nil }}
		below.Flags().String("dir", "", "")
		below.Flags().Bool("quick", false, "")
		below.Flags().StringSlice("name", nil, "")
		root.PersistentFlags().String("level", "", "")
		root.AddCommand(below)
		root.SetArgs(append([]string{"below"}, strings.Fields(args)...))
		root.SetErr(&said)
		status := Execute(context.Background(), root)
		assert.Equal(t, want, strings.TrimSpace(said.String()), args)
		assert.Equal(t, want != "", status == ExitUsage, args)
	}
}

func TestAValueThatIsOfNoUseIsToldInWordsOfOurs(t *testing.T) {
	for args, want := range map[string]string{
		"--port x":     `error: invalid argument "x" for "--port" flag: it is no whole number; see demo --help`,
		"--port 1e99":  `error: invalid argument "1e99" for "--port" flag: it is no whole number; see demo --help`,
		"--rate x":     `error: invalid argument "x" for "--rate" flag: it is no number; see demo --help`,
		"--quick=much": `error: invalid argument "much" for "--quick" flag: it is neither true nor false; see demo --help`,
		"--time 5": `error: invalid argument "5" for "--time" flag: it is no length of time; write it such as 90s or 5m;` +
			` see demo --help`,
		"--port 99999999999999999999": `error: invalid argument "99999999999999999999" for "--port" flag:` +
			` it is too far from 0; see demo --help`,
	} {
		var said bytes.Buffer
		root := &cobra.Command{Use: "demo", SilenceUsage: true, SilenceErrors: true, Run: func(*cobra.Command, []string) {}}
		root.Flags().Int("port", 0, "")
		root.Flags().Float64("rate", 0, "")
		root.Flags().Bool("quick", false, "")
		root.Flags().Duration("time", 0, "")
		root.SetArgs(strings.Fields(args))
		root.SetErr(&said)
		assert.Equal(t, ExitUsage, Execute(context.Background(), root))
		assert.Equal(t, want, strings.TrimSpace(said.String()))
	}
}

// full takes no byte.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestWhatStandardOutputDoesNotTakeIsNoSuccess(t *testing.T) {
	for _, result := range []error{nil, ErrNo, ErrReported} {
		var said bytes.Buffer
		root := &cobra.Command{
			Use: "demo", SilenceUsage: true, SilenceErrors: true,
			RunE: func(command *cobra.Command, _ []string) error {
				fmt.Fprintln(command.OutOrStdout(), "it is so") // as most do, without looking
				return result
			},
		}
		root.SetArgs(nil)
		root.SetOut(full{})
		root.SetErr(&said)
		assert.Equal(t, ExitFault, Execute(context.Background(), root))
		assert.Equal(t, "error: standard output takes nothing more: no space left on device\n", said.String())
	}
}

func TestWordsThatAreTooManyOrMissingAreToldWithHowItIsUsed(t *testing.T) {
	for args, want := range map[string]string{
		"none a":     `error: "a" is one word too many: write demo none; see demo none --help`,
		"one":        "error: too many words, or too few: write demo one DIR; see demo one --help",
		"one a b":    "error: too many words, or too few: write demo one DIR; see demo one --help",
		"some":       "error: too many words, or too few: write demo some NAME…; see demo some --help",
		"two":        "error: too many words, or too few: write demo two [A] [B]; see demo two --help",
		"most a b c": "error: too many words, or too few: write demo most [A]; see demo most --help",
	} {
		var said bytes.Buffer
		root := &cobra.Command{Use: "demo", SilenceUsage: true, SilenceErrors: true}
		run := func(*cobra.Command, []string) error { return nil }
		root.AddCommand(
			&cobra.Command{Use: "none", Args: cobra.NoArgs, RunE: run},
			&cobra.Command{Use: "one DIR", Args: cobra.ExactArgs(1), RunE: run},
			&cobra.Command{Use: "some NAME…", Args: cobra.MinimumNArgs(1), RunE: run},
			&cobra.Command{Use: "two [A] [B]", Args: cobra.RangeArgs(1, 2), RunE: run},
			&cobra.Command{Use: "most [A]", Args: cobra.MaximumNArgs(1), RunE: run},
		)
		root.SetArgs(strings.Fields(args))
		root.SetErr(&said)
		assert.Equal(t, ExitUsage, Execute(context.Background(), root))
		assert.Equal(t, want, strings.TrimSpace(said.String()))
	}
}

func TestWhatMayHaveBeenMeantIsInOneLine(t *testing.T) {
	var said bytes.Buffer
	root := &cobra.Command{Use: "demo", SilenceUsage: true, SilenceErrors: true}
	root.AddCommand(&cobra.Command{Use: "price", RunE: func(*cobra.Command, []string) error { return nil }})
	root.SetArgs([]string{"prise"})
	root.SetErr(&said)
	assert.Equal(t, ExitUsage, Execute(context.Background(), root))
	assert.Equal(t, "error: unknown command \"prise\" for \"demo\"; did you mean price? See demo --help\n", said.String())
}

func TestWhatCannotBeWrittenSaysHowToChooseAnotherPlace(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(blocked, nil, 0o600))
	write := func(place string) error { return os.MkdirAll(filepath.Join(place, "below"), 0o755) }
	create := func(place string) error { return os.WriteFile(filepath.Join(place, "below"), nil, 0o600) }
	read := func(string) error { _, err := os.ReadFile(filepath.Join(blocked, "template.json")); return err }
	for _, c := range []struct {
		do  func(string) error
		out string
		is  bool
	}{{write, blocked, true}, {create, blocked, true}, {read, filepath.Join(t.TempDir(), "out"), false}} {
		var said bytes.Buffer
		root := &cobra.Command{
			Use: "demo", SilenceUsage: true, SilenceErrors: true,
			RunE: func(command *cobra.Command, _ []string) error {
				return fmt.Errorf("no: %w", c.do(command.Flag("out").Value.String()))
			},
		}
		root.Flags().String("out", "", "")
		root.SetArgs([]string{"--out", c.out})
		root.SetErr(&said)
		assert.Equal(t, ExitFault, Execute(context.Background(), root))
		assert.Equal(t, c.is, strings.HasSuffix(said.String(), "; name another place with --out\n"), said.String())
	}
}
