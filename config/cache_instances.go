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

// Hosting is who runs a store.
type Hosting string

// The ways to run a store.
const (
	Managed     Hosting = "managed"   // AWS does
	OnInstances Hosting = "instances" // we do, on EC2 instances
)

// Values returns the choices.
func (Hosting) Values() []string { return texts(Managed, OnInstances) }

// Nodes on instances: where the engine and its Sentinels listen, and how many there are of each, one in each zone.
const (
	CachePort    = 6379
	SentinelPort = 26379
	CacheNodes   = 3
)

// Of a node's memory, the engine has this share for data, in percent: while it writes its log anew, or sends all to a
// replica, what changes in the meantime is in memory twice.
const cacheMemoryPercent = 60

// leastNode is the memory of the smallest instance that a node runs on, in MiB.
const leastNode = 2048

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

var volumeSnapshot = regexp.MustCompile(`^snap-[0-9a-f]{8,17}$`)

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

// CacheHost is the name of a node, from 1 on, of a store on instances.
func (e Environment) CacheHost(name string, node int) string {
	return fmt.Sprintf("%s-%d.%s", name, node, e.InternalDomain())
}

// RunsNodes tells whether any store of the environment runs on instances.
func (e Environment) RunsNodes() bool {
	return e.nodes() > 0
}

// nodes is how many nodes of stores run in each zone at most.
func (e Environment) nodes() int {
	n := 0
	for _, c := range e.Caches {
		if c.onInstances() {
			n++
		}
	}
	for _, s := range e.Search {
		if s.onInstances() {
			n++
		}
	}
	for _, d := range e.Databases {
		if d.onInstances() {
			n++
		}
	}
	return n
}

// checkInstances runs the rules of a cache on instances.
func (c Cache) checkInstances(at document.Path, name string, e Environment) {
	at.Key("engine").Demand(c.Engine != Memcached, "Memcached keeps nothing, so there is nothing to gain from instances",
		"choose valkey or redis, or leave hosting out")
	for _, key := range slices.Sorted(maps.Keys(managedOnly)) {
		at.Key(key).Demand(!at.Key(key).Given(), "a cache on instances has no such thing: "+managedOnly[key], "leave it out")
	}
	at.Key("image").Demand(c.Image != "", "instances have to know what they run",
		"write the image of "+string(c.Engine)+" in the organization's registry, such as "+string(c.Engine)+":8.1.4")
	_, mib, known := facts.InstanceSize(c.Class)
	here := at.Key("class")
	here.Demand(known, fmt.Sprintf("%q is not a known instance class", c.Class), "choose one such as t4g.small, m7g.large or r7g.large")
	here.Demand(!known || instanceArchitecture(c.Class) == ARM64, c.Class+" is not of AWS's own processors, which the nodes' image is for",
		"choose one such as t4g.small, m7g.large or r7g.large")
	here.Demand(!known || mib >= leastNode, c.Class+" has too little memory for the system beside the engine", "choose t4g.small or larger")
	for _, side := range e.sides() {
		checkRegion(here, side.Region, "EC2", facts.InstanceFamilies(), facts.InstanceLacks, side.Caches[name].Class)
	}
	least := ceilDiv(2*c.MaxMemoryMiB(), 1024)
	at.Key("volumeGiB").Demand(!known || c.VolumeGiB >= least,
		fmt.Sprintf("%d GiB are too few: the log of %d MiB of data is there twice while it is written anew", c.VolumeGiB, c.MaxMemoryMiB()),
		fmt.Sprintf("choose %d or more", least))
	at.Key("hosting").Demand(e.Network.Zones >= CacheNodes, fmt.Sprintf("two of three nodes decide, and %d zones cannot lose one", e.Network.Zones),
		"set network.zones to 3")
	at.Key("hosting").Demand(e.Network.NAT != NATNone, "without NAT, nodes reach neither ACM nor packages", "choose another network.nat")
	e.checkHosts(at, func(side Environment) string { return side.CacheHost(name, 1) })
	e.checkCopy(at.Key("standby"))
	at.Key("standby").Demand(c.Standby != Replica, "nothing replicates between regions what runs on instances", "set it to empty")
	if c.RestoreFrom != nil {
		at.Key("restoreFrom").Key("snapshot").Demand(volumeSnapshot.MatchString(c.RestoreFrom.Snapshot),
			fmt.Sprintf("%q is not the id of a snapshot of a volume", c.RestoreFrom.Snapshot), "write one such as snap-0123456789abcdef0")
	}
	parameters := at.Key("parameters")
	for _, key := range slices.Sorted(maps.Keys(c.Parameters)) {
		parameters.Key(key).Demand(slices.Contains(nodeSettings, key), fmt.Sprintf("%q is not a setting that nodes take", key),
			"choose "+document.OneOf(nodeSettings))
		parameters.Key(key).Demand(plainValue.MatchString(c.Parameters[key]), fmt.Sprintf("%q is not a word or a number", c.Parameters[key]),
			"write one, in the engine's own spelling")
	}
}

// checkHosts demands that a certificate takes the longest name of a store on instances, on both sides.
func (e Environment) checkHosts(at document.Path, longest func(Environment) string) {
	for _, side := range e.sides() {
		host := longest(side)
		at.Demand(len(host) <= 64, host+" has more than the 64 characters that a certificate allows", "choose a shorter name")
	}
}

// checkHosting demands that what is for instances alone is not said of what AWS runs.
func (c Cache) checkHosting(at document.Path) {
	for _, key := range []string{"image", "volumeGiB"} {
		at.Key(key).Demand(!at.Key(key).Given(), "is for hosting: instances", "leave it out, or set hosting to instances")
	}
}

// checkImages demands images that the nodes of stores can pull.
func (e Environment) checkImages(at document.Path, sources images) {
	for _, name := range slices.Sorted(maps.Keys(e.Caches)) {
		if c := e.Caches[name]; c.onInstances() && c.Image != "" {
			sources.check(c.Image, at.Key("caches").Key(name).Key("image"))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Search)) {
		if s := e.Search[name]; s.onInstances() && s.Image != "" {
			sources.check(s.Image, at.Key("search").Key(name).Key("image"))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Databases)) {
		if d := e.Databases[name]; d.onInstances() && d.Image != "" {
			sources.check(d.Image, at.Key("databases").Key(name).Key("image"))
		}
	}
}
