package main

import (
	"bulkhead/analysis/parity"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const parityHelp = `Parity compares the templates of both sides of every environment with recovery,
and sorts what differs:

  required   another place or another role: region, address range, names, domain,
             what an account has once, what only a primary or a standby has
  declared   the configuration says so, such as recovery.minTasks
  violation  neither: one line each, with the stack, the resource, the path, both
             values, and the key of the configuration where it is known

DIR is a cloud assembly (bulkhead synth) or a configuration directory. Resources
are matched by stack and logical id. What a stack exports is compared where
another one uses it.

Exit status:
  0  no difference is a violation, or no environment has recovery
  1  there are violations, or the templates cannot be read
  2  the command line is wrong`

// newParity is `bulkhead parity`.
func newParity() *cobra.Command {
	var asJSON, verbose, noCache bool
	command := &cobra.Command{
		Use:   "parity [DIR]",
		Short: "Compare both sides of every environment with recovery (default cdk.out)",
		Long:  parityHelp,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			dir := defaultOut
			if len(args) > 0 {
				dir = args[0]
			}
			report, err := compareSides(command, dir, noCache)
			if err != nil {
				return err
			}
			if asJSON {
				err = cli.PrintJSON(command.OutOrStdout(), report)
			} else {
				err = printParity(command.OutOrStdout(), report, verbose)
			}
			if err == nil && !report.Clean {
				err = cli.ErrReported
			}
			return err
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print every difference as JSON, and nothing else")
	command.Flags().
		BoolVarP(&verbose, "verbose", "v", false, "list what is required and declared, too, with the reasons")
	command.Flags().
		BoolVar(&noCache, "no-cache", false, "build every stage of a configuration, even if nothing changed")
	return command
}

// compareSides compares the sides in a cloud assembly, or in that of the configuration in dir.
func compareSides(command *cobra.Command, dir string, noCache bool) (*parity.Report, error) {
	a, index, err := readAssembly(command, dir, noCache)
	if err != nil {
		return nil, err
	}
	return parity.Compare(a, index), nil
}
