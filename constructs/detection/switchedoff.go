package detection

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

// narrowed returns the pattern of calls that leave the watch on, and may have it see or tell less, or take the keys of
// what it keeps. A deployment makes some of them, and is not meant.
func narrowed(rules string) map[string]any {
	byHand := []any{map[string]any{"anything-but": "cloudformation.amazonaws.com"}}
	return calls(map[string]any{"sourceIPAddress": byHand},
		call("cloudtrail", "UpdateTrail", "PutEventSelectors"),
		call("config", "PutConfigurationRecorder", "PutDeliveryChannel"),
		call("guardduty", "UpdateDetector", "CreateFilter", "UpdateFilter", "CreateIPSet", "UpdateIPSet", "ArchiveFindings"),
		call("securityhub",
			"BatchDisableStandards", "CreateAutomationRule", "BatchUpdateAutomationRules", "UpdateStandardsControl",
			"BatchUpdateStandardsControlAssociations", "CreateConfigurationPolicy", "UpdateConfigurationPolicy",
			"UpdateOrganizationConfiguration", "UpdateFindingAggregator", "CreateAutomationRuleV2",
			"UpdateAutomationRuleV2", "UpdateAggregatorV2", "DisableSecurityHubFeatureV2"),
		call("inspector2", "CreateFilter", "UpdateFilter"),
		call("access-analyzer", "CreateArchiveRule", "UpdateArchiveRule", "ApplyArchiveRule"),
		call("monitoring", "PutAlarmMuteRule", "DisableAlarmActions", "DeleteAlarms"),
		call("sns", "Unsubscribe", "DeleteTopic"),
		call("kms", "ScheduleKeyDeletion", "DisableKey"),
		of("name", forwarders(rules), call("events", "PutRule")),
		of("rule", forwarders(rules), call("events", "PutTargets")),
	)
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
