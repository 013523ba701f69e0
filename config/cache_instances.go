package config

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Where the engine and its Sentinels listen on nodes.
const (
	CachePort    = 6379
	SentinelPort = 26379
)

// Of a node's memory, the engine has this share for data, in percent: while it writes its log anew, or sends all to a
// replica, what changes in the meantime is in memory twice.
const cacheMemoryPercent = 60

// nodeSettings are those of the engine that an operator may say on instances. The others are ours, or are said
// elsewhere.
var nodeSettings = []string{
	"active-expire-effort", "activedefrag", "hash-max-listpack-entries", "hash-max-listpack-value", "lazyfree-lazy-eviction",
	"lazyfree-lazy-expire", "lazyfree-lazy-server-del", "lazyfree-lazy-user-del", "lfu-decay-time", "lfu-log-factor",
	"list-max-listpack-size", "maxclients", "maxmemory-policy", "maxmemory-samples", "notify-keyspace-events",
	"repl-backlog-size", "set-max-intset-entries", "slowlog-log-slower-than", "slowlog-max-len", "tcp-keepalive", "timeout",
	"zset-max-listpack-entries", "zset-max-listpack-value",
}

// plainValue is a value that the engine's configuration takes as it is.
var plainValue = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

// managedOnly are the keys of a cache that instances do not have, and why.
var managedOnly = map[string]string{
	"version":           "the image has a version",
	"shards":            "three nodes hold the same keys",
	"clusterMode":       "three nodes hold the same keys",
	"replicas":          "there are three nodes, one of which is the primary",
	"nodes":             "there are three nodes, one in each zone",
	"snapshotDays":      "AWS Backup keeps snapshots, for backups.keepDays",
	"snapshotWindow":    "AWS Backup takes snapshots, from backups.start on",
	"maintenanceWindow": "instances are patched in settings.patchWindow",
}

// onInstances tells whether the cache runs on instances.
func (c Cache) onInstances() bool { return c.Hosting == OnInstances }

// completeInstances fills in the defaults of a cache on instances.
func (c *Cache) completeInstances(e Environment) {
	c.Class = cmp.Or(c.Class, firstIn(e.Region, facts.InstanceLacks, byTier(e.Tier, []string{"m7g.large", "m6g.large"}, []string{"t4g.small"})...))
	c.Shards, c.ClusterMode, c.Replicas = 1, Disabled, new(0)
	c.Standby = e.copyOf(c.Standby, false)
	c.VolumeGiB = cmp.Or(c.VolumeGiB, max(8, ceilDiv(3*c.MaxMemoryMiB(), 1024)))
}

// MaxMemoryMiB is how much the engine of a node on an instance has for data, in MiB.
func (c Cache) MaxMemoryMiB() int {
	_, mib, _ := facts.InstanceSize(c.Class)
	return mib * cacheMemoryPercent / 100
}

// Evicts tells whether the engine throws out keys of all kinds when it is full, as it then always is.
func (c Cache) Evicts() bool { return strings.HasPrefix(c.Parameters["maxmemory-policy"], "allkeys-") }

// checkInstances runs the rules of a cache on instances.
func (c Cache) checkInstances(at document.Path, name string, e Environment) {
	at.Key("engine").Demand(c.Engine != Memcached, "Memcached keeps nothing, so there is nothing to gain from instances",
		"choose valkey or redis, or leave hosting out")
	checkManagedOnly(at, "a cache", managedOnly)
	at.Key("image").Demand(c.Image != "", "instances have to know what they run",
		"write the image of "+string(c.Engine)+" in the organization's registry, such as "+string(c.Engine)+":8.1.4")
	known := e.checkNodes(at, smallNodes, c.Class, c.Standby, func(side Environment) (class, host string) {
		return side.Caches[name].Class, side.NodeHost(name, 1)
	})
	e.checkQuorum(at)
	least := ceilDiv(2*c.MaxMemoryMiB(), 1024)
	at.Key("volumeGiB").Demand(!known || c.VolumeGiB >= least,
		fmt.Sprintf("%d GiB are too few: the log of %d MiB of data is there twice while it is written anew", c.VolumeGiB, c.MaxMemoryMiB()),
		fmt.Sprintf("choose %d or more", least))
	if c.RestoreFrom != nil {
		checkVolumeSnapshot(at.Key("restoreFrom"), c.RestoreFrom.Snapshot)
	}
	parameters := at.Key("parameters")
	for _, key := range slices.Sorted(maps.Keys(c.Parameters)) {
		parameters.Key(key).Demand(slices.Contains(nodeSettings, key), fmt.Sprintf("%q is not a setting that nodes take", key),
			"choose "+document.OneOf(nodeSettings))
		parameters.Key(key).Demand(plainValue.MatchString(c.Parameters[key]), fmt.Sprintf("%q is not a word or a number", c.Parameters[key]),
			"write one, in the engine's own spelling")
	}
}
