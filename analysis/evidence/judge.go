package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// Status is how a control stands.
type Status string

// The statuses, in the order of the page.
const (
	Satisfied    Status = "satisfied"
	Waived       Status = "waived"         // some resources do not keep it, and a waiver says why
	Person       Status = "by a person"    // templates cannot decide it
	Unsatisfied  Status = "not satisfied"  // and the reason is known
	Inapplicable Status = "not applicable" // nothing is there that it is about
	Failing      Status = "failing"        // resources do not keep it, and nobody has said why
	Unjudged     Status = "unjudged"       // there are resources that no check knows
	noStatus     Status = ""
)

// Statuses are all.
var Statuses = []Status{Satisfied, Waived, Person, Unsatisfied, Inapplicable, Failing, Unjudged}

// Waivers say why a resource may be as it is, against a control.
type Waivers interface {
	// Control returns the reason why the control is waived for STACK/LOGICAL-ID of a tier.
	Control(id, resource, tier string) (reason string, waived bool)
}

// Report is the answer to each control of some standards.
type Report struct {
	Standards []Answers `json:"standards"`
	Unknown   []string  `json:"unknown"`  // ARNs of standards that Security Hub is told to compare with, and nobody answers
	Existing  []string  `json:"existing"` // VPCs that templates name and do not make
	Clean     bool      `json:"clean"`    // nothing is failing or unjudged
}

// Answers are those of a standard.
type Answers struct {
	Key      string         `json:"key"`
	Name     string         `json:"name"`
	Source   string         `json:"source"`  // where and when its ids were read
	Enabled  bool           `json:"enabled"` // Security Hub is told to compare with it
	Counts   map[Status]int `json:"counts"`
	Controls []Answer       `json:"controls"`
}

// An Answer is that to a control.
type Answer struct {
	ID      string            `json:"id"`
	Says    string            `json:"says,omitempty"`
	Check   string            `json:"check,omitempty"`
	Status  Status            `json:"status"`
	Because string            `json:"because,omitempty"` // where no resource says it
	Kept    []string          `json:"kept"`              // STACK/LOGICAL-ID of the resources that satisfy it
	Other   []Exception       `json:"other"`             // those that do not
	Stages  map[string]Status `json:"stages,omitempty"`  // of a check: how it stands in each
}

// An Exception is a resource, or an account's region as STAGE/REGION, that does not keep a control.
type Exception struct {
	Resource string `json:"resource"`
	Type     string `json:"type,omitempty"`
	Problem  string `json:"problem"`
	Reason   string `json:"reason,omitempty"` // of the waiver; empty where there is none
}

// Judge answers every control of some standards.
func Judge(a *assembly.Assembly, waivers Waivers, standards []Standard) (Report, error) {
	v, report := newView(a), Report{Clean: true, Unknown: []string{}}
	v.existing = v.named()
	results := map[string]result{}
	for _, s := range standards {
		lines, err := s.lines()
		if err != nil {
			return Report{}, err
		}
		from, ids := s.source()
		answers := Answers{Key: s.Key, Name: s.Name, Source: from, Enabled: enabled(v, s), Counts: map[Status]int{}}
		for _, id := range ids {
			l, found := lines[id]
			if !found {
				return Report{}, fmt.Errorf("%s: control %s has no line", s.Key, id)
			}
			answer := v.answer(id, l, waivers, results)
			answers.Counts[answer.Status]++
			answers.Controls = append(answers.Controls, answer)
			report.Clean = report.Clean && answer.Status != Failing && answer.Status != Unjudged
		}
		report.Standards = append(report.Standards, answers)
	}
	report.Unknown, report.Existing = unknown(v), slices.Concat([]string{}, v.existing)
	return report, nil
}

// enabled tells whether Security Hub is told to compare with a standard.
func enabled(v *view, s Standard) bool {
	return s.arn != "" && slices.ContainsFunc(v.byType["AWS::SecurityHub::Standard"], func(r *assembly.Resource) bool {
		return strings.HasSuffix(fmt.Sprint(r.Properties["StandardsArn"]), s.arn)
	})
}

// unknown are the standards that Security Hub is told to compare with, and that are none of ours.
func unknown(v *view) []string {
	others := []string{}
	for _, r := range v.byType["AWS::SecurityHub::Standard"] {
		arn := fmt.Sprint(r.Properties["StandardsArn"])
		_, name, _ := strings.Cut(arn, "/")
		ours := slices.ContainsFunc(Standards, func(s Standard) bool {
			return s.arn != "" && strings.HasSuffix(arn, s.arn)
		})
		if !ours && !slices.Contains(others, name) {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	return others
}

// result is what a check says of an assembly.
type result struct {
	kept  []*assembly.Resource
	other []exception
	apart []place // that do not keep it, and are not ours
}

// exception is an Exception, and whose it is.
type exception struct {
	Exception
	stage, tier string
}

// run asks a check about everything.
func (v *view) run(c *check) result {
	var found result
	if c.place != nil {
		places := v.places
		if c.once {
			places = []place{organization}
		}
		for _, p := range places {
			by, problem := c.place(v, p)
			if problem == "" {
				found.kept = append(found.kept, by...)
				continue
			}
			if v.apart(p) {
				found.apart = append(found.apart, p)
				continue
			}
			found.other = append(found.other, exception{Exception{Resource: p.String(), Problem: problem}, p.stage, ""})
		}
	}
	for _, typ := range c.types {
		for _, r := range v.byType[typ] {
			switch problem := c.each(v, r); problem {
			case notAbout:
			case "":
				found.kept = append(found.kept, r)
			default:
				found.other = append(found.other, exception{
					Exception{Resource: address(r), Type: r.Type, Problem: problem}, r.Stack.Stage, tier(r),
				})
			}
		}
	}
	return found
}

func address(r *assembly.Resource) string { return r.Stack.ID + "/" + r.LogicalID }

func tier(r *assembly.Resource) string {
	metadata, _ := r.Stack.Template["Metadata"].(map[string]any)
	tier, _ := metadata["Tier"].(string)
	return tier
}

// answer is that to one control.
func (v *view) answer(id string, l line, waivers Waivers, results map[string]result) Answer {
	answer := Answer{ID: id, Says: l.Says, Check: l.Check, Kept: []string{}, Other: []Exception{}}
	for _, typ := range l.Types {
		for _, r := range v.byType[typ] {
			answer.Other = append(answer.Other, Exception{Resource: address(r), Type: typ, Problem: "no check knows it"})
		}
	}
	switch {
	case len(answer.Other) > 0:
		answer.Status = Unjudged
	case l.Person != "":
		answer.Status, answer.Because = Person, l.Person
	case l.Absent != "" && !v.keeps(l.Check, results):
		answer.Status, answer.Because = Unsatisfied, l.Absent
	case l.Never != "":
		answer.Status, answer.Because = Inapplicable, l.Never
	case l.Check == "":
		answer.Status, answer.Because = Inapplicable, v.missing(l.Types)
	default:
		answer.judged(v.results(l.Check, results), waivers)
		if c := checks[l.Check]; c.place == nil && len(answer.Kept)+len(answer.Other) == 0 {
			answer.Status, answer.Because = Inapplicable, v.missing(c.types)
		}
		answer.leaves(checks[l.Check], v.existing)
	}
	return answer
}

// results returns what a check says, which is asked once.
func (v *view) results(check string, known map[string]result) result {
	if _, run := known[check]; !run {
		known[check] = v.run(checks[check])
	}
	return known[check]
}

// keeps tells whether there is a check, and something that it is satisfied with.
func (v *view) keeps(check string, known map[string]result) bool {
	return check != "" && len(v.results(check, known).kept) > 0
}

// missing says why a check is about nothing.
func (v *view) missing(types []string) string {
	for _, typ := range types {
		if len(v.byType[typ]) > 0 {
			return "no " + typ + " here is what it is about"
		}
	}
	return "no template has " + strings.Join(types, " or ")
}

// judged fills in what a check said.
func (a *Answer) judged(found result, waivers Waivers) {
	stages := map[string]Status{}
	worse := func(stage string, status Status) {
		if slices.Index(severity, status) > slices.Index(severity, stages[stage]) {
			stages[stage] = status
		}
	}
	for _, r := range found.kept {
		a.Kept = append(a.Kept, address(r))
		worse(cmp.Or(r.Stack.Stage, noStage), Satisfied)
	}
	a.Status = Satisfied
	for _, e := range found.other {
		status := Failing
		if waivers != nil {
			if reason, waived := waivers.Control(a.Check, e.Resource, e.tier); waived {
				e.Reason, status = reason, Waived
			}
		}
		a.Other = append(a.Other, e.Exception)
		worse(cmp.Or(e.stage, noStage), status)
	}
	for i, p := range found.apart {
		a.Because += []string{"", ", "}[min(i, 1)] + p.String()
		worse(p.stage, Person)
	}
	if a.Because != "" {
		a.Because = "look at " + a.Because + ": templates make policies of AWS Organizations there, and nothing else"
	}
	for _, status := range stages {
		if slices.Index(severity, status) > slices.Index(severity, a.Status) {
			a.Status = status
		}
	}
	a.Stages = stages
}

// noStage is where stacks are that belong to no stage, such as those of the pipeline.
const noStage = "no stage"

// severity is the order in which one answer outweighs another.
var severity = []Status{noStatus, Satisfied, Waived, Person, Failing}
