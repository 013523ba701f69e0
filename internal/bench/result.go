package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"
)

// result is everything that was measured, and where.
type result struct {
	Machine machine `json:"machine"`
	Rows    []row   `json:"rows"`
}

// row is a line of the table.
type row struct {
	What     string  `json:"what"`
	Measured float64 `json:"measured"` // the median of the runs
	Least    float64 `json:"least"`
	Most     float64 `json:"most"`
	Runs     int     `json:"runs"`
	Unit     string  `json:"unit"`
	Budget   float64 `json:"budget,omitempty"` // 0 is none
	Verdict  string  `json:"verdict,omitempty"`
}

// newRow is the median of some values, and its verdict.
func newRow(what string, values []float64, unit string, budget float64) row {
	sorted := slices.Sorted(slices.Values(values))
	r := row{What: what, Unit: unit, Budget: budget, Runs: len(sorted)}
	r.Measured, r.Least, r.Most = median(sorted), sorted[0], sorted[len(sorted)-1]
	switch {
	case budget == 0 || r.Measured == 0: // nothing to compare
	case r.Measured <= budget:
		r.Verdict = "ok"
	default:
		r.Verdict = "worse"
	}
	return r
}

// median is the middle value of sorted ones, or the mean of the two in the middle.
func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// measured is the median and, in parentheses, the least and the most.
func (r row) measured() string {
	switch {
	case r.Measured == 0:
		return "cannot be measured here"
	case r.Runs == 1:
		return r.format(r.Measured) + " " + r.Unit
	}
	return fmt.Sprintf("%s %s (%s–%s)", r.format(r.Measured), r.Unit, r.format(r.Least), r.format(r.Most))
}

func (r row) budget() string {
	if r.Budget == 0 {
		return "–"
	}
	return r.format(r.Budget) + " " + r.Unit
}

// format writes a value to the precision that it deserves.
func (r row) format(value float64) string {
	digits := 2
	switch {
	case r.Unit == "MiB" && value >= 10:
		digits = 0
	case value >= 10:
		digits = 1
	}
	return strconv.FormatFloat(value, 'f', digits, 64)
}

// print writes the table for a terminal.
func (r result) print(w io.Writer) error {
	fmt.Fprintf(w, "\n%s\n\n", r.Machine)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "what\tmeasured\tbudget\tverdict")
	for _, row := range r.Rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", row.What, row.measured(), row.budget(), row.Verdict)
	}
	return table.Flush()
}
