package main

import (
	"fmt"
	"io"
	"time"

	"bulkhead/internal/cli"
	"bulkhead/operate/release"

	"github.com/spf13/cobra"
)

const releasesHelp = `Releases tells, of each service whose image releases decide, what is meant to run, by the
parameter that releases move; what CloudFormation has deployed; what the tasks run, with
the digest of the image; and who has moved the parameter when. Where they differ, it says
what to do. ENVIRONMENT is a stage, such as prod: both its sides are asked.

The credentials are those that the AWS CLI would use, in the environment's account.

Exit status:
  0  what is meant runs
  1  something differs, or cannot be read
  2  the command line is wrong`

// newReleases is `bulkhead releases`.
func newReleases() *cobra.Command {
	var r releasing
	command := &cobra.Command{
		Use:   "releases ENVIRONMENT ...",
		Short: "Tell which images are meant, deployed and running",
		Long:  releasesHelp,
		Args:  cobra.MinimumNArgs(1),
		RunE:  func(command *cobra.Command, args []string) error { return r.show(command, args) },
	}
	r.flags(command)
	return command
}

func (r *releasing) show(command *cobra.Command, stages []string) error {
	ctx, out := command.Context(), command.OutOrStdout()
	var all []release.Side
	for _, stage := range stages {
		sides, err := r.sides(stage)
		if err != nil {
			return err
		}
		all = append(all, sides...)
	}
	result := struct {
		AsMeant  bool            `json:"asMeant"`
		Services []release.State `json:"services"`
	}{AsMeant: true, Services: []release.State{}}
	for _, side := range all {
		if len(side.Services) == 0 {
			continue
		}
		cloud, err := r.enter(ctx, side)
		if err != nil {
			return err
		}
		for _, s := range side.Services {
			state, err := cloud.Show(ctx, side, s)
			if err != nil {
				return err
			}
			result.AsMeant = result.AsMeant && state.Wrong == ""
			result.Services = append(result.Services, state)
		}
	}
	if r.json {
		if err := cli.PrintJSON(out, &result); err != nil {
			return err
		}
	} else {
		printReleases(out, result.Services)
	}
	if !result.AsMeant {
		return cli.ErrReported
	}
	return nil
}

func printReleases(out io.Writer, all []release.State) {
	for _, s := range all {
		fmt.Fprintf(out, "%s %s\n", s.Side, s.Service)
		fmt.Fprintf(out, "  meant     %s\n", dash(s.Meant))
		fmt.Fprintf(out, "  deployed  %s %s\n", dash(s.Deployed), s.Stack)
		for _, r := range s.Running {
			fmt.Fprintf(out, "  running   %s %s, tasks: %d\n", r.Tag, r.Digest, r.Tasks)
		}
		if len(s.Running) == 0 {
			fmt.Fprintln(out, "  running   no task")
		}
		for _, c := range s.History {
			fmt.Fprintf(out, "  history   %s  %s  %s\n", c.When.Format(time.RFC3339), c.Tag, c.Who)
		}
		if s.Wrong != "" {
			fmt.Fprintf(out, "  %s\n", s.Wrong)
		}
	}
	if len(all) == 0 {
		fmt.Fprintln(out, "deployments decide the images of all services")
	}
}

func dash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
