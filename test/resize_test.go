package test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// withStores is an environment of production with the stores that are written here.
func withStores(t testing.TB, stores string) *assembly.Assembly {
	t.Helper()
	return once("with stores "+stores, func() *assembly.Assembly {
		c := loads(
			t,
			[]byte("tier: production\nalerts: {email: [team@example.org]}\nnetwork: {cidr: 10.10.0.0/16}\n"+stores),
		)
		require.NotNil(t, c, "the configuration is refused")
		c.Organization.Pipeline = nil
		c.Environments = slices.DeleteFunc(c.Environments, func(e config.Environment) bool { return e.Name != "dev" })
		return synthesizeEnvironments(t, c)
	})
}

func TestACacheIsResizedInPlace(t *testing.T) {
	everyCache(t, func(_ *assembly.Assembly, group *assembly.Resource) {
		raw := group.Stack.Template["Resources"].(map[string]any)[group.LogicalID].(map[string]any)
		assert.Equal(
			t,
			map[string]any{"UseOnlineResharding": true},
			raw["UpdatePolicy"],
			"%s: else CloudFormation makes an empty one",
			group,
		)
	})
	caches := func(engine string, shards, replicas int) *assembly.Assembly {
		return withStores(
			t,
			fmt.Sprintf(
				"caches: {sessions: {%s, clusterMode: enabled, shards: %d, replicas: %d}}\n",
				engine,
				shards,
				replicas,
			),
		)
	}
	const group = "sessions AWS::ElastiCache::ReplicationGroup"
	redis := `engine: redis, version: "7.1"`
	wider := compare(t, caches(redis, 1, 1), caches(redis, 3, 1))
	assert.Equal(t, map[string][]string{group: {"NumNodeGroups"}}, wider.changed, "alone, as CloudFormation demands")
	assert.Empty(t, wider.removed)
	for _, added := range wider.added {
		assert.Contains(t, added, "AWS::CloudWatch::Alarm")
	}
	deeper := compare(t, caches(redis, 3, 1), caches(redis, 3, 2))
	assert.Equal(t, []string{"ReplicasPerNodeGroup"}, deeper.changed[group], "alone, as CloudFormation demands")
	narrower := compare(t, caches(redis, 3, 2), caches(redis, 1, 2))
	assert.Equal(t, map[string][]string{group: {"NumNodeGroups"}}, narrower.changed)
}

func TestValkeyFollowsRedisInPlace(t *testing.T) {
	before := withStores(t, `caches: {sessions: {engine: redis, version: "7.1"}}`+"\n")
	after := withStores(t, `caches: {sessions: {engine: valkey, version: "8.2"}}`+"\n")
	assert.Equal(t, step{changed: map[string][]string{
		"sessions AWS::ElastiCache::ReplicationGroup":         {"Engine", "EngineVersion"},
		"sessionsParameters AWS::ElastiCache::ParameterGroup": {"CacheParameterGroupFamily"},
	}}, compare(t, before, after), "its user and password stay")
}

// mskChanges are what MSK changes one at a time, each with a call of its own.
var mskChanges = [][]string{
	{"KafkaVersion"},
	{"NumberOfBrokerNodes"},
	{"BrokerNodeGroupInfo.InstanceType"},
	{"BrokerNodeGroupInfo.StorageInfo"},
	{"ConfigurationInfo"},
	{"ClientAuthentication"},
	{"EnhancedMonitoring", "OpenMonitoring", "LoggingInfo"},
}

// streamEdits change each key of a stream alone. What replaces a stream is nothing that MSK changes.
var streamEdits = map[string]string{
	"Version":                "version: 4.0.x",
	"Class":                  "class: m7g.xlarge",
	"Nodes":                  "nodes: 6",
	"StorageGiB":             "storageGiB: 200",
	"MaxStorageGiB":          "maxStorageGiB: 900",
	"AutoCreateTopics":       "autoCreateTopics: disabled",
	"Partitions":             "partitions: 9",
	"RetentionHours":         "retentionHours: 9",
	"Monitoring":             "monitoring: topic",
	"Prometheus":             "prometheus: enabled",
	"CertificateAuthorities": "certificateAuthorities: [\"arn:aws:acm-pca:eu-west-1:333333333333:certificate-authority/11111111-2222-3333-4444-555555555555\"]",
	"Brokers":                "",
	"Zones":                  "",
	"Alarms":                 "", // they are resources of their own
	"Standby":                "", // what replicates is in another stack
}

func TestOneKeyOfAStreamIsOneChangeForMSK(t *testing.T) {
	base := map[string]string{"version": "3.9.x"}
	streams := "streams:\n  a: {version: 3.9.x}\n"
	names := map[string]string{}
	for i, field := range reflect.VisibleFields(reflect.TypeFor[config.Stream]()) {
		edit, known := streamEdits[field.Name]
		require.True(t, known, "a stream has a new key: write an edit of %s", field.Name)
		if edit == "" {
			continue
		}
		name := fmt.Sprintf("s%d", i)
		names[name] = field.Name
		fields := []string{edit}
		if !strings.HasPrefix(edit, "version:") {
			fields = append(fields, "version: "+base["version"])
		}
		streams += fmt.Sprintf("  %s: {%s}\n", name, strings.Join(fields, ", "))
	}
	a := withStores(t, streams)
	of := func(typ, property, name string) *assembly.Resource {
		return named(t, a, "dev", typ, property, "tiny-dev-"+name)
	}
	plainCluster := of("AWS::MSK::Cluster", "ClusterName", "a")
	plainConfiguration := of("AWS::MSK::Configuration", "Name", "a").Get("ServerProperties")
	for name, key := range names {
		cluster := of("AWS::MSK::Cluster", "ClusterName", name)
		changes := 0
		for _, together := range mskChanges {
			for _, property := range together {
				changed := !reflect.DeepEqual(at(plainCluster, property), at(cluster, property))
				if property == "LoggingInfo" {
					changed = false // the group's name is the stream's
				}
				if property == "ConfigurationInfo" { // its revision follows the configuration
					changed = of(
						"AWS::MSK::Configuration",
						"Name",
						name,
					).Get("ServerProperties") !=
						plainConfiguration
				}
				if changed {
					changes++
					break
				}
			}
		}
		if key == "MaxStorageGiB" {
			assert.Zero(t, changes, key)
		} else {
			assert.Equal(t, 1, changes, key)
		}
	}
}
