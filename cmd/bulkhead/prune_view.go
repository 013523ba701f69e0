package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"bulkhead/internal/interrupt"
	"bulkhead/operate/prune"
)

// reasons are what people read.
var reasons = map[prune.Reason]string{
	prune.Gone:   "not in the configuration",
	prune.Failed: "first deployment failed",
	prune.Asked:  "asked for",
}

// printListing lists the stacks in the order in which they can be deleted, then what stays of each, and what AWS would
// refuse.
func printListing(w io.Writer, l *prune.Listing) {
	for _, skip := range l.Skipped {
		fmt.Fprintf(w, "not looked into: %s in %s: %s\n", skip.Account, skip.Region, skip.Why)
	}
	if len(l.Stacks) == 0 {
		fmt.Fprintln(w, "no stack is left over")
		return
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "STACK\tACCOUNT\tREGION\tSTATUS\tWHY\tPROTECTED")
	for _, s := range l.Stacks {
		protected := ""
		if s.Protected {
			protected = "yes"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", s.Name, s.Account, s.Region, s.Status, reasons[s.Reason], protected)
	}
	table.Flush()
	for _, s := range l.Stacks {
		for _, what := range s.Lost {
			fmt.Fprintf(w, "%s  LOST  %s\n", s.Name, what)
		}
		for _, what := range s.Snapshots {
			fmt.Fprintf(w, "%s  deleted after a last snapshot  %s\n", s.Name, what)
		}
		for _, importer := range s.HeldBy {
			fmt.Fprintf(w, "%s  CANNOT BE DELETED  %s imports what it exports, and stays\n", s.Name, importer)
		}
		for _, b := range s.Blocks {
			fmt.Fprintf(w, "%s  CANNOT BE DELETED  %s: %s\n", s.Name, b.What, b.Way)
		}
		for _, b := range s.Warnings {
			fmt.Fprintf(w, "%s  may fail  %s: %s\n", s.Name, b.What, b.Way)
		}
	}
	for _, k := range l.Kept {
		fmt.Fprintf(w, "kept  %s  %s  %s  %s\n", k.Account, k.Region, k.Type, k.Name)
	}
}

// confirm asks for each stage, in the order of the listing, and returns the stacks of those whose name was typed.
func confirm(in io.Reader, out io.Writer, stacks []*prune.Stack) ([]*prune.Stack, error) {
	lines := bufio.NewScanner(interrupt.Answers(in))
	answered := map[string]bool{}
	var chosen []*prune.Stack
	for _, s := range stacks {
		if !s.Free() {
			continue
		}
		yes, asked := answered[s.Stage]
		if !asked {
			fmt.Fprintf(out, "\nTo delete the stacks of %s, type its name; to leave them, press return: ", s.Stage)
			if !lines.Scan() {
				fmt.Fprintln(out)
				return nil, fmt.Errorf("nobody has answered, and nothing is deleted: see --list and --yes")
			}
			yes = strings.TrimSpace(lines.Text()) == s.Stage
			answered[s.Stage] = yes
		}
		if yes {
			chosen = append(chosen, s)
		}
	}
	return chosen, lines.Err()
}

// tellPruning tells people what happens to a stack.
func tellPruning(w io.Writer) func(*prune.Stack, string) {
	return func(s *prune.Stack, what string) {
		fmt.Fprintf(w, "%-11s %s %s\n", "prune", s.Name, what)
	}
}
