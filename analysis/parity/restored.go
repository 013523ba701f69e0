package parity

import "slices"

// restoreRules are about what the primary is restored from, which no standby is: it has what the primary has, or
// nothing. What a restored database has from its backup, its template does not say.
var restoreRules = []rule{
	{
		kind: Declared, stack: "data-*", typ: instanceOfRDS, path: "DBSnapshotIdentifier", only: primaryOnly,
		key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: instanceOfRDS, path: "SourceDbiResourceId", only: primaryOnly,
		key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: instanceOfRDS, path: "RestoreTime", only: primaryOnly,
		key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: instanceOfRDS, path: "UseLatestRestorableTime", only: primaryOnly,
		key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: instanceOfRDS, path: "MasterUsername", only: standbyOnly,
		when: isRestored, key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: instanceOfRDS, path: "DBName", only: standbyOnly,
		when: isRestored, key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: instanceOfRDS, path: "StorageEncrypted", only: standbyOnly,
		when: isRestored, key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: instanceOfRDS, path: "KmsKeyId*", only: standbyOnly,
		when: isRestored, key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: clusterOfAurora, path: "SnapshotIdentifier", only: primaryOnly,
		key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: clusterOfAurora, path: "SourceDbClusterResourceId", only: primaryOnly,
		key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: clusterOfAurora, path: "RestoreToTime", only: primaryOnly,
		key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: clusterOfAurora, path: "UseLatestRestorableTime", only: primaryOnly,
		key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: clusterOfAurora, path: "MasterUsername", only: standbyOnly,
		when: isRestored, key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: clusterOfAurora, path: "DatabaseName", only: standbyOnly,
		when: isRestored, key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: clusterOfAurora, path: "StorageEncrypted", only: standbyOnly,
		when: isRestored, key: restoreKey, reason: restored,
	},
	{
		kind: Declared, stack: "data-*", typ: "AWS::ElastiCache::ReplicationGroup", path: "SnapshotName",
		only: primaryOnly, key: restoreKey, reason: restored,
	},
}

const (
	clusterOfAurora = "AWS::RDS::DBCluster"
	restoreKey      = "*.restoreFrom"
	restored        = "backups are of a region: only the primary is restored"
)

// isRestored tells whether the primary's database is made of a backup.
func isRestored(s subject) bool {
	return slices.ContainsFunc([]string{
		"DBSnapshotIdentifier", "SourceDbiResourceId", "SnapshotIdentifier", "SourceDbClusterResourceId",
	}, func(property string) bool {
		return s.has(s.comparison.primary, s.kind, property, func(from string) bool { return from != "" })
	})
}
