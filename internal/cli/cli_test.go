package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"regexp"
	"testing"

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
	} {
		var said bytes.Buffer
		root := &cobra.Command{
			Use: "demo", SilenceUsage: true, SilenceErrors: true,
			RunE: func(*cobra.Command, []string) error { return test.err },
		}
		root.SetArgs(append([]string{}, test.args...))
		root.SetErr(&said)
		assert.Equal(t, test.status, Execute(context.Background(), root))
		assert.Equal(t, test.said, said.String())
	}
}

func TestTheVersionIsTheNewestOfTheChangelog(t *testing.T) {
	changelog, err := os.ReadFile("../../CHANGELOG.md")
	require.NoError(t, err)
	newest := regexp.MustCompile(`(?m)^## \[?([^\] \n]+)`).FindSubmatch(changelog)
	require.NotNil(t, newest)
	if string(newest[1]) == "Unreleased" {
		assert.Regexp(t, `^\d+\.\d+\.\d+-dev$`, Release, "what is not released is of no version yet")
	} else {
		assert.Equal(t, string(newest[1]), Release)
	}
	assert.Contains(t, Version(), Release)
}
