package evidence

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// mostNamed is how many resources a row names.
const mostNamed = 2

// Markdown returns the report as a page: of each standard first how many controls stand how, and where, then the
// controls, those that somebody has to look at first.
func (r Report) Markdown() string {
	var p strings.Builder
	p.WriteString("# Evidence\n\n" +
		"What templates say of each control of these standards: `bulkhead evidence` wrote this page, and\n" +
		"[says how to read it](operate/evidence.md). Ids are those of each standard, words are ours.\n" +
		"What templates name and do not make, such as a network or a bucket that existed before, is not judged.\n")
	if len(r.Existing) > 0 {
		fmt.Fprintf(&p, "\nThese existed before, and a person has to look at them: %s.\n", strings.Join(r.Existing, ", "))
	}
	p.WriteString("\n| standard | Security Hub compares |")
	for _, status := range Statuses {
		fmt.Fprintf(&p, " %s |", status)
	}
	p.WriteString("\n|---|---|" + strings.Repeat("---|", len(Statuses)) + "\n")
	for _, s := range r.Standards {
		fmt.Fprintf(&p, "| %s | %s |", s.Name, map[bool]string{true: "yes", false: "no"}[s.Enabled])
		for _, status := range Statuses {
			fmt.Fprintf(&p, " %d |", s.Counts[status])
		}
		p.WriteString("\n")
	}
	if len(r.Unknown) > 0 {
		fmt.Fprintf(&p, "\nSecurity Hub also compares with %s, which this page does not answer.\n", strings.Join(r.Unknown, ", "))
	}
	for _, s := range r.Standards {
		fmt.Fprintf(&p, "\n## %s\n\n%s\n", s.Name, s.Source)
		s.stages(&p)
		for _, status := range []Status{Failing, Unjudged, Unsatisfied, Waived, Person, Satisfied, Inapplicable} {
			s.section(&p, status)
		}
	}
	return p.String()
}

// stages writes how many of the controls that a check decides stand how in each stage.
func (s Answers) stages(p *strings.Builder) {
	of := map[string]map[Status]int{}
	for _, a := range s.Controls {
		for stage, status := range a.Stages {
			if of[stage] == nil {
				of[stage] = map[Status]int{}
			}
			of[stage][status]++
		}
	}
	p.WriteString("\n| stage | satisfied | waived | by a person | failing |\n|---|---|---|---|---|\n")
	for _, stage := range slices.Sorted(maps.Keys(of)) {
		n := of[stage]
		fmt.Fprintf(p, "| %s | %d | %d | %d | %d |\n", stage, n[Satisfied], n[Waived], n[Person], n[Failing])
	}
}

// section writes the controls with a status, those with the same answer in one row.
func (s Answers) section(p *strings.Builder, status Status) {
	rows, ids := []string{}, map[string][]string{}
	for _, a := range s.Controls {
		if a.Status != status {
			continue
		}
		row := fmt.Sprintf("| %s | %s |", a.Says, a.evidence())
		if ids[row] == nil {
			rows = append(rows, row)
		}
		ids[row] = append(ids[row], a.ID)
	}
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(p, "\n### %s%s\n\n| control | asks that | evidence |\n|---|---|---|\n",
		strings.ToUpper(string(status[:1])), status[1:])
	for _, row := range rows {
		fmt.Fprintf(p, "| %s %s\n", strings.Join(ids[row], ", "), row)
	}
}

// evidence is what the answer rests on.
func (a Answer) evidence() string {
	var parts []string
	if len(a.Kept) > 0 {
		parts = append(parts, some(a.Kept, false))
	}
	var reasons []string
	of := map[string][]string{}
	for _, e := range a.Other {
		reason := e.Reason
		if reason == "" {
			reason = "**" + e.Problem + "**"
		}
		if of[reason] == nil {
			reasons = append(reasons, reason)
		}
		of[reason] = append(of[reason], e.Resource)
	}
	for _, reason := range reasons {
		parts = append(parts, "not "+some(of[reason], true)+": "+linked(reason))
	}
	if a.Because != "" {
		parts = append(parts, linked(a.Because))
	}
	if len(parts) == 0 {
		return "there is nothing that would break it"
	}
	for i := range parts[:len(parts)-1] {
		parts[i] = strings.TrimSuffix(parts[i], ".")
	}
	return strings.Join(parts, "; ")
}

// some names a few resources, and says how many more there are, and where if that is asked for.
func some(resources []string, where bool) string {
	resources = slices.Compact(slices.Sorted(slices.Values(resources)))
	var named []string
	for _, r := range resources[:min(mostNamed, len(resources))] {
		named = append(named, "`"+r+"`")
	}
	text := strings.Join(named, ", ")
	if len(resources) <= mostNamed {
		return text
	}
	text += fmt.Sprintf(" and %d more", len(resources)-mostNamed)
	if where {
		var stages []string
		for _, r := range resources[mostNamed:] {
			stage, _, _ := strings.Cut(r, "/")
			stages = append(stages, stage)
		}
		text += " in " + strings.Join(slices.Compact(stages), ", ")
	}
	return text
}

// linked makes links of the documents that a text names.
func linked(text string) string {
	words := strings.Split(text, " ")
	for i, word := range words {
		from := strings.Index(word, "docs/")
		to := strings.Index(word, ".md")
		if from >= 0 && to > from {
			file := word[from : to+3]
			words[i] = word[:from] + "[" + file + "](" + strings.TrimPrefix(file, "docs/") + ")" + word[to+3:]
		}
	}
	return strings.Join(words, " ")
}
