package verify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// guardBatch is one process of cfn-guard: templates, and the rules that concern
// each of them. Evaluating a rule that does not apply takes as long as one that
// does: all rules on all templates take four times as long.
type guardBatch struct {
	rules     []string // files
	templates []*template
}

// guardBatches puts templates that the same rules concern together, such as those
// of one stack in every stage. A template that no rule concerns is in a batch
// without rules.
func guardBatches(templates []*template, rules []guardRule) []*guardBatch {
	var batches []*guardBatch
	byRules := map[string]*guardBatch{}
	for _, t := range templates {
		var files []string
		for _, rule := range guardRulesOf(t.expanded(), rules) {
			files = append(files, rule.file)
		}
		key := strings.Join(files, "\n")
		if byRules[key] == nil {
			byRules[key] = &guardBatch{rules: files}
			batches = append(batches, byRules[key])
		}
		byRules[key].templates = append(byRules[key].templates, t)
	}
	return batches
}

// guardFlags are those of every process.
var guardFlags = []string{"validate", "--structured", "--output-format", "json", "--show-summary", "none"}

func (b *guardBatch) run(ctx context.Context, binary string) (map[*template][]Finding, error) {
	findings := map[*template][]Finding{}
	if len(b.rules) == 0 {
		for _, t := range b.templates {
			findings[t] = []Finding{}
		}
		return findings, nil
	}
	args := slices.Clone(guardFlags)
	for _, rule := range b.rules {
		args = append(args, "--rules", rule)
	}
	waiting := map[string]*template{} // by the name that cfn-guard will use
	for _, t := range b.templates {
		path, err := filepath.Abs(t.guarded())
		if err == nil {
			path, err = filepath.EvalSymlinks(path)
		}
		if err != nil {
			return nil, err
		}
		waiting[path] = t
		args = append(args, "--data", path)
	}
	stdout, stderr, status, err := run(ctx, nil, func([]byte) {}, binary, args...)
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
	broken := 0
	for _, report := range reports {
		t := waiting[report.Name]
		if t == nil {
			return nil, fmt.Errorf("it reports on %q, which it was not given, or twice", report.Name)
		}
		delete(waiting, report.Name)
		// A file holds one rule at least.
		if n := len(report.NotCompliant) + len(report.NotApplicable) + len(report.Compliant); n < len(b.rules) {
			return nil, fmt.Errorf("it evaluated %d rules of %d files on %s", n, len(b.rules), t.stack.Path)
		}
		findings[t] = report.findings()
		broken += len(findings[t])
	}
	for path := range waiting {
		return nil, fmt.Errorf("it did not check %s", path)
	}
	if status == violations && broken == 0 {
		return nil, errors.New("its exit status says that there are violations, but it lists none")
	}
	return findings, nil
}
