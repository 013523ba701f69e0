package cloudformation

import (
	"fmt"
	"maps"
	"slices"
)

// Limits of a stack; see Sources.
const (
	mostResources  = 500
	mostOutputs    = 200
	mostParameters = 200
	mostBytes      = 1_000_000
)

// check is what CloudFormation judges before it touches anything.
func (o *operation) check(t *Template) bool {
	problem := func(f Finding, id, typ, reason string) {
		o.result.Refused = append(o.result.Refused, Problem{f, t.ID, id, typ, reason})
	}
	for _, limit := range []struct {
		what      string
		has, most int
	}{
		{"resources", len(t.resources), mostResources},
		{"outputs", len(asMap(t.sections["Outputs"])), mostOutputs},
		{"parameters", len(asMap(t.sections["Parameters"])), mostParameters},
		{"bytes", len(t.text), mostBytes},
	} {
		if limit.has > limit.most {
			problem(Limit, "", "", fmt.Sprintf("%d %s, and %d are the most", limit.has, limit.what, limit.most))
		}
	}
	if len(t.resources) == 0 {
		problem(Invalid, "", "", "a stack has at least one resource")
	}
	for _, id := range slices.Sorted(maps.Keys(t.resources)) {
		if existing := o.stack.resources[id]; existing != nil && existing.Type != t.resources[id].typ {
			problem(TypeChange, id, t.resources[id].typ, "was "+existing.Type)
		}
	}
	o.checkRules(t, problem)
	o.checkNames(t, problem)
	return len(o.result.Refused) == 0
}

// checkRules judges the rules of the template, whose assertions are about parameters.
func (o *operation) checkRules(t *Template, problem func(Finding, string, string, string)) {
	for name, rule := range asMap(t.sections["Rules"]) {
		assertions, _ := asMap(rule)["Assertions"].([]any)
		for _, assertion := range assertions {
			holds, err := o.scope.judge(asMap(assertion)["Assert"])
			if err != nil || holds != true {
				problem(Invalid, name, "rule", fmt.Sprint(asMap(assertion)["AssertDescription"], err))
			}
		}
	}
}

// checkNames looks for literal names of new resources that something else has.
func (o *operation) checkNames(t *Template, problem func(Finding, string, string, string)) {
	for _, id := range t.order {
		r := t.resources[id]
		kind := kinds[r.typ]
		if kind.Name == nil || kind.Name.Within != "" || o.stack.resources[id] != nil || r.condition != "" {
			continue
		}
		if _, literal := r.properties[kind.Name.Property].(string); !literal {
			continue
		}
		p := &Physical{Place: t.Place, Stack: t.ID, LogicalID: id, Type: r.typ, Properties: map[string]any{
			kind.Name.Property: r.properties[kind.Name.Property],
		}}
		claims, err := claimsOf(p)
		p.claims = claims
		if err != nil {
			problem(Invalid, id, r.typ, err.Error())
			continue
		}
		for _, c := range claims {
			if c.finding != NameTaken {
				continue
			}
			taken := o.takenOver(r, p)
			for _, holder := range o.world.holders(p, c) {
				if holder == taken {
					continue
				}
				problem(NameTaken, id, r.typ, c.what+" is taken by "+holder.String()+orphaned(holder))
			}
		}
	}
}
