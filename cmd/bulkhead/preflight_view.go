package main

import (
	"encoding/json"
	"fmt"
	"io"

	"bulkhead/internal/address"
	"bulkhead/internal/cli"
	"bulkhead/operate/preflight"
)

// printPreflight lists what was found by account: what is missing with what mends it, and what is done where that is
// asked for. The reason has a line of its own, whatever AWS has answered.
func printPreflight(w io.Writer, accounts []preflight.Account, r preflown, all bool) error {
	for _, a := range accounts {
		fmt.Fprintf(w, "%s (%s)\n", a.Name, a.ID)
		done := 0
		for _, f := range r.Findings {
			if f.Account != a.Name {
				continue
			}
			if f.State == preflight.Done && !all {
				done++
				continue
			}
			what := cli.OneLine(f.What)
			if f.Region != "" {
				what += ", " + f.Region
			}
			fmt.Fprintf(w, "  %-12s  %s: %s\n", f.State, f.Check, what)
			if f.Why != "" {
				fmt.Fprintf(w, "  %-12s  %s\n", "", cli.OneLine(f.Why))
			}
			for _, line := range f.Mend {
				fmt.Fprintf(w, "      %s\n", cli.OneLine(line))
			}
		}
		if done > 0 {
			fmt.Fprintf(w, "  %-12s  %d things; --all lists them\n", preflight.Done, done)
		}
	}
	without := ""
	if r.Unanswered > 0 {
		without = fmt.Sprintf(", %d of them for want of an answer", r.Unanswered)
	}
	_, err := fmt.Fprintf(w, "\n%d done, %d missing, %d not knowable%s\n", r.Done, r.Missing, r.Unknown, without)
	return err
}

// printPolicy prints the policy, which is JSON in any case.
func printPolicy(w io.Writer, of address.Book, asJSON bool) error {
	policy := preflight.Policy(of)
	if asJSON {
		return cli.PrintJSON(w, &struct {
			Policy any `json:"policy"`
		}{policy})
	}
	text, err := json.MarshalIndent(policy, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", text)
	return err
}
