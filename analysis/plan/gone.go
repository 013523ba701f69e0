package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// gone tells of stacks that nothing updates any more.
func (p *Plan) gone(r *run, after *Cloud) {
	var all []*deployed
	for at, stack := range r.base {
		if !r.done[at] {
			all = append(all, stack)
		}
	}
	slices.SortFunc(all, func(a, b *deployed) int { return cmp.Compare(a.ID, b.ID) })
	moved := map[string]bool{} // stages, a standby's foundation with it
	for _, stack := range all {
		p.Gone = append(p.Gone, Stack{ID: stack.ID, Account: stack.Account, Region: stack.Region})
		f := Finding{
			Name: stack.ID, Kind: KindGone, Severity: Note, Account: stack.Account, Stack: stack.ID,
			Reason: "the app has this stack no longer; it stays deployed, with all that it holds and imports",
			Way:    "bulkhead prune lists what can go, and deletes it after confirmation",
		}
		elsewhere, stage := after.Assembly.Stack(stack.ID), strings.TrimSuffix(stack.Stage, "-foundation")
		switch {
		case elsewhere != nil && !moved[stage] && stack.holds():
			moved[stage] = true
			f.Severity = State
			f.Reason = fmt.Sprintf("%s is made anew in account %s, %s, with stores that are empty or copies; in account %s, %s, "+
				"all of it stays deployed without the app", stage, elsewhere.Account, elsewhere.Region, stack.Account, stack.Region)
			f.Way = "make another environment beside it, move the data, and then remove this one; a standby is taken out and pruned " +
				"before there is another: docs/operate/removing.md"
		case r.dangles(stack):
			f.Severity = State
			f.Reason = "the app has this stack no longer, and this deployment takes the role away that takes its NS record out of " +
				"the parent zone: the name leads on to name servers that are nobody's"
			f.Way = "before you deploy this, bulkhead prune --stage " + stack.Stage + ": docs/operate/removing.md"
		}
		p.Findings = append(p.Findings, f)
	}
}

// holds tells whether there are data or identity in a stack.
func (d *deployed) holds() bool {
	for _, i := range d.resources {
		if isStateful(i) {
			return true
		}
	}
	return false
}

// dangles tells whether a stack has a name in a parent zone by a role that was deployed, and is no more.
func (r *run) dangles(stack *deployed) bool {
	for _, i := range stack.resources {
		role := text(i.properties["AssumeRoleArn"])
		if i.Type != "Custom::CrossAccountZoneDelegation" || role == "" {
			continue
		}
		had, has := false, false
		for at, now := range r.world.stacks {
			had = had || r.base[at] != nil && r.base[at].hasRole(role)
			has = has || r.done[at] && now.hasRole(role)
		}
		if had && !has {
			return true
		}
	}
	return false
}

func (d *deployed) hasRole(arn string) bool {
	for _, i := range d.resources {
		name := i.name()
		if i.Type == "AWS::IAM::Role" && name != "" && arn == "arn:aws:iam::"+d.Account+":role/"+name {
			return true
		}
	}
	return false
}
