package verify

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"bulkhead/assembly"
)

// Options say what to verify and how strictly.
type Options struct {
	Dirs           []string                         // cloud assemblies, or any directories of templates
	Waivers        *Waivers                         // nil waives nothing
	RequireCfnLint bool                             // its absence is an error instead of a skipped line
	Known          func(*assembly.Stack) bool       // tells what need not be verified again; may be nil
	Progress       func(format string, args ...any) // told what starts and what is done; may be nil
}

// Report is what all tools found together.
type Report struct {
	Tools    []Tool    // in the order of the table
	Findings []Finding // sorted, waived ones included
	// UnusedWaivers are complaints about waivers that match no finding. A list that serves several configurations has some
	// in each of them.
	UnusedWaivers []string
}

// Clean tells whether nothing is left to mend.
func (r Report) Clean() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return !f.Waived })
}

// Tool is what became of one verifier.
type Tool struct {
	Name      string
	Templates int           // how many it has really checked
	Skipped   string        // why it did not run, "" when it did
	Elapsed   time.Duration // wall time, with the others running and taking turns
}

// Run verifies the templates below the directories with every tool at once. It
// fails when there are no templates or when a tool did not do its work; findings
// and unused waivers are not a failure of Run.
func Run(ctx context.Context, options Options) (Report, error) {
	progress := options.Progress
	if progress == nil {
		progress = func(string, ...any) {}
	}
	all, unknown := &assembly.Assembly{}, &assembly.Assembly{}
	var assemblies []*assembly.Assembly
	for _, dir := range options.Dirs {
		a, err := assembly.Load(dir)
		if err != nil {
			return Report{}, err
		}
		assemblies = append(assemblies, a)
		all.Stacks = append(all.Stacks, a.Stacks...)
	}
	if len(assemblies) == 1 {
		all.Dir, unknown.Dir = assemblies[0].Dir, assemblies[0].Dir // findings are relative to it
	}
	unknown.Stacks = all.Stacks
	if options.Known != nil {
		unknown.Stacks = slices.DeleteFunc(slices.Clone(all.Stacks), options.Known)
	}
	verifiers := []verifier{
		{cloudFormationValidate, runCloudFormationValidate},
		{cfnGuard, runCfnGuard},
		{cfnLint, func(ctx context.Context, a *assembly.Assembly) (result, error) {
			return runCfnLint(ctx, a, options.RequireCfnLint)
		}},
		{cdkNag, func(ctx context.Context, _ *assembly.Assembly) (result, error) {
			return runCdkNagOnEach(ctx, assemblies)
		}},
	}
	results := make([]result, len(verifiers))
	report := Report{Tools: make([]Tool, len(verifiers))}
	group, ctx := errgroup.WithContext(ctx) // the first fault stops the others
	for i, v := range verifiers {
		a := unknown
		if v.name == cdkNag { // which has its reports already
			a = all
		}
		group.Go(func() error {
			progress("%s: checking %d templates", v.name, len(a.Stacks))
			start := time.Now()
			r, err := v.run(ctx, a)
			if err == nil && r.skipped == "" && r.templates != len(a.Stacks) {
				err = fmt.Errorf("it checked %d of %d templates", r.templates, len(a.Stacks))
			}
			if err != nil {
				return fmt.Errorf("%s: %w", v.name, err)
			}
			elapsed := time.Since(start)
			results[i] = r
			report.Tools[i] = Tool{v.name, r.templates, r.skipped, elapsed}
			if r.skipped != "" {
				progress("%s: %s", v.name, r.skipped)
			} else {
				progress("%s: done in %.1f s", v.name, elapsed.Seconds())
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return Report{}, err
	}
	for _, r := range results {
		report.Findings = append(report.Findings, r.findings...)
	}
	report.Findings = order(report.Findings)
	options.Waivers.apply(&report)
	return report, nil
}

// verifier is a tool: its name in the report, and how to run it.
type verifier struct {
	name string
	run  func(context.Context, *assembly.Assembly) (result, error)
}

// result is what one tool has to say.
type result struct {
	templates int    // checked, by the tool's own account
	skipped   string // why the tool did not run
	findings  []Finding
}

// tierOf is what the metadata of a template says of its environment: Metadata: {Tier: development}.
func tierOf(stack *assembly.Stack) string {
	metadata, _ := stack.Template["Metadata"].(map[string]any)
	tier, _ := metadata["Tier"].(string)
	return tier
}

// finding starts the finding of a tool against a resource of a stack.
func finding(a *assembly.Assembly, stack *assembly.Stack, tool, rule, resource string) Finding {
	template, err := filepath.Rel(a.Dir, stack.Path)
	if err != nil {
		template = stack.Path
	}
	if resource == "" {
		resource = "Template"
	}
	return Finding{
		Tool: tool, Rule: rule, Severity: Error,
		Stack: stack.ID, Template: filepath.ToSlash(template), Resource: resource, tier: tierOf(stack),
	}
}
