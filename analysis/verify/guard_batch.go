package verify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"bulkhead/assembly"
)

// guardBatch is one process of cfn-guard: templates, and the rules that concern
// each of them. Evaluating a rule that does not apply takes as long as one that
// does: all rules on all templates take four times as long.
type guardBatch struct {
	rules  []string // files
	stacks []*assembly.Stack
}

// guardBatches puts templates that the same rules concern together, such as those
// of one stack in every stage. A template that no rule concerns is in none.
func guardBatches(a *assembly.Assembly, rules []guardRule) []*guardBatch {
	var batches []*guardBatch
	byRules := map[string]*guardBatch{}
	for _, stack := range a.Stacks {
		var files []string
		for _, rule := range rules {
			if rule.concerns(stack) {
				files = append(files, rule.file)
			}
		}
		if len(files) == 0 {
			continue
		}
		key := strings.Join(files, "\n")
		if byRules[key] == nil {
			byRules[key] = &guardBatch{rules: files}
			batches = append(batches, byRules[key])
		}
		byRules[key].stacks = append(byRules[key].stacks, stack)
	}
	return batches
}

func (b *guardBatch) run(ctx context.Context, a *assembly.Assembly, binary string) ([]Finding, error) {
	args := []string{"validate", "--structured", "--output-format", "json", "--show-summary", "none"}
	for _, rule := range b.rules {
		args = append(args, "--rules", rule)
	}
	waiting := map[string]*assembly.Stack{} // by the name that cfn-guard will use
	for _, stack := range b.stacks {
		path, err := filepath.Abs(stack.Path)
		if err == nil {
			path, err = filepath.EvalSymlinks(path)
		}
		if err != nil {
			return nil, err
		}
		waiting[path] = stack
		args = append(args, "--data", path)
	}
	stdout, stderr, status, err := run(ctx, nil, binary, args...)
	if err != nil {
		return nil, err
	}
	const clean, violations = 0, 19
	if status != clean && status != violations || len(stderr) > 0 {
		return nil, fmt.Errorf("it failed with status %d%s", status, said(stderr))
	}
	var reports []guardReport
	if err := json.Unmarshal(stdout, &reports); err != nil {
		return nil, fmt.Errorf("its output cannot be read: %w%s", err, said(stdout))
	}
	var findings []Finding
	for _, report := range reports {
		stack := waiting[report.Name]
		if stack == nil {
			return nil, fmt.Errorf("it reports on %q, which it was not given, or twice", report.Name)
		}
		delete(waiting, report.Name)
		// A file holds one rule at least.
		if n := len(report.NotCompliant) + len(report.NotApplicable) + len(report.Compliant); n < len(b.rules) {
			return nil, fmt.Errorf("it evaluated %d rules of %d files on %s", n, len(b.rules), stack.Path)
		}
		findings = append(findings, report.findings(a, stack)...)
	}
	for _, stack := range waiting {
		return nil, fmt.Errorf("it did not check %s", stack.Path)
	}
	if status == violations && len(findings) == 0 {
		return nil, errors.New("its exit status says that there are violations, but it lists none")
	}
	return findings, nil
}
