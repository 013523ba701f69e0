package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everyTable calls f with each table that services name, and with the environment that owns it.
func everyTable(
	t *testing.T,
	f func(a *assembly.Assembly, e config.Environment, settings config.Table, table *assembly.Resource),
) {
	t.Helper()
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, settings := range e.Tables {
			made := ofType(t, a, e.Name+"/data-"+name, "AWS::DynamoDB::GlobalTable")
			if e.Side == config.Standby {
				assert.Empty(t, made, "one stack has all of a table")
				continue
			}
			require.Len(t, made, 1)
			seen++
			f(a, e, settings, made[0])
		}
	})
	assert.GreaterOrEqual(t, seen, 3)
}

// tableReplicas are the replicas of a table by their regions.
func tableReplicas(table *assembly.Resource) map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, replica := range list(table.Get("Replicas")) {
		r := replica.(map[string]any)
		all[r["Region"].(string)] = r
	}
	return all
}

func TestATableIsWhereItsEnvironmentIsAndInTheRecoveryRegionUnderAKeyOfEach(t *testing.T) {
	replicated := 0
	everyTable(t, func(a *assembly.Assembly, e config.Environment, _ config.Table, table *assembly.Resource) {
		replicas := tableReplicas(table)
		assert.NotNil(t, replicas[table.Stack.Region], "as CloudFormation wants it")
		assert.Equal(t, "KMS", table.Get("SSESpecification", "SSEType"))
		if e.Recovery == nil {
			assert.Len(t, replicas, 1)
			return
		}
		replicated++
		require.Len(t, replicas, 2)
		require.NotNil(t, replicas[string(e.Recovery.Region)])
		alias := replicas[string(e.Recovery.Region)]["SSESpecification"].(map[string]any)["KMSMasterKeyId"].(string)
		_, name, _ := strings.Cut(alias, ":"+string(e.AccountID)+":")
		assert.True(t, strings.HasPrefix(alias, "arn:aws:kms:"+string(e.Recovery.Region)+":"), alias)
		key := named(t, a, e.Name+"-dr-foundation", "AWS::KMS::Alias", "AliasName", name)
		stages := func(stage string) int {
			return slices.IndexFunc(a.Stacks, func(s *assembly.Stack) bool { return s.Stage == stage })
		}
		assert.Less(t, stages(key.Stack.Stage), stages(table.Stack.Stage), "the key is there first")
	})
	assert.Positive(t, replicated)
}

func TestATableCanBeRestoredAndHasAStreamFromTheBeginning(t *testing.T) {
	everyTable(t, func(_ *assembly.Assembly, e config.Environment, _ config.Table, table *assembly.Resource) {
		assert.Equal(
			t,
			"NEW_AND_OLD_IMAGES",
			table.Get("StreamSpecification", "StreamViewType"),
			"replicas need it, and it cannot be changed",
		)
		assert.Equal(t, "PAY_PER_REQUEST", table.Get("BillingMode"))
		for region, replica := range tableReplicas(table) {
			recovery := replica["PointInTimeRecoverySpecification"].(map[string]any)
			assert.Equal(t, true, recovery["PointInTimeRecoveryEnabled"])
			assert.EqualValues(t, 35, recovery["RecoveryPeriodInDays"])
			own := region == table.Stack.Region
			assert.Equal(
				t,
				own && e.Production(),
				replica["DeletionProtectionEnabled"],
				"%s: a replica that is protected cannot be taken out",
				table,
			)
		}
	})
}

func TestTheAttributesOfATableAreThoseOfItsKeysAndNoOther(t *testing.T) {
	everyTable(
		t,
		func(_ *assembly.Assembly, _ config.Environment, settings config.Table, table *assembly.Resource) {
			want := map[string]string{}
			add := func(names ...string) {
				for _, name := range names {
					if name != "" {
						want[name] = map[config.AttributeType]string{
							"": "S", config.Text: "S", config.Number: "N", config.Binary: "B",
						}[settings.Types[name]]
					}
				}
			}
			add(settings.Key, settings.Sort)
			for _, index := range settings.Indexes {
				add(index.Key, index.Sort)
			}
			got := map[string]string{}
			for _, definition := range list(table.Get("AttributeDefinitions")) {
				d := definition.(map[string]any)
				got[d["AttributeName"].(string)] = d["AttributeType"].(string)
			}
			assert.Equal(t, want, got, table)
			for _, index := range list(table.Get("GlobalSecondaryIndexes")) {
				i := index.(map[string]any)
				projection := map[config.IndexAttributes]string{
					config.AllAttributes:  "ALL",
					config.KeysAttributes: "KEYS_ONLY",
				}
				assert.Equal(
					t,
					projection[settings.Indexes[i["IndexName"].(string)].Attributes],
					i["Projection"].(map[string]any)["ProjectionType"],
				)
			}
			if settings.Expires == "" {
				assert.Nil(t, table.Get("TimeToLiveSpecification"))
			} else {
				assert.Equal(
					t,
					map[string]any{"AttributeName": settings.Expires, "Enabled": settings.Expiry == config.Enabled},
					table.Get("TimeToLiveSpecification"),
				)
			}
		},
	)
}

func TestBothSidesReadAndWriteTheSameTableEachInItsRegion(t *testing.T) {
	m := modelOf(t, "example")
	for stage, region := range map[string]string{"prod": "eu-west-1", "prod-dr": "eu-central-1"} {
		stack := stage + "/service-invoicing"
		assert.Contains(t, text(container(t, example(t), stack)["Environment"]), `"Name":"ISSUED_TABLE"`)
		tasks, _ := permittedRoles(t, m, example(t), stack)
		arn := "arn:aws:dynamodb:" + region + ":555555555555:table/acme-prod-issued"
		for _, action := range []string{"dynamodb:PutItem", "dynamodb:Query"} {
			assert.True(
				t,
				decide(t, m, iam.Request{Principal: tasks[0], Action: action, Resource: arn}).Allowed,
				"%s %s",
				stage,
				action,
			)
			assert.True(
				t,
				decide(
					t,
					m,
					iam.Request{Principal: tasks[0], Action: action, Resource: arn + "/index/any"},
				).Allowed,
				"%s %s",
				stage,
				action,
			)
		}
		for _, action := range []string{"dynamodb:DeleteTable", "dynamodb:UpdateTable", "dynamodb:CreateBackup"} {
			assert.False(
				t,
				decide(t, m, iam.Request{Principal: tasks[0], Action: action, Resource: arn}).Allowed,
				"%s %s",
				stage,
				action,
			)
		}
		lags := 0
		for _, r := range example(t).Stack(stage + "/data-issued").Resources {
			if r.Get("MetricName") == "ReplicationLatency" {
				lags++
				assert.NotContains(t, text(r.Get("Dimensions")), region, "what the other region gets late")
			}
		}
		assert.Equal(t, 1, lags, stage)
	}
}
