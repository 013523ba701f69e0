package test

import (
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everyMail calls f with the identity of each side that sends mail.
func everyMail(t *testing.T, f func(a *assembly.Assembly, e config.Environment, identity *assembly.Resource)) {
	t.Helper()
	seen := map[config.Side]int{}
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		if len(e.Mail) == 0 {
			assert.Empty(t, maybeIn(a, e.Name, "AWS::SES::EmailIdentity"))
			return
		}
		seen[e.Side]++
		f(a, e, one(t, a, e.Name, "AWS::SES::EmailIdentity"))
	})
	assert.Positive(t, seen[config.Primary])
	assert.Positive(t, seen[config.Standby])
}

func TestBothSidesSendFromTheDomainOfThePrimaryAndSignForThemselves(t *testing.T) {
	everyMail(t, func(a *assembly.Assembly, e config.Environment, identity *assembly.Resource) {
		assert.Equal(t, e.MailDomain(), identity.Get("EmailIdentity"))
		assert.Equal(t, true, identity.Get("DkimAttributes", "SigningEnabled"))
		assert.Equal(t, "RSA_2048_BIT", identity.Get("DkimSigningAttributes", "NextSigningKeyLength"))
		assert.Equal(t, false, identity.Get("FeedbackAttributes", "EmailForwardingEnabled"), "no mailbox takes bounces")
		assert.Equal(t, e.Bounces(), identity.Get("MailFromAttributes", "MailFromDomain"))
		assert.Equal(t, "USE_DEFAULT_VALUE", identity.Get("MailFromAttributes", "BehaviorOnMxFailure"))
		records, signatures := map[string]string{}, 0
		for _, record := range ofType(t, a, identity.Stack.ID, "AWS::Route53::RecordSet") {
			if e.Side == config.Standby {
				assert.Equal(t, "Custom::PublicZone", denotes(t, a, record, record.Get("HostedZoneId")).Type, "the primary's")
			} else {
				zone := denotes(t, a, record, record.Get("HostedZoneId"))
				assert.Equal(t, e.MailDomain()+".", zone.Get("Name"))
			}
			if record.Get("Type") == "CNAME" {
				signatures++
				assert.Equal(t, identity, denotes(t, a, record, record.Get("Name")), "a key of this region")
				continue
			}
			records[text(record.Get("Type"))+" "+text(record.Get("Name"))] = text(record.Get("ResourceRecords"))
		}
		assert.Equal(t, 3, signatures)
		want := map[string]string{
			`"MX" "` + e.Bounces() + `"`:  `["10 feedback-smtp.` + string(e.Region) + `.amazonses.com"]`,
			`"TXT" "` + e.Bounces() + `"`: `["\"v=spf1 include:amazonses.com ~all\""]`,
		}
		if e.Side == config.Primary { // it is there once
			want[`"TXT" "_dmarc.`+e.Domain+`"`] = `["\"v=DMARC1; p=quarantine\""]`
		}
		assert.Equal(t, want, records)
	})
}

func TestMailGoesEncryptedAndNotAgainToWhoDoesNotWantIt(t *testing.T) {
	everyMail(t, func(a *assembly.Assembly, _ config.Environment, identity *assembly.Resource) {
		set := denotes(t, a, identity, identity.Get("ConfigurationSetAttributes", "ConfigurationSetName"))
		assert.Equal(t, "REQUIRE", set.Get("DeliveryOptions", "TlsPolicy"))
		assert.Equal(t, true, set.Get("ReputationOptions", "ReputationMetricsEnabled"))
		assert.Equal(t, true, set.Get("SendingOptions", "SendingEnabled"))
		assert.Equal(t, []any{"BOUNCE", "COMPLAINT"}, set.Get("SuppressionOptions", "SuppressedReasons"))
	})
}

func TestWhatBecomesOfMailIsInALogOfItsEnvironment(t *testing.T) {
	everyMail(t, func(a *assembly.Assembly, e config.Environment, identity *assembly.Resource) {
		set := one(t, a, e.Name, "AWS::SES::ConfigurationSet")
		events := one(t, a, e.Name, "AWS::SES::ConfigurationSetEventDestination")
		assert.Equal(t, set, denotes(t, a, events, events.Get("ConfigurationSetName")))
		assert.Equal(t, []any{"BOUNCE", "COMPLAINT", "DELIVERY_DELAY", "REJECT", "RENDERING_FAILURE"},
			events.Get("EventDestination", "MatchingEventTypes"))
		assert.Contains(t, text(events.Get("EventDestination", "EventBridgeDestination")),
			":"+string(e.Region)+":"+string(e.AccountID)+":event-bus/default")
		var rule *assembly.Resource
		for _, r := range ofType(t, a, identity.Stack.ID, "AWS::Events::Rule") {
			assert.Equal(t, map[string]any{"mail": map[string]any{"tags": map[string]any{
				"ses:configuration-set": []any{set.Get("Name")},
			}}}, r.Get("EventPattern", "detail"), "of no other environment of the account")
			if r.Get("Targets") != nil {
				rule = r
			}
		}
		require.NotNil(t, rule)
		logs := denoted(a, rule.Stack, rule.Get("Targets", "0", "Arn"))
		require.Len(t, logs, 1)
		log := logs[0]
		assert.Equal(t, "AWS::Logs::LogGroup", log.Type)
		assert.NotContains(t, text(rule.Get("Targets", "0", "Arn")), ":*", "EventBridge wants the group, and not its streams")
		policy := only(t, a, identity.Stack.ID, "AWS::Logs::ResourcePolicy")
		assert.Contains(t, events.DependsOn, policy.LogicalID, "events come when they can be written")
		document := policy.Get("PolicyDocument")
		assert.Equal(t, []*assembly.Resource{log, rule, log}, denoted(a, policy.Stack, document), "nobody else's rule, and one log")
		assert.Contains(t, text(document), `{\"ArnEquals\":{\"aws:SourceArn\":\"`)
	})
}

func TestPeopleHearOfMailThatBouncesOrIsSpamBeforeAWSEndsIt(t *testing.T) {
	everyMail(t, func(a *assembly.Assembly, _ config.Environment, identity *assembly.Resource) {
		thresholds := map[any]any{}
		for _, alarm := range ofType(t, a, identity.Stack.ID, "AWS::CloudWatch::Alarm") {
			assert.NotEmpty(t, alarm.Get("AlarmActions"))
			thresholds[alarm.Get("MetricName")] = alarm.Get("Threshold")
		}
		assert.Equal(t, map[any]any{
			"Reputation.BounceRate": 0.05, "Reputation.ComplaintRate": 0.001, "MatchedEvents": 0.0,
		}, thresholds)
	})
}

func TestWhoUsesAnAddressMaySendFromItAndFromNoOther(t *testing.T) {
	a, m := shared(t, "choices"), modelOf(t, "choices")
	for stage, region := range map[string]string{"portal": "eu-west-1", "portal-dr": "us-west-2"} {
		stack, set := stage+"/service-api", one(t, a, stage, "AWS::SES::ConfigurationSet").Get("Name").(string)
		environment := text(container(t, a, stack)["Environment"])
		assert.Contains(t, environment, `{"Name":"ACCOUNTS_FROM","Value":"no-reply@portal.example.net"}`)
		assert.Contains(t, environment, "ACCOUNTS_CONFIGURATION_SET")
		tasks, _ := permittedRoles(t, m, a, stack)
		ses := "arn:aws:ses:" + region + ":505050505050:"
		asks := func(from, resource string) bool {
			return decide(t, m, iam.Request{
				Principal: tasks[0], Action: "ses:SendEmail", Resource: ses + resource,
				Context: map[string][]string{"ses:FromAddress": {from}},
			}).Allowed
		}
		for _, resource := range []string{"identity/portal.example.net", "configuration-set/" + set} {
			assert.True(t, asks("no-reply@portal.example.net", resource), "%s %s", stage, resource)
			assert.False(t, asks("billing@portal.example.net", resource), "that of the function, in %s: %s", stage, resource)
		}
		assert.False(t, asks("no-reply@portal.example.net", "identity/example.net"), "another identity")
	}
}
