package verify

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"bulkhead/analysis/verify/rules"
	"bulkhead/assembly"
)

// own is the name of our own rules, which are about what no other tool sees.
const own = "bulkhead"

// Need is what a deployment of a template has to bring along.
type Need struct {
	Stack    string   `json:"stack"`
	Template string   `json:"template"`
	Needs    []string `json:"needs"` // CAPABILITY_NAMED_IAM
}

// prepare makes templates ready for the tools, and tells of those that nobody can read.
func (r *runner) prepare(broken []assembly.Broken) error {
	for _, b := range broken {
		f := finding(own, "unreadable", "")
		f.Class = Refused
		var unopened *fs.PathError
		if errors.As(b.Err, &unopened) {
			f.Class = Unseen
		}
		f.Message = "no tool looked at it: " + firstLines(b.Err)
		f = f.on(r.assembly, r.stackOf(b))
		r.report.Findings = append(r.report.Findings, f)
		r.report.Templates = append(r.report.Templates, f.Template)
	}
	if assembly.IsCloudAssembly(r.Dir) { // what CDK writes, every tool takes
		for _, t := range r.templates {
			t.hidden = hiddenIn(t.stack, nil)
		}
		return nil
	}
	r.copies.seen = map[string]bool{}
	for _, t := range r.templates {
		findings, err := r.copies.prepare(t)
		if err != nil {
			return err
		}
		r.found(t, findings)
	}
	return nil
}

// firstLines is an error without the excerpt that a parser of YAML adds.
func firstLines(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// stackOf stands for the stack of a template that cannot be read.
func (r *runner) stackOf(b assembly.Broken) *assembly.Stack {
	relative, err := filepath.Rel(r.assembly.Dir, b.Path)
	if err != nil {
		relative = b.Path
	}
	return &assembly.Stack{ID: filepath.ToSlash(relative), Path: b.Path}
}

// judge has our own rules look at all templates.
func (r *runner) judge() {
	start := time.Now()
	whole := &assembly.Assembly{Dir: r.assembly.Dir}
	byStack := map[*assembly.Stack]*template{}
	for _, t := range r.templates {
		whole.Stacks = append(whole.Stacks, t.expanded())
		byStack[t.expanded()] = t
		if why := t.hidden.from(own); why != "" {
			r.found(t, []Finding{unseen(own, why)})
		}
	}
	for _, fault := range rules.Check(whole) {
		f := finding(own, fault.Rule, fault.Resource)
		f.Class = classOfOwn[fault.Gravity]
		if f.Class == Style {
			f.Severity = Warning
		}
		f.Path, f.Message = fault.Path, fault.Message
		r.found(byStack[fault.Stack], []Finding{f})
	}
	for _, t := range r.templates {
		if needs := rules.Needs(t.expanded()); len(needs) > 0 {
			on := Finding{}.on(r.assembly, t.stack)
			r.report.Needs = append(r.report.Needs, Need{on.Stack, on.Template, needs})
		}
	}
	r.judged = time.Since(start)
}

var classOfOwn = map[rules.Gravity]string{
	rules.Refused: Refused, rules.Insecure: Insecure, rules.Unknown: Unseen, rules.Advice: Style,
}
