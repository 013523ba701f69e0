package main

import (
	"fmt"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/ci"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const ciHelp = `Ci writes the file by which GitHub Actions or CircleCI build and release an
application: commit it to the application's repository, at the path that goes to
standard error, and again when organization.yaml changes. It holds no key: jobs
get roles that trust that repository and branch only.

Exit status:
  0  the file is written
  1  the configuration has a fault, or pipelines of AWS release the application
  2  the command line is wrong`

// newCI is `bulkhead ci`.
func newCI() *cobra.Command {
	var dir string
	var asJSON bool
	command := &cobra.Command{
		Use:   "ci APPLICATION",
		Short: "Write the workflow that builds and releases an application elsewhere",
		Long:  ciHelp,
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			c, err := config.Load(dir)
			if err != nil {
				return err
			}
			file, err := ci.FileOf(address.Of(c), arguments[0])
			if err != nil {
				return err
			}
			if asJSON {
				return cli.PrintJSON(command.OutOrStdout(), &file)
			}
			fmt.Fprintln(command.ErrOrStderr(), file.Path)
			_, err = fmt.Fprint(command.OutOrStdout(), file.Text)
			return err
		},
	}
	command.Flags().StringVar(&dir, "config", defaultConfig(), "configuration directory")
	command.Flags().BoolVar(&asJSON, "json", false, "print the path and the text as JSON, and nothing else")
	return command
}
