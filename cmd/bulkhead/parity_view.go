package main

import (
	"fmt"
	"io"
	"strings"
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
				fmt.Fprintln(w, parityLine(e, d))
			}
		}
		fmt.Fprintf(w, "%s (%s) and %s (%s): %d resources on both sides, %d violations\n", e.Name, e.Primary.Region,
			e.Name+"-dr", e.Standby.Region, e.Resources, len(e.Of(parity.Violation)))
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
		fmt.Fprintf(table, "  %s\t%d\t%s%s\n", one.kind, counts[one], one.reason, inBrackets(one.key))
	}
	return table.Flush()
}

// parityLine tells of a difference in one line.
func parityLine(e parity.Environment, d parity.Difference) string {
	what := d.Stack
	for _, part := range []string{d.Resource, inBrackets(d.Type), d.Path} {
		if part = strings.TrimSpace(part); part != "" {
			what += " " + part
		}
	}
	other := e.Name
	if d.Side == e.Name {
		other += "-dr"
	}
	line := fmt.Sprintf("%s  %s: ", d.Kind, what)
	switch {
	case d.Primary != "" && d.Standby != "":
		primary, standby := excerpts(d.Primary, d.Standby)
		line += fmt.Sprintf("%q, where %s has %q", standby, other, primary)
	case d.Path == "":
		line += "missing, where " + other + " has it"
	default:
		there, _ := excerpts(d.Primary+d.Standby, "")
		line += fmt.Sprintf("missing, where %s has %q", other, there)
	}
	if d.Reason != "" {
		line += ": " + d.Reason
	}
	return line + inBrackets(d.Key)
}

func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// excerpts are the parts of two values in which they begin to differ, short enough for a line.
func excerpts(a, b string) (string, string) {
	x, y := []rune(a), []rune(b)
	from := 0
	for from < min(len(x), len(y)) && x[from] == y[from] {
		from++
	}
	from = max(0, from-excerptBefore)
	if max(len(x), len(y)) <= excerptMost {
		from = 0
	}
	return excerpt(x, from), excerpt(y, from)
}

const (
	excerptMost   = 100 // characters of a value in a line
	excerptBefore = 30  // of them before the first that differs
)

func excerpt(text []rune, from int) string {
	before, after := "", ""
	if from > 0 {
		before = "…"
	}
	to := min(len(text), from+excerptMost)
	if to < len(text) {
		after = "…"
	}
	return before + string(text[min(from, to):to]) + after
}
