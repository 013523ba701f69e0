package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cache is a replication group of the choices, by its stage and name.
func cache(t testing.TB, stage, name string) *assembly.Resource {
	t.Helper()
	return named(t, choices(t), stage, "AWS::ElastiCache::ReplicationGroup", "ReplicationGroupDescription", "choices-"+stage+"-"+name)
}

// memcached are the Memcached clusters of the choices.
func memcached(t testing.TB) []*assembly.Resource {
	t.Helper()
	clusters := choices(t).OfType("AWS::ElastiCache::CacheCluster")
	require.NotEmpty(t, clusters)
	return clusters
}

// everyCache is every replication group, in all configurations.
func everyCache(t testing.TB, promise func(a *assembly.Assembly, group *assembly.Resource)) {
	t.Helper()
	seen := 0
	for name := range sharedConfigs {
		for _, group := range shared(t, name).OfType("AWS::ElastiCache::ReplicationGroup") {
			seen++
			promise(shared(t, name), group)
		}
	}
	require.GreaterOrEqual(t, seen, 4)
}

func TestCacheIsEncryptedAtRestAndInTransit(t *testing.T) {
	everyCache(t, func(a *assembly.Assembly, group *assembly.Resource) {
		if group.Get("GlobalReplicationGroupId") == nil { // else it has them from the primary
			assert.Equal(t, true, group.Get("TransitEncryptionEnabled"), group)
			assert.Equal(t, "required", group.Get("TransitEncryptionMode"), group)
			assert.Equal(t, true, group.Get("AtRestEncryptionEnabled"), group)
		}
		assert.Equal(t, "encrypts data stores and their backups", denotes(t, a, group, group.Get("KmsKeyId")).Get("Description"), group)
	})
	for _, cluster := range memcached(t) {
		assert.Equal(t, true, cluster.Get("TransitEncryptionEnabled"), cluster)
	}
}

func TestCacheAdmitsOneUserWithAGeneratedPassword(t *testing.T) {
	everyCache(t, func(a *assembly.Assembly, group *assembly.Resource) {
		users := denotes(t, a, group, group.Get("UserGroupIds", "0"))
		assert.Equal(t, "redis", users.Get("Engine"), "Valkey takes it too, and nothing has to change when it follows Redis OSS")
		var on []*assembly.Resource
		for _, id := range list(users.Get("UserIds")) {
			user := denotes(t, a, users, id)
			if user.Get("UserName") == "default" {
				assert.Regexp(t, `^off .*-@all$`, user.Get("AccessString"), "the user without a password cannot log in")
				continue
			}
			on = append(on, user)
		}
		require.Len(t, on, 1, group)
		assert.Contains(t, on[0].Get("AccessString"), "-@admin -@dangerous")
		assert.Contains(t, text(on[0].Get("Passwords")), "{{resolve:secretsmanager:", "a reference")
		assert.Len(t, list(users.Get("UserIds")), 2, "such a group demands a default user")
	})
}

func TestCacheHasReplicasInOtherZonesThatTakeOver(t *testing.T) {
	sessions := cache(t, "stores", "sessions")
	assert.Equal(t, []any{1.0, 1.0, true, true}, topology(sessions))
	catalogue := cache(t, "stores", "catalogue")
	assert.Equal(t, []any{3.0, 2.0, true, true}, topology(catalogue))
	parameters := denotes(t, choices(t), catalogue, catalogue.Get("CacheParameterGroupName"))
	assert.Equal(t, "yes", parameters.Get("Properties", "cluster-enabled"))
	assert.Equal(t, "redis7", parameters.Get("CacheParameterGroupFamily"))
	assert.Equal(t, []any{1.0, 0.0, false, false}, topology(cache(t, "dev-stores", "queue")), "development pays for one node")
}

// topology is shards, replicas, failover and several zones.
func topology(group *assembly.Resource) []any {
	return []any{group.Get("NumNodeGroups"), group.Get("ReplicasPerNodeGroup"), group.Get("AutomaticFailoverEnabled"), group.Get("MultiAZEnabled")}
}

func TestMemcachedSpreadsItsNodesAndPretendsNothingElse(t *testing.T) {
	pages := one(t, choices(t), "stores", "AWS::ElastiCache::CacheCluster")
	assert.Equal(t, "cross-az", pages.Get("AZMode"))
	assert.Equal(t, 12.0, pages.Get("NumCacheNodes"))
	for _, absent := range []string{"SnapshotRetentionLimit", "SnapshotWindow", "LogDeliveryConfigurations"} {
		assert.Nil(t, pages.Get(absent), "Memcached has none: %s", absent)
	}
	alone := one(t, choices(t), "dev-stores", "AWS::ElastiCache::CacheCluster")
	assert.Equal(t, "single-az", alone.Get("AZMode"))
}

func TestCacheLogsToGroupsWithKeyAndRetention(t *testing.T) {
	everyCache(t, func(a *assembly.Assembly, group *assembly.Resource) {
		var kinds []any
		for _, delivery := range list(group.Get("LogDeliveryConfigurations")) {
			delivery := delivery.(map[string]any)
			kinds = append(kinds, delivery["LogType"])
			destination := denotes(t, a, group, delivery["DestinationDetails"].(map[string]any)["CloudWatchLogsDetails"].(map[string]any)["LogGroup"])
			assert.NotNil(t, destination.Get("RetentionInDays"), destination)
			assert.NotNil(t, destination.Get("KmsKeyId"), destination)
			assert.Contains(t, group.DependsOn, destination.LogicalID)
		}
		assert.Equal(t, []any{"slow-log", "engine-log"}, kinds, group)
	})
}

func TestCacheIsKeptWithWhatItUsesInProduction(t *testing.T) {
	everyCache(t, func(a *assembly.Assembly, group *assembly.Resource) {
		users := denotes(t, a, group, group.Get("UserGroupIds", "0"))
		companions := []*assembly.Resource{
			users, denotes(t, a, users, users.Get("UserIds", "0")),
			denotes(t, a, group, group.Get("CacheSubnetGroupName")),
			denotes(t, a, group, group.Get("SecurityGroupIds", "0")),
		}
		if group.Get("GlobalReplicationGroupId") == nil { // else it has those of the primary
			companions = append(companions, denotes(t, a, group, group.Get("CacheParameterGroupName")))
		}
		if !group.Stack.TerminationProtection || strings.HasPrefix(group.Stack.Stage, "dev") {
			assert.Equal(t, "Snapshot", group.DeletionPolicy, group)
			return
		}
		assert.Equal(t, "RetainExceptOnCreate", group.DeletionPolicy, group)
		for _, companion := range companions {
			assert.Equal(t, "RetainExceptOnCreate", companion.DeletionPolicy, "%s, which %s uses", companion, group)
		}
	})
}

func TestCacheIsMaintainedAndBackedUpInItsWindows(t *testing.T) {
	sessions := cache(t, "stores", "sessions")
	assert.Equal(t, []any{20.0, "04:00-05:00", "tue:05:30-tue:06:30"}, []any{sessions.Get("SnapshotRetentionLimit"), sessions.Get("SnapshotWindow"), sessions.Get("PreferredMaintenanceWindow")})
	parameters := denotes(t, choices(t), sessions, sessions.Get("CacheParameterGroupName"))
	assert.Equal(t, "volatile-ttl", parameters.Get("Properties", "maxmemory-policy"))
	for _, pages := range memcached(t) {
		assert.Equal(t, "sun:03:00-sun:04:00", pages.Get("PreferredMaintenanceWindow"))
	}
}

func TestAlarmsWatchEveryNodeOfACache(t *testing.T) {
	watched := map[string][]string{} // nodes by metric
	for _, alarm := range in(t, choices(t), "stores", "AWS::CloudWatch::Alarm") {
		for _, query := range list(alarm.Get("Metrics")) {
			stat, ok := query.(map[string]any)["MetricStat"].(map[string]any)
			if !ok || stat["Metric"].(map[string]any)["Namespace"] != "AWS/ElastiCache" {
				continue
			}
			assert.LessOrEqual(t, len(list(alarm.Get("Metrics"))), 10, "%s: CloudWatch takes no more", alarm)
			assert.Len(t, list(alarm.Get("AlarmActions")), 1, alarm)
			metric := stat["Metric"].(map[string]any)
			watched[metric["MetricName"].(string)] = append(watched[metric["MetricName"].(string)], text(metric["Dimensions"]))
		}
	}
	// 2 nodes of sessions, 9 of catalogue, 12 of pages; each tells by its CPU whether it is there.
	for metric, nodes := range map[string]int{
		"EngineCPUUtilization": 11, "DatabaseMemoryUsagePercentage": 11, "ReplicationLag": 11,
		"CPUUtilization": 23, "Evictions": 12, "SwapUsage": 23, "CurrConnections": 23,
	} {
		slices.Sort(watched[metric])
		assert.Len(t, slices.Compact(watched[metric]), nodes, metric)
	}
	assert.Contains(t, text(watched["ReplicationLag"]), "-0003-003", "the last replica of the last shard")
	assert.Contains(t, text(watched["Evictions"]), "0012")
}

func TestServicesLearnWhereACacheIsFromItsEngine(t *testing.T) {
	for service, want := range map[string][]string{
		"shop":    {`"SESSIONS_READER_HOST"`, `"SESSIONS_PASSWORD"`, `"PAGES_HOST"`, `"PrimaryEndPoint.Address"`, `"ConfigurationEndpoint.Address"`},
		"reports": {`"CATALOGUE_HOST"`, `"CATALOGUE_USERNAME"`},
	} {
		template := text(choices(t).Stack("stores/service-" + service).Template)
		exports := text(choices(t).Stack("stores/data-sessions").Template) + text(choices(t).Stack("stores/data-pages").Template)
		for _, variable := range want {
			assert.Contains(t, template+exports, variable)
		}
	}
	shop := text(choices(t).Stack("stores/service-shop").Template)
	assert.NotContains(t, shop, "PAGES_PASSWORD", "Memcached has no users")
	assert.NotContains(t, text(choices(t).Stack("stores/service-reports").Template), "CATALOGUE_READER_HOST", "clients of the cluster protocol find replicas themselves")
}
