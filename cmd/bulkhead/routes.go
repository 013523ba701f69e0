package main

import (
	"fmt"
	"slices"
	"text/tabwriter"

	"bulkhead/config"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const routesHelp = `Routes gives a slot to every service that has a route and no slot yet, and writes
routes.yaml in the configuration directory, to be committed with the change. A
slot is the part of a listener rule's priority that is a service's own: with it,
no stack ever asks for a priority that another one still holds, whatever is
added, removed, renamed or swapped, and in whatever order it is deployed.

What is recorded stays. The line of a service that is gone may be taken out by
hand, once its stacks are deleted in every account.

Exit status:
  0  every route has a slot
  1  the configuration has a fault, or an environment has no slot left
  2  the command line is wrong`

// newRoutes is `bulkhead routes`.
func newRoutes() *cobra.Command {
	var dir string
	var asJSON bool
	command := &cobra.Command{
		Use:   "routes",
		Short: "Record the slots of new routes in the configuration directory",
		Long:  routesHelp,
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			lines, err := config.RecordRoutes(dir)
			if err != nil {
				return err
			}
			if asJSON {
				return cli.PrintJSON(command.OutOrStdout(), &struct {
					Routes []config.Recorded `json:"routes"`
				}{lines})
			}
			return printRoutes(command, lines)
		},
	}
	command.Flags().StringVar(&dir, "config", defaultConfig(), "configuration directory")
	command.Flags().BoolVar(&asJSON, "json", false, "print the record as JSON, and nothing else")
	return command
}

// printRoutes lists what changed, and what somebody may take out.
func printRoutes(command *cobra.Command, lines []config.Recorded) error {
	lines = slices.DeleteFunc(lines, func(line config.Recorded) bool { return line.State == config.StateRecorded })
	out := command.OutOrStdout()
	if len(lines) == 0 {
		_, err := fmt.Fprintln(out, "every route has a slot, and nothing else is recorded")
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ENVIRONMENT\tSERVICE\tSLOT\tSTATE")
	for _, line := range lines {
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\n", line.Environment, line.Service, line.Slot, line.State)
	}
	return table.Flush()
}
