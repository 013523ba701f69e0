package main

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/analysis/plan"
)

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

var actions = []plan.Action{plan.Replace, plan.Perhaps, plan.Delete, plan.Keep, plan.Import, plan.Add, plan.Change}

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
const mostResources = 6

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
	for _, d := range r.Differences {
		first, _, _ := strings.Cut(d.Path, ".")
		if !strings.HasSuffix(first, "Tags") && first != "TagSpecifications" {
			return false
		}
	}
	return r.Action == plan.Change && len(r.Differences) > 0
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
	none, unsure := false, false
	for _, r := range s.Resources {
		none = none || len(r.Causes) == 0 && !r.Unsure
		unsure = unsure || r.Unsure
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
	if unsure && len(all) == 0 {
		entries = append(entries, entry{text: "because of one of many lines that changed; nothing tells which"})
	}
	if none {
		entries = append(entries, entry{text: "because of code or CDK: no line of the configuration says so"})
	}
	return entries
}

// mostStackCauses are told of a stack.
const mostStackCauses = 5
