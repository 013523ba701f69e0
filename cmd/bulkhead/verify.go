package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"bulkhead/analysis/verify"
	"bulkhead/assembly"
	"bulkhead/internal/cache"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const verifyHelp = `Verify runs independent verifiers over CloudFormation templates and reports what
they find: CloudFormation Validate, CloudFormation Guard with the Control Tower
rules, cfn-lint if it is installed, the reports CDK Nag leaves when synthesis is
asked to (bulkhead synth --nag), and rules of our own about what templates mean
together.

DIR is a cloud assembly, any directory of CloudFormation templates in JSON or
YAML, or one template. Files that are no templates are named. Without a cloud
assembly there are no constructs for CDK Nag to judge.

A finding is of a class:
  refused   CloudFormation or a service refuses it
  insecure  it works, and lets in or shows what it should not
  unseen    a tool could not look
  style     it works, and somebody would have it otherwise
--fail-on says which of them fail; all of them do when it is left out.

What is found on a template is kept for the day, so that only what changed is
verified again: a template, its account or region, a tool, its rules. bulkhead
synth --help says where; --no-cache or BULKHEAD_NO_CACHE=true do without.

A finding is either mended or waived. Waivers are read from the waivers.yaml
beside DIR (in the directory that holds it), if there is one, or from --waivers.
A waiver that matches nothing is told, and with --strict an error. What one tool
holds against a template and another, which knows better, refutes is marked, and
does not fail.

Exit status:
  0  nothing of the classes of --fail-on is left to mend
  1  there are such findings, or with --strict unused waivers, or a tool failed
     on every template
  2  the command line is wrong`

// verifyFlags are those of `bulkhead verify`.
type verifyFlags struct {
	json, verbose, strict, requireCfnLint, noCache bool
	waivers, failOn, format                        string
	timeout                                        time.Duration
	memory                                         int

	classes []string // that --fail-on means
}

// formats are what a report is printed as.
var formats = map[string]func(io.Writer, verify.Report, []string) error{
	"json":  printFindings,
	"sarif": printSARIF,
	"junit": printJUnit,
}

// newVerify is `bulkhead verify`.
func newVerify() *cobra.Command {
	var f verifyFlags
	command := &cobra.Command{
		Use:   "verify [DIR]",
		Short: "Run independent verifiers over CloudFormation templates (default cdk.out)",
		Long:  verifyHelp,
		Args: func(command *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return cobra.MaximumNArgs(1)(command, args)
		},
		RunE: func(command *cobra.Command, args []string) error {
			dir := defaultOut
			if len(args) > 0 {
				dir = args[0]
			}
			return f.run(command, dir)
		},
	}
	flags := command.Flags()
	flags.StringVar(&f.failOn, "fail-on", "all", "classes of findings that fail, separated by commas: refused, insecure, unseen, style; all or none")
	flags.StringVar(&f.format, "format", "text", "what to print: text, json, sarif (2.1.0, for code scanning) or junit")
	flags.BoolVar(&f.json, "json", false, "print the findings as JSON, waived ones included, and nothing else: --format json")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "list the waived and refuted findings, too, with their reasons")
	flags.BoolVar(&f.strict, "strict", false, "fail when a waiver matches nothing, and name each")
	flags.BoolVar(&f.requireCfnLint, "require-cfn-lint", false, "fail when cfn-lint is not installed")
	flags.BoolVar(&f.noCache, "no-cache", false, "verify every template anew, and keep nothing of what is found")
	flags.StringVar(&f.waivers, "waivers", "", "file of waivers (default: the waivers.yaml beside DIR)")
	flags.DurationVar(&f.timeout, "timeout", verify.DefaultTime, "how long a tool may take for a template")
	flags.IntVar(&f.memory, "memory", verify.DefaultMemory, "how much memory a tool may take, in MiB")
	return command
}

// check finds what is wrong with the flags, and reads what they mean.
func (f *verifyFlags) check() (err error) {
	if f.classes, err = verify.ParseClasses(f.failOn); err != nil {
		return fmt.Errorf("--fail-on: %w", err)
	}
	_, known := formats[f.format]
	switch {
	case !known && f.format != "text":
		return fmt.Errorf("--format: %q is not offered; choose of text, json, sarif, junit", f.format)
	case f.timeout <= 0 || f.memory <= 0:
		return errors.New("--timeout and --memory are more than nothing; leave them out for 1m0s and 2048")
	}
	return nil
}

// run verifies a directory and prints the report.
func (f *verifyFlags) run(command *cobra.Command, dir string) error {
	if f.json {
		f.format = "json"
	}
	printed := formats[f.format]
	accepted, err := readWaivers(f.waivers, dir)
	if err != nil {
		return err
	}
	options := verify.Options{
		Dir:            dir,
		Waivers:        accepted,
		RequireCfnLint: f.requireCfnLint,
		Limits:         verify.Limits{Time: f.timeout, Memory: f.memory},
		Progress:       progress(command.ErrOrStderr()),
	}
	if !f.noCache {
		options.Cache = cache.Default()
	}
	report, err := verify.Run(command.Context(), options)
	if err != nil {
		return err
	}
	if accepted == nil {
		fmt.Fprintf(command.ErrOrStderr(), "no waivers.yaml beside %s: nothing is waived\n", dir)
	}
	for _, s := range report.Skipped {
		fmt.Fprintf(command.ErrOrStderr(), "skipped %s: %s\n", plain(s.Path), s.Reason)
	}
	if f.format != "text" {
		err = printed(command.OutOrStdout(), report, f.classes)
	} else {
		printReport(command.OutOrStdout(), report, f.verbose, f.classes)
	}
	unused := reportUnused(command.ErrOrStderr(), report.UnusedWaivers, f.strict)
	if err == nil && (report.Fails(f.classes) || unused && f.strict) {
		err = cli.ErrReported
	}
	return err
}

// printFindings prints a report as JSON.
func printFindings(w io.Writer, report verify.Report, classes []string) error {
	type tool struct {
		Name      string `json:"name"`
		Templates int    `json:"templates"`
		Skipped   string `json:"skipped,omitempty"`
		Failed    bool   `json:"failed"`
	}
	var tools []tool
	for _, t := range report.Tools {
		tools = append(tools, tool{t.Name, t.Templates, t.Skipped, t.Failed})
	}
	return cli.PrintJSON(w, &struct {
		Clean    bool               `json:"clean"`  // nothing of any class is left
		Passed   bool               `json:"passed"` // nothing of the classes of --fail-on is left
		Findings []verify.Finding   `json:"findings"`
		Needs    []verify.Need      `json:"needs"`
		Skipped  []assembly.Skipped `json:"skipped"`
		Tools    []tool             `json:"tools"`
	}{report.Clean(), !report.Fails(classes), report.Findings, report.Needs, report.Skipped, tools})
}

// plain is a path as it is, unless a terminal would not print it as such.
func plain(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fmt.Sprintf("%q", path)
	}
	return path
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
