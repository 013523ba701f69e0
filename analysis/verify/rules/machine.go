package rules

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// machines looks for state machines that go on to a state that is missing, or cannot go on.
func (c *check) machines(stack *assembly.Stack) {
	for _, r := range stack.Resources {
		if r.Type != "AWS::StepFunctions::StateMachine" && r.Type != "AWS::Serverless::StateMachine" {
			continue
		}
		definition, path := r.Get("Definition"), "Properties.Definition"
		if definition == nil {
			path = "Properties.DefinitionString"
			var known bool
			if definition, known = parsed(stack, r.Get("DefinitionString")); !known {
				continue
			}
		}
		m := machine{}
		if states, isMap := definition.(map[string]any); isMap {
			m.states(states, "")
		} else {
			m.complain("", "it is no state machine: it has no States")
		}
		for _, complaint := range m.complaints {
			c.fault(on(r, "state-machine", path+complaint[0], complaint[1]))
		}
	}
}

// parsed reads a definition that is a text, and tells whether enough of it is known. What is substituted in a text
// stays as it is; where it stands for a number or more, nothing can be told.
func parsed(stack *assembly.Stack, value any) (any, bool) {
	if value == nil {
		return nil, false
	}
	whole := reader{stack: stack}.read(value)
	written := unknownParts.ReplaceAllString(whole.text, mark)
	written = placeholder.ReplaceAllString(written, mark)
	var definition any
	if json.Unmarshal([]byte(written), &definition) == nil {
		return definition, true
	}
	if whole.exact && !strings.Contains(written, mark) {
		return nil, strings.TrimSpace(written) != ""
	}
	return nil, false
}

// mark stands for what is not known of a text.
const mark = "\u2026"

// machine collects what is wrong with a state machine: places and messages.
type machine struct{ complaints [][2]string }

func (m *machine) complain(at, format string, args ...any) {
	m.complaints = append(m.complaints, [2]string{at, fmt.Sprintf(format, args...)})
}

// states judges a state machine, or one within a state.
func (m *machine) states(definition map[string]any, at string) {
	states, isMap := definition["States"].(map[string]any)
	if !isMap || len(states) == 0 {
		if !computed(definition) {
			m.complain(at, "it has no States")
		}
		return
	}
	if computed(states) {
		return
	}
	start, isText := definition["StartAt"].(string)
	switch {
	case definition["StartAt"] == nil:
		m.complain(at, "it has no StartAt")
	case isText:
		m.leads(states, start, at+".StartAt")
	}
	for _, name := range slices.Sorted(maps.Keys(states)) {
		state, isMap := states[name].(map[string]any)
		if !isMap || computed(state) {
			continue
		}
		m.state(states, state, at+".States."+name)
	}
}

// state judges one state: where it goes on to, and that it does.
func (m *machine) state(states, state map[string]any, at string) {
	for _, key := range []string{"Next", "Default"} {
		if next, isText := state[key].(string); isText {
			m.leads(states, next, at+"."+key)
		}
	}
	for _, key := range []string{"Choices", "Catch"} {
		list, _ := state[key].([]any)
		for i, item := range list {
			if next, isText := assembly.At(item, "Next").(string); isText {
				m.leads(states, next, fmt.Sprintf("%s.%s.%d.Next", at, key, i))
			}
		}
	}
	switch state["Type"] {
	case "Task", "Pass", "Wait", "Parallel", "Map":
		_, next := state["Next"]
		_, end := state["End"]
		if !next && !end {
			m.complain(at, "it has neither Next nor End")
		}
	}
	branches, _ := state["Branches"].([]any)
	for i, branch := range branches {
		if inner, isMap := branch.(map[string]any); isMap {
			m.states(inner, fmt.Sprintf("%s.Branches.%d", at, i))
		}
	}
	for _, key := range []string{"Iterator", "ItemProcessor"} {
		if inner, isMap := state[key].(map[string]any); isMap {
			m.states(inner, at+"."+key)
		}
	}
}

// leads demands that a state exists.
func (m *machine) leads(states map[string]any, name, at string) {
	if _, exists := states[name]; exists || strings.Contains(name, mark) || strings.Contains(name, "${") {
		return
	}
	for other := range states {
		if strings.Contains(other, mark) || strings.Contains(other, "${") {
			return
		}
	}
	m.complain(at, "there is no state called %s", name)
}

// computed tells whether CloudFormation makes a map of something else.
func computed(m map[string]any) bool {
	for key := range m {
		if strings.HasPrefix(key, "Fn::") || key == "Ref" {
			return true
		}
	}
	return false
}
