package main

import (
	"cmp"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"bulkhead"
	"bulkhead/assembly"
	"bulkhead/internal/cache"
	"bulkhead/internal/cli"
	"bulkhead/internal/synthesis"

	"github.com/spf13/cobra"
)

// newSynth is `bulkhead synth`.
func newSynth() *cobra.Command {
	var s synth
	command := &cobra.Command{
		Use:   "synth",
		Short: "Write the templates of every stage",
		Long: `Checks the configuration, writes the CloudFormation templates of every stage as
a CDK cloud assembly, and prints what there is in each stage. It needs no AWS
credentials and no network. When something is wrong, the output directory stays
as it was.

What it writes is kept in a cache, and a stage whose configuration did not change
is taken from there. The cache is the directory bulkhead in the user's own for
such things, or in the one that BULKHEAD_CACHE names; it has at most 1 GiB, and
can be removed at any time. --no-cache or BULKHEAD_NO_CACHE=true do without.

Exit status:
  0  the templates are written
  1  the configuration has a fault, or a construct
  2  the command line is wrong`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return s.run(command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	command.Flags().StringVar(&s.Config, "config", defaultConfig(), "configuration directory")
	command.Flags().StringVar(&s.Out, "out", defaultOut, "output directory")
	command.Flags().BoolVar(&s.nag, "nag", false, "have CDK Nag leave its reports beside the templates, for bulkhead verify")
	command.Flags().BoolVar(&s.noCache, "no-cache", false, "build every stage, even if nothing changed, and keep nothing")
	command.Flags().BoolVar(&s.json, "json", false, "print the result as JSON")
	return command
}

// synth is one run of the command, and its result.
type synth struct {
	Config  string  `json:"config"`
	Out     string  `json:"out"`
	Stages  []stage `json:"stages"`
	Seconds float64 `json:"seconds"`

	nag, noCache, json bool
}

// stage is a line of the result. Stacks outside of stages are the pipeline's.
type stage struct {
	Name      string `json:"name"`
	Stacks    int    `json:"stacks"`
	Resources int    `json:"resources"`
}

func (s *synth) run(stdout, stderr io.Writer) error {
	start := time.Now()
	fmt.Fprintf(stderr, "synth       %s to %s\n", s.Config, s.Out)
	functions, err := functionsFor(s.Config)
	if err != nil {
		return err
	}
	options := synthesis.Options{Functions: functions, Nag: s.nag, Cache: cache.Default(), Stderr: stderr, Logs: true}
	if s.noCache {
		options.Cache = nil
	}
	err = bulkhead.Synthesize(s.Config, s.Out, options)
	if err != nil {
		return err
	}
	a, err := assembly.Load(s.Out)
	if err != nil {
		return err
	}
	s.Stages = count(a)
	s.Seconds = time.Since(start).Seconds()
	if s.json {
		return cli.PrintJSON(stdout, s)
	}
	return s.print(stdout)
}

// count is the result per stage, in the order of the assembly.
func count(a *assembly.Assembly) []stage {
	var stages []stage
	index := map[string]int{}
	for _, stack := range a.Stacks {
		name := cmp.Or(stack.Stage, "(pipeline)")
		i, found := index[name]
		if !found {
			i = len(stages)
			index[name] = i
			stages = append(stages, stage{Name: name})
		}
		stages[i].Stacks++
		stages[i].Resources += len(stack.Resources)
	}
	return stages
}

func (s *synth) print(stdout io.Writer) error {
	table := tabwriter.NewWriter(stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "stage\tstacks\tresources\t")
	total := stage{Name: "all"}
	for _, line := range s.Stages {
		line.row(table)
		total.Stacks += line.Stacks
		total.Resources += line.Resources
	}
	total.row(table)
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "written to %s in %.1f s\n", s.Out, s.Seconds)
	return nil
}

func (s stage) row(table io.Writer) {
	fmt.Fprintf(table, "%s\t%d\t%d\t\n", s.Name, s.Stacks, s.Resources)
}
