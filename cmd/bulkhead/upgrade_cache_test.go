package main

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"bulkhead/config"
	"bulkhead/internal/aws/elasticache"
	"bulkhead/internal/cli"
	"bulkhead/internal/fake"
	"bulkhead/operate/upgrade"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// oneCache is an ElastiCache with one node of this version; other calls are answered by nobody.
func oneCache(version string) *upgrade.Cloud {
	answers := fake.Answers{
		"DescribeReplicationGroups": func(fake.Call) (any, error) {
			return &elasticache.DescribeReplicationGroupsOutput{ReplicationGroups: []elasticache.ReplicationGroup{{
				ReplicationGroupId: new("ses1"), Description: new("acme-stage-sessions"), Status: new("available"),
				MultiAZ: new("enabled"), MemberClusters: []string{"ses1-001"},
			}}}, nil
		},
		"DescribeCacheClusters": func(fake.Call) (any, error) {
			return &elasticache.DescribeCacheClustersOutput{CacheClusters: []elasticache.CacheCluster{
				{
					CacheClusterId: new(
						"ses1-001",
					),
					CacheClusterStatus: new("available"),
					Engine:             new("valkey"),
					EngineVersion:      &version,
				},
			}}, nil
		},
		"DescribeSnapshots": func(fake.Call) (any, error) { return nil, fake.Refusal("SnapshotNotFoundFault") },
	}
	return &upgrade.Cloud{Now: time.Now, Config: answers.Alone}
}

func TestNoCacheIsUpgradedUntilItIsTyped(t *testing.T) {
	for _, typed := range []string{"", "sessions\n", "prod/sessions\n"} {
		said, err := upgrading{to: "9.0", cloud: oneCache("9.0.1")}.typed(t, "stage/sessions", typed)
		require.ErrorIs(t, err, cli.ErrNo, "%q", typed)
		assert.Contains(t, said, "snapshot acme-stage-sessions-before-9-0")
	}
	said, err := upgrading{to: "9.0", cloud: oneCache("9.0.1")}.typed(t, "stage/sessions", "stage/sessions\n")
	require.NoError(t, err, said)
	assert.Contains(t, said, "every node of ses1 has 9.0")
}

func TestAnUpgradeOfACacheSaysWhatIsWhose(t *testing.T) {
	said, err := upgrading{
		to:     "9.0",
		cloud:  oneCache("9.0.1"),
		dryRun: true,
		json:   true,
	}.typed(
		t,
		"stage/sessions",
		"",
	)
	require.NoError(t, err)
	var result shownUpgrade
	require.NoError(t, json.Unmarshal([]byte(said), &result))
	assert.Equal(t, "stage/sessions", result.Store)
	assert.Equal(t, kindCache, result.Kind)
	require.Len(t, result.Steps, 4)
	assert.Equal(t, upgrade.Deployment, result.Steps[2].Who)
}

func TestAWrongUpgradeOfACacheIsRefused(t *testing.T) {
	for _, u := range []upgrading{
		{to: "9.0", finish: true}, {to: "9.0", abandon: true}, {to: "9.0", test: "true"}, {to: "9.0", tested: "bgd-1"},
	} {
		u.cloud = oneCache("9.0.1")
		_, err := u.typed(t, "stage/sessions", "stage/sessions\n")
		assert.ErrorContains(t, err, "are of databases")
	}
	_, err := upgrading{to: "6.2", cloud: oneCache("9.0.1")}.typed(t, "stage/sessions", "stage/sessions\n")
	assert.ErrorContains(t, err, "valkey 6.2 is not offered")
}

func TestAnUpgradeKnowsTheCacheAsTheTemplatesCallIt(t *testing.T) {
	c, err := config.Load(exampleConfig)
	require.NoError(t, err)
	e, err := sideOf(c, "stage")
	require.NoError(t, err)
	one, err := describeCacheUpgrade(c, e, "sessions", "9.0")
	require.NoError(t, err)
	template, err := os.ReadFile("../../test/testdata/templates/example/stage-data-sessions.json")
	require.NoError(t, err)
	assert.Contains(t, string(template), `"ReplicationGroupDescription": "`+one.Description+`"`)
	assert.Contains(t, string(template), `"Engine": "`+one.Engine+`"`)
	assert.True(t, one.Committed)
	assert.True(t, one.Replicas)
}
