package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"bulkhead/internal/document"
)

// Task runs a service's image once, with another command and the service's rights.
type Task struct {
	// Command replaces the image's command.
	Command []string `yaml:"command" jsonschema:"required"`
	// Run is before-start: in every new task of the service, whose container starts when it has succeeded, such as
	// a database migration, which must bear being run twice at a time; scheduled; or by-hand (default).
	Run Run `yaml:"run"`
	// Cron is when a scheduled task runs: minute, hour, day of month, month, day of week and year, such as
	// "0 3 * * ? *".
	Cron string `yaml:"cron"`
	// Timezone that Cron is in, such as Europe/Dublin (default UTC).
	Timezone string `yaml:"timezone"`
}

// Run says what starts a task.
type Run string

// What starts a task.
const (
	BeforeStart Run = "before-start"
	Scheduled   Run = "scheduled"
	ByHand      Run = "by-hand"
)

// Values returns the choices.
func (Run) Values() []string { return texts(BeforeStart, Scheduled, ByHand) }

// complete fills in the defaults.
func (t *Task) complete(string, Environment) {
	t.Run = cmp.Or(t.Run, ByHand)
	if t.Run == Scheduled {
		t.Timezone = cmp.Or(t.Timezone, "UTC")
	}
}

// checkTasks runs the rules of a service's tasks.
func (s Service) checkTasks(at document.Path, e Environment) {
	first := ""
	for _, name := range slices.Sorted(maps.Keys(s.Tasks)) {
		here, t := at.Key(name), s.Tasks[name]
		checkName(name, "task", here)
		t.check(here)
		if t.Run == BeforeStart {
			here.Key("run").Demand(first == "", first+" runs before the service starts already", "make it one command")
			first = name
		}
	}
}

func (t Task) check(at document.Path) {
	at.Key("command").Demand(len(t.Command) > 0, "is empty", "write what the container is to run")
	checkCommand(at.Key("command"), t.Command)
	if t.Run == Scheduled {
		at.Key("cron").Demand(t.Cron != "", "a scheduled task needs a time", "add it, such as 0 3 * * ? *")
		if t.Cron != "" {
			checkCron(t.Cron, t.Timezone, at)
		}
		return
	}
	for key, value := range map[string]string{"cron": t.Cron, "timezone": t.Timezone} {
		at.Key(key).Demand(value == "", fmt.Sprintf("a task that runs %s has no schedule", t.Run), "leave it out, or set run to scheduled")
	}
}
