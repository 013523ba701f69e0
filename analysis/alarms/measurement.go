package alarms

import (
	"maps"
	"regexp"
	"slices"

	"bulkhead/assembly"
)

// Measurement is a metric that an alarm watches.
type Measurement struct {
	Namespace, Name, Statistic string
	Dimensions                 map[string]any
	All                        bool // of everything that publishes it, whatever the dimensions
}

// names returns the names of the dimensions, in order.
func (m Measurement) names() []string { return slices.Sorted(maps.Keys(m.Dimensions)) }

// query is what CloudWatch Metrics Insights is asked for in an alarm of ours.
var query = regexp.MustCompile(`^SELECT ([A-Z]+)\(([A-Za-z]+)\) FROM "([A-Za-z/]+)"` +
	`(?: WHERE (?:AWS\.AccountId = '[0-9]{12}'|([A-Za-z]+) = '([A-Za-z0-9_.-]+)'))?$`)

// statistics are the functions of Metrics Insights, as statistics are called elsewhere. An average hides the others.
var statistics = map[string]string{"SUM": "Sum", "MAX": "Maximum", "MIN": "Minimum"}

// Measurements returns the metrics of an alarm, alone or in an expression.
func Measurements(alarm *assembly.Resource) []Measurement {
	if _, single := alarm.Get("MetricName").(string); single {
		return []Measurement{measurement(alarm.Properties, textAt(alarm.Properties, "Statistic"))}
	}
	var all []Measurement
	for _, q := range assembly.List(alarm.Get("Metrics")) {
		if asked := query.FindStringSubmatch(textAt(q, "Expression")); asked != nil {
			m := Measurement{Namespace: asked[3], Name: asked[2], Statistic: statistics[asked[1]], All: true}
			if asked[4] != "" {
				m.Dimensions = map[string]any{asked[4]: asked[5]}
			}
			all = append(all, m)
		}
		if stat := assembly.At(q, "MetricStat"); stat != nil {
			all = append(all, measurement(assembly.At(stat, "Metric"), textAt(stat, "Stat")))
		}
	}
	return all
}

func measurement(metric any, statistic string) Measurement {
	m := Measurement{
		Namespace: textAt(metric, "Namespace"), Name: textAt(metric, "MetricName"), Statistic: statistic,
		Dimensions: map[string]any{},
	}
	for _, dimension := range assembly.List(assembly.At(metric, "Dimensions")) {
		m.Dimensions[textAt(dimension, "Name")] = assembly.At(dimension, "Value")
	}
	return m
}

func textAt(value any, key string) string {
	text, _ := assembly.At(value, key).(string)
	return text
}

// named are the properties that a dimension is the value of, where it is no reference.
var named = []struct{ dimension, typ, property string }{
	{"DomainName", "AWS::OpenSearchService::Domain", "DomainName"},
	{"Cluster Name", "AWS::MSK::Cluster", "ClusterName"},
	{"ProxyName", "AWS::RDS::DBProxy", "DBProxyName"},
}

// about returns the resource of the alarm's stack that a metric is about, or nil.
func (m Measurement) about(a *assembly.Assembly, alarm *assembly.Resource) *assembly.Resource {
	for _, name := range m.names() {
		for _, id := range assembly.References(m.Dimensions[name]) {
			if r := alarm.Stack.Resource(id); r != nil {
				return r
			}
		}
		if r, found := a.Resolve(alarm.Stack, m.Dimensions[name]); found {
			return r
		}
	}
	for _, by := range named {
		for _, r := range alarm.Stack.Resources {
			name := m.Dimensions[by.dimension]
			if r.Type == by.typ && name != nil && r.Get(by.property) == name {
				return r
			}
		}
	}
	return nil
}
