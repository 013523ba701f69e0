package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"bulkhead/analysis/verify"
	"bulkhead/assembly"
)

// printReport lists the findings under their templates, and then the table of
// the tools.
func printReport(w io.Writer, report verify.Report, verbose bool, classes []string) {
	template := ""
	for _, f := range report.Findings {
		if f.Waived && !verbose {
			continue
		}
		if f.Template != template {
			template = f.Template
			fmt.Fprintf(w, "%s  (%s)\n", plain(f.Stack), plain(template))
		}
		class := f.Class
		switch {
		case f.Waived:
			class = "waived"
		case f.Refuted != "":
			class = "refuted"
		}
		fmt.Fprintf(w, "  %-8s  %s  %s  %s\n            %s\n", class, f.Tool, f.Rule, f.Resource, f.Message)
		switch {
		case f.Waived:
			fmt.Fprintf(w, "            waived: %s\n", f.Reason)
		case f.Refuted != "":
			fmt.Fprintf(w, "            refuted: %s\n", f.Refuted)
		}
	}
	if template != "" {
		fmt.Fprintln(w)
	}
	if verbose || !assembly.IsCloudAssembly(report.Dir) { // CDK says itself what its stacks may do
		for _, need := range report.Needs {
			fmt.Fprintf(w, "%s needs %s\n", plain(need.Template), strings.Join(need.Needs, " and "))
		}
	}
	printTable(w, report)
	printClasses(w, report, classes)
}

func printTable(w io.Writer, report verify.Report) {
	open, waived := map[string]int{}, map[string]int{}
	for _, f := range report.Findings {
		switch {
		case f.Waived:
			waived[f.Tool]++
		case f.Open():
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

// printClasses tells how many findings of each class are left, and which of them do not fail.
func printClasses(w io.Writer, report verify.Report, classes []string) {
	count, refuted := map[string]int{}, 0
	for _, f := range report.Findings {
		switch {
		case f.Open():
			count[f.Class]++
		case f.Refuted != "" && !f.Waived:
			refuted++
		}
	}
	var parts []string
	for _, class := range verify.Classes {
		if count[class] == 0 {
			continue
		}
		part := fmt.Sprintf("%d %s", count[class], class)
		if !slices.Contains(classes, class) {
			part += " (does not fail)"
		}
		parts = append(parts, part)
	}
	if refuted > 0 {
		parts = append(parts, fmt.Sprintf("%d refuted", refuted))
	}
	if len(parts) > 0 {
		fmt.Fprintln(w, strings.Join(parts, ", "))
	}
}
