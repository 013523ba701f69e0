package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"bulkhead/analysis/parity"
)

// printParity lists the violations of each environment, and then what else its sides differ in.
func printParity(w io.Writer, report *parity.Report, verbose bool) error {
	if len(report.Environments) == 0 {
		_, err := fmt.Fprintln(w, "no environment has recovery: there is nothing to compare")
		return err
	}
	for i, e := range report.Environments {
		if i > 0 {
			fmt.Fprintln(w)
		}
		for _, d := range e.Differences {
			if d.Kind == parity.Violation || verbose {
				fmt.Fprintln(w, e.Line(d))
			}
		}
		fmt.Fprintf(w, "%s (%s) and %s (%s): %d resources on both sides, %d violations\n", e.Name, e.Primary.Region,
			e.Standby.Name, e.Standby.Region, e.Resources, len(e.Of(parity.Violation)))
		if err := printReasons(w, e); err != nil {
			return err
		}
	}
	return nil
}

// printReasons counts the differences that are meant, by why.
func printReasons(w io.Writer, e parity.Environment) error {
	type why struct {
		kind        parity.Kind
		reason, key string
	}
	counts := map[why]int{}
	var order []why
	for _, kind := range []parity.Kind{parity.Required, parity.Declared} {
		for _, d := range e.Of(kind) {
			one := why{kind, d.Reason, d.Key}
			if counts[one] == 0 {
				order = append(order, one)
			}
			counts[one]++
		}
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, one := range order {
		key := ""
		if one.key != "" {
			key = " (" + one.key + ")"
		}
		fmt.Fprintf(table, "  %s\t%d\t%s%s\n", one.kind, counts[one], one.reason, key)
	}
	return table.Flush()
}
