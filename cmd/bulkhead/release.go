package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"bulkhead/config"
	"bulkhead/internal/cli"
	"bulkhead/operate/release"
	"bulkhead/stacks"

	"github.com/spf13/cobra"
)

const releaseHelp = `Release has a service run the image with a tag, where the configuration says release
instead of image. It starts the state machine of the environment, which pipelines start,
too, and waits for it: the image has to be in the registry, scanned, and without
weaknesses that refuse it; CloudFormation deploys it as the service's deployment says;
and where that is rolled back, what ran before runs and is meant again.

ENVIRONMENT is a stage, such as prod. Of an environment with recovery, its other region
follows when the active one has succeeded; with the standby's name, such as prod-dr, that
one alone is meant.

The credentials are those that the AWS CLI would use, in the environment's account. They
need states:StartExecution on the state machine, states:DescribeExecution on its
executions, and nothing else.

It can be interrupted: the release goes on.

Exit status:
  0  the image runs
  1  it was refused or rolled back, or something is wrong
  2  the command line is wrong
  3  it was not confirmed: nothing was changed`

const undoHelp = `Undo releases the image that ran before the last release that has succeeded, as
bulkhead release does. What ran here before is not refused for what was found in it since.
Undone twice, the service runs what it ran at first.

The credentials also need states:ListExecutions on the state machine, and
cloudformation:DescribeStacks on the service's stack.

Exit status:
  0  the image runs
  1  it was refused or rolled back, or something is wrong
  2  the command line is wrong
  3  it was not confirmed: nothing was changed`

// newRelease is `bulkhead release`.
func newRelease() *cobra.Command {
	var r releasing
	command := &cobra.Command{
		Use:         "release SERVICE ENVIRONMENT TAG",
		Short:       "Have a service run another image",
		Annotations: resumes,
		Long:        releaseHelp,
		Args:        cobra.ExactArgs(3),
		RunE: func(command *cobra.Command, args []string) error {
			return r.release(command, args[1], release.Input{Service: args[0], Tag: args[2]})
		},
	}
	r.flags(command)
	command.AddCommand(newUndo())
	return command
}

// newUndo is `bulkhead release undo`.
func newUndo() *cobra.Command {
	var r releasing
	command := &cobra.Command{
		Use:         "undo SERVICE ENVIRONMENT",
		Short:       "Have a service run the image of before",
		Annotations: resumes,
		Long:        undoHelp,
		Args:        cobra.ExactArgs(2),
		RunE:        func(command *cobra.Command, args []string) error { return r.undo(command, args[0], args[1]) },
	}
	r.flags(command)
	command.Flags().BoolVar(&r.yes, "yes", false, "do not ask")
	return command
}

// releasing is one run of the command.
type releasing struct {
	config, profile string
	json, yes       bool

	open  func(context.Context, release.Side) (release.Cloud, error) // of tests
	every time.Duration                                              // of tests
}

func (r *releasing) flags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&r.config, "config", defaultConfig(), "configuration directory")
	flags.StringVar(&r.profile, "profile", "", "AWS profile (default: as the AWS CLI)")
	flags.BoolVar(&r.json, "json", false, "print the result as JSON, and nothing else")
}

// released is the result: that of each side, in their order, up to the first that failed.
type released struct {
	Done     bool              `json:"done"`
	Releases []release.Outcome `json:"releases"`
}

func (r *releasing) release(command *cobra.Command, environment string, in release.Input) error {
	sides, err := r.sides(environment)
	if err != nil {
		return err
	}
	return r.run(command, sides, in)
}

// run releases on one side after the other.
func (r *releasing) run(command *cobra.Command, sides []release.Side, in release.Input) error {
	out := command.OutOrStdout()
	result := released{Done: true, Releases: []release.Outcome{}}
	for _, side := range sides {
		outcome, err := r.one(command.Context(), out, side, in)
		if err != nil {
			return err
		}
		result.Releases = append(result.Releases, outcome)
		if !r.json {
			printOutcome(out, outcome)
		}
		if !outcome.Done() {
			result.Done = false
			break
		}
	}
	if r.json {
		if err := cli.PrintJSON(out, &result); err != nil {
			return err
		}
	}
	if !result.Done {
		return cli.ErrReported
	}
	return nil
}

func (r *releasing) one(
	ctx context.Context, out io.Writer, side release.Side, in release.Input,
) (release.Outcome, error) {
	cloud, err := r.enter(ctx, side)
	if err != nil {
		return release.Outcome{}, err
	}
	execution, err := cloud.Start(ctx, side, in)
	if err != nil {
		return release.Outcome{}, err
	}
	if !r.json {
		fmt.Fprintf(out, "%s: releasing %s to %s: %s\n", side.Name, in.Tag, in.Service, execution)
	}
	return cloud.Wait(ctx, side, in, execution, r.every)
}

func printOutcome(out io.Writer, o release.Outcome) {
	if o.Done() {
		fmt.Fprintf(out, "%s: %s runs %s\n", o.Side, o.Service, o.Tag)
		return
	}
	fmt.Fprintf(
		out,
		"%s: %s was not released to %s: %s %s %s\n",
		o.Side,
		o.Tag,
		o.Service,
		o.Status,
		o.Error,
		o.Cause,
	)
}

// undo asks the side that is active what ran before, and releases that.
func (r *releasing) undo(command *cobra.Command, service, environment string) error {
	ctx, out := command.Context(), command.OutOrStdout()
	sides, err := r.sides(environment)
	if err != nil {
		return err
	}
	cloud, err := r.enter(ctx, sides[0])
	if err != nil {
		return err
	}
	before, now, err := cloud.Before(ctx, sides[0], service)
	if err != nil {
		return err
	}
	if !r.yes {
		fmt.Fprintf(command.ErrOrStderr(), "%s of %s runs %s, and ran %s before. Type %s to release that: ",
			service, sides[0].Name, now, before, before)
		if err := confirmed(command.InOrStdin(), out, before); err != nil {
			return err
		}
	}
	return r.run(command, sides, release.Input{Service: service, Tag: before})
}

// sides are those that a release is for, the active one first.
func (r *releasing) sides(stage string) ([]release.Side, error) {
	c, err := config.Load(r.config)
	if err != nil {
		return nil, err
	}
	return sidesOf(c, stage)
}

// sidesOf are the sides of the environment with that name, the active one first, or the one standby with that name.
func sidesOf(c *config.Config, stage string) ([]release.Side, error) {
	for _, e := range c.Environments {
		switch {
		case e.Name == stage:
			var sides []release.Side
			for _, side := range e.Both() {
				sides = append(sides, stacks.DescribeReleases(c, side))
			}
			if !e.Active {
				slices.Reverse(sides)
			}
			return sides, nil
		case e.Other != nil && e.Other.Name == stage:
			return []release.Side{stacks.DescribeReleases(c, *e.Other)}, nil
		}
	}
	return nil, noSuch("environment", stage, stageNames(c))
}

// enter opens the account and the region of a side.
func (r *releasing) enter(ctx context.Context, side release.Side) (release.Cloud, error) {
	if r.open != nil {
		return r.open(ctx, side)
	}
	r.every = 10 * time.Second
	session, err := enterAccount(ctx, r.profile, side.Region, side.Account, side.Name)
	if err != nil {
		return release.Cloud{}, err
	}
	return release.Open(session), nil
}
