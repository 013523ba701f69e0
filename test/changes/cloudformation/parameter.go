package cloudformation

import "maps"

// valueOfParameter is the type of a template's parameter whose value is in Parameter Store.
const valueOfParameter = "AWS::SSM::Parameter::Value<String>"

// releaseID is what templates call the parameter that says which image runs.
const releaseID = "Release"

// bootstrapped is what the account was bootstrapped with.
const bootstrapped = "30"

// Parameter returns the value of a parameter of Parameter Store, or nothing.
func (w *World) Parameter(p Place, name string) string { return w.parameters[keyOf(p, name)] }

// put changes a parameter, or makes it.
func (w *World) put(p Place, name, value string) { w.parameters[keyOf(p, name)] = value }

// values are what the parameters of a template hold now, by their names in it. One that is not there is named.
func (w *World) values(t *Template) (values map[string]string, missing string) {
	values = map[string]string{}
	for id, body := range asMap(t.sections["Parameters"]) {
		if asMap(body)["Type"] != valueOfParameter {
			continue
		}
		if id == "BootstrapVersion" {
			values[id] = bootstrapped
			continue
		}
		name := asString(asMap(body)["Default"])
		if values[id] = w.Parameter(t.Place, name); values[id] == "" {
			missing = name
		}
	}
	return values, missing
}

// makeParameter is what lambda/release does: it makes a parameter that is not there. Nothing undoes that.
func (w *World) makeParameter(p *Physical) {
	name := text(p.Properties["Parameter"])
	if p.Type == "Custom::Release" && w.Parameter(p.Place, name) == "" {
		w.put(p.Place, name, text(p.Properties["First"]))
	}
}

// Tag returns the tag of the image that a stack has been deployed with, or nothing.
func (s *Stack) Tag() string { return s.values[releaseID] }

// ChangeSet is a deployment that is prepared: the values of parameters are those of when it was made.
type ChangeSet struct {
	template *Template
	values   map[string]string
	of       *Stack
}

// NewChangeSet prepares the deployment of a template.
func (w *World) NewChangeSet(t *Template) ChangeSet {
	values, _ := w.values(t)
	return ChangeSet{t, values, w.stacks[keyOf(t.Place, t.Name)]}
}

// Execute does what a change set says, unless the stack has been changed since.
func (w *World) Execute(c ChangeSet) Result {
	if w.stacks[keyOf(c.template.Place, c.template.Name)] != c.of {
		return refusal(Stuck, c.template.ID, "another update has made the change set obsolete")
	}
	return w.deploy(c.template, c.values)
}

// Release does what the state machine of releases does: it moves the parameter, has CloudFormation deploy the template
// that is there, and takes the parameter back where that does not succeed.
func (w *World) Release(stack, tag string) Result {
	s := w.Stack(stack)
	if s == nil || s.Tag() == "" {
		return refusal(Invalid, stack, "there is no such stack, or releases do not decide what it runs")
	}
	if s.Status == InProgress || s.Status == RolledBack || s.Status == DeleteFailed {
		return refusal(Stuck, stack, "its status is "+string(s.Status))
	}
	name, runs := asString(asMap(asMap(s.template.sections["Parameters"])[releaseID])["Default"]), s.Tag()
	w.put(s.Place, name, tag)
	result := w.Deploy(s.template)
	if len(result.Refused) > 0 {
		w.put(s.Place, name, runs)
	}
	return result
}

// Meanwhile has something happen once, while the stack is being created or updated.
func (w *World) Meanwhile(stack string, happens func()) { w.meanwhile[stack] = happens }

func refusal(f Finding, stack, reason string) Result {
	return Result{Refused: []Problem{{Finding: f, Stack: stack, Reason: reason}}}
}

// sameValues tells whether parameters hold what a stack was deployed with.
func (s *Stack) sameValues(values map[string]string) bool { return maps.Equal(s.values, values) }

// Image returns the image of the first container that a service's stack runs.
func (w *World) Image(stack string) string {
	for _, p := range w.Stack(stack).resources {
		if containers, _ := p.Properties["ContainerDefinitions"].([]any); len(containers) > 0 {
			return text(asMap(containers[0])["Image"])
		}
	}
	return ""
}

// Service returns what the service of a stack was last told.
func (w *World) Service(stack string) map[string]any {
	for _, p := range w.Stack(stack).resources {
		if p.Type == "AWS::ECS::Service" {
			return p.Properties
		}
	}
	return nil
}

// Deployed tells whether a stack has this template.
func (w *World) Deployed(t *Template) bool {
	s := w.stacks[keyOf(t.Place, t.Name)]
	return s != nil && s.template.text == t.text
}
