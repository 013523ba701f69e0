package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// newHelp is `bulkhead help`. Cobra's own succeeds with what there is not.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Tell what a command does",
		Args: func(_ *cobra.Command, words []string) error {
			if _, rest, err := root.Find(words); err != nil || len(rest) > 0 {
				return fmt.Errorf("there is no command %s", strings.Join(words, " "))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, words []string) error {
			found, _, err := root.Find(words)
			if err != nil {
				return err
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}
