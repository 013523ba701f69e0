package detection

import (
	"slices"
	"strings"

	"bulkhead/config"
)

// urgency is how soon people have to look.
type urgency string

const (
	urgent urgency = "Urgent" // now
	notice urgency = "Notice" // this week
)

// route leads events to people.
type route struct {
	name    string
	to      urgency
	pattern map[string]any
}

// severities from the least to the worst, as Security Hub and Inspector call them.
var severities = []string{"LOW", "MEDIUM", "HIGH", "CRITICAL"}

// guardDutyFrom is where a severity begins for GuardDuty. Source: the Amazon GuardDuty user guide, "Findings severity
// levels".
var guardDutyFrom = map[string]float64{"LOW": 1, "MEDIUM": 4, "HIGH": 7, "CRITICAL": 9}

// severityIDs are the severities for the second version of Security Hub. Source: the Open Cybersecurity Schema
// Framework, severity_id.
var severityIDs = map[string][]int{"LOW": {2}, "MEDIUM": {3}, "HIGH": {4}, "CRITICAL": {5, 6}}

// madeByHubV2 is what findings have that the second version of Security Hub makes itself, of what others found
// together. Source: the AWS Security Hub user guide, "Sample exposure finding".
var madeByHubV2 = map[string]any{
	"product": map[string]any{"uid": []any{map[string]any{"suffix": ":productv2/aws/securityhub-risk"}}},
}

// urgentFrom is the index of the severity from which findings are urgent.
const urgentFrom = 2

// routes returns what people hear of: findings that are at least so severe, and what has no severity.
// The names of the rules that lead it here from each account begin with rules.
func routes(least config.Severity, rules string, breakGlass *BreakGlass, authority *Authority) []route {
	all := []route{
		{"Root", urgent, root},
		{"SwitchedOff", urgent, switchedOff(rules)},
		{"Narrowed", urgent, narrowed(rules)},
		{"Outage", urgent, event("aws.health", healthEvent, map[string]any{"eventTypeCategory": []string{"issue"}})},
		{
			"Strangers",
			urgent,
			event("aws.access-analyzer", accessFinding, map[string]any{"status": []string{"ACTIVE"}}),
		},
		{
			"Unused",
			notice,
			event("aws.access-analyzer", unusedFinding, map[string]any{"status": []string{"ACTIVE"}}),
		},
		{"Rules", notice, event("aws.config", configChange, map[string]any{
			"newEvaluationResult": map[string]any{"complianceType": []string{"NON_COMPLIANT"}},
			// Security Hub has rules of its own, and tells of them itself.
			"configRuleName": []any{map[string]any{"anything-but": map[string]any{"prefix": "securityhub-"}}},
		})},
		{
			"Health",
			notice,
			event(
				"aws.health",
				healthEvent,
				map[string]any{"eventTypeCategory": []string{"scheduledChange", "accountNotification"}},
			),
		},
	}
	if breakGlass != nil {
		all = append(all, route{"BreakGlass", urgent, breakGlass.pattern()})
	}
	if authority != nil {
		all = append(all, route{"Authority", notice, authority.pattern()})
	}
	from := slices.Index(severities, strings.ToUpper(string(least)))
	for _, to := range []urgency{urgent, notice} {
		labels := severities[max(from, urgentFrom):]
		if to == notice {
			labels = severities[min(from, urgentFrom):urgentFrom]
		}
		if len(labels) > 0 {
			all = append(all, severe(to, labels)...)
		}
	}
	return all
}

// severe returns the routes of findings with one of these severities, which follow each other.
func severe(to urgency, labels []string) []route {
	severity := []any{">=", guardDutyFrom[labels[0]]}
	if to == notice {
		severity = append(severity, "<", guardDutyFrom[severities[urgentFrom]])
	}
	var ids []int
	for _, label := range labels {
		ids = append(ids, severityIDs[label]...)
	}
	return []route{
		{"GuardDuty" + string(to), to, event("aws.guardduty", guardDutyFinding, map[string]any{
			"severity": []any{map[string]any{"numeric": severity}},
		})},
		{"Inspector" + string(to), to, event("aws.inspector2", inspectorFinding, map[string]any{
			"severity": labels, "status": []string{"ACTIVE"},
		})},
		// What Security Hub only repeats comes from whoever found it.
		{"SecurityHub" + string(to), to, event("aws.securityhub", securityHubFinding, map[string]any{
			"findings": map[string]any{
				"Severity":    map[string]any{"Label": labels},
				"ProductArn":  []any{map[string]any{"suffix": ":product/aws/securityhub"}},
				"RecordState": []string{"ACTIVE"},
				"Workflow":    map[string]any{"Status": []string{"NEW"}},
				"Compliance":  map[string]any{"Status": []string{"FAILED", "WARNING"}},
			},
		})},
		{"Exposure" + string(to), to, event("aws.securityhub", hubV2Finding, map[string]any{
			"findings": map[string]any{
				"metadata":    madeByHubV2,
				"severity_id": ids,
				"status":      []string{"New"},
			},
		})},
	}
}

func event(source, detailType string, detail map[string]any) map[string]any {
	return map[string]any{"source": []string{source}, "detail-type": []string{detailType}, "detail": detail}
}
