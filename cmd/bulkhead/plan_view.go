package main

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/analysis/plan"
)

// entry is a line of a page, and those below it. Code in it stands between backticks.
type entry struct {
	text  string
	below []entry
}

// planText writes a plan for a terminal.
func planText(p *plan.Plan) string {
	var w strings.Builder
	for _, page := range planPages(p) {
		writeText(&w, page, 0)
		w.WriteString("\n")
	}
	return w.String()
}

func writeText(w *strings.Builder, e entry, depth int) {
	fmt.Fprintf(w, "%s%s\n", strings.Repeat("  ", depth), strings.ReplaceAll(e.text, "`", ""))
	for _, one := range e.below {
		writeText(w, one, depth+1)
	}
}

// planMarkdown writes a plan for those who approve it.
func planMarkdown(p *plan.Plan) string {
	var w strings.Builder
	for i, page := range planPages(p) {
		mark := "## "
		if i == 0 {
			mark = "# "
		}
		fmt.Fprintf(&w, "%s%s\n\n", mark, page.text)
		for _, part := range page.below {
			if len(part.below) == 0 {
				fmt.Fprintf(&w, "- %s\n", part.text)
				continue
			}
			fmt.Fprintf(&w, "### %s\n\n", part.text)
			for _, one := range part.below {
				writeList(&w, one, 0)
			}
			w.WriteString("\n")
		}
		if len(page.below) > 0 && len(page.below[len(page.below)-1].below) == 0 {
			w.WriteString("\n")
		}
	}
	return strings.TrimRight(w.String(), "\n") + "\n"
}

func writeList(w *strings.Builder, e entry, depth int) {
	fmt.Fprintf(w, "%s- %s\n", strings.Repeat("  ", depth), e.text)
	for _, one := range e.below {
		writeList(w, one, depth+1)
	}
}

// planPages are the summary, a page for each account, and what is not seen.
func planPages(p *plan.Plan) []entry {
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
			add(group.title, findingEntries(p, account, group.severity))
		}
		add("Deployed, in this order", stackEntries(p, account))
		pages = append(pages, page)
	}
	unseen := entry{text: "What a plan does not see"}
	for _, limit := range p.Limits {
		unseen.below = append(unseen.below, entry{text: limit})
	}
	unseen.below = append(unseen.below, entry{text: "it knows CloudFormation by the specification " + p.Specification})
	return append(pages, unseen)
}

func planSummary(p *plan.Plan) entry {
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
	if allowed > 0 {
		say("%d allowed by name", allowed)
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
		if told[f.Stack+string(f.Kind)]++; told[f.Stack+string(f.Kind)] > mostFindings {
			left++
			continue
		}
		e := entry{text: fmt.Sprintf("`%s`: %s", f.Name, f.Reason)}
		if f.Allowed {
			e.text += " (allowed)"
		}
		if severity != plan.Note || f.Kind == plan.KindGone {
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
const mostFindings = 4

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

// stackEntries are the stacks of an account that change, in the order of the deployment.
func stackEntries(p *plan.Plan, account string) []entry {
	var all []entry
	for _, s := range p.Stacks {
		if s.Account != account {
			continue
		}
		e := entry{text: fmt.Sprintf("`%s`%s: %s", s.ID, inWave(s), tally(s))}
		if !s.New {
			e.below = resourceEntries(s)
		}
		e.below = append(e.below, stackCauses(s)...)
		all = append(all, e)
	}
	return all
}

func inWave(s plan.Stack) string {
	text := ""
	if s.Wave != "" {
		text = " (" + s.Wave + ")"
	}
	if s.New {
		text += ", new"
	}
	return text
}

var actions = []plan.Action{plan.Replace, plan.Perhaps, plan.Delete, plan.Keep, plan.Add, plan.Change}

// tally counts what happens to a stack's resources.
func tally(s plan.Stack) string {
	var parts []string
	for _, action := range actions {
		n := 0
		for _, r := range s.Resources {
			if r.Action == action {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprint(n, " ", action))
		}
	}
	if len(parts) == 0 {
		return "outputs only"
	}
	return strings.Join(parts, ", ")
}

// mostResources of a stack are on the page; JSON has all of them.
const mostResources = 12

// resourceEntries are the resources of a stack that change, the heaviest changes first.
func resourceEntries(s plan.Stack) []entry {
	var all []entry
	tagged := 0
	for _, action := range actions {
		for _, r := range s.Resources {
			if r.Action != action {
				continue
			}
			if onlyTags(r) {
				tagged++
				continue
			}
			all = append(all, entry{text: fmt.Sprintf("%s `%s` %s%s", r.Action, r.ID, r.Type, what(r))})
		}
	}
	if more := len(all) - mostResources; more > 0 {
		all = append(all[:mostResources], entry{text: fmt.Sprintf("and %d more; --json has all", more)})
	}
	if tagged > 0 {
		all = append(all, entry{text: fmt.Sprintf("%d changed in their tags only", tagged)})
	}
	return all
}

func onlyTags(r plan.Resource) bool {
	return r.Action == plan.Change && len(r.Differences) > 0 && !slices.ContainsFunc(r.Differences, func(d plan.Difference) bool {
		first, _, _ := strings.Cut(d.Path, ".")
		return !strings.HasSuffix(first, "Tags") && first != "TagSpecifications"
	})
}

// mostDifferences of a resource are on the page.
const mostDifferences = 2

// what are the differences of a resource in a line.
func what(r plan.Resource) string {
	var parts []string
	for i, d := range r.Differences {
		if i == mostDifferences {
			parts = append(parts, fmt.Sprintf("and %d more", len(r.Differences)-i))
			break
		}
		parts = append(parts, difference(d))
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, "; ")
}

func difference(d plan.Difference) string {
	switch {
	case d.Before == "":
		return fmt.Sprintf("`%s` %s, new", d.Path, brief(d.After))
	case d.After == "":
		return fmt.Sprintf("`%s` gone", d.Path)
	}
	return fmt.Sprintf("`%s` %s, before %s", d.Path, brief(d.After), brief(d.Before))
}

func brief(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return "`" + string(runes[:39]) + "…`"
	}
	return "`" + text + "`"
}

// stackCauses are the lines of the configuration that change a stack, each once.
func stackCauses(s plan.Stack) []entry {
	var all []plan.Cause
	none := 0
	for _, r := range s.Resources {
		if len(r.Causes) == 0 {
			none++
		}
		for _, c := range r.Causes {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	if len(all) > mostStackCauses {
		all = all[:mostStackCauses]
	}
	entries := causeEntries(all)
	if none > 0 {
		entries = append(entries, entry{text: "because of code or CDK: no line of the configuration says so"})
	}
	return entries
}

// mostStackCauses are told of a stack.
const mostStackCauses = 5
