package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"bulkhead/analysis/verify"
	"bulkhead/internal/cache"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const verifyHelp = `Verify runs independent verifiers over synthesized templates and reports what
they find: CloudFormation Validate, CloudFormation Guard with the Control Tower
rules, cfn-lint if it is installed, and the reports CDK Nag leaves when
synthesis is asked to (bulkhead synth --nag).

DIR is a cloud assembly, or any directory of CloudFormation templates in JSON or
YAML; without a cloud assembly there are no constructs for CDK Nag to judge.

What is found on a template is kept for the day, so that only what changed is
verified again: a template, its account or region, a tool, its rules. bulkhead
synth --help says where; --no-cache or BULKHEAD_NO_CACHE=true do without.

A finding is either mended or waived. Waivers are read from the waivers.yaml
beside DIR (in the directory that holds it), if there is one, or from --waivers.
A waiver that matches nothing is told, and with --strict an error.

Exit status:
  0  nothing is left to mend
  1  there are findings, or with --strict unused waivers, or a tool failed
  2  the command line is wrong`

// newVerify is `bulkhead verify`.
func newVerify() *cobra.Command {
	var asJSON, verbose, strict, requireCfnLint, noCache bool
	var waivers string
	command := &cobra.Command{
		Use:   "verify [DIR]",
		Short: "Run independent verifiers over the synthesized templates (default cdk.out)",
		Long:  verifyHelp,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			dir := defaultOut
			if len(args) > 0 {
				dir = args[0]
			}
			accepted, err := readWaivers(waivers, dir)
			if err != nil {
				return err
			}
			if accepted == nil {
				fmt.Fprintf(command.ErrOrStderr(), "no waivers.yaml beside %s: nothing is waived\n", dir)
			}
			options := verify.Options{
				Dir:            dir,
				Waivers:        accepted,
				RequireCfnLint: requireCfnLint,
				Progress:       progress(command.ErrOrStderr()),
			}
			if !noCache {
				options.Cache = cache.Default()
			}
			report, err := verify.Run(command.Context(), options)
			if err != nil {
				return err
			}
			if asJSON {
				err = cli.PrintJSON(command.OutOrStdout(), &struct {
					Clean    bool             `json:"clean"`
					Findings []verify.Finding `json:"findings"`
				}{report.Clean(), report.Findings})
			} else {
				printReport(command.OutOrStdout(), report, verbose)
			}
			unused := reportUnused(command.ErrOrStderr(), report.UnusedWaivers, strict)
			if err == nil && (!report.Clean() || unused && strict) {
				err = cli.ErrReported
			}
			return err
		},
	}
	flags := command.Flags()
	flags.BoolVar(&asJSON, "json", false, "print the findings as JSON, waived ones included, and nothing else")
	flags.BoolVarP(&verbose, "verbose", "v", false, "list the waived findings, too, with their reasons")
	flags.BoolVar(&strict, "strict", false, "fail when a waiver matches nothing, and name each")
	flags.BoolVar(&requireCfnLint, "require-cfn-lint", false, "fail when cfn-lint is not installed")
	flags.BoolVar(&noCache, "no-cache", false, "verify every template anew, and keep nothing of what is found")
	flags.StringVar(&waivers, "waivers", "", "file of waivers (default: the waivers.yaml beside DIR)")
	return command
}

// reportUnused tells of waivers that match nothing: each of them when that is an error, else how many. It returns
// whether there are any.
func reportUnused(w io.Writer, unused []string, strict bool) bool {
	switch {
	case strict:
		for _, complaint := range unused {
			fmt.Fprintln(w, "error:", complaint)
		}
	case len(unused) > 0:
		fmt.Fprintf(w, "%d waivers match nothing here; --strict names them\n", len(unused))
	}
	return len(unused) > 0
}

// readWaivers reads the named file, else the one beside dir if there is one: the
// waivers of a project are about its own synthesis and nobody else's.
func readWaivers(file, dir string) (*verify.Waivers, error) {
	if file == "" {
		dir, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		file = filepath.Join(filepath.Dir(dir), "waivers.yaml")
		if _, err := os.Stat(file); os.IsNotExist(err) {
			return nil, nil
		}
	}
	return verify.ReadWaivers(file)
}

// progress writes one short line at a time; the tools run side by side.
func progress(w io.Writer) verify.Progress {
	var mutex sync.Mutex
	return func(format string, args ...any) {
		mutex.Lock()
		defer mutex.Unlock()
		fmt.Fprintf(w, format+"\n", args...)
	}
}
