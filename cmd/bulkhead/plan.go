package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"bulkhead/analysis/plan"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const planHelp = `Plan tells what deploying HEAD does where BASE is deployed, one page for each
account: the stacks to deploy, in order; what is added, changed, replaced, deleted
and left behind, and which line of the configuration does it; what AWS would
refuse, and the way to have it; which data is lost or kept; what is interrupted;
who may do more or less than before.

BASE and HEAD are cloud assemblies (bulkhead synth) or configuration directories.
Without HEAD it is the configuration in use. With --base-ref the base is the same
configuration at a commit, synthesized with the code of that commit, and the only
argument is HEAD.

A name that the plan shows can be allowed, when that is what you want. A list of
names that accounts have already, because they were left behind or made by hand,
is JSON: [{"account": …, "region": …, "type": …, "name": …}].

Exit status:
  0  AWS would take it, and no data is lost, or all of that is allowed by name
  1  the plan cannot be made
  2  AWS would refuse something, or data would be lost: a person has to look first;
     or the command line is wrong`

// planFlags are the flags of `bulkhead plan`.
type planFlags struct {
	json, markdown, noCache bool
	baseRef, kept           string
	allow                   []string
}

// newPlan is `bulkhead plan`.
func newPlan() *cobra.Command {
	var flags planFlags
	command := &cobra.Command{
		Use:   "plan BASE [HEAD]",
		Short: "Tell what a change does, and what AWS would refuse, before it is deployed",
		Long:  planHelp,
		Args: func(command *cobra.Command, args []string) error {
			if flags.json && flags.markdown {
				return errors.New("--json and --markdown are two views; choose one")
			}
			if flags.baseRef != "" {
				return cobra.MaximumNArgs(1)(command, args)
			}
			return cobra.RangeArgs(1, 2)(command, args)
		},
		RunE: func(command *cobra.Command, args []string) error {
			if flags.baseRef != "" {
				args = append([]string{""}, args...)
			}
			if len(args) < 2 {
				args = append(args, defaultConfig())
			}
			return flags.run(command, args[0], args[1])
		},
	}
	command.Flags().BoolVar(&flags.json, "json", false, "print the plan as JSON, and nothing else")
	command.Flags().BoolVar(&flags.markdown, "markdown", false, "print the plan as Markdown")
	command.Flags().StringVar(&flags.baseRef, "base-ref", "", "the commit that is deployed, such as v1.0.0")
	command.Flags().StringArrayVar(&flags.allow, "allow", nil, "a name that the plan shows, or a pattern such as prod/*/FunctionLogs*: what it says of it is accepted")
	command.Flags().StringVar(&flags.kept, "kept", "", "a file with names that accounts have already")
	command.Flags().BoolVar(&flags.noCache, "no-cache", false, "build every stage, even if nothing changed, and keep nothing")
	return command
}

func (flags planFlags) run(command *cobra.Command, base, head string) error {
	options := plan.Options{Allow: flags.allow}
	if flags.kept != "" {
		var err error
		if options.Kept, err = plan.ReadKept(flags.kept); err != nil {
			return err
		}
	}
	scratch, err := os.MkdirTemp("", "bulkhead-plan-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	in := planInput{scratch, flags.noCache, command.ErrOrStderr()}
	from, to := base, head
	if flags.baseRef != "" {
		from = flags.baseRef
		base, err = in.commit(command.Context(), flags.baseRef, head)
	} else {
		base, err = in.assembly(base, "base")
	}
	if err != nil {
		return err
	}
	if head, err = in.assembly(head, "head"); err != nil {
		return err
	}
	p, err := plan.Compare(base, head, options)
	if err != nil {
		return err
	}
	p.Base, p.Head = from, to
	if err := flags.print(command.OutOrStdout(), &pricedPlan{p, priceChange(base, head)}); err != nil {
		return err
	}
	if p.Worries() {
		return cli.ErrRefused
	}
	return nil
}

func (flags planFlags) print(w io.Writer, p *pricedPlan) error {
	switch {
	case flags.json:
		return cli.PrintJSON(w, p)
	case flags.markdown:
		_, err := fmt.Fprint(w, planMarkdown(p))
		return err
	}
	_, err := fmt.Fprint(w, planText(p))
	return err
}
