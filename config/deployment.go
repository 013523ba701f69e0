package config

import (
	"cmp"
	"fmt"

	"bulkhead/internal/document"
)

// Deployment is how a new version replaces the old one. Whatever the strategy,
// it is rolled back when its tasks do not start or when its alarms fire; and it can be changed.
type Deployment struct {
	// Strategy is rolling (default): task by task; blue-green: a second set of tasks takes over all requests at
	// once; canary: it first gets a small share; or linear: its share grows in equal steps.
	Strategy Strategy `yaml:"strategy"`
	// MinHealthyPercent of the tasks stay up during a rolling deployment, 1 to 100 (default 100).
	MinHealthyPercent int `yaml:"minHealthyPercent" jsonschema:"minimum=1,maximum=100"`
	// MaxHealthyPercent bounds old and new tasks together in a rolling deployment, 101 to 200 (default 200).
	MaxHealthyPercent int `yaml:"maxHealthyPercent" jsonschema:"minimum=101,maximum=200"`
	// BakeMinutes is how long the old tasks stay, to go back to at once, after all requests have moved, in minutes
	// (default 10). Not for rolling.
	BakeMinutes int `yaml:"bakeMinutes" jsonschema:"minimum=1,maximum=1440"`
	// StepPercent is the share of requests that the canary gets (default 10), or that each linear step adds
	// (default 20), in percent.
	StepPercent int `yaml:"stepPercent" jsonschema:"minimum=1,maximum=99"`
	// StepMinutes is how long the canary, or each linear step, is watched, in minutes (default 5).
	StepMinutes int `yaml:"stepMinutes" jsonschema:"minimum=1,maximum=1440"`
	// RollBackOn are the alarms that undo a deployment: errors, slow, unhealthy and stops (default: all; without a
	// route stops, and no other). What is left out is still told to people.
	RollBackOn []RollBack `yaml:"rollBackOn"`
}

// RollBack is an alarm of a service that undoes a deployment.
type RollBack string

// The alarms that can.
const (
	OnErrors    RollBack = "errors"
	OnSlow      RollBack = "slow"
	OnUnhealthy RollBack = "unhealthy"
	OnStops     RollBack = "stops"
)

// Values returns the choices.
func (RollBack) Values() []string { return texts(OnErrors, OnSlow, OnUnhealthy, OnStops) }

// Strategy is how a new version of a service replaces the old one.
type Strategy string

// The strategies.
const (
	Rolling   Strategy = "rolling"
	BlueGreen Strategy = "blue-green"
	Canary    Strategy = "canary"
	Linear    Strategy = "linear"
)

// Values returns the choices.
func (Strategy) Values() []string { return texts(Rolling, BlueGreen, Canary, Linear) }

// complete fills in the defaults.
func (d *Deployment) complete(routed bool) {
	if len(d.RollBackOn) == 0 && routed {
		d.RollBackOn = []RollBack{OnErrors, OnSlow, OnUnhealthy, OnStops}
	} else if len(d.RollBackOn) == 0 {
		d.RollBackOn = []RollBack{OnStops}
	}
	d.Strategy = cmp.Or(d.Strategy, Rolling)
	d.MinHealthyPercent = cmp.Or(d.MinHealthyPercent, 100)
	d.MaxHealthyPercent = cmp.Or(d.MaxHealthyPercent, 200)
	if d.Strategy != Rolling {
		d.BakeMinutes = cmp.Or(d.BakeMinutes, 10)
	}
	if d.Stepwise() {
		step := 10
		if d.Strategy == Linear {
			step = 20
		}
		d.StepPercent = cmp.Or(d.StepPercent, step)
		d.StepMinutes = cmp.Or(d.StepMinutes, 5)
	}
}

// Stepwise tells whether requests move in more than one step.
func (d Deployment) Stepwise() bool { return d.Strategy == Canary || d.Strategy == Linear }

// mostShiftMinutes is how long all steps and the wait after them may take: 33 hours. Source: the developer guide of
// Amazon ECS.
const mostShiftMinutes = 33 * 60

// shiftMinutes is how long a deployment waits by intention.
func (d Deployment) shiftMinutes() int {
	switch d.Strategy {
	case Canary:
		return d.StepMinutes + d.BakeMinutes
	case Linear:
		return ceilDiv(100, max(d.StepPercent, 1))*d.StepMinutes + d.BakeMinutes
	}
	return d.BakeMinutes
}

// check runs the rules of a service's deployment. tasks is the least number that runs.
func (d Deployment) check(at document.Path, s Service, tasks int) {
	strategy := string(d.Strategy)
	at.Key("strategy").Demand(d.Strategy == Rolling || s.Route != nil, strategy+" moves requests, and a service without a route has none", "leave it out or add a route")
	at.Key("strategy").Demand(d.Strategy == Rolling || s.Route == nil || s.Route.StickyMinutes == 0, strategy+" cannot move clients that stick to their task", "leave it or route.stickyMinutes out")
	checkOnce(at.Key("rollBackOn"), d.RollBackOn)
	for i, on := range d.RollBackOn {
		at.Key("rollBackOn").Index(i).Demand(s.Route != nil || on == OnStops, "a service without a route has no requests to judge by", "leave it out, or name stops alone")
	}
	for _, key := range []string{"minHealthyPercent", "maxHealthyPercent"} {
		at.Key(key).Demand(d.Strategy == Rolling || !at.Key(key).Given(), "a "+strategy+" deployment starts a full second set of tasks", "leave it out")
	}
	at.Key("bakeMinutes").Demand(d.Strategy != Rolling || d.BakeMinutes == 0, "a rolling deployment has no second set of tasks to keep", "leave it out, or choose another strategy")
	for _, key := range []string{"stepPercent", "stepMinutes"} {
		at.Key(key).Demand(d.Stepwise() || !at.Key(key).Given(), "a "+strategy+" deployment has no steps", "leave it out, or choose canary or linear")
	}
	most := d.shiftMinutes()
	at.Key("bakeMinutes").Demand(most <= mostShiftMinutes, fmt.Sprintf("with its steps, a deployment would take %d minutes, and ECS gives up after %d", most, mostShiftMinutes), "lower it or stepMinutes, or raise stepPercent")
	at.Key("stepPercent").Demand(d.Strategy != Linear || d.StepPercent >= 3, fmt.Sprintf("%d is less than a linear step can be", d.StepPercent), "choose at least 3")

	if s.Launch == EKS {
		return // Kubernetes rounds what may run up
	}
	// ECS rounds what must stay up to the next, and what may run down.
	stay, run := ceilDiv(tasks*d.MinHealthyPercent, 100), tasks*d.MaxHealthyPercent/100
	at.Key("maxHealthyPercent").Demand(run > tasks || stay < tasks,
		fmt.Sprintf("with %d running, no task may be started above %d%% and none stopped below %d%%, so deployments would hang", tasks, d.MaxHealthyPercent, d.MinHealthyPercent),
		"leave it out, or set it to 200")
}
