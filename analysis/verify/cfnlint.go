package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"

	"bulkhead/assembly"
)

const cfnLint = "cfn-lint"

// cfnLintMatch is one element of cfn-lint's JSON output.
type cfnLintMatch struct {
	Filename string
	Level    string // Error or Warning
	Message  string
	Location struct{ Path []any }
	Rule     struct{ ID string }
}

// newCfnLint is the cfn-lint of the PATH, if there is one.
func newCfnLint(required bool) (tool, error) {
	executable, err := exec.LookPath(cfnLint)
	if err != nil {
		if required {
			return tool{}, errors.New("it is not installed; " +
				"install it with pip install cfn-lint, or leave --require-cfn-lint out")
		}
		return tool{name: cfnLint, skipped: "not installed, skipped"}, nil
	}
	return tool{
		name: cfnLint,
		version: func() (string, error) {
			return pythonPackage(executable, "cfnlint")
		},
		// Without --regions, these name the region.
		environment: []string{"AWS_REGION", "AWS_DEFAULT_REGION"},
		flags:       func(t *template) []string { return cfnLintFlags(regionOf(t.stack), t.excusesItself()) },
		jobs:        cfnLintJobs,
	}, nil
}

func cfnLintFlags(region string, excused bool) []string {
	flags := []string{
		"--info", // says on standard error which templates it scans
		"--format", "json",
		"--config-file", os.DevNull, // no exception but ours, so no .cfnlintrc
	}
	if excused {
		flags = append(flags, "--mandatory-checks", "E", "W")
	}
	if region != "" {
		flags = append(flags, "--regions", region)
	}
	return flags
}

// cfnLintJobs puts templates together that are linted in the same way: what exists and what is allowed differs by
// region, so each is linted as itself. A job is about as large as a processor's share of all, unless starting cfn-lint
// would take a good part of its time.
func cfnLintJobs(templates []*template) []job {
	const worthAStart = 400_000
	share := max(size(templates)/runtime.NumCPU()+1, worthAStart)
	type kind struct {
		region  string
		excused bool
	}
	var kinds []kind
	batches := map[kind][]*template{}
	for _, t := range templates {
		k := kind{regionOf(t.stack), t.excusesItself()}
		if batches[k] == nil {
			kinds = append(kinds, k)
		}
		batches[k] = append(batches[k], t)
	}
	var jobs []job
	for _, k := range kinds {
		for _, part := range parts(batches[k], share) {
			jobs = append(jobs, job{
				templates:    part,
				milliseconds: 1600 + 17*size(part)/1000,
				run: func(ctx context.Context, seen func()) (map[*template][]Finding, error) {
					return lint(ctx, cfnLintFlags(k.region, k.excused), part, seen)
				},
			})
		}
	}
	return jobs
}

// parts splits templates into as many parts of like size as are needed for none to be much larger than a share.
func parts(templates []*template, share int) [][]*template {
	each := size(templates)/(size(templates)/share+1) + 1
	var all [][]*template
	for _, t := range templates {
		if last := len(all) - 1; last >= 0 && size(all[last])+t.size()/2 <= each {
			all[last] = append(all[last], t)
		} else {
			all = append(all, []*template{t})
		}
	}
	return all
}

// lint runs cfn-lint once.
func lint(ctx context.Context, flags []string, templates []*template, seen func()) (map[*template][]Finding, error) {
	args := append(flags, "--")
	byPath := map[string]*template{}
	for _, t := range templates {
		args = append(args, t.file())
		byPath[t.file()] = t
	}
	scan := []byte("Run scan of template ")
	scanned := map[*template]bool{}
	var at *template
	stdout, stderr, status, err := run(ctx, nil, func(line []byte) {
		if _, path, found := bytes.Cut(bytes.TrimSpace(line), scan); found {
			at = byPath[string(path)]
			scanned[at] = true
			seen()
		}
	}, cfnLint, args...)
	if err != nil {
		return nil, &failure{at, err}
	}
	// 2, 4 and 8 say that there are errors, warnings and notes; all else is a failure.
	if status&^(2|4|8) != 0 {
		return nil, &failure{at, fmt.Errorf("it failed with status %d; check that cfn-lint --version is 1.51 or later%s",
			status, said(stderr))}
	}
	var matches []cfnLintMatch
	if err := json.Unmarshal(stdout, &matches); err != nil {
		return nil, fmt.Errorf("its output cannot be read: %w%s", err, said(stdout))
	}
	findings := map[*template][]Finding{}
	for _, match := range matches {
		if _, skip := skipped[match.Rule.ID]; skip || slices.Contains(outdated, match.Rule.ID) {
			continue
		}
		t := byPath[match.Filename]
		if t == nil {
			return nil, fmt.Errorf("it complains about %q instead of a template: %s %s",
				match.Filename, match.Rule.ID, match.Message)
		}
		findings[t] = append(findings[t], match.finding())
	}
	for _, t := range templates {
		switch {
		case scanned[t]: // what is clean, too, has been checked
			findings[t] = append([]Finding{}, findings[t]...)
		case len(findings[t]) > 0: // it cannot be read, or not be transformed: that is all that it says
			findings[t] = append(findings[t], unseen(cfnLint, "all but "+findings[t][0].Rule))
		}
	}
	return findings, nil
}

func (m cfnLintMatch) finding() Finding {
	f := finding(cfnLint, m.Rule.ID, section(m.Location.Path))
	if m.Level == "Warning" {
		f.Severity = Warning
	}
	f.Class = classOfLint(m.Rule.ID, f.Severity)
	f.Message = m.Message
	if len(m.Location.Path) > 2 {
		f.Path = dotted(m.Location.Path[2:])
		f.Message = f.Path + ": " + f.Message
	}
	return f
}

// regionOf returns the region that a stack is bound to, "" when there is none.
func regionOf(stack *assembly.Stack) string {
	if !hasEnvironment(stack) {
		return ""
	}
	return stack.Region
}

// section names what a path in a template leads to: the logical id of a
// resource, "Outputs/Name" for the other sections, "" for the template.
func section(path []any) string {
	if len(path) < 2 {
		return ""
	}
	if path[0] == "Resources" {
		return fmt.Sprint(path[1])
	}
	return fmt.Sprintf("%v/%v", path[0], path[1])
}

func dotted(path []any) string {
	var text bytes.Buffer
	for i, step := range path {
		if i > 0 {
			text.WriteByte('.')
		}
		fmt.Fprint(&text, step)
	}
	return text.String()
}
