package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"bulkhead/config"
	"bulkhead/internal/cli"
	"bulkhead/operate/failover"
	"bulkhead/stacks"

	"github.com/spf13/cobra"
)

const activeHelp = `Active reads which side of each environment with recovery is active, from the tables
that bulkhead failover writes, and compares it with recovery.active and
recovery.generation of the configuration. A deployment of a configuration that says
otherwise would lead clients back to the side that was left. The pipeline asks before
it deploys a side.

The tables of both regions are asked. The standby's is enough; the primary's is where it
says that the standby is active. Where neither has a record, nobody has moved the
environment, and its configuration must not say so.

The credentials are those that the AWS CLI would use, in the environment's account or
in that of the pipeline.

Exit status:
  0  every environment is as its configuration says
  1  one is not, or is being moved, or neither of its tables can be read
  2  the command line is wrong`

// newActive is `bulkhead active`.
func newActive() *cobra.Command {
	var a asking
	command := &cobra.Command{
		Use:   "active [ENVIRONMENT ...]",
		Short: "Tell which side of environments is active, and whether the configuration knows",
		Long:  activeHelp,
		RunE:  func(command *cobra.Command, args []string) error { return a.run(command, args) },
	}
	flags := command.Flags()
	flags.StringVar(&a.config, "config", defaultConfig(), "configuration directory")
	flags.StringVar(&a.profile, "profile", "", "AWS profile (default: as the AWS CLI)")
	flags.BoolVar(&a.json, "json", false, "print the result as JSON, and nothing else")
	return command
}

// asking is one run of the command.
type asking struct {
	config, profile string
	json            bool

	cloud *failover.Cloud // of tests
}

// activeSide is what is printed of an environment.
type activeSide struct {
	Environment string            `json:"environment"`
	Active      failover.SideName `json:"active,omitempty"`
	Generation  int               `json:"generation"` // 0 where nobody has moved it
	Wrong       string            `json:"wrong,omitempty"`
}

func (a *asking) run(command *cobra.Command, names []string) error {
	ctx, out := command.Context(), command.OutOrStdout()
	c, err := config.Load(a.config)
	if err != nil {
		return err
	}
	asked, err := withRecovery(c, names)
	if err != nil {
		return err
	}
	if a.cloud == nil && len(asked) > 0 {
		if err := a.open(ctx, asked[0]); err != nil {
			return err
		}
	}
	result := struct {
		AsConfigured bool         `json:"asConfigured"`
		Environments []activeSide `json:"environments"`
	}{AsConfigured: true, Environments: []activeSide{}}
	for _, e := range asked {
		record, wrong := failover.Guard(ctx, stacks.DescribeRecovery(c, e), *a.cloud)
		side := activeSide{Environment: e.Name, Active: record.Active, Generation: record.Generation}
		if wrong != nil {
			side.Wrong, result.AsConfigured = wrong.Error(), false
		}
		result.Environments = append(result.Environments, side)
	}
	if a.json {
		err = cli.PrintJSON(out, &result)
	} else {
		if len(asked) == 0 {
			fmt.Fprintln(out, "no environment has recovery: there is no side to ask for")
		}
		for _, s := range result.Environments {
			if s.Wrong != "" {
				fmt.Fprintf(out, "%s: %s\n", s.Environment, s.Wrong)
				continue
			}
			fmt.Fprintf(out, "%s: the %s side is active, as the configuration says\n", s.Environment, s.Active)
		}
	}
	if err == nil && !result.AsConfigured {
		err = cli.ErrReported
	}
	return err
}

// withRecovery returns the primary sides of the environments with recovery, or of those with these names.
func withRecovery(c *config.Config, names []string) (all []config.Environment, err error) {
	for _, e := range c.Environments {
		if e.Other != nil && (len(names) == 0 || slices.Contains(names, e.Name)) {
			all = append(all, e)
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(all, func(e config.Environment) bool { return e.Name == name }) {
			var known []string
			for _, e := range c.Environments {
				if e.Other != nil {
					known = append(known, e.Name)
				}
			}
			err = errors.Join(err, noSuch("environment with recovery", name, known))
		}
	}
	return all, err
}

// open enters AWS. Whose account the credentials are of does not matter: the tables say who may read them.
func (a *asking) open(ctx context.Context, e config.Environment) error {
	session, err := enter(ctx, a.profile, string(e.Region))
	if err != nil {
		return err
	}
	a.cloud = new(failover.Reach(session))
	return nil
}
