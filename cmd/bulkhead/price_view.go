package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"bulkhead/analysis/price"
)

// printPrices lists what environments cost, the dearest first: the first components of each, or all where top is 0.
func printPrices(w io.Writer, r *price.Report, verbose bool, top int) error {
	table, room := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0), roomForLines(r, top)
	fmt.Fprintln(table, "USD A MONTH\tAT LEAST\tAT MOST\tDECIDED BY")
	for _, e := range r.Environments {
		fmt.Fprintf(table, "%s\t%s\t%s\taccount %s\n", e.Name, e.Least, e.Most, e.Account)
		listed, rest := dearest(e.Components, top)
		for _, k := range listed {
			fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", k.Name, k.Least, k.Most, decidedBy(k, verbose, room))
			for _, c := range k.Causes {
				if verbose && len(k.Causes) > 1 {
					fmt.Fprintf(table, "    \t%s\t%s\t%s\n", c.Least, c.Most, c)
				}
			}
		}
		if rest.Name != "" {
			fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", rest.Name, rest.Least, rest.Most, plural(len(rest.Causes), "line", "lines"))
		}
	}
	fmt.Fprintf(table, "all\t%s\t%s\n", r.Least, r.Most)
	if err := table.Flush(); err != nil {
		return err
	}
	if err := printChoices(w, r); err != nil {
		return err
	}
	return printNotes(w, r, verbose)
}

// dearest are the first of some components, and what the others come to.
func dearest(all []price.Component, top int) ([]price.Component, price.Component) {
	var rest price.Component
	if top == 0 || len(all) <= top {
		return all, rest
	}
	for _, k := range all[top:] {
		rest.Least, rest.Most = rest.Least+k.Least, rest.Most+k.Most
		for _, c := range k.Causes {
			same := func(other price.Cause) bool { return other.File == c.File && other.Line == c.Line }
			if !slices.ContainsFunc(rest.Causes, same) {
				rest.Causes = append(rest.Causes, c)
			}
		}
	}
	rest.Name = plural(len(all)-top, "other", "others")
	return all[:top], rest
}

// roomForLines is how many columns of 120 are left for what decides.
func roomForLines(r *price.Report, top int) int {
	widths := [3]int{len("USD A MONTH"), len("AT LEAST"), len("AT MOST")}
	widen := func(texts ...string) {
		for i, text := range texts {
			widths[i] = max(widths[i], len(text))
		}
	}
	widen("all", r.Least.String(), r.Most.String())
	for _, e := range r.Environments {
		widen(e.Name, e.Least.String(), e.Most.String())
		listed, rest := dearest(e.Components, top)
		for _, k := range append(slices.Clone(listed), rest) {
			widen("  "+k.Name, k.Least.String(), k.Most.String())
		}
	}
	return 120 - widths[0] - widths[1] - widths[2] - 3*len("  ")
}

// within cuts a text off that has no room.
func within(text string, room int) string {
	if letters := []rune(text); len(letters) > room {
		return string(letters[:max(room-1, 0)]) + "…"
	}
	return text
}

// decidedBy is the line that most of a component comes from, and how many others there are.
func decidedBy(k price.Component, verbose bool, room int) string {
	switch {
	case len(k.Causes) == 1:
		return within(k.Causes[0].String(), room)
	case verbose:
		return plural(len(k.Causes), "line", "lines")
	}
	others := ", " + plural(len(k.Causes)-1, "line more", "lines more")
	return within(k.Causes[0].String(), room-len(others)) + others
}

// printChoices lists what the other value of a key would cost.
func printChoices(w io.Writer, r *price.Report) error {
	if len(r.Choices) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CHOICE\tIS\tIF IT WERE\tUSD A MONTH")
	for _, c := range r.Choices {
		fmt.Fprintf(table, "%s %s\t%s\t%s\t%s\n", c.Environment, c.Key, c.Is, c.Other, signed(c.More))
	}
	return table.Flush()
}

// printNotes says what the sums are worth.
func printNotes(w io.Writer, r *price.Report, verbose bool) error {
	fmt.Fprintln(w)
	for _, b := range r.Budgets {
		if !b.Enough {
			fmt.Fprintf(w, "budget: account %s costs %s at least, and its budget is %s: raise it, or have less\n  %s\n",
				b.Account, b.Least, b.Limit, b.Cause)
		}
	}
	for _, b := range r.Besides {
		fmt.Fprintf(w, "besides: %s, %s for the organization%s\n", b.What, b.USD, demanded(b.Lines))
	}
	fmt.Fprintf(w, "AWS's public prices as of %s to %s: on demand, without tax, free tiers and discounts\n", r.Seen.First, r.Seen.Last)
	if len(r.Estimates) > 0 {
		fmt.Fprintf(w, "%s, which nobody has read at AWS", plural(len(r.Estimates), "price is an estimate", "prices are estimates"))
		printRest(w, r.Estimates, verbose)
	}
	if len(r.Uncounted) > 0 {
		var all []string
		for _, u := range r.Uncounted {
			all = append(all, fmt.Sprintf("%s (%d)", u.What, u.Many))
		}
		fmt.Fprintf(w, "not counted although it is there: %s\n", strings.Join(all, ", "))
	}
	if len(r.Usage) > 0 {
		fmt.Fprintf(w, "not counted: what is billed by its use, of %s; --usage counts what you assume",
			plural(len(r.Usage), "kind", "kinds"))
		printRest(w, r.Usage, verbose)
	}
	return nil
}

// demanded are the first line of the configuration that demands something, and how many others do.
func demanded(lines []string) string {
	switch len(lines) {
	case 0:
		return ""
	case 1:
		return " (" + lines[0] + ")"
	}
	return fmt.Sprintf(" (%s, and %s)", lines[0], plural(len(lines)-1, "line more", "lines more"))
}

// printRest ends a line, with the list where that is wanted.
func printRest(w io.Writer, all []string, verbose bool) {
	if verbose {
		fmt.Fprintf(w, ":\n  %s\n", strings.Join(all, "\n  "))
		return
	}
	fmt.Fprintln(w, " (--verbose lists them)")
}
