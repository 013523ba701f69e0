// Package alarm makes the alarms that people hear of, and the topics that tell them.
package alarm

import (
	"strings"

	"bulkhead/constructs/alarm/runbook"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is one thing that can go wrong, and whom to tell. Only Name, Datapoints and WarmUp may be left out.
type Props struct {
	ID          string
	Name        string      // empty for the one that follows from where it is; see Register
	Description string      // what is wrong and what to do about it, as a person reads it
	Metric      Measurement // a Metric, a Math or a Query
	When        Condition   // Above, AtLeast, Below or AtMost a threshold
	Periods     int         // how many of the metric's periods are looked at
	Datapoints  int         // in how many of them it has to be so; 0 for all
	Missing     Missing     // what it means when there is no value
	WarmUp      int         // for how many minutes it is silent at first; 0 for what most alarms are
	Runbook     string      // the anchor of its section in the runbook, which decides how urgent it is
	Tell        Topics      // of which one is told when the alarm fires and when it is over
}

// Condition compares a metric with a threshold.
type Condition struct {
	operator  string
	threshold float64
}

// Above holds when the metric is greater than the threshold.
func Above(threshold float64) Condition {
	return Condition{"GreaterThanThreshold", threshold}
}

// AtLeast holds when the metric is the threshold or greater.
func AtLeast(threshold float64) Condition {
	return Condition{"GreaterThanOrEqualToThreshold", threshold}
}

// Below holds when the metric is less than the threshold.
func Below(threshold float64) Condition {
	return Condition{"LessThanThreshold", threshold}
}

// AtMost holds when the metric is the threshold or less.
func AtMost(threshold float64) Condition {
	return Condition{"LessThanOrEqualToThreshold", threshold}
}

// Missing is what an alarm makes of a period without a value.
type Missing string

// What CloudWatch can make of it. There is no default: whoever adds an alarm decides.
const (
	MissingIsFine    Missing = "notBreaching" // the metric has values only when there is something to count
	MissingIsWrong   Missing = "breaching"    // what should have sent it is gone
	MissingIsIgnored Missing = "ignore"       // the alarm stays as it was
)

// leftOut returns the name of a field that is needed and empty, if there is one.
func (p Props) leftOut() string {
	switch {
	case p.ID == "":
		return "ID"
	case p.Description == "":
		return "Description"
	case p.Metric == nil:
		return "Metric"
	case p.When.operator == "":
		return "When"
	case p.Periods == 0:
		return "Periods"
	case p.Missing == "":
		return "Missing"
	case p.Runbook == "":
		return "Runbook"
	case p.Tell == Topics{}:
		return "Tell"
	}
	return ""
}

// warmUpMinutes is how long an alarm that takes silence for a fault waits for the first values, at most: what it
// watches may be made after it, or take its time. Source: the Amazon CloudWatch user guide, "Alarm warm-up periods".
const warmUpMinutes = 120

// filledMinutes is how long one waits that takes silence for a zero, and so has values from the beginning.
const filledMinutes = 45

// warmUp returns how long an alarm waits that takes silence for a fault.
func (p Props) warmUp() *awscloudwatch.CfnAlarm_WarmUpConfigurationProperty {
	if p.WarmUp > 0 {
		return &awscloudwatch.CfnAlarm_WarmUpConfigurationProperty{
			WarmUpPeriodDurationInMinutes:            jsii.Number(p.WarmUp),
			OnlyStartEvaluatingAfterWarmUpPeriodEnds: true,
		}
	}
	if math, calculated := p.Metric.(Math); calculated && strings.Contains(math.Expression, "FILL(") {
		return &awscloudwatch.CfnAlarm_WarmUpConfigurationProperty{
			WarmUpPeriodDurationInMinutes:            jsii.Number(filledMinutes),
			OnlyStartEvaluatingAfterWarmUpPeriodEnds: true,
		}
	}
	return &awscloudwatch.CfnAlarm_WarmUpConfigurationProperty{
		WarmUpPeriodDurationInMinutes: jsii.Number(warmUpMinutes),
	}
}

// New adds an alarm to scope, and returns what can be waited for. It panics when something is left out, or when there
// is no such section in the runbook. The alarm is a bare resource, because CDK's own construct takes several requests
// to the kernel for its metric and its actions; it has the logical id that it would have there.
func New(scope constructs.Construct, props Props) constructs.Construct {
	if missing := props.leftOut(); missing != "" {
		panic("alarm " + props.ID + ": " + missing + " is left out")
	}
	section, found := runbook.Of(props.Runbook)
	if !found {
		panic("alarm " + props.ID + ": the runbook has no section " + props.Runbook)
	}
	topic := props.Tell.of(section.Urgency)
	resource := &awscloudwatch.CfnAlarmProps{
		AlarmDescription:   new(begins(section.Urgency) + props.Description + " " + section.Link()),
		ComparisonOperator: &props.When.operator,
		Threshold:          &props.When.threshold,
		EvaluationPeriods:  jsii.Number(props.Periods),
		TreatMissingData:   new(string(props.Missing)),
		AlarmActions:       &[]any{&topic},
		OkActions:          &[]any{&topic},
	}
	if name := props.Tell.Register.add(scope, props, section); name != "" {
		resource.AlarmName = &name
	}
	if props.Datapoints > 0 {
		resource.DatapointsToAlarm = jsii.Number(props.Datapoints)
	}
	if props.Missing == MissingIsWrong {
		resource.WarmUpConfiguration = props.warmUp()
	}
	props.Metric.measure(resource)
	alarm := constructs.NewConstruct(scope, &props.ID)
	made := awscloudwatch.NewCfnAlarm(alarm, new("Resource"), resource)
	if section.Maintenance {
		props.Tell.quiet.add(*made.Ref())
	}
	return alarm
}

// begins is how the description of an alarm begins.
func begins(urgency runbook.Urgency) string { return string(urgency) + ": " }

// Begins returns how the descriptions of all alarms begin.
func Begins() []string { return []string{begins(runbook.Now), begins(runbook.Soon)} }
