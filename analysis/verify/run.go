package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"bulkhead/assembly"
	"bulkhead/internal/cache"

	"golang.org/x/sync/errgroup"
)

// Options say what to verify and how strictly.
type Options struct {
	Dir            string       // a cloud assembly, any directory of templates, or one template
	Waivers        *Waivers     // nil waives nothing
	RequireCfnLint bool         // its absence is an error instead of a skipped line
	Cache          *cache.Cache // keeps what was found: what is unchanged is not verified again; nil keeps nothing
	Limits         Limits       // of a tool, for one template
	Progress       Progress     // may be nil
}

// Report is what all tools found together.
type Report struct {
	Dir       string             // what the names of templates are relative to
	Templates []string           // all, those that cannot be read included, sorted
	Tools     []Tool             // in the order of the table
	Findings  []Finding          // sorted, waived and refuted ones included
	Needs     []Need             // what a deployment has to bring along, by template
	Skipped   []assembly.Skipped // what was not taken for a template
	// UnusedWaivers are complaints about waivers that match no finding. A list that serves several configurations has
	// some in each of them.
	UnusedWaivers []string
}

// Clean tells whether nothing is left to mend.
func (r Report) Clean() bool { return !r.Fails(Classes) }

// Fails tells whether something of these classes is left to mend, or a tool did not work at all.
func (r Report) Fails(classes []string) bool {
	left := func(f Finding) bool { return f.Open() && slices.Contains(classes, f.Class) }
	return slices.ContainsFunc(r.Findings, left) || slices.ContainsFunc(r.Tools, func(t Tool) bool { return t.Failed })
}

// Tool is what became of one verifier.
type Tool struct {
	Name      string
	Templates int           // how many it has really checked, now or before
	Kept      int           // how many of these before
	Skipped   string        // why it did not run, "" when it did
	Failed    bool          // it checked nothing at all: findings say why
	Elapsed   time.Duration // wall time until it was done, with the others running and taking turns
}

// Run verifies the templates below the directory with every tool. It fails when
// there are no templates, or a tool is missing; findings, tools that could not do their work, which are findings, and
// unused waivers are not a failure of Run.
func Run(ctx context.Context, options Options) (Report, error) {
	if options.Progress == nil {
		options.Progress = func(string, ...any) {}
	}
	options.Limits = options.Limits.completed()
	found, err := assembly.Find(options.Dir)
	if err != nil {
		return Report{}, err
	}
	if len(found.Stacks)+len(found.Broken) == 0 {
		return Report{}, noTemplate(options.Dir, found.Skipped)
	}
	templates, err := readTemplates(found.Stacks)
	if err != nil {
		return Report{}, err
	}
	r := &runner{Options: options, assembly: &found.Assembly, templates: templates, start: time.Now()}
	defer r.copies.remove()
	r.report.Dir, r.report.Skipped = found.Dir, found.Skipped
	for _, t := range templates {
		r.report.Templates = append(r.report.Templates, Finding{}.on(r.assembly, t.stack).Template)
	}
	if err := r.prepare(found.Broken); err != nil {
		return Report{}, err
	}
	report, err := r.run(ctx)
	if err != nil {
		return Report{}, err
	}
	refute(report.Findings, templates, report.Tools)
	report.Findings = order(report.Findings)
	slices.Sort(report.Templates)
	options.Waivers.apply(&report)
	return report, nil
}

// noTemplate is the error of a directory without templates. It names what looked most like one.
func noTemplate(dir string, skipped []assembly.Skipped) error {
	text := ""
	for i, s := range skipped {
		if i == 5 {
			text += fmt.Sprintf("\n  and %d more", len(skipped)-i)
			break
		}
		text += fmt.Sprintf("\n  skipped %q: %s", s.Path, s.Reason)
	}
	return fmt.Errorf("there is no CloudFormation template below %s; synthesize first, or name the directory of the templates%s",
		dir, text)
}

// runner is a run, and what it has found so far.
type runner struct {
	Options
	assembly  *assembly.Assembly
	templates []*template
	start     time.Time
	copies    copies
	attempts  []*attempts

	mutex  sync.Mutex // over what follows
	report Report
	judged time.Duration // what our own rules took
	put    bool          // whether something was kept
	unkept error         // why something was not
}

func (r *runner) run(ctx context.Context) (Report, error) {
	tools := make([]tool, 3)
	for i, find := range []func() (tool, error){
		newCloudFormationValidate, newCfnGuard, func() (tool, error) { return newCfnLint(r.RequireCfnLint) },
	} {
		var err error
		// A tool that is missing is missed, even when it would have nothing to do.
		if tools[i], err = find(); err != nil {
			return Report{}, fmt.Errorf("%s: %w", toolNames[i], err)
		}
	}
	r.report.Tools = make([]Tool, len(tools))
	r.attempts = make([]*attempts, len(tools))

	// What a tool is made of is told from many files, so all do it at once.
	assignments := make([][]assignment, len(tools))
	var group errgroup.Group
	group.Go(func() error {
		r.judge()
		return nil
	})
	for i, t := range tools {
		group.Go(func() error {
			r.attempts[i] = &attempts{tool: t, limits: r.Limits}
			assignments[i] = r.assign(r.attempts[i], &r.report.Tools[i])
			return nil
		})
	}
	nag, err := runCdkNag(r.assembly)
	if err != nil {
		err = fmt.Errorf("%s: %w", cdkNag, err)
	}
	nagged := Tool{Name: cdkNag, Templates: nag.templates, Skipped: nag.skipped, Elapsed: time.Since(r.start)}
	group.Wait()
	if err == nil {
		err = work(ctx, slices.Concat(assignments...))
	}
	if err != nil {
		return Report{}, err
	}
	for i, a := range r.attempts {
		r.report.Tools[i].Failed = a.broken()
	}
	r.report.Tools = append(r.report.Tools, Tool{Name: own, Templates: len(r.templates), Elapsed: r.judged}, nagged)
	r.report.Findings = append(r.report.Findings, nag.findings...)
	if r.unkept == nil && r.put {
		r.unkept = r.Cache.Trim()
	}
	if r.unkept != nil {
		r.Progress("what was found could not be kept for the next time: %v", r.unkept)
	}
	return r.report, nil
}

// assign finds out what a tool has to do: what it found on the other templates before, it would find again.
func (r *runner) assign(a *attempts, told *Tool) []assignment {
	t := a.tool
	told.Name, told.Skipped = t.name, t.skipped
	if t.skipped != "" {
		r.Progress("%s: %s", t.name, t.skipped)
		return nil
	}
	kept, err := remember(r.Cache, t, r.start)
	if err != nil {
		r.Progress("%s: nothing is kept of what it finds, because its version cannot be told: %v", t.name, err)
	}
	var unknown []*template
	for _, template := range r.templates {
		if why := template.hidden.from(t.name); why != "" {
			r.found(template, []Finding{unseen(t.name, why)})
		}
		findings, found := kept.recall(template)
		if !found {
			unknown = append(unknown, template)
			continue
		}
		told.Kept++
		told.Templates++
		r.found(template, findings)
	}
	if len(unknown) == 0 {
		r.Progress("%s: %d templates, all as before", t.name, told.Kept)
		return nil
	}
	r.Progress("%s: checking %d of %d templates", t.name, len(unknown), len(r.templates))
	count := &counter{tool: t.name, total: len(unknown), every: tellEvery, progress: r.Progress, told: time.Now()}
	var assignments []assignment
	for _, j := range t.jobs(unknown) {
		once := j
		j.run = func(ctx context.Context, seen func()) (map[*template][]Finding, error) {
			return a.run(ctx, once, seen)
		}
		assignments = append(assignments, assignment{j, t.name, count.add, func(findings map[*template][]Finding) {
			r.done(kept, told, findings)
		}})
	}
	return assignments
}

// done receives what a job of a tool has found.
func (r *runner) done(kept *memory, told *Tool, findings map[*template][]Finding) {
	var unkept error
	checked := len(findings)
	for template, found := range findings {
		unkept = errors.Join(unkept, kept.keep(template, found))
		r.found(template, found)
		if slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == notSeen }) {
			checked--
		}
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.put, r.unkept = r.put || kept != nil, cmp.Or(r.unkept, unkept)
	told.Templates += checked
	told.Elapsed = time.Since(r.start)
	if told.Templates == len(r.templates) {
		r.Progress("%s: done after %.1f s", told.Name, told.Elapsed.Seconds())
	}
}

// tellEvery is how often a tool tells how far it is.
const tellEvery = 10 * time.Second

// found adds findings on a template to the report.
func (r *runner) found(t *template, findings []Finding) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, f := range findings {
		r.report.Findings = append(r.report.Findings, t.original(f).on(r.assembly, t.stack))
	}
}

// result is what CDK Nag has to say.
type result struct {
	templates int    // checked, by its own account
	skipped   string // why there is nothing
	findings  []Finding
}

// tierOf is what the metadata of a template says of its environment: Metadata: {Tier: development}.
func tierOf(stack *assembly.Stack) string {
	metadata, _ := stack.Template["Metadata"].(map[string]any)
	tier, _ := metadata["Tier"].(string)
	return tier
}

// finding starts the finding of a tool against a resource.
func finding(tool, rule, resource string) Finding {
	if resource == "" {
		resource = "Template"
	}
	return Finding{Tool: tool, Rule: rule, Severity: Error, Resource: resource}
}

// on returns the finding with its place.
func (f Finding) on(a *assembly.Assembly, stack *assembly.Stack) Finding {
	template, err := filepath.Rel(a.Dir, stack.Path)
	if err != nil {
		template = stack.Path
	}
	f.Stack, f.Template, f.tier = stack.ID, filepath.ToSlash(template), tierOf(stack)
	return f
}
