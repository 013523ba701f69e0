package facts

import (
	"math"
	"slices"
)

// Metric is a metric of CloudWatch with one set of dimensions: when it has values, and what they can be. An alarm that
// watches what has none, or compares it with what it cannot be, never fires, or always.
type Metric struct {
	Dimensions []string // in the order of their names
	Statistics []string // those that hide no node, and nothing that goes wrong for a moment only, where that counts
	Range      Range
	// Steady tells that it has values for as long as what it measures is there. Of others, silence is no fault.
	Steady   bool
	Level    string // the least level of MSK's monitoring; empty for other services
	Standard bool   // of MSK: on standard brokers only
	Needs    string // the property that the resource has to have, when that depends on it; a - before it: has not
}

// Range is what a value can be.
type Range struct {
	Unit        string
	Least, Most float64
	Bound       Bound // what narrows it down for a resource
}

// Bound is what a value of a resource cannot exceed.
type Bound string

// The bounds.
const (
	Unbounded        Bound = ""
	ByStorage        Bound = "storage"     // of the volume
	ByMemory         Bound = "memory"      // of the class
	ByMaxConnections Bound = "connections" // that the database admits
)

// The ranges.
var (
	percent      = Range{Unit: "Percent", Most: 100}
	share        = Range{Unit: "None", Most: 1}
	flag         = Range{Unit: "Count", Most: 1}
	counted      = Range{Unit: "Count", Most: math.Inf(1)}
	inBytes      = Range{Unit: "Bytes", Most: math.Inf(1)}
	inSeconds    = Range{Unit: "Seconds", Most: math.Inf(1)}
	milliseconds = Range{Unit: "Milliseconds", Most: math.Inf(1)}
	microseconds = Range{Unit: "Microseconds", Most: math.Inf(1)}
	inDays       = Range{Unit: "Count", Most: 396} // of ACM's certificates
)

// within returns a range of a resource.
func (r Range) within(bound Bound) Range { r.Bound = bound; return r }

// from returns a range with another end.
func (r Range) from(least float64) Range { r.Least = least; return r }

// MSKLevels are the levels of MSK's monitoring, as of 2026-11: each tells more than the one before.
var MSKLevels = []string{"DEFAULT", "PER_BROKER", "PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION"}

// PublishedAt tells whether a level of MSK's monitoring has the metric.
func (m Metric) PublishedAt(level string) bool {
	least, given := slices.Index(MSKLevels, m.Level), slices.Index(MSKLevels, level)
	return least >= 0 && given >= least
}

// Metrics are the metrics that alarms may watch, by namespace and name, and what each says of itself, as of 2026-11.
var Metrics = merged(storeMetrics, serviceMetrics)

func merged(groups ...map[string]map[string][]Metric) map[string]map[string][]Metric {
	all := map[string]map[string][]Metric{}
	for _, group := range groups {
		for namespace, metrics := range group {
			if _, twice := all[namespace]; twice {
				panic(namespace + " is in two lists")
			}
			all[namespace] = metrics
		}
	}
	return all
}

// Statistics, by what several values in a period are.
var (
	largest  = []string{"Maximum"}            // of several nodes, or where a moment is too long
	smallest = []string{"Minimum"}            // the same, where little is bad
	anyMean  = []string{"Average", "Maximum"} // of one node
	least    = []string{"Average", "Minimum"} // of one node, where little is bad
	total    = []string{"Sum"}                // of what is counted
)

// of returns a metric with these dimensions.
func of(dimensions []string, statistics []string, values Range) Metric {
	return Metric{Dimensions: dimensions, Statistics: statistics, Range: values}
}

// steady returns the metric as one that has values for as long as what it measures is there.
func (m Metric) steady() Metric { m.Steady = true; return m }

// needs returns the metric as one that a property decides on.
func (m Metric) needs(property string) Metric { m.Needs = property; return m }

// at returns the metric as one that MSK tells from a level on.
func (m Metric) at(level string) Metric { m.Level = level; return m }

// standard returns the metric as one of MSK's standard brokers.
func (m Metric) standard() Metric { m.Standard = true; return m }

// one is a metric with one set of dimensions.
func one(m Metric) []Metric { return []Metric{m} }
