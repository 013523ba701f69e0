package main

import (
	"errors"
	"fmt"
	"slices"

	"bulkhead/analysis/access"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const accessHelp = `Access tells who can read, write, delete or administer which store, secret, key or
log through AWS's API: people, services, functions, pipelines and accounts, with the
shortest path, and the statements that let them take each hop of it.

  bulkhead access                        the names of everybody, and of what there is
  bulkhead access prod/web               all that somebody can do
  bulkhead access prod/web prod/orders   what somebody can do with something, and how
  bulkhead access --to prod/orders       who can do what with something
  bulkhead access --all                  what everybody can do with everything

Names are those of the configuration: prod/web is a service, prod/orders a store,
admin@prod a role of people in an account, push@pipeline whoever may push to the
branch that is deployed, account@dev whoever administers the account.

What a condition asks that templates do not tell counts as met: a "no" holds always,
a "yes" can still fail. Networks are not looked at: a password counts as its data.

Exit status:
  0  it was told
  1  there is no such name, or it is of a store that no template has, or a policy is
     not understood
  2  the command line is wrong`

// accessAnswer is what access prints with --json.
type accessAnswer struct {
	Names   []access.Who    `json:"names,omitempty"`
	Targets []string        `json:"targets,omitempty"`
	Access  []access.Access `json:"access"`
}

// newAccess is `bulkhead access`.
func newAccess() *cobra.Command {
	var dir, to string
	var all, asJSON, verbose bool
	command := &cobra.Command{
		Use:   "access [WHO [WHAT]]",
		Short: "Tell who can reach what through AWS's API, and how",
		Long:  accessHelp,
		Args: func(command *cobra.Command, args []string) error {
			asked := 0
			for _, one := range []bool{len(args) > 0, to != "", all} {
				if one {
					asked++
				}
			}
			if asked > 1 {
				return errors.New("name somebody, or --to something, or --all: one of them")
			}
			return cobra.MaximumNArgs(2)(command, args)
		},
		RunE: func(command *cobra.Command, args []string) error {
			a, index, err := readAssembly(command, dir, false)
			if err != nil {
				return err
			}
			stores := existingStores(index)
			for _, name := range append(slices.Clone(args), to) {
				if _, exists := stores[name]; exists {
					return fmt.Errorf("%s is something else's (existing): no template has it, so nobody knows who else reads it;"+
						" what our services may do with it is in their policies", name)
				}
			}
			g, err := access.New(a, index.Trusted)
			if err != nil {
				return err
			}
			answer, err := askAccess(g, args, to, all)
			if err != nil {
				return err
			}
			if asJSON {
				return cli.PrintJSON(command.OutOrStdout(), &answer)
			}
			return printAccess(command.OutOrStdout(), answer, args, to, all, verbose)
		},
	}
	command.Flags().StringVar(&dir, "assembly", defaultOut, "cloud assembly, or configuration directory")
	command.Flags().StringVar(&to, "to", "", "tell who can do what with this")
	command.Flags().BoolVar(&all, "all", false, "tell what everybody can do with everything")
	command.Flags().BoolVar(&asJSON, "json", false, "print the answer as JSON, and nothing else")
	command.Flags().BoolVarP(&verbose, "verbose", "v", false, "tell every hop of every path")
	return command
}

// askAccess asks what the command line says.
func askAccess(g *access.Graph, args []string, to string, all bool) (accessAnswer, error) {
	var answer accessAnswer
	var err error
	switch {
	case all:
		for _, who := range g.Names() {
			found, fault := g.Of(who.Name)
			answer.Access, err = append(answer.Access, found...), errors.Join(err, fault)
		}
	case to != "":
		answer.Access, err = g.To(to)
	case len(args) == 1:
		answer.Access, err = g.Of(args[0])
	case len(args) == 2:
		answer.Access, err = g.Between(args[0], args[1])
	default:
		answer.Names, answer.Targets = g.Names(), g.Targets()
	}
	return answer, err
}
