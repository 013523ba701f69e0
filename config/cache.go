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

// Cache is an ElastiCache cache, or one on instances of our own, that services name in uses.
//
// Memcached is not a smaller Redis: it has no replicas, no failover, no
// persistence and no backups. When a node fails, what was on it is gone, and
// clients find the others. Use it for what can be computed again.
type Cache struct {
	// Engine is valkey (default), redis (Redis OSS) or memcached, which has no replicas, failover, persistence or
	// backups.
	Engine CacheEngine `yaml:"engine"`
	// Hosting is who runs it: managed (default), which is ElastiCache, or instances, which are three EC2 instances of
	// the environment with Sentinel, for what ElastiCache cannot do. It cannot be changed later: add another cache,
	// with as, and let services move. Not for memcached.
	Hosting Hosting `yaml:"hosting"`
	// Image is what instances run: an image of the organization's registry, for arm64, with the programs of the engine,
	// such as valkey-server and valkey-cli, as repository:tag or repository@digest. Only with hosting: instances.
	Image string `yaml:"image"`
	// VolumeGiB is the size of each instance's volume for data, in GiB; it can only grow (default three times what the
	// engine has for data, 8 at least). Only with hosting: instances.
	VolumeGiB int `yaml:"volumeGiB" jsonschema:"minimum=1,maximum=16384"`
	// Version is the engine's version; quote it in YAML (default "9.0" for valkey, "7.1" for redis, "1.6.22" for
	// memcached). Not with hosting: instances, where the image has one.
	Version string `yaml:"version"`
	// RestoreFrom makes the cache of a snapshot. Decide before the first deployment, and leave it for as long as the
	// cache is there: without it, AWS would make another one, empty. Not for memcached.
	RestoreFrom *CacheBackup `yaml:"restoreFrom"`
	// As begins the variables of services that use it, written like a name of a cache (default: the key under caches).
	As string `yaml:"as"`
	// Class is the node type without "cache.", such as m7g.large (default m7g.large in production, m6g.large
	// where the region has no m7g; t4g.micro in development, or t3.micro). With hosting: instances it is a class of
	// EC2 on AWS's own processors, with 2 GiB or more (default t4g.small in development); write volumeGiB as well when
	// you choose a smaller one later, since volumes never shrink.
	Class string `yaml:"class"`
	// Shards split the keys, 1 (default) to 90, with at most 90 nodes in all; above one only with clusterMode. Not
	// for memcached.
	Shards int `yaml:"shards" jsonschema:"minimum=1,maximum=90"`
	// ClusterMode lets shards come and go while the cache is in use: enabled (default with several shards) or
	// disabled (default). Clients must then speak the cluster protocol. It cannot be changed later. Not for
	// memcached.
	ClusterMode Switch `yaml:"clusterMode"`
	// Replicas of each shard, in other zones, which take over when its primary fails: 1 (default in production) to 5,
	// or 0 (default in development). Not for memcached.
	Replicas *int `yaml:"replicas" jsonschema:"minimum=0,maximum=5"`
	// Nodes of memcached, spread over the zones (default: one per zone in production, 1 in development).
	Nodes int `yaml:"nodes" jsonschema:"minimum=1,maximum=40"`
	// SnapshotDays is how long daily snapshots are kept, 1 to 35 days (default 15 in production, 1 in development).
	// Not for memcached.
	SnapshotDays int `yaml:"snapshotDays" jsonschema:"minimum=1,maximum=35"`
	// SnapshotWindow is the daily snapshot window in UTC, hh:mm-hh:mm, at least 60 minutes (default 01:00-02:00). Not
	// for memcached.
	SnapshotWindow string `yaml:"snapshotWindow"`
	// MaintenanceWindow is the weekly maintenance window in UTC, ddd:hh:mm-ddd:hh:mm, at least 60 minutes (default
	// sun:03:00-sun:04:00).
	MaintenanceWindow string `yaml:"maintenanceWindow"`
	// Alarms are when people hear that the cache is in trouble.
	Alarms CacheAlarms `yaml:"alarms"`
	// Parameters are added to the parameter group; on instances, to the engine's configuration.
	Parameters map[string]string `yaml:"parameters"`
	// Standby is what the recovery region has of it: a replica in a global datastore (default), of which a disaster
	// loses generally less than a second and what GlobalDatastoreReplicationLag tells, or a cache of its own without
	// the data (empty; Memcached has no other, and it is the default in regions without global datastores and, in
	// development, for classes that they do not take). Decide before the first deployment of recovery. Only with
	// recovery.
	Standby Copy `yaml:"standby"`
}

// CacheEngine is the engine of a cache.
type CacheEngine string

// The engines of caches.
const (
	Valkey    CacheEngine = "valkey"
	Redis     CacheEngine = "redis"
	Memcached CacheEngine = "memcached"
)

// Values returns the choices.
func (CacheEngine) Values() []string { return texts(Valkey, Redis, Memcached) }

// Offers tells whether AWS offers a version of the engine.
func (e CacheEngine) Offers(version string) bool {
	return slices.Contains(cacheVersions[e].Names(), version)
}

// complete fills in the defaults of the cache with this name.
func (c *Cache) complete(_ string, e Environment) {
	c.Engine = cmp.Or(c.Engine, Valkey)
	if e.Side == Standby {
		c.RestoreFrom = nil // it has what the primary has, or nothing: snapshots are of a region
	}
	c.Alarms.complete(c.Engine)
	c.Hosting = cmp.Or(c.Hosting, Managed)
	if c.onInstances() {
		c.completeInstances(e)
		return
	}
	c.Version = cmp.Or(c.Version, map[CacheEngine]string{Valkey: "9.0", Redis: "7.1", Memcached: "1.6.22"}[c.Engine])
	c.Class = cmp.Or(c.Class, firstIn(e.Region, facts.CacheLacks, byTier(e.Tier, []string{"m7g.large", "m6g.large"}, []string{"t4g.micro", "t3.micro"})...))
	c.MaintenanceWindow = cmp.Or(c.MaintenanceWindow, "sun:03:00-sun:04:00")
	if c.Engine == Memcached {
		c.Nodes = cmp.Or(c.Nodes, byTier(e.Tier, e.Network.Zones, 1))
		c.Replicas = cmp.Or(c.Replicas, new(0))
		c.Standby = e.copyOf(c.Standby, false)
		return
	}
	c.Shards = cmp.Or(c.Shards, 1)
	c.ClusterMode = cmp.Or(c.ClusterMode, map[bool]Switch{false: Disabled, true: Enabled}[c.Shards > 1])
	c.Replicas = cmp.Or(c.Replicas, new(byTier(e.Tier, 1, 0)))
	replicates := e.Production() || *c.Replicas > 0 && c.takesReplicas()
	c.Standby = e.copyOf(c.Standby, replicates && e.noGlobalDatastores() == "")
	c.SnapshotDays = cmp.Or(c.SnapshotDays, byTier(e.Tier, 15, 1))
	c.SnapshotWindow = cmp.Or(c.SnapshotWindow, "01:00-02:00")
}

// takesReplicas tells whether a global datastore takes caches of that class.
func (c Cache) takesReplicas() bool {
	_, size, _ := strings.Cut(c.Class, ".")
	return !slices.Contains(facts.SmallCaches, size)
}

// Port is where the cache listens.
func (c Cache) Port() int {
	if c.Engine == Memcached {
		return 11211
	}
	return 6379
}

func (Cache) kind() string     { return "cache" }
func (Cache) endpoint() string { return "" }
func (c Cache) alias() string  { return c.As }

func (c Cache) ports() int {
	if c.onInstances() {
		return 2 // the engine's, and Sentinel's
	}
	return 1
}

func (c Cache) variables() []string {
	if c.onInstances() { // Sentinels tell which host is the primary
		return []string{Sentinels, Master, Port, SecretARN, Username, Password}
	}
	all := []string{Host, Port}
	if c.Engine != Memcached {
		all = append(all, SecretARN, Username, Password)
	}
	if *c.Replicas > 0 && c.ClusterMode == Disabled {
		all = append(all, ReaderHost)
	}
	return all
}

// addresses are all nodes', and as many for their successors when the class changes. Instances are not in the data
// subnets.
func (c Cache) addresses() int {
	if c.onInstances() {
		return 0
	}
	return 2 * (c.Nodes + c.Shards*(1+*c.Replicas))
}

// cacheVersions are what AWS offers, by engine.
var cacheVersions = map[CacheEngine]facts.Versions{
	Valkey: facts.ValkeyVersions, Redis: facts.RedisVersions, Memcached: facts.MemcachedVersions,
}

// maxCacheNodes is how many nodes a cache with shards has. AWS raises it on request, but alarms that watch each node
// of more have no room in a template of 1 MB. Source: the quotas of Amazon ElastiCache.
const maxCacheNodes = 90

var cacheParameter = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// check runs the rules of one cache.
func (c Cache) check(at document.Path, name string, e Environment) {
	c.Alarms.check(at.Key("alarms"), c.Engine)
	checkAlias(c.As, name, c.kind(), at.Key("as"))
	if c.onInstances() {
		c.checkInstances(at, name, e)
		return
	}
	checkInstancesOnly(at, "image", "volumeGiB")
	offered := cacheVersions[c.Engine].Names()
	at.Key(
		"version",
	).Demand(
		slices.Contains(offered, c.Version),
		fmt.Sprintf("%s %s is not offered", c.Engine, c.Version),
		"choose "+document.OneOf(offered),
	)
	prefixed := strings.HasPrefix(c.Class, "cache.")
	at.Key("class").Demand(!prefixed, c.Class+" begins with cache.", "leave it out: "+strings.TrimPrefix(c.Class, "cache."))
	at.Key("class").Demand(prefixed || facts.CacheClasses.Offer(c.Class), fmt.Sprintf("ElastiCache does not offer %q", c.Class), "choose one such as t4g.micro, m7g.large or r7g.large")
	c.checkStandby(at, e)
	if c.RestoreFrom != nil {
		c.RestoreFrom.check(at.Key("restoreFrom"), c.Engine)
	}
	for _, side := range e.sides() {
		checkRegion(at.Key("class"), side.Region, "ElastiCache", facts.CacheClasses.Families(), facts.CacheLacks, side.Caches[name].Class)
	}
	parameters := at.Key("parameters")
	for _, key := range slices.Sorted(maps.Keys(c.Parameters)) {
		parameters.Key(key).Demand(cacheParameter.MatchString(key), fmt.Sprintf("%q is not the name of a parameter", key), "use the name in ElastiCache's parameter group, such as maxmemory-policy")
		parameters.Key(key).Demand(strings.TrimSpace(c.Parameters[key]) != "", "has no value", "write one, or leave the key out")
		parameters.Key(key).Demand(key != "cluster-enabled", "follows from clusterMode", "leave it out")
	}
	if c.Engine == Memcached {
		for key, what := range map[string]string{"replicas": "replicas", "shards": "shards", "clusterMode": "shards", "snapshotDays": "backups", "snapshotWindow": "backups"} {
			at.Key(key).Demand(!at.Key(key).Given(), "Memcached has no "+what, "leave it out, or choose valkey")
		}
		c.checkMaintenance(at.Key("maintenanceWindow"))
		return
	}
	at.Key("nodes").Demand(!at.Key("nodes").Given(), "a "+string(c.Engine)+" cache has shards and replicas", "use them")
	at.Key("replicas").Demand(!e.Production() || *c.Replicas > 0, "without a replica nothing takes over when a node or its zone fails", "leave it out, or set it to 1 or more")
	at.Key("clusterMode").Demand(c.Shards == 1 || c.ClusterMode == Enabled, fmt.Sprintf("%d shards need it", c.Shards), "leave it out, or set it to enabled")
	nodes := c.Shards * (1 + *c.Replicas)
	at.Key("shards").Demand(nodes <= maxCacheNodes, fmt.Sprintf("%d shards with %d replicas each are %d nodes, and AWS gives a cache %d", c.Shards, *c.Replicas, nodes, maxCacheNodes), "use fewer, of a larger class")
	checkWindows(c.SnapshotWindow, at.Key("snapshotWindow"), 60, c.MaintenanceWindow, at.Key("maintenanceWindow"), 60)
}

// checkStandby demands a cache that a global datastore takes, where it has to be in one.
func (c Cache) checkStandby(at document.Path, e Environment) {
	e.checkCopy(at.Key("standby"))
	if c.Standby != Replica {
		return
	}
	at.Key("standby").Demand(c.Engine != Memcached, "Memcached has no replicas", "set it to empty, or choose valkey")
	if c.Engine == Memcached {
		return
	}
	at.Key("class").Demand(c.takesReplicas(), "a global datastore takes no "+c.Class,
		"choose one such as m7g.large, or set standby to empty")
	at.Key("replicas").Demand(*c.Replicas > 0, "a global datastore demands a replica that takes over within the region",
		"set it to 1 or more, or set standby to empty")
	missing := e.noGlobalDatastores()
	at.Key("standby").Demand(missing == "", "there are no global datastores in "+string(missing), "set it to empty")
}

// noGlobalDatastores is a region of the environment without global datastores, if there is one.
func (e Environment) noGlobalDatastores() Region {
	return e.without(func(region Region) bool {
		_, known := facts.GlobalDatastorePrefixes[string(region)]
		return known
	})
}

// checkMaintenance demands a weekly window of at least an hour.
func (c Cache) checkMaintenance(at document.Path) {
	w, ok := parseWeekly(c.MaintenanceWindow)
	at.Demand(ok && w.minutes >= 60 && w.minutes <= minutesPerDay, fmt.Sprintf("%q is not a weekly window of an hour to a day", c.MaintenanceWindow), "write it as ddd:hh:mm-ddd:hh:mm in UTC, such as sun:03:00-sun:04:00")
}
