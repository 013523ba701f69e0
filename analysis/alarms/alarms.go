// Package alarms finds the alarms of an assembly that can never fire, that always do, and that hide what they are
// about: they watch a metric that nobody publishes, compare it with what it cannot be, take silence for a fault where
// it is none, or average over several nodes. What is known of metrics is in internal/facts; what is not known is a
// fault.
package alarms

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/facts"
)

// Faults returns what is wrong, a line for each alarm and fault.
func Faults(a *assembly.Assembly) []string {
	var faults []string
	for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
		for _, fault := range judge(a, alarm) {
			faults = append(faults, alarm.String()+" "+fault)
		}
	}
	return faults
}

// judge returns what is wrong with an alarm.
func judge(a *assembly.Assembly, alarm *assembly.Resource) []string {
	var faults []string
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	measured := Measurements(alarm)
	if len(measured) == 0 {
		return []string{"watches nothing"}
	}
	could := values{least: math.Inf(1), most: math.Inf(-1), steady: true}
	for _, m := range measured {
		known, fault := m.known()
		if fault == "" {
			fault = untold(a, alarm, m, known)
		}
		if fault != "" {
			say("watches %s of %s, %s", m.Name, m.Namespace, fault)
			continue
		}
		could.include(a, alarm, m, known)
	}
	if len(faults) > 0 {
		return faults
	}
	if expression, calculated := expressionOf(alarm); calculated && !measured[0].All {
		is, found := facts.Expressions[expression]
		switch {
		case !found:
			return []string{"calculates " + expression + ", of which nobody knows what it can be: " +
				"write it into Expressions in internal/facts/metrics_services.go"}
		case is != facts.Expression{}:
			could = values{is.Least, is.Most, is.Steady}
		}
	}
	return append(faults, could.compared(alarm)...)
}

// expressionOf returns what an alarm calculates, if it does.
func expressionOf(alarm *assembly.Resource) (string, bool) {
	for _, query := range assembly.List(alarm.Get("Metrics")) {
		if text, is := assembly.At(query, "Expression").(string); is {
			return text, true
		}
	}
	return "", false
}

// values are what an alarm's value can be.
type values struct {
	least, most float64
	steady      bool
}

// include widens the values by those of a metric.
func (v *values) include(a *assembly.Assembly, alarm *assembly.Resource, m Measurement, known facts.Metric) {
	most := known.Range.Most
	if m.Statistic == "Sum" {
		most = math.Inf(1)
	} else if bound, bounded := boundOf(a, alarm, m, known.Range.Bound); bounded {
		most = bound
	}
	v.least, v.most = min(v.least, known.Range.Least), max(v.most, most)
	v.steady = v.steady && known.Steady
}

// compared returns what is wrong with the condition of an alarm.
func (v values) compared(alarm *assembly.Resource) []string {
	threshold, is := alarm.Get("Threshold").(float64)
	if !is {
		return []string{"has no threshold that is a number"}
	}
	var never, always bool
	switch alarm.Get("ComparisonOperator") {
	case "GreaterThanThreshold":
		never, always = threshold >= v.most, threshold < v.least
	case "GreaterThanOrEqualToThreshold":
		never, always = threshold > v.most, threshold <= v.least
	case "LessThanThreshold":
		never, always = threshold <= v.least, threshold > v.most
	case "LessThanOrEqualToThreshold":
		never, always = threshold < v.least, threshold >= v.most
	default:
		return []string{fmt.Sprintf("compares by %v", alarm.Get("ComparisonOperator"))}
	}
	var faults []string
	if never {
		faults = append(
			faults,
			fmt.Sprintf(
				"can never fire: its value is from %v to %v, and %v is asked for",
				v.least,
				v.most,
				threshold,
			),
		)
	}
	if always {
		faults = append(
			faults,
			fmt.Sprintf("always fires: its value is from %v to %v, and %v is asked for", v.least, v.most, threshold),
		)
	}
	if alarm.Get("TreatMissingData") == "breaching" && !v.steady {
		faults = append(faults, "takes silence for a fault, where there is nothing to tell unless something happens")
	}
	return faults
}

// known returns what is known of a measurement, or why that is nothing.
func (m Measurement) known() (facts.Metric, string) {
	all, found := facts.Metrics[m.Namespace][m.Name]
	if !found {
		return facts.Metric{}, "which nobody has looked up: write into internal/facts/metrics_*.go when it is published"
	}
	with := m.names()
	for _, known := range all {
		if !m.All && !slices.Equal(known.Dimensions, with) {
			continue
		}
		statistic, _, _ := strings.Cut(m.Statistic, "(") // PR(0:3) is a PR
		if !slices.Contains(known.Statistics, statistic) {
			return known, fmt.Sprintf("whose %s hides what one of several nodes does, or says nothing: use %s",
				m.Statistic, strings.Join(known.Statistics, " or "))
		}
		return known, ""
	}
	return facts.Metric{}, fmt.Sprintf("which is not published with the dimensions %v", with)
}

// untold returns why the resource that a metric is about does not publish it, or nothing.
func untold(a *assembly.Assembly, alarm *assembly.Resource, m Measurement, known facts.Metric) string {
	if known.Needs == "" && known.Level == "" && known.Range.Bound == facts.Unbounded {
		return ""
	}
	about := m.about(a, alarm)
	if about == nil {
		return "which is about nothing in its stack"
	}
	if property, negated := strings.CutPrefix(known.Needs, "-"); known.Needs != "" {
		value := about.Get(strings.Split(property, ".")...)
		if there := value != nil && value != 0.0; there == negated {
			return fmt.Sprintf("but %s has %s = %v", about, property, value)
		}
	}
	if known.Level != "" {
		level, _ := about.Get("EnhancedMonitoring").(string)
		class, _ := about.Get("BrokerNodeGroupInfo", "InstanceType").(string)
		express := strings.HasPrefix(class, "express.")
		if !known.PublishedAt(level) || known.Standard && express {
			return fmt.Sprintf("but %s has the level %s, and express brokers are %v", about, level, express)
		}
	}
	return ""
}
