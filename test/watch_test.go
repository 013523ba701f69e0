package test

import (
	"fmt"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// forwarders are the rules of that name which send events to the security account, by account and region.
func forwarders(t testing.TB, a *assembly.Assembly, name string) map[string]*assembly.Resource {
	t.Helper()
	found := map[string]*assembly.Resource{}
	for _, rule := range a.OfType("AWS::Events::Rule") {
		if called, _ := rule.Get("Name").(string); strings.HasSuffix(called, "-"+name) {
			found[rule.Stack.Account+" "+rule.Stack.Region] = rule
		}
	}
	return found
}

// heardOf tells whether an event of any account and region reaches a topic: whether each forwarder of that name matches
// it, and so does the route.
func heardOf(t testing.TB, a *assembly.Assembly, name, route, topic string, event map[string]any) bool {
	t.Helper()
	sent := forwarders(t, a, name)
	require.NotEmpty(t, sent, name)
	require.Len(t, sent, len(forwarders(t, a, "findings")), "%s is sent from everywhere or nowhere", name)
	for _, rule := range sent {
		if !matches(t, pattern(rule), event) {
			return false
		}
	}
	for _, rule := range in(t, a, "security", "AWS::Events::Rule") {
		if strings.Contains(rule.LogicalID, "Route"+route) {
			require.Contains(t, denotes(t, a, rule, rule.Get("Targets", "0", "Arn")).LogicalID, topic)
			return matches(t, pattern(rule), event)
		}
	}
	return false
}

func pattern(rule *assembly.Resource) map[string]any {
	return rule.Get("EventPattern").(map[string]any)
}

// cloudTrailCall is a call as CloudTrail tells of it.
func cloudTrailCall(t testing.TB, service, name, from, more string) map[string]any {
	t.Helper()
	return cloudTrail(
		t,
		fmt.Sprintf(
			`{"eventSource": "%s.amazonaws.com", "eventName": %q, "sourceIPAddress": %q%s}`,
			service,
			name,
			from,
			more,
		),
	)
}

func TestWhoeverSwitchesTheWatchOffIsHeard(t *testing.T) {
	const person = "192.0.2.1"
	for _, call := range []struct{ service, name, more string }{
		{"cloudtrail", "StopLogging", ""},
		{"cloudtrail", "DeleteTrail", ""},
		{"config", "StopConfigurationRecorder", ""},
		{"config", "DeleteDeliveryChannel", ""},
		{"guardduty", "DeleteDetector", ""},
		{"securityhub", "DisableSecurityHub", ""},
		{"securityhub", "StartConfigurationPolicyAssociation", ""},
		{"securityhub", "DisassociateMembers", ""},
		{"securityhub", "DeleteMembers", ""},
		{"securityhub", "DeleteFindingAggregator", ""},
		{"securityhub", "DisableSecurityHubV2", ""},
		{"securityhub", "DeleteAggregatorV2", ""},
		{"inspector2", "Disable", ""},
		{"access-analyzer", "DeleteAnalyzer", ""},
		{"events", "DisableRule", `, "requestParameters": {"name": "acme-findings"}`},
		{"events", "DeleteRule", `, "requestParameters": {"name": "acme-switched-off"}`},
		{"events", "RemoveTargets", `, "requestParameters": {"rule": "acme-narrowed"}`},
	} {
		for _, from := range []string{person, "cloudformation.amazonaws.com"} {
			assert.True(
				t,
				heardOf(
					t,
					example(t),
					"switched-off",
					"SwitchedOff",
					"Urgent",
					cloudTrailCall(t, call.service, call.name, from, call.more),
				),
				call,
			)
		}
		refused := cloudTrailCall(t, call.service, call.name, person, call.more+`, "errorCode": "AccessDenied"`)
		assert.False(
			t,
			heardOf(t, example(t), "switched-off", "SwitchedOff", "Urgent", refused),
			"%s: what is refused ends nothing",
			call,
		)
	}
	others := cloudTrailCall(t, "events", "DisableRule", person, `, "requestParameters": {"name": "theirs"}`)
	assert.False(t, heardOf(t, example(t), "switched-off", "SwitchedOff", "Urgent", others))
	slack := cloudTrailCall(t, "events", "DeleteRule", "cloudformation.amazonaws.com", `, "requestParameters": {"name": "choices-alarms"}`)
	assert.False(t, heardOf(t, choices(t), "switched-off", "SwitchedOff", "Urgent", slack), "a deployment without Slack ends no watch")
}

func TestWhoeverNarrowsTheWatchByHandIsHeardAndADeploymentIsNot(t *testing.T) {
	for _, call := range []struct{ service, name, more string }{
		{"cloudtrail", "UpdateTrail", ""},
		{"cloudtrail", "PutEventSelectors", ""},
		{"config", "PutConfigurationRecorder", ""},
		{"guardduty", "UpdateDetector", ""},
		{"guardduty", "CreateFilter", ""},
		{"securityhub", "BatchDisableStandards", ""},
		{"securityhub", "CreateAutomationRule", ""},
		{"securityhub", "CreateConfigurationPolicy", ""},
		{"securityhub", "UpdateConfigurationPolicy", ""},
		{"securityhub", "UpdateOrganizationConfiguration", ""},
		{"securityhub", "UpdateFindingAggregator", ""},
		{"securityhub", "CreateAutomationRuleV2", ""},
		{"securityhub", "UpdateAutomationRuleV2", ""},
		{"securityhub", "UpdateAggregatorV2", ""},
		{"securityhub", "DisableSecurityHubFeatureV2", ""},
		{"inspector2", "CreateFilter", ""},
		{"access-analyzer", "CreateArchiveRule", ""},
		{"monitoring", "PutAlarmMuteRule", ""},
		{"monitoring", "DisableAlarmActions", ""},
		{"monitoring", "DeleteAlarms", ""},
		{"sns", "Unsubscribe", ""},
		{"sns", "DeleteTopic", ""},
		{"kms", "ScheduleKeyDeletion", ""},
		{"kms", "DisableKey", ""},
		{"kms", "CancelKeyDeletion", ""},
		{"kms", "EnableKey", ""},
		{"guardduty", "UpdateOrganizationConfiguration", ""},
		{"eks", "DeleteAddon", `, "requestParameters": {"name": "acme-dev", "addonName": "aws-guardduty-agent"}`},
		{"eks", "UpdateAddon", `, "requestParameters": {"name": "acme-dev", "addonName": "aws-guardduty-agent"}`},
		{"eks", "TagResource", `, "requestParameters": {"tags": {"GuardDutyManaged": "false"}}`},
		{"eks", "CreateCluster", `, "requestParameters": {"name": "own", "tags": {"GuardDutyManaged": "false"}}`},
		{"ssm", "ResetServiceSetting", ""},
		{"ssm", "UpdateServiceSetting", `, "requestParameters": {"settingValue": "Enable"}`},
		{"events", "PutRule", `, "requestParameters": {"name": "acme-root"}`},
		{"events", "PutTargets", `, "requestParameters": {"rule": "acme-narrowed"}`},
	} {
		assert.True(
			t,
			heardOf(
				t,
				example(t),
				"narrowed",
				"Narrowed",
				"Urgent",
				cloudTrailCall(t, call.service, call.name, "192.0.2.1", call.more),
			),
			call,
		)
		assert.False(
			t,
			heardOf(
				t,
				example(t),
				"narrowed",
				"Narrowed",
				"Urgent",
				cloudTrailCall(t, call.service, call.name, "cloudformation.amazonaws.com", call.more),
			),
			call,
		)
		assert.False(
			t,
			heardOf(
				t,
				example(t),
				"narrowed",
				"Narrowed",
				"Urgent",
				cloudTrailCall(t, call.service, call.name, "192.0.2.1", call.more+`, "errorCode": "AccessDenied"`),
			),
			call,
		)
	}
}

// TestWhatGuardDutyDoesForItselfIsNotHeard: it makes, tags and renews its agents in clusters.
func TestWhatGuardDutyDoesForItselfIsNotHeard(t *testing.T) {
	for _, name := range []string{"CreateAddon", "UpdateAddon", "DeleteAddon"} {
		event := cloudTrailCall(t, "eks", name, "guardduty.amazonaws.com",
			`, "requestParameters": {"addonName": "aws-guardduty-agent", "tags": {"GuardDutyManaged": "true"}}`)
		assert.False(t, heardOf(t, example(t), "narrowed", "Narrowed", "Urgent", event), name)
	}
}

func TestWhatNarrowsNothingIsNotHeard(t *testing.T) {
	for _, call := range []struct{ service, name, more string }{
		{"eks", "UpdateAddon", `, "requestParameters": {"name": "acme-dev", "addonName": "vpc-cni"}`},
		{"eks", "TagResource", `, "requestParameters": {"tags": {"team": "web"}}`},
		{"ssm", "UpdateServiceSetting", `, "requestParameters": {"settingValue": "Disable"}`}, // each day, by a function
		{"events", "PutRule", `, "requestParameters": {"name": "theirs"}`},
		{"quicksight", "DeleteTopic", ""},
		{"wafv2", "CreateIPSet", ""},
	} {
		event := cloudTrailCall(t, call.service, call.name, "192.0.2.1", call.more)
		assert.False(t, heardOf(t, example(t), "narrowed", "Narrowed", "Urgent", event), call)
	}
}

// changed is the event of an alarm that has another state than before, as Amazon CloudWatch sends it.
func changed(description, state, before string) map[string]any {
	value := func(state string) map[string]any { return map[string]any{"value": state} }
	return map[string]any{
		"source": "aws.cloudwatch", "detail-type": "CloudWatch Alarm State Change",
		"account": "555555555555", "region": "eu-west-1", "time": "2026-11-28T12:00:00Z",
		"resources": []any{"arn:aws:cloudwatch:eu-west-1:555555555555:alarm:prod-orders"},
		"detail": map[string]any{
			"alarmName": "prod-orders", "state": value(state), "previousState": value(before),
			"configuration": map[string]any{"description": description},
		},
	}
}

func TestSlackShowsTheAlarmsOfEveryAccountAndWhenTheyAreOver(t *testing.T) {
	shown := func(description, state, before string) bool {
		return heardOf(t, choices(t), "alarms", "Alarms", "Alarms", changed(description, state, before))
	}
	for _, alarm := range choices(t).OfType("AWS::CloudWatch::Alarm") {
		description, _ := alarm.Get("AlarmDescription").(string)
		require.True(t, shown(description, "ALARM", "OK"), alarm)
		require.True(t, shown(description, "OK", "ALARM"), alarm)
		require.False(t, shown(description, "OK", "INSUFFICIENT_DATA"), "%s: it begins, and nothing is over", alarm)
	}
	assert.False(
		t,
		shown("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy", "ALARM", "OK"),
		"it only scales a service",
	)
	assert.Empty(t, forwarders(t, example(t), "alarms"), "nobody would see them")
}

func TestAnAlarmInSlackSaysWhatWhereAndSinceWhen(t *testing.T) {
	event := changed(`Page: It is "broken"`, "ALARM", "OK")
	for _, rule := range in(t, choices(t), "security", "AWS::Events::Rule") {
		transformer, is := rule.Get("Targets", "0", "InputTransformer").(map[string]any)
		if !is {
			continue
		}
		told := transformer["InputTemplate"].(string)
		require.NotRegexp(t, `[^:[,]<[a-z]+>|<[a-z]+>[^],}]`, told, "what is inside quotes can end them")
		for name, path := range transformer["InputPathsMap"].(map[string]any) {
			value := any(event)
			for step := range strings.SplitSeq(strings.TrimPrefix(path.(string), "$."), ".") {
				if step == "resources[0]" {
					value = list(event["resources"])[0]
					break
				}
				value = value.(map[string]any)[step]
			}
			told = strings.ReplaceAll(told, "<"+name+">", text(value))
		}
		assert.JSONEq(t, `{"version": "1.0", "source": "custom",
			"content": {
				"textType": "client-markdown", "title": "prod-orders", "description": "Page: It is \"broken\"",
				"keywords": ["ALARM", "555555555555", "eu-west-1", "2026-11-28T12:00:00Z"]
			},
			"metadata": {"threadId": "arn:aws:cloudwatch:eu-west-1:555555555555:alarm:prod-orders", "summary": "prod-orders"}}`, told)
		return
	}
	t.Fatal("no rule tells of alarms in words of ours")
}

// TestPatternsOfEventsAreShortEnough: EventBridge takes patterns of up to 2,048 characters. Source: the Amazon
// EventBridge user guide, "Quotas".
func TestPatternsOfEventsAreShortEnough(t *testing.T) {
	for _, a := range assemblies(t) {
		for _, rule := range a.OfType("AWS::Events::Rule") {
			if pattern := rule.Get("EventPattern"); pattern != nil {
				assert.LessOrEqual(t, deployed(pattern), 2048, rule)
			}
		}
	}
}
