package config

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"bulkhead/internal/document"
)

// check runs the rules of scaling.
func (s Scaling) check(at document.Path, routed bool) {
	at.Key("max").Demand(s.Max >= *s.Min, fmt.Sprintf("%d is below min, which is %d", s.Max, *s.Min), "raise max or lower min")
	at.Key("requests").Demand(s.Requests == 0 || routed, "a service without a route has no requests to scale on", "leave it out or add a route")
	memory := 0
	if s.Memory != nil {
		memory = *s.Memory
	}
	at.Key("memory").Demand(memory == 0 || memory >= 10, fmt.Sprintf("%d is no target", memory), "choose 10 to 90, or 0 not to scale on memory")
	for i, m := range s.Metrics {
		here := at.Key("metrics").Index(i)
		m.check(here)
		same := func(other Metric) bool {
			return m.Name == other.Name && m.Namespace == other.Namespace && m.Statistic == other.Statistic &&
				maps.Equal(m.Dimensions, other.Dimensions)
		}
		here.Demand(!slices.ContainsFunc(s.Metrics[:i], same), "is the same metric as one before", "keep one")
	}

	for _, name := range slices.Sorted(maps.Keys(s.Schedules)) {
		here := at.Key("schedules").Key(name)
		checkName(name, "schedule", here)
		s.Schedules[name].check(here, s)
	}
}

// checkBacklog runs the rules of what scales on a queue, and of what may have no task at all.
func (s Service) checkBacklog(at document.Path, e Environment) {
	idle, b := *s.Scaling.Min == 0, s.Scaling.Backlog
	at.Key("min").Demand(!idle || b != nil, "nothing would ever start the first task", "choose 1 or more, or add backlog")
	for _, key := range []string{"cpu", "memory", "metrics"} {
		here := at.Key(key)
		here.Demand(!idle || !here.Given(), "is not measured while no task runs", "leave it out, or set min to 1 or more")
	}
	if b == nil {
		return
	}
	at.Key("backlog").Demand(s.Route == nil, "a service with a route runs for its requests", "leave it or the route out, and have another service work on the queue")
	queue := at.Key("backlog").Key("queue")
	_, known := e.Queues[b.Queue]
	queue.Demand(known, fmt.Sprintf("%s has no queue %q", e.Name, b.Queue), document.Suggest(b.Queue, slices.Sorted(maps.Keys(e.Queues))))
	queue.Demand(!known || slices.Contains(s.Uses, b.Queue), "the service does not use it", "add it to uses")
}

// metricText is what CloudWatch allows in names, namespaces and dimensions.
var metricText = regexp.MustCompile(`^[!-9;-~][ -~]{0,254}$`)

// check runs the rules of a metric.
func (m Metric) check(at document.Path) {
	at.Key("name").Demand(metricText.MatchString(m.Name), fmt.Sprintf("%q cannot be the name of a metric", m.Name), "copy it from CloudWatch")
	at.Key("namespace").Demand(metricText.MatchString(m.Namespace), fmt.Sprintf("%q cannot be a namespace", m.Namespace), "copy it from CloudWatch, such as Acme/Orders")
	at.Key("target").Demand(m.Target > 0 && !math.IsInf(m.Target, 0), "is not above zero", "write the value that tasks are to be added for")
	at.Key("dimensions").Demand(len(m.Dimensions) <= 30, "has more than 30 entries", "CloudWatch takes no more")
	for name, value := range m.Dimensions {
		at.Key(
			"dimensions",
		).Key(
			name,
		).Demand(
			metricText.MatchString(name) && metricText.MatchString(value),
			strings.TrimSpace(name+" "+value)+" is not a dimension",
			"use printable ASCII in name and value",
		)
	}
}

// check runs the rules of a schedule.
func (s Schedule) check(at document.Path, scaling Scaling) {
	checkCron(s.Cron, s.Timezone, at)
	at.Demand(s.Min > 0 || s.Max > 0, "changes nothing", "set min or max")
	least, most := s.Min, s.Max
	if least == 0 {
		least = *scaling.Min
	}
	if most == 0 {
		most = scaling.Max
	}
	at.Demand(most >= least, fmt.Sprintf("its max would be %d and its min %d", most, least), "set both")
}

// cronExpression is the form that EventBridge and Application Auto Scaling share.
var cronExpression = regexp.MustCompile(`^[0-9*,/-]+ [0-9*,/-]+ [0-9*?,/LW-]+ [0-9A-Z*,/-]+ [0-9A-Z*?,/L#-]+ [0-9*,/-]+$`)

// checkCron demands a time that AWS accepts.
func checkCron(cron, timezone string, at document.Path) {
	fields := strings.Fields(cron)
	at.Key("cron").Demand(cronExpression.MatchString(cron), fmt.Sprintf("%q is not a cron expression of AWS", cron),
		"write minute, hour, day of month, month, day of week and year, such as 0 3 * * ? *")
	at.Key("cron").Demand(len(fields) != 6 || (fields[2] == "?") != (fields[4] == "?"), "one of day of month and day of week has to be ?", "write ? for the one that does not matter")
	_, err := time.LoadLocation(timezone)
	at.Key("timezone").Demand(err == nil && timezone != "Local", fmt.Sprintf("%q is not a time zone", timezone), "write one such as Europe/Dublin")
}
