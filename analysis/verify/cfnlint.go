package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"

	"golang.org/x/sync/errgroup"

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

// runCfnLint lints templates with the cfn-lint of the PATH, if there is one.
func runCfnLint(ctx context.Context, a *assembly.Assembly, required bool) (result, error) {
	if _, err := exec.LookPath(cfnLint); err != nil {
		if required {
			return result{}, errors.New("it is not installed; install it with pip install cfn-lint, or leave --require-cfn-lint out")
		}
		return result{skipped: "not installed, skipped"}, nil
	}
	// What exists and what is allowed differs by region, so each is linted as itself.
	regions := map[string][]*assembly.Stack{}
	for _, stack := range a.Stacks {
		region := ""
		if hasEnvironment(stack) {
			region = stack.Region
		}
		regions[region] = append(regions[region], stack)
	}
	names := slices.Sorted(maps.Keys(regions))
	results := make([]result, len(names))
	group, ctx := errgroup.WithContext(ctx)
	for i, region := range names {
		group.Go(func() (err error) {
			results[i], err = lintRegion(ctx, a, region, regions[region])
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return result{}, err
	}
	var all result
	for _, r := range results {
		all.templates += r.templates
		all.findings = append(all.findings, r.findings...)
	}
	return all, nil
}

func lintRegion(ctx context.Context, a *assembly.Assembly, region string, stacks []*assembly.Stack) (result, error) {
	args := []string{
		"--info", // says on standard error which templates it scans
		"--format", "json",
		"--config-file", os.DevNull, // no exception but ours, so no .cfnlintrc
	}
	excused, err := excusesItself(stacks)
	if err != nil {
		return result{}, err
	}
	if excused {
		args = append(args, "--mandatory-checks", "E", "W")
	}
	if region != "" {
		args = append(args, "--regions", region)
	}
	args = append(args, "--")
	byPath := map[string]*assembly.Stack{}
	for _, stack := range stacks {
		args = append(args, stack.Path)
		byPath[stack.Path] = stack
	}
	stdout, stderr, status, err := run(ctx, nil, cfnLint, args...)
	if err != nil {
		return result{}, err
	}
	// 2, 4 and 8 say that there are errors, warnings and notes; all else is a failure.
	if status&^(2|4|8) != 0 {
		return result{}, fmt.Errorf("it failed with status %d; check that cfn-lint --version is 1.51 or later%s", status, said(stderr))
	}
	var matches []cfnLintMatch
	if err := json.Unmarshal(stdout, &matches); err != nil {
		return result{}, fmt.Errorf("its output cannot be read: %w%s", err, said(stdout))
	}
	r := result{templates: bytes.Count(stderr, []byte("Run scan of template "))}
	for _, match := range matches {
		if _, skip := skipped[match.Rule.ID]; skip {
			continue
		}
		stack := byPath[match.Filename]
		if stack == nil {
			return result{}, fmt.Errorf("it complains about %q instead of a template: %s %s", match.Filename, match.Rule.ID, match.Message)
		}
		f := finding(a, stack, cfnLint, match.Rule.ID, section(match.Location.Path))
		if match.Level == "Warning" {
			f.Severity = Warning
		}
		f.Message = match.Message
		if len(match.Location.Path) > 2 {
			f.Message = dotted(match.Location.Path[2:]) + ": " + f.Message
		}
		r.findings = append(r.findings, f)
	}
	return r, nil
}

// excusesItself tells whether a template may ask in its metadata not to be
// checked. Overruling that costs a quarter more time, so it is not the default.
func excusesItself(stacks []*assembly.Stack) (bool, error) {
	for _, stack := range stacks {
		text, err := os.ReadFile(stack.Path)
		if err != nil || bytes.Contains(text, []byte("ignore_checks")) {
			return true, err
		}
	}
	return false, nil
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
