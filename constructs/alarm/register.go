package alarm

import (
	"strings"

	"bulkhead/constructs/alarm/runbook"

	"github.com/aws/constructs-go/constructs/v10"
)

// Register is what alarms there are in a region of an environment. It gives them names that follow from where they are,
// so that a dashboard can show an alarm of another stack without a value of that stack.
type Register struct {
	Prefix string // begins the names
	Region string
	Alarms []Registered
}

// Registered is an alarm in a register.
type Registered struct {
	Name    string
	Of      string // a store or a service, where it is about one
	About   string // such as orders Storage
	Region  string
	Section runbook.Section
	Counts  bool // events: a graph of it shows nothing but dots
}

// add adds an alarm in scope, and returns its name: its own, or the one that follows from where it is. It does nothing
// where there is no register.
func (r *Register) add(scope constructs.Construct, props Props, section runbook.Section) string {
	if r == nil {
		return props.Name
	}
	_, path, _ := strings.Cut(*scope.Node().Path(), "/") // without the stage
	metric, single := props.Metric.(Metric)
	return r.enter(props.Name, path+"/"+props.ID, section, single && metric.Namespace == eventsNamespace)
}

// Expect adds an alarm that another stage makes, by its path without the stage; counts tells whether it counts events.
// It panics when the runbook has no such section.
func (r *Register) Expect(path, anchor string, counts bool) {
	section, found := runbook.Of(anchor)
	if !found {
		panic("the runbook has no section " + anchor)
	}
	r.enter("", path, section, counts)
}

// enter adds an alarm with a name, or with the one that follows from its path, and returns the name.
func (r *Register) enter(name, path string, section runbook.Section, counts bool) string {
	stack, rest, _ := strings.Cut(path, "/")
	if name == "" {
		name = r.Prefix + "-" + strings.ReplaceAll(path, "/", "-")
	}
	about := strings.Fields(strings.ReplaceAll(strings.ReplaceAll(rest, "/", " "), "Default", ""))
	for _, kind := range []string{"service-", "function-"} {
		if name, is := strings.CutPrefix(stack, kind); is {
			about[0] = name
		}
	}
	r.Alarms = append(r.Alarms, Registered{
		Name: name, Of: about[0], About: strings.Join(about, " "), Region: r.Region, Section: section, Counts: counts,
	})
	return name
}
