package parity

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// moves is what a state machine's definition says, without how its states are put: those of branches are beside the
// others, each step is one field, and the order of the steps is a text for each mode.
func moves(definition any) any {
	var m map[string]any
	if json.Unmarshal([]byte(text(definition)), &m) != nil {
		return definition
	}
	states := map[string]any{}
	gather(states, m["States"], nil)
	order := map[string]any{}
	for _, choice := range assembly.List(assembly.At(states["mode"], "Choices")) {
		mode := text(assembly.At(choice, "StringEquals"))
		reached := walk(states, text(assembly.At(choice, "Next")))
		order[mode] = reached + nextWave + unreached(states, mode+" ", strings.Fields(reached))
	}
	steps := map[string]any{}
	for name, state := range states {
		if ofPasswords(name[strings.LastIndex(name, " ")+1:]) || strings.Contains(name, " keep-password-") || strings.HasSuffix(name, " passwords") {
			continue
		}
		step, part := name, "do"
		for _, ending := range []string{" over", " wait", " end"} {
			if of, is := strings.CutSuffix(name, ending); is && states[of] != nil {
				step, part = of, ending[1:]
			}
		}
		fields, _ := steps[step].(map[string]any)
		if fields == nil {
			fields = map[string]any{}
		}
		if part = strings.TrimSpace(part); part != "end" && assembly.At(state, "Branches") == nil {
			fields[part] = onward(state)
			steps[step] = fields
		}
	}
	m["Order"], m["States"] = order, steps
	return m
}

// gather puts the states of branches beside the others. They catch what the state around them catches.
func gather(all map[string]any, states, catch any) {
	fields, _ := states.(map[string]any)
	for name, state := range fields {
		own := maps.Clone(asMap(state))
		if own["Type"] == "Task" && own["Catch"] == nil && catch != nil {
			own["Catch"] = catch
		}
		all[name] = own
		for _, branch := range assembly.List(own["Branches"]) {
			gather(all, assembly.At(branch, "States"), own["Catch"])
		}
	}
}

func asMap(value any) map[string]any {
	fields, _ := value.(map[string]any)
	return fields
}

// onward is a state whose choices, where all of them lead to the next step, do not say which one that is.
func onward(state any) any {
	fields := maps.Clone(asMap(state))
	choices := assembly.List(fields["Choices"])
	var same []any
	for _, choice := range choices {
		if assembly.At(choice, "Variable") != "$.progress.status" ||
			assembly.At(choice, "Next") != assembly.At(choices[0], "Next") {
			return state
		}
		one := maps.Clone(asMap(choice))
		one["Next"] = "the next step"
		same = append(same, one)
	}
	if len(same) > 0 {
		fields["Choices"] = same
	}
	return fields
}

// walk is the order of the steps from a state on: those between two signs go on side by side.
func walk(states map[string]any, at string) string {
	var waves []string
	for seen := map[string]bool{}; at != "" && !seen[at]; {
		seen[at] = true
		state := states[at]
		var wave []string
		for _, branch := range assembly.List(assembly.At(state, "Branches")) {
			wave = append(wave, strings.Fields(walk(states, text(assembly.At(branch, "StartAt"))))...)
		}
		if assembly.At(state, "Type") == "Task" {
			wave = []string{at[strings.LastIndex(at, " ")+1:]}
		}
		wave = slices.DeleteFunc(wave, ofPasswords)
		if len(wave) > 0 {
			slices.Sort(wave)
			waves = append(waves, strings.Join(wave, " "))
		}
		at = text(assembly.At(state, "Next"))
		for _, choice := range assembly.List(assembly.At(state, "Choices")) {
			if assembly.At(choice, "StringEquals") == "done" {
				at = text(assembly.At(choice, "Next"))
			}
		}
	}
	return strings.Join(waves, nextWave)
}

const nextWave = " > "

// ofPasswords tells whether a step keeps a password as it is, which only who leaves the primary does: the standby has
// replicas of its secrets.
func ofPasswords(step string) bool {
	return strings.HasPrefix(step, "keep-password-") || step == "passwords"
}

// unreached are the steps of a mode that are not in its order.
func unreached(states map[string]any, mode string, reached []string) string {
	var left []string
	for name, state := range states {
		step, isOfMode := strings.CutPrefix(name, mode)
		if isOfMode && assembly.At(state, "Type") == "Task" && !slices.Contains(reached, step) {
			left = append(left, step)
		}
	}
	slices.Sort(left)
	return strings.Join(left, " ")
}

// machineRules are about the state machines of the sides, each of which moves to its own.
var machineRules = []rule{
	{
		kind: Required, stack: "releases", typ: stateMachine, path: "DefinitionString.States.*.do.Result.copied",
		when: values("", "true"), reason: "images are pushed to the primary's region, and copied to the standby's",
	},
	{
		kind: Required, stack: "failover", typ: stateMachine, path: "DefinitionString.Comment",
		when: movesToIts, reason: toItself,
	},
	{
		kind: Required, stack: "failover", typ: stateMachine, path: "DefinitionString.States.*.do.Parameters.to",
		when: values("primary", "standby"), reason: toItself,
	},
	{
		kind:   Required,
		stack:  "failover",
		typ:    stateMachine,
		path:   "DefinitionString.Order.*",
		when:   inOrder,
		reason: "the standby's gate leads DNS, so that it closes later, and the side that becomes active is recorded first",
	},
}

const (
	stateMachine = "AWS::StepFunctions::StateMachine"
	toItself     = "each side's state machine moves to that side"
)

func movesToIts(s subject) bool {
	return strings.Replace(text(s.primary), " its primary side", " its standby side", 1) == text(s.standby)
}

// inOrder tells whether the steps that both state machines have are in the same order, but for those that are of the
// one side or of the other.
func inOrder(s subject) bool {
	p, q := waves(s.primary, s.comparison.primary.name, s.comparison.standby.name),
		waves(s.standby, s.comparison.standby.name, s.comparison.primary.name)
	closed, opened := slices.Index(p, closeGate), slices.Index(p, "open-gate")
	if closed < 0 || closed+1 != opened || len(q) < 2 || !slices.Contains(strings.Fields(q[1]), closeGate) {
		return false
	}
	p, q = common(p, q), common(q, p)
	return slices.Equal(p, q)
}

const closeGate = "close-gate"

// waves are the steps of an order, with the records called by whose they are.
func waves(order any, to, other string) []string {
	all := strings.Split(text(order), nextWave)
	for i, wave := range all {
		switch wave {
		case "record-" + to:
			all[i] = "record of the side"
		case "record-" + other:
			all[i] = "record of the other"
		}
	}
	return all
}

// common are the waves with no more than the steps that the others have, too, without the closing of the gate.
func common(waves, others []string) (all []string) {
	known := strings.Fields(strings.Join(others, " "))
	for _, wave := range waves {
		left := slices.DeleteFunc(strings.Fields(wave), func(step string) bool {
			return step == closeGate || !slices.Contains(known, step)
		})
		if len(left) > 0 {
			all = append(all, strings.Join(left, " "))
		}
	}
	return all
}
