package main

import (
	"fmt"

	"bulkhead/analysis/plan"
)

// planPages are the summary, a page for each account, and what is not seen.
func planPages(p *pricedPlan) []entry {
	pages := []entry{planSummary(p)}
	for _, account := range p.Accounts() {
		page := entry{text: "Account " + account}
		add := func(title string, below []entry) {
			if len(below) > 0 {
				page.below = append(page.below, entry{title, below})
			}
		}
		for _, group := range []struct {
			severity plan.Severity
			title    string
		}{
			{plan.Refused, "AWS would refuse"},
			{plan.State, "Data or identity is lost"},
			{plan.Note, "Good to know"},
		} {
			add(group.title, findingEntries(p.Plan, account, group.severity))
		}
		add("Deployed, in this order", stackEntries(p.Plan, account))
		pages = append(pages, page)
	}
	if len(p.Patches) > 0 {
		patched := entry{text: "Properties that the configuration patches"}
		for _, one := range p.Patches {
			patched.below = append(patched.below, entry{text: one.String()})
		}
		pages = append(pages, patched)
	}
	unseen := entry{text: "What a plan does not see"}
	for _, limit := range p.Limits {
		unseen.below = append(unseen.below, entry{text: limit})
	}
	unseen.below = append(unseen.below, entry{text: "it knows CloudFormation by the specification " + p.Specification})
	return append(pages, unseen)
}

func planSummary(p *pricedPlan) entry {
	count := map[plan.Severity]int{}
	allowed := 0
	for _, f := range p.Findings {
		if f.Allowed && f.Severity != plan.Note {
			allowed++
			continue
		}
		count[f.Severity]++
	}
	page := entry{text: fmt.Sprintf("Plan: %s over %s", p.Head, p.Base)}
	say := func(format string, args ...any) {
		page.below = append(page.below, entry{text: fmt.Sprintf(format, args...)})
	}
	if len(p.Stacks) == 0 && len(p.Gone) == 0 {
		say("nothing changes")
	} else {
		say("%s: AWS would refuse %d, data or identity is lost with %d, %d to know",
			plural(len(p.Stacks), "stack changes", "stacks change"), count[plan.Refused], count[plan.State], count[plan.Note])
	}
	page.below = append(page.below, priceEntries(p)...)
	if allowed > 0 {
		say("%d allowed by name", allowed)
	}
	for _, name := range p.Unknown {
		say("`%s` is allowed, and the plan says nothing of it", name)
	}
	if len(p.Gone) > 0 {
		say("%s", plural(len(p.Gone), "stack is gone from the app and stays deployed", "stacks are gone from the app and stay deployed"))
	}
	return page
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// findingEntries are the findings of an account, with what to do.
func findingEntries(p *plan.Plan, account string, severity plan.Severity) []entry {
	var all []entry
	told, left := map[string]int{}, 0
	for _, f := range p.Findings {
		if f.Account != account || f.Severity != severity {
			continue
		}
		if told[f.Stack+string(f.Kind)]++; told[f.Stack+string(f.Kind)] > mostFindings[severity] {
			left++
			continue
		}
		e := entry{text: fmt.Sprintf("`%s`: %s", f.Name, f.Reason)}
		if f.Allowed {
			e.text += " (allowed)"
		}
		if !f.Routine() {
			e.below = append(e.below, entry{text: "to do: " + f.Way})
		}
		if severity != plan.Note {
			e.below = append(e.below, causeEntries(causesOf(p, f))...)
		}
		all = append(all, e)
	}
	if left > 0 {
		all = append(all, entry{text: fmt.Sprintf("and %d more of these stacks and kinds; --json has all", left)})
	}
	return all
}

// mostFindings of a kind are on the page for a stack.
var mostFindings = map[plan.Severity]int{plan.Refused: 4, plan.State: 10, plan.Note: 2}

// causesOf are the lines that changed what a finding is about.
func causesOf(p *plan.Plan, f plan.Finding) []plan.Cause {
	for _, s := range p.Stacks {
		if s.ID != f.Stack {
			continue
		}
		for _, r := range s.Resources {
			if r.ID == f.Resource {
				return r.Causes
			}
		}
	}
	return nil
}

func causeEntries(causes []plan.Cause) []entry {
	var all []entry
	for _, c := range causes {
		all = append(all, entry{text: "because of " + causeText(c)})
	}
	return all
}

func causeText(c plan.Cause) string {
	change := fmt.Sprintf("%s, before %s", c.After, c.Before)
	switch {
	case c.Before == "":
		change = c.After + ", which is new"
	case c.After == "":
		change = c.Before + ", which is gone"
	}
	return fmt.Sprintf("`%s:%d` `%s`: %s", c.File, c.Line, c.Path, change)
}
