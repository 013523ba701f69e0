package detection

import (
	"maps"
	"slices"

	"bulkhead/internal/facts"
)

// switchedOff returns the pattern of calls that end the watch over an account: of the trail, the recorder, the
// detectors and the analyzer, and of the rules, whose names begin with rules, that tell the security account. A policy
// of Security Hub's central configuration can switch it off in every account: we associate none.
func switchedOff(rules string) map[string]any {
	return calls(nil,
		call("cloudtrail", "StopLogging", "DeleteTrail"),
		call("config", "StopConfigurationRecorder", "DeleteConfigurationRecorder", "DeleteDeliveryChannel"),
		call("guardduty", "DeleteDetector"),
		call("securityhub",
			"DisableSecurityHub", "StartConfigurationPolicyAssociation", "DisassociateMembers", "DeleteMembers",
			"DeleteFindingAggregator", "DisableSecurityHubV2", "DeleteAggregatorV2"),
		call("inspector2", "Disable"),
		call("access-analyzer", "DeleteAnalyzer"),
		of("name", forwarders(rules), call("events", "DeleteRule", "DisableRule")),
		of("rule", forwarders(rules), call("events", "RemoveTargets")),
	)
}

// narrowed returns the pattern of calls that leave the watch on, and may have it see or tell less, take the keys of
// what it keeps or give back one that was taken, take nodes from GuardDuty, or let documents be public. A deployment
// makes some of them, and is not meant.
func narrowed(rules string) map[string]any {
	byHand := []any{map[string]any{"anything-but": []string{ // GuardDuty keeps its agents itself, with its tag
		"cloudformation.amazonaws.com", "guardduty.amazonaws.com",
	}}}
	return calls(map[string]any{"sourceIPAddress": byHand},
		narrowing(),
		tagged(facts.GuardDutyTag),
		named("addonName", facts.AddonGuardDuty, "DeleteAddon", "UpdateAddon"),
		named("settingValue", "Enable", "UpdateServiceSetting"), // of Systems Manager, of whether documents may be public
		of("name", forwarders(rules), call("events", "PutRule")),
		of("rule", forwarders(rules), call("events", "PutTargets")),
	)
}

// narrowings are calls that narrow, whatever they are about, by service.
var narrowings = map[string][]string{
	"cloudtrail": {"UpdateTrail", "PutEventSelectors"},
	"config":     {"PutConfigurationRecorder", "PutDeliveryChannel"},
	"guardduty": {
		"UpdateDetector", "CreateFilter", "UpdateFilter", "CreateIPSet", "UpdateIPSet", "ArchiveFindings",
		"UpdateOrganizationConfiguration",
	},
	"securityhub": {
		"BatchDisableStandards", "CreateAutomationRule", "BatchUpdateAutomationRules", "UpdateStandardsControl",
		"BatchUpdateStandardsControlAssociations", "CreateConfigurationPolicy", "UpdateConfigurationPolicy",
		"UpdateOrganizationConfiguration", "UpdateFindingAggregator", "CreateAutomationRuleV2",
		"UpdateAutomationRuleV2", "UpdateAggregatorV2", "DisableSecurityHubFeatureV2",
	},
	"inspector2":      {"CreateFilter", "UpdateFilter", "UpdateOrganizationConfiguration"},
	"access-analyzer": {"CreateArchiveRule", "UpdateArchiveRule", "ApplyArchiveRule"},
	"monitoring":      {"PutAlarmMuteRule", "DisableAlarmActions", "DeleteAlarms"},
	"sns":             {"Unsubscribe", "DeleteTopic"},
	"ssm":             {"ResetServiceSetting"},
	"kms":             {"ScheduleKeyDeletion", "DisableKey", "CancelKeyDeletion", "EnableKey"},
}

// narrowing is all of narrowings in one, since a pattern has few characters: no name of one service is another's,
// unless it narrows there, too.
func narrowing() map[string]any {
	var sources, names []string
	for _, service := range slices.Sorted(maps.Keys(narrowings)) {
		sources = append(sources, service+".amazonaws.com")
		names = append(names, narrowings[service]...)
	}
	slices.Sort(names)
	return map[string]any{"eventSource": sources, "eventName": slices.Compact(names)}
}

// forwarders are the names of the rules that tell the security account, but for alarms, which a deployment takes out
// with Slack, and mails tell as well.
func forwarders(rules string) []string {
	var all []string
	for _, name := range []string{
		forwardsFindings, forwardsRoot, forwardsBreakGlass, forwardsSwitchedOff, forwardsNarrowed,
		forwardsAuthority,
	} {
		all = append(all, rules+"-"+name)
	}
	return all
}

// calls returns the pattern of some calls that AWS did not refuse, which also have these details.
func calls(detail map[string]any, some ...map[string]any) map[string]any {
	all := map[string]any{"errorCode": []any{map[string]any{"exists": false}}, "$or": some}
	for key, wanted := range detail {
		all[key] = wanted
	}
	return map[string]any{"source": fromAWS, "detail-type": []string{apiCall}, "detail": all}
}

func call(service string, names ...string) map[string]any {
	return map[string]any{"eventSource": []string{service + ".amazonaws.com"}, "eventName": names}
}

// of narrows a call to those whose parameter is one of the values.
func of(parameter string, values []string, c map[string]any) map[string]any {
	c["requestParameters"] = map[string]any{parameter: values}
	return c
}

// named is some calls whose parameter has a value, of whichever service, where only one has calls of these names.
func named(parameter, value string, names ...string) map[string]any {
	return of(parameter, []string{value}, map[string]any{"eventName": names})
}

// tagged is any call that gives a tag, of services that write tags as names with values, as EKS does.
func tagged(name string) map[string]any {
	given := map[string]any{"tags": map[string]any{name: []any{map[string]any{"exists": true}}}}
	return map[string]any{"requestParameters": given}
}
