package plan

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	globalDatastore = "AWS::ElastiCache::GlobalReplicationGroup"
	replicatedCache = "AWS::ElastiCache::ReplicationGroup"
)

// firstOfDatastore is a cache with a name, in a global datastore; other is what else is in the stack.
func firstOfDatastore(properties string, other map[string]string) map[string]string {
	return both(both(
		things("Cache", replicatedCache, `'ReplicationGroupId': 'sessions', `+properties),
		things("Global", globalDatastore, `'GlobalReplicationGroupIdSuffix': 's', 'Members': [{'ReplicationGroupId': {'Ref': 'Cache'}}]`),
	), other)
}

// TestWhatAGlobalDatastoreDecidesIsRefusedOfItsCaches: of the first cache and of one that follows, whatever else the
// stack has, and while the datastore goes from the template.
func TestWhatAGlobalDatastoreDecidesIsRefusedOfItsCaches(t *testing.T) {
	refused := []string{"dev/main/Cache: together"}
	plan := func(base, head map[string]string) []string {
		return said(compare(t, one(t, base), one(t, head), Options{}), Refused)
	}
	for property, values := range map[string][2]string{
		"CacheNodeType":            {`'cache.m7g.large'`, `'cache.r7g.large'`},
		"EngineVersion":            {`'8.0'`, `'9.0'`},
		"Engine":                   {`'redis'`, `'valkey'`},
		"AutomaticFailoverEnabled": {`true`, `false`},
	} {
		old, now := `'`+property+`': `+values[0], `'`+property+`': `+values[1]
		first := firstOfDatastore(old, nil)
		assert.Equal(t, refused, plan(first, firstOfDatastore(now, nil)), property)
		assert.Equal(t, refused, plan(first, things("Cache", replicatedCache, `'ReplicationGroupId': 'sessions', `+now)),
			"%s, while the datastore goes from the template", property)
		follows := `'GlobalReplicationGroupId': 'abcde-s', `
		assert.Equal(t, refused, plan(
			things("Cache", replicatedCache, follows+old), things("Cache", replicatedCache, follows+now),
		), "%s of one that follows", property)
		alone := things("Cache", replicatedCache, `'ReplicationGroupId': 'sessions', `+old)
		assert.Empty(t, plan(alone, things("Cache", replicatedCache, `'ReplicationGroupId': 'sessions', `+now)), "%s alone", property)
		assert.Empty(t, plan(alone, firstOfDatastore(now, nil)), "%s, before there is a datastore", property)
		another := things("Other", replicatedCache, old)
		assert.Empty(t, plan(firstOfDatastore(old, another), firstOfDatastore(old, things("Other", replicatedCache, now))),
			"%s of another cache", property)
	}
	assert.Empty(t, plan(firstOfDatastore(`'SnapshotWindow': 'a'`, nil), firstOfDatastore(`'SnapshotWindow': 'b'`, nil)))
	assert.Equal(t, refused, plan(
		map[string]string{
			"Cache": thing(replicatedCache, `'GlobalReplicationGroupId': 's', 'NumNodeGroups': 2`, `'UpdatePolicy': {'UseOnlineResharding': true}`),
		},
		map[string]string{
			"Cache": thing(replicatedCache, `'GlobalReplicationGroupId': 's', 'NumNodeGroups': 3`, `'UpdatePolicy': {'UseOnlineResharding': true}`),
		},
	))
}

// TestTheWayOfACacheInADatastoreIsOnThePageOfMaintenance: it is named there, and allowed by its name once it is gone.
func TestTheWayOfACacheInADatastoreIsOnThePageOfMaintenance(t *testing.T) {
	base, head := firstOfDatastore(`'CacheNodeType': 'a'`, nil), firstOfDatastore(`'CacheNodeType': 'b'`, nil)
	p := compare(t, one(t, base), one(t, head), Options{Allow: []string{"dev/main/Cache"}})
	require.NotEmpty(t, said(p, Refused))
	for _, f := range p.Findings {
		if f.Severity == Refused {
			assert.Contains(t, f.Way, `docs/maintenance.md, "Other stores"`)
			assert.True(t, f.Allowed)
		}
	}
	page, err := os.ReadFile("../../docs/maintenance.md")
	require.NoError(t, err)
	assert.Contains(t, string(page), "### Other stores")
	assert.Contains(t, string(page), "aws elasticache modify-global-replication-group")
	assert.Contains(t, string(page), "aws elasticache increase-node-groups-in-global-replication-group")
}

// TestParametersThatACacheInADatastoreDoesNotGetAreTold: of its own group, and of no other cache's.
func TestParametersThatACacheInADatastoreDoesNotGetAreTold(t *testing.T) {
	group := func(policy string) map[string]string {
		return things("Parameters", "AWS::ElastiCache::ParameterGroup",
			`'CacheParameterGroupFamily': 'valkey8', 'Properties': {'maxmemory-policy': '`+policy+`'}`)
	}
	const has = `'CacheParameterGroupName': {'Ref': 'Parameters'}`
	told := func(of func(map[string]string) map[string]string) []string {
		return said(compare(t, one(t, of(group("a"))), one(t, of(group("b"))), Options{}), Note)
	}
	assert.Contains(t, told(func(group map[string]string) map[string]string {
		return firstOfDatastore(has, group)
	}), "dev/main/Parameters: together")
	assert.NotContains(t, told(func(group map[string]string) map[string]string {
		return both(things("Cache", replicatedCache, has), group)
	}), "dev/main/Parameters: together")
	assert.NotContains(t, told(func(group map[string]string) map[string]string {
		return firstOfDatastore(`'CacheParameterGroupName': 'other'`, group)
	}), "dev/main/Parameters: together")
}
