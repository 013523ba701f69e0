// Package plan tells what a change will do before anybody deploys it. It compares two cloud assemblies, what is
// deployed and what will be, as CloudFormation does: stack by stack, in the order of the deployment, with what is
// deployed elsewhere at that moment. It finds what AWS would refuse, which data is at risk, and what is interrupted.
//
// It knows templates, the specification of CloudFormation and rules with a source each. It never calls AWS, and nothing
// of terminals.
package plan

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"bulkhead/internal/spec"
)

// Options decide what a plan accepts.
type Options struct {
	Allow []string // names of findings that are accepted
	Kept  []Kept   // names that exist in accounts, though no stack of the base has them
}

// Kept is a name in an account that a resource was left behind under, or that somebody made by hand.
type Kept struct {
	Account string `json:"account"`
	Region  string `json:"region"`
	Type    string `json:"type"` // of the resource, such as AWS::Logs::LogGroup
	Name    string `json:"name"` // or what else it holds, such as the service of a service-linked role
}

// Plan is what a change does.
type Plan struct {
	Base          string    `json:"base"`
	Head          string    `json:"head"`
	Specification string    `json:"specification"` // of CloudFormation, its version
	Stacks        []Stack   `json:"stacks"`        // that change, in the order of the deployment
	Gone          []Stack   `json:"gone"`          // that the app has no longer; they stay deployed
	Findings      []Finding `json:"findings"`      // by account
	Patches       []Patch   `json:"patches"`       // of the head
	Limits        []string  `json:"limits"`        // what the plan cannot know
	Unknown       []string  `json:"unknown"`       // names that were allowed, and that no finding has
}

// Stack is a stack that the change concerns.
type Stack struct {
	ID        string     `json:"id"`
	Account   string     `json:"account"`
	Region    string     `json:"region"`
	Wave      string     `json:"wave"`
	New       bool       `json:"new"`
	Resources []Resource `json:"resources"` // that change
}

// Resource is a resource that the change concerns.
type Resource struct {
	ID          string       `json:"id"`
	Type        string       `json:"type"`
	Action      Action       `json:"action"`
	Differences []Difference `json:"differences"`
	Causes      []Cause      `json:"causes"` // the lines of the configuration that changed it; none: code or CDK did
	Unsure      bool         `json:"unsure"` // without causes: one of many lines may have, and nothing tells which
}

// Severity tells what a finding asks of an operator.
type Severity string

// The severities, from the heaviest to the lightest.
const (
	Refused Severity = "refused" // AWS would refuse it
	State   Severity = "state"   // data or identity would be lost
	Note    Severity = "note"    // good to know before it happens
)

func (s Severity) rank() int { return slices.Index([]Severity{Refused, State, Note}, s) }

// Finding is something about a change that an operator has to know.
type Finding struct {
	Name     string   `json:"name"` // for --allow
	Kind     Kind     `json:"kind"`
	Severity Severity `json:"severity"`
	Account  string   `json:"account"`
	Stack    string   `json:"stack"`
	Resource string   `json:"resource"` // its logical id; empty for the stack as a whole
	Type     string   `json:"type"`
	Reason   string   `json:"reason"`
	Way      string   `json:"way"` // what to do
	Allowed  bool     `json:"allowed"`
}

// Kind groups findings.
type Kind string

// The kinds of findings.
const (
	KindExport       Kind = "export"       // values that stacks import from others
	KindName         Kind = "name"         // names of resources
	KindConflict     Kind = "conflict"     // what only one resource can hold
	KindTogether     Kind = "together"     // what cannot change in one update
	KindOneWay       Kind = "one-way"      // what only grows
	KindType         Kind = "type"         // another type under one logical id
	KindLimit        Kind = "limit"        // limits of a stack
	KindState        Kind = "state"        // data or identity
	KindBlocked      Kind = "blocked"      // what cannot be deleted
	KindInterruption Kind = "interruption" // what restarts, fails over or is away
	KindAccess       Kind = "access"       // who may do what, from where
	KindRelease      Kind = "release"      // who decides which image runs
	KindTakeover     Kind = "takeover"     // what exists becomes part of a stack
	KindGone         Kind = "gone"         // stacks that the app has no longer
	KindUnknown      Kind = "unknown"      // what the plan does not know
)

// Worries tells whether AWS would refuse something, or data would be lost, that is not allowed by name.
func (p *Plan) Worries() bool {
	return slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Severity != Note && !f.Allowed })
}

// Compare returns what deploying the cloud assembly in head does where the one in base is deployed.
func Compare(base, head string, o Options) (*Plan, error) {
	before, err := Read(base)
	if err != nil {
		return nil, err
	}
	after, err := Read(head)
	if err != nil {
		return nil, err
	}
	return Between(before, after, o), nil
}

// Between returns what deploying a cloud assembly does where another one is deployed.
func Between(before, after *Cloud, o Options) *Plan {
	p := &Plan{
		Base: before.Dir, Head: after.Dir, Specification: spec.Version(),
		Patches: patchesOf(after.index), Limits: limits(before, after),
	}
	r := newRun(before, o.Kept)
	changed := changedLeaves(before.index, after.index)
	steps := order(after.Assembly, after.index.Waves)
	for _, s := range steps {
		r.world.planned[s.at] = true
	}
	for _, s := range steps {
		u := r.update(s)
		u.base, u.head, u.lines = before.index, after.index, changed
		if stack, changes := report(s, u, changed); changes {
			p.Stacks = append(p.Stacks, stack)
		}
		for _, check := range checks {
			p.Findings = append(p.Findings, check(u)...)
		}
		r.finish(s, u)
	}
	p.gone(r, after)
	p.finish(o.Allow)
	return p
}

// checks are what is asked of every update, in the order in which it is told.
var checks = []func(*update) []Finding{
	checkTypes, checkExports, checkImports, checkNames, checkClaims, checkTargets, checkTogether, checkTables,
	checkOneWay, checkLocks, checkElsewhere, checkMembers, checkDatastores, checkMajor, checkLimits, checkInline,
	checkState, checkShorter, checkUploads,
	checkBlocked, checkSubnets, checkTakeovers, checkInterruption, checkProfiles, checkWeights, checkAccess,
	checkReleases, checkUnknown,
}

// run is a deployment, stack by stack.
type run struct {
	world *world
	base  map[place]*deployed // before the deployment
	done  map[place]bool
}

// newRun deploys the base, all of it.
func newRun(base *Cloud, kept []Kept) *run {
	w := newWorld()
	for _, s := range order(base.Assembly, base.index.Waves) {
		w.put(newUpdate(w, s.Stack).after)
	}
	r := &run{world: w, base: map[place]*deployed{}, done: map[place]bool{}}
	for at, stack := range w.stacks {
		r.base[at] = stack
	}
	w.kept = kept
	return r
}

// update is that of a step. Of a stack that is not certainly before it, the template of before counts, too.
func (r *run) update(s step) *update {
	u := newUpdate(r.world, s.Stack)
	u.is = func(other *deployed) bool {
		now := r.world.stacks[other.at] == other
		before := r.base[other.at] == other && !s.after(other.at)
		return other.at != s.at && (now || before)
	}
	return u
}

// finish has the update done.
func (r *run) finish(s step, u *update) {
	r.done[s.at] = true
	r.world.put(u.after)
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.action == Keep || f.action == Replace && f.oldStays() {
			r.world.orphans = append(r.world.orphans, f.old)
		}
	}
}

// finish sorts the findings, and marks those that are allowed.
func (p *Plan) finish(allow []string) {
	for _, name := range allow {
		if !slices.ContainsFunc(p.Findings, func(f Finding) bool { return allows(name, f) }) {
			p.Unknown = append(p.Unknown, name)
		}
	}
	for i := range p.Findings {
		f := &p.Findings[i]
		f.Allowed = slices.ContainsFunc(allow, func(name string) bool { return allows(name, *f) })
	}
	slices.SortStableFunc(p.Findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.Severity.rank(), b.Severity.rank()),
		)
	})
}

// allows tells whether a finding is allowed by a name, or by a pattern of path.Match such as prod/*/FunctionLogs*.
func allows(name string, f Finding) bool {
	matches, err := path.Match(name, f.Name)
	return f.Name == name || err == nil && matches
}

// Routine tells whether there is nothing to do about a finding but to know it.
func (f Finding) Routine() bool {
	toDo := f.Kind == KindGone || f.Kind == KindTakeover || f.Kind == KindInterruption && f.Way != anyTime
	return f.Severity == Note && !toDo
}

// finding begins a finding about a resource of an update.
func (u *update) finding(severity Severity, kind Kind, id, reason, way string) Finding {
	f := Finding{
		Name: strings.TrimSuffix(u.next.ID+"/"+id, "/"), Kind: kind, Severity: severity,
		Account: u.next.Account, Stack: u.next.ID, Resource: id, Reason: reason, Way: way,
	}
	if fate := u.fates[id]; fate != nil {
		f.Type = cmp.Or(fate.new, fate.old).Type
	}
	return f
}
