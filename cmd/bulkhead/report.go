package main

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"bulkhead/analysis/verify"
)

// printReport lists the findings under their templates, and then the table of
// the tools.
func printReport(w io.Writer, report verify.Report, verbose bool) {
	template := ""
	for _, f := range report.Findings {
		if f.Waived && !verbose {
			continue
		}
		if f.Template != template {
			template = f.Template
			fmt.Fprintf(w, "%s  (%s)\n", f.Stack, template)
		}
		severity := f.Severity
		if f.Waived {
			severity = "waived"
		}
		fmt.Fprintf(w, "  %-7s  %s  %s  %s\n           %s\n", severity, f.Tool, f.Rule, f.Resource, f.Message)
		if f.Waived {
			fmt.Fprintf(w, "           waived: %s\n", f.Reason)
		}
	}
	if template != "" {
		fmt.Fprintln(w)
	}
	printTable(w, report)
}

func printTable(w io.Writer, report verify.Report) {
	open, waived := map[string]int{}, map[string]int{}
	for _, f := range report.Findings {
		if f.Waived {
			waived[f.Tool]++
		} else {
			open[f.Tool]++
		}
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "TOOL\tTEMPLATES\tFINDINGS\tWAIVED\tSECONDS")
	for _, tool := range report.Tools {
		if tool.Skipped != "" {
			fmt.Fprintf(table, "%s: %s\n", tool.Name, tool.Skipped)
			continue
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%s\n", tool.Name, tool.Templates, open[tool.Name], waived[tool.Name],
			strconv.FormatFloat(tool.Elapsed.Seconds(), 'f', 1, 64))
	}
	table.Flush()
}
