package config

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// DatabaseNodes is how many nodes a database on instances has: one takes writes, the other follows.
const DatabaseNodes = 2

// MaxConnections is the parameter of how many connections a database takes.
const MaxConnections = "max_connections"

const (
	// poolPercent is the share of a node's memory that InnoDB has for pages. Connections, the system and the log of
	// what is being changed have the rest.
	poolPercent = 50
	// connectionMiB is how much memory there is for each connection, as RDS calculates.
	connectionMiB = 12
	// maxVolumeGiB is the largest volume of a node.
	maxVolumeGiB = 16384
	// ownDatabase is where nodes count which of them was the primary.
	ownDatabase = "bulkhead"
)

// imageVersion is a version of one of MySQL's long-term series, as of 2026-11.
var imageVersion = regexp.MustCompile(`^(8\.4|9\.7)\.[0-9]+$`)

// databaseSettings are those of MySQL that an operator may say on instances, in both series. The others are ours, or
// are said elsewhere.
var databaseSettings = []string{
	"character_set_server", "collation_server", "connect_timeout", "event_scheduler", "explicit_defaults_for_timestamp",
	"group_concat_max_len", "innodb_autoinc_lock_mode", "innodb_ft_max_token_size", "innodb_ft_min_token_size",
	"innodb_io_capacity", "innodb_io_capacity_max", "innodb_lock_wait_timeout", "innodb_online_alter_log_max_size",
	"innodb_print_all_deadlocks", "innodb_stats_persistent_sample_pages", "interactive_timeout", "join_buffer_size",
	"lock_wait_timeout", "max_allowed_packet", MaxConnections, "max_execution_time", "max_heap_table_size",
	"max_prepared_stmt_count", "net_read_timeout", "net_write_timeout", "read_buffer_size", "read_rnd_buffer_size",
	"replica_parallel_workers", "sort_buffer_size", "table_definition_cache", "table_open_cache", "thread_cache_size",
	"tmp_table_size", "transaction_isolation", "wait_timeout",
}

// settingValue is a value that MySQL's configuration takes as it is.
var settingValue = regexp.MustCompile(`^[A-Za-z0-9_+-]+$`)

// managedDatabaseOnly are the keys of a database that instances do not have, and why.
var managedDatabaseOnly = map[string]string{
	"upgradeTo":         "write the new version and its image, and nodes are replaced, the primary last",
	"maxStorageGiB":     "its volumes grow when storageGiB is raised, and not by themselves",
	"multiAZ":           "its nodes are in two zones, and the second follows the first",
	"replicas":          "it has one, which takes over, and has to be free for it",
	"serverless":        "an instance has the size of its class",
	"proxy":             "RDS Proxy stands before RDS and Aurora alone",
	"backupDays":        "AWS Backup keeps snapshots, for backups.keepDays",
	"backupWindow":      "AWS Backup takes snapshots, from backups.start on",
	"maintenanceWindow": "instances are patched in settings.patchWindow",
	"apply":             "a deployment replaces its nodes at once, one after the other",
}

// onInstances tells whether the database runs on instances.
func (d Database) onInstances() bool { return d.Hosting == OnInstances }

// completeInstances fills in the defaults of a database on instances.
func (d *Database) completeInstances(e Environment) {
	d.Class = cmp.Or(d.Class, firstIn(e.Region, facts.InstanceLacks,
		byTier(e.Tier, []string{"m7g.large", "m6g.large"}, []string{"t4g.small"})...))
	d.StorageGiB = cmp.Or(d.StorageGiB, byTier(e.Tier, 100, 20))
	d.Primary = cmp.Or(d.Primary, 1)
	d.Replicas = cmp.Or(d.Replicas, new(0))
	d.Standby = e.copyOf(d.Standby, false)
	d.Alarms.CPUPercent = cmp.Or(d.Alarms.CPUPercent, 85)
}

// BufferPoolMiB is how much of its memory MySQL on an instance has for pages, in MiB.
func (d Database) BufferPoolMiB() int {
	_, mib, _ := facts.InstanceSize(d.Class)
	return mib * poolPercent / 100
}

// MaxConnections is how many connections a node takes.
func (d Database) MaxConnections() int {
	if n, err := strconv.Atoi(d.Parameters[MaxConnections]); err == nil {
		return n
	}
	_, mib, _ := facts.InstanceSize(d.Class)
	return mib / connectionMiB
}

// PrimaryHost is the name that leads to the node of a database on instances that takes writes.
func (e Environment) PrimaryHost(name string) string { return name + "-primary." + e.InternalDomain() }

// checkInstances runs the rules of a database on instances.
func (d Database) checkInstances(at document.Path, name string, e Environment) {
	at.Key("hosting").Demand(d.Engine == MySQL, "only MySQL runs on instances", "leave it out, or set engine to mysql")
	checkManagedOnly(at, "a database", managedDatabaseOnly)
	free := at.Key("alarms").Key("freeStorageGiB")
	free.Demand(!free.Given(), "nodes tell how full their volumes are, and people hear of it from 70 percent on", "leave it out")
	at.Key("version").Demand(imageVersion.MatchString(d.Version), fmt.Sprintf("%q is not a version of a long-term series of MySQL", d.Version),
		`write the one that the image has, such as "8.4.10" or "9.7.2"`)
	at.Key("image").Demand(d.Image != "", "instances have to know what they run",
		"write the image of MySQL in the organization's registry, such as mysql:"+d.Version)
	e.checkNodes(at, smallNodes, d.Class, d.Standby, func(side Environment) (class, host string) {
		return side.Databases[name].Class, side.PrimaryHost(name)
	})
	at.Key("storageGiB").Demand(d.StorageGiB <= maxVolumeGiB, fmt.Sprintf("a node has one volume, of %d GiB at most", maxVolumeGiB), "choose less")
	if componentName.MatchString(name) || at.Key("name").Given() {
		d.checkName(at.Key("name"))
		at.Key("name").Demand(d.Name != ownDatabase, d.Name+" is where nodes count which of them was the primary",
			"set name to another, such as "+d.Name+"_db")
	}
	checkAlias(d.As, name, d.kind(), at.Key("as"))
	at.Key("hosting").Demand(!e.Production() || e.BacksUp(),
		"AWS Backup alone keeps backups of it, and backups.keepDays is 0", "leave keepDays out, or raise it")
	if d.RestoreFrom != nil {
		d.RestoreFrom.checkVolume(at.Key("restoreFrom"))
	}
	parameters := at.Key("parameters")
	for _, key := range slices.Sorted(maps.Keys(d.Parameters)) {
		parameters.Key(key).Demand(slices.Contains(databaseSettings, key), fmt.Sprintf("%q is not a setting that nodes take", key),
			"choose "+document.OneOf(databaseSettings))
		parameters.Key(key).Demand(settingValue.MatchString(d.Parameters[key]), fmt.Sprintf("%q is not a word or a number", d.Parameters[key]),
			"write one, in MySQL's own spelling")
	}
	_, err := strconv.ParseUint(cmp.Or(d.Parameters[MaxConnections], "1"), 10, 16)
	parameters.Key(MaxConnections).Demand(err == nil, "is not a number up to 65535", "write one, or leave it out")
}

// checkVolume demands the snapshot of a volume.
func (b DatabaseBackup) checkVolume(at document.Path) {
	checkVolumeSnapshot(at, b.Snapshot)
	for _, key := range []string{"database", "time"} {
		at.Key(key).Demand(!at.Key(key).Given(), "a database on instances is what a snapshot of a volume has", "leave it out")
	}
}
