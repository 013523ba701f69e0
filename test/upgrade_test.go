package test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// step is what one deployment makes of the templates before it.
type step struct {
	added, removed []string            // "database type", by the logical id's beginning
	changed        map[string][]string // properties by "database type"
}

// inPlace are the types whose properties may change in these steps, and those of their properties that would replace
// them. Source: the registry schemas of AWS::RDS and AWS::ElastiCache.
var inPlace = map[string][]string{
	"AWS::RDS::DBInstance":               {"DBInstanceIdentifier", "DBName", "DBSubnetGroupName", "KmsKeyId", "MasterUsername", "StorageEncrypted", "Engine", "DBClusterIdentifier", "SourceDBInstanceIdentifier", "AvailabilityZone", "PerformanceInsightsKMSKeyId"},
	"AWS::RDS::DBCluster":                {"DBClusterIdentifier", "DatabaseName", "DBSubnetGroupName", "KmsKeyId", "MasterUsername", "StorageEncrypted", "Engine", "EngineMode", "AvailabilityZones", "GlobalClusterIdentifier"},
	"AWS::RDS::DBParameterGroup":         {"Family", "Description", "DBParameterGroupName"},
	"AWS::RDS::DBClusterParameterGroup":  {"Family", "Description", "DBClusterParameterGroupName"},
	"AWS::ElastiCache::ReplicationGroup": {"AtRestEncryptionEnabled", "CacheSubnetGroupName", "KmsKeyId", "NetworkType", "Port", "ReplicationGroupId", "SnapshotName", "NodeGroupConfiguration", "ClusterMode"},
	"AWS::ElastiCache::ParameterGroup":   {}, // it may be replaced: its name is generated, and the cache moves with it
	"AWS::CloudWatch::Alarm":             {"AlarmName"},
}

// followAlarms are the types that list alarms, and change in place with them.
var followAlarms = []string{"AWS::CloudWatch::Dashboard", "AWS::CloudWatch::AlarmMuteRule"}

// compare is the step from one assembly to the next. What is replaced, or of a type that nobody has looked up, fails.
func compare(t testing.TB, before, after *assembly.Assembly) step {
	t.Helper()
	s := step{changed: map[string][]string{}}
	old, now := map[string]*assembly.Resource{}, map[string]*assembly.Resource{}
	for places, a := range map[*map[string]*assembly.Resource]*assembly.Assembly{&old: before, &now: after} {
		for _, r := range resourcesOf(a) {
			if !slices.Contains(followAlarms, r.Type) {
				(*places)[r.Stack.ID+" "+r.LogicalID] = r
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(now)) {
		r, was := now[id], old[id]
		if was == nil {
			s.added = append(s.added, r.LogicalID[:len(r.LogicalID)-8]+" "+r.Type)
			continue
		}
		require.Equal(t, was.Type, r.Type, r)
		assert.Equal(t, was.DeletionPolicy, r.DeletionPolicy, r)
		keys := slices.Compact(slices.Sorted(slices.Values(slices.Concat(
			slices.Collect(maps.Keys(was.Properties)), slices.Collect(maps.Keys(r.Properties))))))
		for _, key := range keys {
			if reflect.DeepEqual(was.Get(key), r.Get(key)) {
				continue
			}
			createOnly, known := inPlace[r.Type]
			require.True(t, known, "%s changes %s: look up what that does", r, key)
			assert.NotContains(t, createOnly, key, "%s would be replaced", r)
			name := r.LogicalID[:len(r.LogicalID)-8] + " " + r.Type
			s.changed[name] = append(s.changed[name], key)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(old)) {
		if r := old[id]; now[id] == nil {
			s.removed = append(s.removed, r.LogicalID[:len(r.LogicalID)-8]+" "+r.Type)
			if strings.HasPrefix(r.Type, "AWS::RDS::") {
				assert.Equal(t, "RetainExceptOnCreate", r.DeletionPolicy, "%s: the database of before still uses it", r)
			}
		}
	}
	return s
}

// upgraded is prod with a database of each kind that has a newer major version: the versions of each, and what it is
// moved to.
func upgraded(t testing.TB, orders, ledger, wares, pool [2]string) *assembly.Assembly {
	t.Helper()
	name := fmt.Sprint("upgraded", orders, ledger, wares, pool)
	return once(name, func() *assembly.Assembly {
		c := loads(t, []byte(fmt.Sprintf(`
tier: production
alerts: {email: [team@example.org]}
network: {cidr: 10.10.0.0/16}
databases:
  orders: {engine: postgres, version: %q, upgradeTo: %q}
  ledger: {engine: aurora-postgres, version: %q, upgradeTo: %q}
  wares: {engine: aurora-mysql, version: %q, upgradeTo: %q}
  pool: {engine: postgres, version: %q, upgradeTo: %q, proxy: enabled}
`, orders[0], orders[1], ledger[0], ledger[1], wares[0], wares[1], pool[0], pool[1])))
		require.NotNil(t, c, "the configuration is refused")
		c.Organization.Pipeline = nil
		require.Len(t, c.Environments, 1)
		return synthesizeEnvironments(t, c)
	})
}

// The states of the runbook in docs/maintenance.md: the version before, the preparation, then either a blue/green
// deployment that is followed by the new version, or the new version in place, which is then over.
func upgradeStates(t testing.TB) (before, prepared, after, during *assembly.Assembly) {
	t.Helper()
	state := func(of func(old, new string) [2]string) *assembly.Assembly {
		return upgraded(t, of("17.9", "18.3"), of("17.9", "18.3"), of("3.12.0", "8.4.7"), of("16.13", "17.9"))
	}
	return state(func(old, _ string) [2]string { return [2]string{old, ""} }),
		state(func(old, new string) [2]string { return [2]string{old, new} }),
		state(func(_, new string) [2]string { return [2]string{new, ""} }),
		state(func(_, new string) [2]string { return [2]string{new, new} })
}

func TestAMajorVersionIsPreparedWithoutTouchingADatabase(t *testing.T) {
	before, prepared, _, _ := upgradeStates(t)
	assert.Equal(t, step{
		added: []string{
			"ledgerParameters18 AWS::RDS::DBClusterParameterGroup", "ordersParameters18 AWS::RDS::DBParameterGroup",
			"poolParameters17 AWS::RDS::DBParameterGroup", "waresParameters84 AWS::RDS::DBClusterParameterGroup",
		},
		changed: map[string][]string{
			"ledgerParameters17 AWS::RDS::DBClusterParameterGroup": {"Parameters"},
			"ordersParameters17 AWS::RDS::DBParameterGroup":        {"Parameters"},
			"poolParameters16 AWS::RDS::DBParameterGroup":          {"Parameters"},
			"waresParameters80 AWS::RDS::DBClusterParameterGroup":  {"Parameters"},
		},
	}, compare(t, before, prepared))
	for group, parameter := range map[string][2]string{
		"parameters of tiny-dev-orders for 17": {"rds.logical_replication", "1"},
		"parameters of tiny-dev-pool for 16":   {"rds.logical_replication", "1"},
		"parameters of tiny-dev-ledger for 17": {"rds.logical_replication", "1"},
		"parameters of tiny-dev-wares for 8.0": {"binlog_format", "ROW"},
	} {
		assert.Equal(t, parameter[1], parametersOf(t, prepared, group).Get("Parameters", parameter[0]), group)
		assert.Nil(t, parametersOf(t, before, group).Get("Parameters", parameter[0]), group)
	}
	for group, force := range map[string]string{
		"parameters of tiny-dev-orders for 18": "rds.force_ssl", "parameters of tiny-dev-wares for 8.4": "require_secure_transport",
	} {
		assert.NotNil(t, parametersOf(t, prepared, group).Get("Parameters", force), "the green database demands TLS from the start")
	}
}

// parametersOf is the group with this description.
func parametersOf(t testing.TB, a *assembly.Assembly, description string) *assembly.Resource {
	t.Helper()
	for _, r := range resourcesOf(a) {
		if strings.HasSuffix(r.Type, "ParameterGroup") && r.Get("Description") == description {
			return r
		}
	}
	require.Fail(t, "no such group", description)
	return nil
}

// After the switch the databases have the new version and its groups already, so that nothing is left for RDS to do.
func TestWhatABlueGreenDeploymentSwitchedToIsWhatTheNextTemplateSays(t *testing.T) {
	_, prepared, after, _ := upgradeStates(t)
	assert.Equal(t, step{
		removed: []string{
			"ledgerParameters17 AWS::RDS::DBClusterParameterGroup", "ordersParameters17 AWS::RDS::DBParameterGroup",
			"poolParameters16 AWS::RDS::DBParameterGroup", "waresParameters80 AWS::RDS::DBClusterParameterGroup",
		},
		changed: map[string][]string{
			"ledger AWS::RDS::DBCluster":  {"DBClusterParameterGroupName", "EngineVersion"},
			"orders AWS::RDS::DBInstance": {"DBParameterGroupName", "EngineVersion"},
			"pool AWS::RDS::DBInstance":   {"DBParameterGroupName", "EngineVersion"},
			"wares AWS::RDS::DBCluster":   {"DBClusterParameterGroupName", "EngineVersion"},
		},
	}, compare(t, prepared, after), "the groups of the new version are as they were, and so is the proxy")
	for _, r := range resourcesOf(after) {
		if r.Type == "AWS::RDS::DBInstance" && r.Get("DBClusterIdentifier") == nil {
			assert.Equal(t, false, r.Get("AllowMajorVersionUpgrade"), "%s: without the switch, RDS refuses", r)
		}
	}
	orders := named(t, after, "dev", "AWS::RDS::DBInstance", "DBInstanceIdentifier", "tiny-dev-orders")
	assert.Equal(t, "18.3", orders.Get("EngineVersion"))
	assert.Equal(t, "postgres18", denotes(t, after, orders, orders.Get("DBParameterGroupName")).Get("Family"))
	wares := named(t, after, "dev", "AWS::RDS::DBCluster", "DBClusterIdentifier", "tiny-dev-wares")
	assert.Equal(t, "8.4.mysql_aurora.8.4.7", wares.Get("EngineVersion"))
	assert.Equal(t, "aurora-mysql8.4", denotes(t, after, wares, wares.Get("DBClusterParameterGroupName")).Get("Family"))
}

func TestAMajorVersionInPlaceIsAppliedAtOnceAndThenOver(t *testing.T) {
	_, prepared, after, during := upgradeStates(t)
	up := compare(t, prepared, during)
	instance := []string{"AllowMajorVersionUpgrade", "ApplyImmediately", "DBParameterGroupName", "EngineVersion"}
	cluster := []string{"DBClusterParameterGroupName", "EngineVersion"}
	member := []string{"ApplyImmediately"}
	assert.Equal(t, map[string][]string{
		"orders AWS::RDS::DBInstance": instance, "pool AWS::RDS::DBInstance": instance,
		"ledger AWS::RDS::DBCluster": cluster, "wares AWS::RDS::DBCluster": cluster,
		"ledgerInstance1 AWS::RDS::DBInstance": member, "ledgerInstance2 AWS::RDS::DBInstance": member,
		"waresInstance1 AWS::RDS::DBInstance": member, "waresInstance2 AWS::RDS::DBInstance": member,
	}, up.changed)
	assert.Empty(t, up.added)
	over := compare(t, during, after)
	instance = []string{"AllowMajorVersionUpgrade", "ApplyImmediately"}
	assert.Equal(t, step{changed: map[string][]string{
		"orders AWS::RDS::DBInstance": instance, "pool AWS::RDS::DBInstance": instance,
		"ledgerInstance1 AWS::RDS::DBInstance": member, "ledgerInstance2 AWS::RDS::DBInstance": member,
		"waresInstance1 AWS::RDS::DBInstance": member, "waresInstance2 AWS::RDS::DBInstance": member,
	}}, over)
}
