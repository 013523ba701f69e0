package config

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"bulkhead/internal/document"
)

// DatabaseBackup is what a database is restored from: a snapshot, or what another database was at a time. Both are
// in the environment's own account and region.
type DatabaseBackup struct {
	// Snapshot is the name or the ARN of a snapshot of RDS, or of Aurora, which a recovery point of AWS Backup is as
	// well. Or Database. On instances it is the id of a snapshot of a node's volume, such as snap-0123456789abcdef0.
	Snapshot string `yaml:"snapshot"`
	// Database is the resource id of the database that was, such as db-ABCDEFGHIJKLMNOPQRSTUVWXYZ or, of Aurora,
	// cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ. It may be gone, while its automated backups are there.
	Database string `yaml:"database"`
	// Time is the last second of Database that is restored, in UTC, such as 2026-11-27T03:00:00Z, or latest.
	Time string `yaml:"time"`
}

// CacheBackup is what a cache is restored from.
type CacheBackup struct {
	// Snapshot is the name of a snapshot of ElastiCache in the environment's own account and region. The cache has at
	// least the version that the snapshot has, and clusterMode where that was of one with it. On instances it is the id
	// of a snapshot of a node's volume, such as snap-0123456789abcdef0.
	Snapshot string `yaml:"snapshot" jsonschema:"required"`
}

// SearchBackup is what a cluster of OpenSearch on instances is filled with when it begins.
type SearchBackup struct {
	// Bucket is the bucket with the snapshots of a cluster on instances, of the environment's own account and region.
	// It stays when the cluster goes.
	Bucket string `yaml:"bucket" jsonschema:"required"`
	// Snapshot is the name of a snapshot in it, such as hour-20261128-03, or latest (default).
	Snapshot string `yaml:"snapshot"`
}

// Latest restores what there was last.
const Latest = "latest"

var (
	instanceID   = regexp.MustCompile(`^db-[A-Z0-9]+$`)
	clusterID    = regexp.MustCompile(`^cluster-[A-Z0-9]+$`)
	snapshotName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*(:[A-Za-z0-9-]+)?$`)
	bucketName   = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	searchBackup = regexp.MustCompile(`^(latest|hour-[0-9]{8}-[0-9]{2})$`)
	cacheBackup  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.-]*$`)
)

// check demands one thing to restore from, of the engine's kind.
func (b DatabaseBackup) check(at document.Path, d Database, e Environment) {
	at.Demand(
		(b.Snapshot == "") != (b.Database == ""),
		"needs a snapshot or a database, and not both",
		"keep one of them",
	)
	at.Key("time").
		Demand(b.Time == "" || b.Database != "", "a snapshot is of its own time", "leave it out, or name a database")
	kind, ids, id := "snapshot", instanceID, "db-…: aws rds describe-db-instances tells it"
	if d.Aurora() {
		kind, ids, id = "cluster-snapshot", clusterID, "cluster-…: aws rds describe-db-clusters tells it"
	}
	if b.Snapshot != "" {
		b.checkSnapshot(at.Key("snapshot"), kind, e)
	}
	if b.Database == "" {
		return
	}
	at.Key("database").
		Demand(ids.MatchString(b.Database), fmt.Sprintf("%q is not the resource id of such a database", b.Database), "write "+id)
	_, err := time.Parse("2006-01-02T15:04:05Z", b.Time)
	at.Key("time").
		Demand(b.Time == Latest || err == nil, fmt.Sprintf("%q is not a second in UTC", b.Time), "write it as 2026-11-27T03:00:00Z, or latest")
}

// checkSnapshot demands the name of a snapshot, or the ARN of one of that kind that is where the database will be.
func (b DatabaseBackup) checkSnapshot(at document.Path, kind string, e Environment) {
	if !strings.HasPrefix(b.Snapshot, "arn:") {
		at.Demand(
			snapshotName.MatchString(b.Snapshot),
			fmt.Sprintf("%q is not the name of a snapshot", b.Snapshot),
			"write its name, or its ARN",
		)
		return
	}
	here := fmt.Sprintf("arn:aws:rds:%s:%s:%s:", e.Region, e.AccountID, kind)
	name, found := strings.CutPrefix(b.Snapshot, here)
	at.Demand(
		found && snapshotName.MatchString(name),
		"is not the ARN of such a snapshot in the environment's account and region",
		"it begins with "+here+"; copy one from elsewhere first",
	)
}

// check demands the name of a snapshot of ElastiCache.
func (b CacheBackup) check(at document.Path, engine CacheEngine) {
	at.Demand(engine != Memcached, "Memcached has no backups", "leave it out, or choose valkey")
	at.Key("snapshot").
		Demand(b.Snapshot == "" || cacheBackup.MatchString(b.Snapshot), fmt.Sprintf("%q is not the name of a snapshot", b.Snapshot), "write its name, not its ARN")
}

// check demands a bucket, and a snapshot in it.
func (b SearchBackup) check(at document.Path) {
	at.Key("bucket").Demand(b.Bucket == "" || bucketName.MatchString(b.Bucket),
		fmt.Sprintf("%q is not the name of a bucket", b.Bucket), "write its name, not its ARN")
	at.Key("snapshot").Demand(searchBackup.MatchString(b.Snapshot),
		fmt.Sprintf("%q is not the name of a snapshot that nodes take", b.Snapshot), "write one such as hour-20261128-03, or latest")
}
