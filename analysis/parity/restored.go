package parity

import (
	"regexp"
	"slices"
)

// restoreRules are about what the primary is restored from, which no standby is: it has what the primary has, or
// nothing. What a restored database has from its backup, its template does not say.
var restoreRules = slices.Concat(
	fromBackup(primaryOnly, nil, instanceOfRDS,
		"DBSnapshotIdentifier", "SourceDbiResourceId", "RestoreTime", "UseLatestRestorableTime"),
	fromBackup(standbyOnly, isRestored, instanceOfRDS, "MasterUsername", "DBName", "StorageEncrypted", "KmsKeyId*"),
	fromBackup(primaryOnly, nil, clusterOfAurora,
		"SnapshotIdentifier", "SourceDbClusterResourceId", "RestoreToTime", "UseLatestRestorableTime"),
	fromBackup(standbyOnly, isRestored, clusterOfAurora, "MasterUsername", "DatabaseName"),
	fromBackup(primaryOnly, nil, "AWS::ElastiCache::ReplicationGroup", "SnapshotName"),
	fromBackup(primaryOnly, nil, "AWS::EC2::Volume", "SnapshotId"),
	[]rule{{
		kind: Declared, stack: "data-*", typ: "AWS::IAM::Policy", id: "*Restored*", path: none, only: primaryOnly,
		key: restoreKey, reason: restored,
	}},
	fromBackup(either, isRestoredNode, "AWS::EC2::LaunchTemplate", "LaunchTemplateData.UserData.Fn::Base64"),
)

// fromBackup returns the rules of properties that one side alone has, because the primary is restored.
func fromBackup(only presence, when func(subject) bool, typ string, paths ...string) (all []rule) {
	for _, path := range paths {
		all = append(all, rule{
			kind: Declared, stack: "data-*", typ: typ, path: path, only: only, when: when, key: restoreKey, reason: restored,
		})
	}
	return all
}

const (
	clusterOfAurora = "AWS::RDS::DBCluster"
	restoreKey      = "*.restoreFrom"
	restored        = "backups are of a region: only the primary is restored"
)

// restoredSetting is what a node is told when it is restored.
var restoredSetting = regexp.MustCompile(`export \w+_RESTORED='[^']*'`)

// isRestoredNode tells whether what nodes begin with differs in that alone, beside the names of the sides.
func isRestoredNode(s subject) bool {
	p, q := restoredSetting.ReplaceAllString(text(s.primary), ""), restoredSetting.ReplaceAllString(text(s.standby), "")
	return p != text(s.primary) && (p == q || s.comparison.explain(p, q) != nil)
}

// isRestored tells whether the primary's database is made of a backup.
func isRestored(s subject) bool {
	return slices.ContainsFunc([]string{
		"DBSnapshotIdentifier", "SourceDbiResourceId", "SnapshotIdentifier", "SourceDbClusterResourceId",
	}, func(property string) bool {
		return s.has(s.comparison.primary, s.kind, property, func(from string) bool { return from != "" })
	})
}
