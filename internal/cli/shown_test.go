package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// acts is a name that somebody may give to something in AWS: it clears the screen, in both ways to write that, turns
// round what follows, and hides in a tag.
const acts = "né\x1b[2J\u009b2J\u202e\U000e0041\x7f\r"

func TestNothingThatIsPrintedActsOnATerminal(t *testing.T) {
	for _, fails := range []bool{false, true} {
		var stdout, stderr bytes.Buffer
		root := &cobra.Command{
			Use: "demo", SilenceUsage: true, SilenceErrors: true,
			RunE: func(command *cobra.Command, _ []string) error {
				if fails {
					return errors.New(acts)
				}
				_, err := fmt.Fprintf(command.OutOrStdout(), "a\t%s\n\xff", acts)
				return err
			},
		}
		root.SetArgs(nil)
		root.SetOut(&stdout)
		root.SetErr(&stderr)
		Execute(context.Background(), root)
		if fails {
			assert.Equal(t, "error: né�[2J�2J����\n", stderr.String())
		} else {
			assert.Equal(t, "a\tné�[2J�2J����\n\xff", stdout.String(), "what is not UTF-8 may be a part of a letter")
		}
	}
	assert.Equal(t, "né�[2J�2J�����", OneLine(acts+"\n"), "a line end would begin a line that nobody has said")
}

func TestJSONSaysWhatItIsWithoutActingOnATerminal(t *testing.T) {
	var out bytes.Buffer
	type result struct {
		Name string `json:"name"`
	}
	require.NoError(t, PrintJSON(&out, &result{acts}))
	assert.Equal(t, out.String(), string(shown(out.Bytes())))
	var read result
	require.NoError(t, json.Unmarshal(out.Bytes(), &read))
	assert.Equal(t, acts, read.Name)
}
