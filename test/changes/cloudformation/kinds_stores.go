package cloudformation

// storeKinds are what holds data, and what belongs to it.
var storeKinds = map[string]Kind{
	"AWS::RDS::DBInstance": {
		Source:    "provider of RDS",
		Name:      &Name{Property: "DBInstanceIdentifier", Scope: InPlaceOf, Ref: true},
		InUse:     true,
		Keeps:     "the database",
		Snapshots: true,
		Default:   "Snapshot",
		// Listed as conditional, and never replaced by the handler.
		InPlace: []string{
			"Port", "AutoMinorVersionUpgrade", "BackupRetentionPeriod", "DBParameterGroupName", "MultiAZ",
			"PreferredMaintenanceWindow", "StorageType", "OptionGroupName", "AllocatedStorage", "EngineVersion",
		},
		CreateOnly: []string{
			"AvailabilityZone", "PerformanceInsightsKMSKeyId", "Engine", "DBSnapshotIdentifier", "SourceDbiResourceId",
			"RestoreTime", "UseLatestRestorableTime",
		},
		Never:   []string{"EngineLifecycleSupport"},
		Rules:   []Rule{storageGrows, noMajorUpgrade, noDowngrade, passwordForUnmanaged},
		Blocked: []Block{deletionProtection},
		Volatile: map[string][]string{
			"MasterUserSecret.SecretArn": {"ManageMasterUserPassword"}, "Endpoint.Port": {"Port"},
		},
	},
	"AWS::RDS::DBCluster": {
		Source:     "provider of RDS",
		Name:       &Name{Property: "DBClusterIdentifier", Scope: InPlaceOf, Ref: true},
		InUse:      true,
		Keeps:      "the database",
		Snapshots:  true,
		Default:    "Snapshot",
		InPlace:    []string{"Port", "EngineVersion", "GlobalClusterIdentifier"},
		CreateOnly: []string{"Engine"},
		Never:      []string{"EngineLifecycleSupport"},
		Rules:      []Rule{noDowngrade, passwordForUnmanaged},
		Blocked:    []Block{deletionProtection},
		Volatile: map[string][]string{
			"MasterUserSecret.SecretArn": {"ManageMasterUserPassword"}, "Endpoint.Port": {"Port"},
		},
	},
	"AWS::RDS::DBSubnetGroup":           named("DBSubnetGroupName", api).used(),
	"AWS::RDS::DBParameterGroup":        named("DBParameterGroupName", schema).used(),
	"AWS::RDS::DBClusterParameterGroup": named("DBClusterParameterGroupName", schema).used(),
	"AWS::RDS::OptionGroup":             named("OptionGroupName", "terraform-aws-rds#74").used(),
	"AWS::RDS::DBProxy":                 named("DBProxyName", schema),
	"AWS::RDS::DBProxyEndpoint":         named("DBProxyEndpointName", schema),
	"AWS::RDS::DBProxyTargetGroup":      slotted("targets of the proxy", api, "DBProxyName", "TargetGroupName"),
	"AWS::RDS::EventSubscription":       named("SubscriptionName", schema),
	"AWS::RDS::GlobalCluster": named(
		"GlobalClusterIdentifier",
		api,
	).keeps("the replication between regions"),
	"AWS::DynamoDB::Table": named("TableName", guide).keeps("the table"),
	"AWS::DynamoDB::GlobalTable": {
		Source: guide, Name: &Name{Property: "TableName", Scope: InPlaceOf, Ref: true}, Keeps: "the table",
		InPlace: []string{"GlobalSecondaryIndexes"}, Rules: []Rule{oneIndex, typesStay, expiryIsDisabledFirst},
		Blocked: []Block{deletionProtected},
	},
	"AWS::EFS::FileSystem":  free(schema).used().keeps("the files"),
	"AWS::EFS::AccessPoint": free(schema),
	"AWS::EFS::MountTarget": slotted("mount target of the file system in the zone", api, "FileSystemId", "SubnetId"),
	"AWS::EC2::Volume": { // most of it, its template reference says, no update changes
		Source: guide, Keeps: "the data of a node", Snapshots: true, InUse: true,
		Never: []string{"AvailabilityZone", "Encrypted", "KmsKeyId", "SnapshotId"}, Rules: []Rule{volumeGrows},
	},
	"AWS::ElastiCache::SubnetGroup":    named("CacheSubnetGroupName", schema).used(),
	"AWS::ElastiCache::ParameterGroup": free(schema).used(),
	"AWS::ElastiCache::User":           named("UserId", api).used().inPlace("Engine"),
	"AWS::ElastiCache::UserGroup":      named("UserGroupId", api).used().inPlace("Engine"),
	"AWS::ElastiCache::CacheCluster": named(
		"ClusterName",
		guide,
	).keeps("the cache").
		inPlace("NumCacheNodes", "AZMode"),
	"AWS::ElastiCache::GlobalReplicationGroup": named("GlobalReplicationGroupIdSuffix", api).
		keeps("the replication between regions"),
	"AWS::ElastiCache::ReplicationGroup": {
		Source:    schema,
		Name:      &Name{Property: "ReplicationGroupId", Scope: InPlaceOf, Ref: true},
		Keeps:     "the cache",
		Snapshots: true,
		InPlace:   []string{"Engine"},
		CreateOnly: []string{
			"ReplicasPerNodeGroup",
			"AtRestEncryptionEnabled",
			"KmsKeyId",
			"Port",
			"CacheSubnetGroupName",
		},
		Rules:  []Rule{noDowngrade, neverRedisAgain, encryptionInSteps, clusterModeInSteps},
		Barred: []Block{changedAsAWhole},
	},
	"AWS::MSK::Cluster": {
		Source: "cloudformation-coverage-roadmap#2340", Name: &Name{Property: "ClusterName", Scope: InPlaceOf},
		Keeps: "the stream",
		CreateOnly: []string{
			"BrokerNodeGroupInfo.ClientSubnets", "BrokerNodeGroupInfo.SecurityGroups",
			"BrokerNodeGroupInfo.BrokerAZDistribution", "EncryptionInfo.EncryptionAtRest",
			"EncryptionInfo.EncryptionInTransit.InCluster",
		},
		InPlace: []string{
			"NumberOfBrokerNodes", "BrokerNodeGroupInfo.InstanceType", "BrokerNodeGroupInfo.StorageInfo",
			"BrokerNodeGroupInfo.ConnectivityInfo", "EncryptionInfo.EncryptionInTransit.ClientBroker",
		},
		Rules: []Rule{oneAtATime, volumesGrow, brokersByZone, kafkaUpgrades},
	},
	"AWS::MSK::Configuration": named("Name", schema).byID().used().
		volatile("LatestRevision.Revision", "ServerProperties", "Description"),
	"AWS::MSK::ClusterPolicy": slotted("policy of the cluster", schema, "ClusterArn"),
	"AWS::MSK::Replicator":    named("ReplicatorName", schema),
	"AWS::OpenSearchService::Domain": {
		Source: schema, Name: &Name{Property: "DomainName", Scope: InPlaceOf, Ref: true}, Keeps: "the index",
		CreateOnly: []string{"EncryptionAtRestOptions.Enabled", "EncryptionAtRestOptions.KmsKeyId"},
		Rules:      []Rule{noDowngrade, oneChangeWithStandby},
	},
	"AWS::S3::Bucket": {
		Source:  guide,
		Name:    &Name{Property: "BucketName", Scope: InWorld, Ref: true},
		Keeps:   "the objects",
		InPlace: []string{"ObjectLockEnabled"},
		Rules:   []Rule{lockStays},
		Blocked: []Block{notEmpty},
	},
	"AWS::S3::BucketPolicy": slotted(
		"policy of the bucket",
		"cloudformation-coverage-roadmap#1068",
		"Bucket",
	).in(InWorld),
	"AWS::ECR::Repository": {
		Source: guide, Name: &Name{Property: "RepositoryName", Scope: InPlaceOf, Ref: true}, Keeps: "the images",
		Never: []string{"EncryptionConfiguration"}, Blocked: []Block{holdsImages},
	},
	"AWS::ECR::RegistryScanningConfiguration": slotted(
		"setting of the account and region",
		"provider of ECR",
		"",
	),
	"AWS::ECR::ReplicationConfiguration": slotted(
		"setting of the account and region",
		"provider of ECR",
		"",
	),
	"AWS::ECR::RegistryPolicy":                    slotted("policy of the account and region", api, ""),
	"AWS::ECR::PullThroughCacheRule":              slotted("prefix", api, "EcrRepositoryPrefix"),
	"AWS::ECR::RepositoryCreationTemplate":        slotted("prefix", api, "Prefix"),
	"AWS::SecretsManager::Secret":                 named("Name", schema).byID().keeps("the secret"),
	"AWS::SecretsManager::SecretTargetAttachment": slotted("attachment of the secret", api, "SecretId"),
	"AWS::SecretsManager::RotationSchedule":       slotted("rotation of the secret", api, "SecretId"),
	"AWS::SecretsManager::ResourcePolicy":         slotted("policy of the secret", api, "SecretId"),
	"AWS::SQS::Queue":                             named("QueueName", guide).byID().keeps("the messages"),
	"AWS::SQS::QueuePolicy":                       free(api),
	"AWS::KMS::Key": free("provider of KMS").never("KeySpec", "KeyUsage", "Origin", "MultiRegion").
		keeps("what the key encrypts"),
	"AWS::KMS::Alias":                      named("AliasName", "provider of KMS"),
	"AWS::Backup::BackupVault":             named("BackupVaultName", schema).keeps("the recovery points").obeys(vaultStaysLocked),
	"AWS::Backup::BackupPlan":              free(schema).used(),
	"AWS::Backup::BackupSelection":         free(schema),
	"AWS::Backup::RestoreTestingPlan":      named("RestoreTestingPlanName", schema).used(),
	"AWS::Backup::RestoreTestingSelection": slotted("selection of the plan", schema, "RestoreTestingPlanName", "RestoreTestingSelectionName"),
}

var deletionProtection = Block{
	Says: "deletion protection is on", Source: "provider of RDS",
	Holds: func(_ *World, p *Physical) bool { return p.Properties["DeletionProtection"] == true },
}

// notEmpty supposes that a bucket which nothing empties has objects.
var notEmpty = Block{
	Says: "the bucket holds objects", Source: guide,
	Holds: func(*World, *Physical) bool { return true },
}

var holdsImages = Block{
	Says: "the repository holds images", Source: api,
	Holds: func(_ *World, p *Physical) bool { return p.Properties["EmptyOnDelete"] != true },
}
