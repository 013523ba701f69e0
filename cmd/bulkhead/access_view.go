package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"bulkhead/analysis/access"
)

// printAccess shows an answer to people.
func printAccess(w io.Writer, answer accessAnswer, args []string, to string, all, verbose bool) error {
	switch {
	case all && !verbose:
		return printAll(w, answer.Access)
	case to == "" && len(args) == 0 && !all:
		return printNames(w, answer)
	case len(answer.Access) == 0:
		_, err := fmt.Fprintln(w, "no path: nothing can be done")
		return err
	case len(args) == 2 || verbose:
		for _, a := range answer.Access {
			printPath(w, a)
		}
		return nil
	}
	return printGrants(w, answer.Access, to != "")
}

// printNames lists everybody by what they are, and what there is.
func printNames(w io.Writer, answer accessAnswer) error {
	byKind := map[access.Kind][]string{}
	var kinds []access.Kind
	for _, who := range answer.Names {
		if byKind[who.Kind] == nil {
			kinds = append(kinds, who.Kind)
		}
		byKind[who.Kind] = append(byKind[who.Kind], who.Name)
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		fmt.Fprintf(w, "%s:\n  %s\n", kind, strings.Join(byKind[kind], "\n  "))
	}
	_, err := fmt.Fprintf(w, "what there is:\n  %s\n", strings.Join(answer.Targets, "\n  "))
	return err
}

// printGrants has a line for each pair of somebody and something: the verbs, each over how many hops, and as whom the
// first of them is done. Who is only on the way of others is counted.
func printGrants(w io.Writer, all []access.Access, byWho bool) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	between := map[string]bool{}
	for len(all) > 0 {
		first, n := all[0], 1
		for n < len(all) && all[n].Who == first.Who && all[n].Target == first.Target {
			n++
		}
		if byWho && (first.Kind == access.Part || first.Kind == access.Account) {
			between[first.Who] = true
			all = all[n:]
			continue
		}
		var verbs []string
		for _, a := range all[:n] {
			verbs = append(verbs, fmt.Sprintf("%s (%d)", a.Verb, len(a.Hops)))
		}
		name := first.Target
		if byWho {
			name = first.Who
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", name, strings.Join(verbs, " "), through(first.Hops))
		all = all[n:]
	}
	err := table.Flush()
	if err == nil && len(between) > 0 {
		_, err = fmt.Fprintf(w, "and %d accounts and roles that nobody signs in as (--verbose)\n", len(between))
	}
	return err
}

// printAll has a line for each thing that somebody can do.
func printAll(w io.Writer, all []access.Access) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, a := range all {
		fmt.Fprintf(table, "%s\t%s (%d)\t%s\t%s\n", a.Who, a.Verb, len(a.Hops), a.Target, through(a.Hops))
	}
	return table.Flush()
}

// through names who is acted as on a path.
func through(hops []access.Hop) string {
	var names []string
	for _, hop := range hops[:len(hops)-1] {
		names = append(names, hop.To)
	}
	if len(names) == 0 {
		return "itself"
	}
	return "as " + strings.Join(names, ", ")
}

// printPath tells every hop of a path, with the statements that allow it.
func printPath(w io.Writer, a access.Access) {
	fmt.Fprintf(w, "%s %s %s\n", a.Who, a.Verb, a.Target)
	for i, hop := range a.Hops {
		how := fmt.Sprintf("%s: %s", hop.To, hop.How)
		fmt.Fprintf(w, "  %d  %s\n", i+1, how)
		for _, by := range hop.By {
			fmt.Fprintf(w, "     by %s\n", by)
		}
	}
}
