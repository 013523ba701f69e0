package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"bulkhead/analysis/lifecycle"
	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const lifecycleHelp = `Lifecycle tells what resources run on, and when AWS stops looking after it: engines
of databases, caches, search and streams, Kubernetes, runtimes of functions,
canaries and CloudFront, images of machines and builds, and TLS policies. Dates are
of a table in this program, which says as of when; no network is needed.

  refused    AWS refuses changes of what runs on it
  ended      its support has ended: AWS upgrades it by itself, charges for more
             time, or mends it no longer
  weak       a TLS policy that admits TLS below 1.2
  unknown    the table does not know it
  ending     it ends within --within days
  supported  for longer than that, or AWS has announced no end

DIR is a cloud assembly (bulkhead synth), a directory of CloudFormation templates,
or a configuration directory.

Exit status:
  0  nothing is refused, ended, weak or unknown
  1  something is, or the templates cannot be read
  2  the command line is wrong`

// newLifecycle is `bulkhead lifecycle`.
func newLifecycle() *cobra.Command {
	var asJSON, verbose bool
	var asOf string
	var within int
	command := &cobra.Command{
		Use:   "lifecycle [DIR]",
		Short: "Tell which versions end, and when (default cdk.out)",
		Long:  lifecycleHelp,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			dir := defaultOut
			if len(args) > 0 {
				dir = args[0]
			}
			day := time.Now().UTC()
			if asOf != "" {
				var err error
				if day, err = time.Parse(time.DateOnly, asOf); err != nil {
					return fmt.Errorf("--as-of %q is no day; write it as 2026-11-30", asOf)
				}
			}
			if within < 0 {
				return fmt.Errorf("--within %d is no number of days; write 0 or more", within)
			}
			report, err := lives(command, dir, day, within)
			if err != nil {
				return err
			}
			if asJSON {
				err = cli.PrintJSON(command.OutOrStdout(), report)
			} else {
				err = printLives(command.OutOrStdout(), report, verbose)
			}
			if err == nil && !report.Clean {
				err = cli.ErrReported
			}
			return err
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print every version and who runs on it as JSON, and nothing else")
	command.Flags().BoolVarP(&verbose, "verbose", "v", false, "list what is supported, too, and every resource")
	command.Flags().StringVar(&asOf, "as-of", "", "the day to judge by, such as 2027-01-31 (default today)")
	command.Flags().IntVar(&within, "within", 180, "how many days before its end a version is told of")
	return command
}

// lives looks at the templates in dir, or at those of the configuration in it.
func lives(command *cobra.Command, dir string, day time.Time, within int) (lifecycle.Report, error) {
	if _, err := os.Stat(filepath.Join(dir, "organization.yaml")); err == nil || assembly.IsCloudAssembly(dir) {
		a, index, err := readAssembly(command, dir, false)
		if err != nil {
			return lifecycle.Report{}, err
		}
		return lifecycle.Look(a, index, day, within), nil
	}
	a, err := assembly.Load(dir) // templates of somebody
	if err != nil {
		return lifecycle.Report{}, err
	}
	return lifecycle.Look(a, config.Index{}, day, within), nil
}

// few is how many resources are named of a version unless all are asked for.
const few = 3

// printLives lists the versions, worst first, with who runs on them.
func printLives(w io.Writer, report lifecycle.Report, verbose bool) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, v := range report.Versions {
		if v.State == lifecycle.Supported && !verbose {
			continue
		}
		fmt.Fprintf(table, "%s\t%s %s\t%s\t%s\n", v.State, v.Product, v.Version, when(v), who(v, verbose))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "%d versions on %s: %d refused, %d ended, %d weak, %d unknown, %d ending within %d days; ends as of %s\n",
		len(report.Versions), report.AsOf, report.Count(lifecycle.Refused), report.Count(lifecycle.Ended),
		report.Count(lifecycle.Weak), report.Count(lifecycle.Unknown), report.Count(lifecycle.Ending), report.Within,
		report.Seen)
	if report.Old() {
		fmt.Fprintln(w, "warning: the table of ends is older than three months: compare with AWS's calendars, or upgrade bulkhead")
	}
	return nil
}

// when says until when the version is looked after, and what comes then.
func when(v lifecycle.Version) string {
	switch {
	case v.State == lifecycle.Unknown:
		return "no row in the table"
	case v.State == lifecycle.Weak:
		return "admits TLS below 1.2"
	case v.Ends == "":
		return "no end announced"
	}
	text := v.Ends
	switch {
	case v.Days > 0:
		text += fmt.Sprintf(", in %d days", v.Days)
	default:
		text += fmt.Sprintf(", %d days ago", -v.Days)
	}
	if v.Paid != "" {
		text += "; paid until " + v.Paid
	}
	if v.Refused != "" {
		text += "; no changes from " + v.Refused
	}
	return text
}

// who names the resources of a version, and the lines of the configuration.
func who(v lifecycle.Version, all bool) string {
	var names []string
	for i, use := range v.Uses {
		if i == few && !all {
			names = append(names, fmt.Sprintf("and %d more", len(v.Uses)-few))
			break
		}
		name := use.Stack + " " + use.Resource
		if use.Source != "" {
			name += " (" + use.Source + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
