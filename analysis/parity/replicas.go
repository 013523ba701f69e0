package parity

// replicaRules are about what a copy has from what it is a copy of, and so does not say itself.
var replicaRules = []rule{
	{kind: Required, stack: "replication-*", id: none, only: standbyOnly, reason: sendsBack},
	{kind: Required, stack: "data-*", id: "SecretReplica*", path: none, only: standbyOnly, reason: finds},
	{kind: Required, stack: "data-*", id: "AWS679*", path: none, only: standbyOnly, reason: finds},
	{kind: Required, stack: "data-*", id: "FunctionLogs*", path: none, only: standbyOnly, reason: finds},
	{kind: Required, stack: "data-*", typ: "AWS::SecretsManager::SecretTargetAttachment", path: none, only: primaryOnly, reason: changesPassword},
	{kind: Required, stack: "data-*", typ: "AWS::SecretsManager::RotationSchedule", path: none, only: primaryOnly, reason: changesPassword},
	{kind: Required, stack: "data-*", typ: "AWS::SecretsManager::ResourcePolicy", path: none, only: primaryOnly, reason: changesPassword},
	{kind: Required, stack: "data-*", id: "*otation*", path: none, only: primaryOnly, reason: changesPassword},
	{kind: Required, typ: "AWS::RDS::DBCluster", path: "MasterUsername", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::RDS::DBCluster", path: "MasterUserPassword*", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::RDS::DBCluster", path: "DatabaseName", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::RDS::DBCluster", path: "GlobalClusterIdentifier", only: standbyOnly, reason: replicates},
	{kind: Required, typ: "AWS::RDS::DBInstance", path: "MasterUsername", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::RDS::DBInstance", path: "MasterUserPassword*", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::RDS::DBInstance", path: "DBName", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::RDS::DBInstance", path: "BackupRetentionPeriod", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::RDS::DBInstance", path: "PreferredBackupWindow", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::RDS::DBInstance", path: "AllocatedStorage", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::RDS::DBInstance", path: "Engine", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::RDS::DBInstance", path: "EngineVersion", only: primaryOnly, reason: replicates},
	{kind: Required, stack: "data-*", typ: "AWS::CloudWatch::Alarm", id: "*Lag*", path: none, only: standbyOnly, reason: behind},
	{kind: Required, stack: "data-*", typ: "AWS::CloudWatch::Alarm", id: "*Stopped*", path: none, only: standbyOnly, reason: behind},
	{kind: Required, typ: "AWS::ElastiCache::ReplicationGroup", path: "Engine", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::ElastiCache::ReplicationGroup", path: "EngineVersion", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::ElastiCache::ReplicationGroup", path: "CacheNodeType", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::ElastiCache::ReplicationGroup", path: "NumNodeGroups", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::ElastiCache::ReplicationGroup", path: "ClusterMode", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::ElastiCache::ReplicationGroup", path: "CacheParameterGroupName*", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::ElastiCache::ReplicationGroup", path: "TransitEncryptionEnabled", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::ElastiCache::ReplicationGroup", path: "TransitEncryptionMode", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::ElastiCache::ReplicationGroup", path: "AtRestEncryptionEnabled", only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::ElastiCache::ReplicationGroup", path: "GlobalReplicationGroupId", only: standbyOnly, reason: replicates},
	{kind: Required, stack: "data-*", typ: "AWS::ElastiCache::ParameterGroup", path: none, only: primaryOnly, reason: replicates},
	{kind: Required, typ: "AWS::S3::Bucket", path: "ReplicationConfiguration*", only: primaryOnly, reason: sendsBack},
	{kind: Required, stack: "data-*", id: "*ReplicationRole*", path: none, only: primaryOnly, reason: sendsBack},
}

const (
	sendsBack       = "the standby's bucket is there before the primary's, and is told of it afterwards"
	finds           = "the standby finds the replicas of the primary's secrets"
	changesPassword = "passwords change in the primary, and their replicas follow"
	behind          = "only what is behind measures how far"
)
