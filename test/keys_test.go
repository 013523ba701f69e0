package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
)

// madeByCDK are keys that CDK Pipelines makes for artifacts in other regions.
const madeByCDK = "cross-region-stack-"

func TestEveryKeyRotatesIsKeptAndServesOnePurpose(t *testing.T) {
	purposes := map[string]bool{}
	for _, key := range example(t).OfType("AWS::KMS::Key") {
		if strings.HasPrefix(key.Stack.ID, madeByCDK) {
			continue
		}
		assert.Equal(t, true, key.Get("EnableKeyRotation"), key)
		assert.Equal(t, 30.0, key.Get("PendingWindowInDays"), key)
		assert.Equal(t, "RetainExceptOnCreate", key.DeletionPolicy, key)
		purpose := key.Stack.ID + " " + key.Get("Description").(string)
		assert.False(t, purposes[purpose], "%s: a key per purpose", purpose)
		purposes[purpose] = true
		assert.True(t, slices.ContainsFunc(assembly.Statements(key), func(s assembly.Statement) bool {
			return s.Effect == "Deny" && slices.Equal(s.Actions, []string{"kms:CreateGrant"})
		}), "%s: only services make grants", key)
	}
	for _, purpose := range []string{"encrypts log groups and recorded sessions", "encrypts data stores and their backups", "encrypts secrets", "encrypts alarms on their way to people"} {
		assert.True(t, purposes["prod/baseline "+purpose], purpose)
	}
}

func TestServicesUseKeysForTheirOwnAccountOnly(t *testing.T) {
	seen := 0
	for _, key := range example(t).OfType("AWS::KMS::Key") {
		for _, s := range assembly.Statements(key) {
			if len(s.Principals) != 1 || s.Principals[0].Kind != "Service" {
				continue
			}
			seen++
			assert.NotEmpty(t, s.Condition, "%s %s", key, s.Sid)
		}
	}
	assert.Greater(t, seen, 8, "logs and alarms in each environment")
}

func TestLogGroupsFollowTheNamingConvention(t *testing.T) {
	seen := 0
	for _, group := range example(t).OfType("AWS::Logs::LogGroup") {
		seen++
		stage := group.Stack.Stage
		if stage == "" {
			stage = "pipeline"
		}
		name := group.Get("LogGroupName").(string)
		ours := name == "/acme/"+stage || strings.HasPrefix(name, "/acme/"+stage+"/")
		rds := strings.HasPrefix(name, "/aws/rds/instance/acme-"+stage+"-") // RDS insists
		assert.True(t, ours || rds, name)
	}
	assert.Greater(t, seen, 25)
}

func TestAlarmsReachPeopleThroughAnEncryptedTopic(t *testing.T) {
	for _, stage := range workloads {
		topic := one(t, example(t), stage, "AWS::SNS::Topic")
		key := denotes(t, example(t), topic, topic.Get("KmsMasterKeyId"))
		assert.Contains(t, text(key.Get("KeyPolicy")), "cloudwatch.amazonaws.com", "else alarms are dropped silently")
		assert.Equal(t, "platform@example.com", one(t, example(t), stage, "AWS::SNS::Subscription").Get("Endpoint"))
		for _, alarm := range in(t, example(t), stage, "AWS::CloudWatch::Alarm") {
			for _, action := range append(list(alarm.Get("AlarmActions")), list(alarm.Get("OKActions"))...) {
				assert.Equal(t, topic, denotes(t, example(t), alarm, action))
			}
			assert.NotEmpty(t, list(alarm.Get("AlarmActions")), alarm)
			assert.NotEmpty(t, alarm.Get("AlarmDescription"), alarm)
		}
	}
}
