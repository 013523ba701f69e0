package facts

// Dimensions that many metrics of stores have.
var (
	ofInstance = []string{"DBInstanceIdentifier"}
	ofRole     = []string{"DBClusterIdentifier", "Role"} // of all instances of a cluster that have it
	ofDatabase = []string{"DBClusterIdentifier"}
	ofNode     = []string{"CacheClusterId"}
	ofShare    = []string{"CacheClusterId", "CacheNodeId"}
	ofDomain   = []string{"ClientId", "DomainName"} // of all nodes
	ofBroker   = []string{"Broker ID", "Cluster Name"}
	ofCluster  = []string{"Cluster Name"}
	ofCopies   = []string{"ReplicatorName"}
	ofVault    = []string{"BackupVaultName", "ResourceType"}
	ofBucket   = []string{"BucketName", "FilterId"}
	ofRule     = []string{"DestinationBucket", "RuleId", "SourceBucket"}
)

// both is a metric of an instance, and of all instances of a cluster that have a role, of which one can be in trouble.
func both(alone, together []string, values Range) []Metric {
	return []Metric{of(ofInstance, alone, values).steady(), of(ofRole, together, values).steady()}
}

// storeMetrics are as of 2026-11. Sources: the guides of RDS, Aurora, ElastiCache, OpenSearch Service, MSK and S3 on
// their metrics in CloudWatch.
var storeMetrics = map[string]map[string][]Metric{
	"AWS/RDS": {
		"CPUUtilization":      both(anyMean, largest, percent),
		"DatabaseConnections": both(anyMean, largest, counted.within(ByMaxConnections)),
		"FreeableMemory":      both(least, smallest, inBytes.within(ByMemory)),
		"FreeStorageSpace": one(
			of(ofInstance, least, inBytes.within(ByStorage)).steady().needs("-DBClusterIdentifier"),
		),
		// -1 of a replica of MySQL that does not replicate.
		"ReplicaLag": one(
			of(
				ofInstance,
				[]string{"Average", "Maximum", "Minimum"},
				inSeconds.from(-1),
			).steady().
				needs("SourceDBInstanceIdentifier"),
		),
		"ACUUtilization": one(of(ofRole, largest, percent).steady().needs("ServerlessV2ScalingConfiguration")),
		"AuroraReplicaLagMaximum": one(
			of(ofDatabase, anyMean, milliseconds).steady().needs("Engine"),
		),
		"AuroraGlobalDBReplicationLag": one(
			of([]string{"DBClusterIdentifier", "SourceRegion"}, anyMean, milliseconds).needs("Engine"),
		),
		"MaximumUsedTransactionIDs": both(largest, largest, counted),
		// None is told of a database without slots.
		"OldestReplicationSlotLag":         one(of(ofInstance, largest, inBytes.from(-1))),
		"CPUSurplusCreditsCharged":         one(of(ofInstance, anyMean, counted)), // of burstable classes
		"DatabaseConnectionsBorrowLatency": one(of([]string{"ProxyName"}, largest, microseconds)),
	},
	"AWS/ElastiCache": {
		"EngineCPUUtilization":          one(of(ofNode, anyMean, percent).steady()),
		"DatabaseMemoryUsagePercentage": one(of(ofNode, anyMean, percent).steady()),
		"ReplicationLag":                one(of(ofNode, anyMean, inSeconds).needs("ReplicasPerNodeGroup")),
		"GlobalDatastoreReplicationLag": one(of(ofNode, anyMean, inSeconds)),
		"SwapUsage": {
			of(ofNode, anyMean, inBytes).steady(), of(ofShare, anyMean, inBytes).steady(),
		},
		// 65,000 to a node. Source: the ElastiCache user guide, "Which metrics should I monitor?".
		"CurrConnections": {
			of(ofNode, anyMean, Range{Unit: "Count", Most: 65_000}).steady(),
			of(ofShare, anyMean, Range{Unit: "Count", Most: 65_000}).steady(),
		},
		"CPUUtilization": {
			of(
				ofNode,
				[]string{"SampleCount"},
				counted,
			).steady(),
			of(ofShare, []string{"Average", "SampleCount"}, percent).steady(),
		},
		"Evictions": one(of(ofShare, total, counted).steady()),
	},
	"AWS/ES": {
		"ClusterStatus.red":         one(of(ofDomain, largest, flag).steady()),
		"ClusterStatus.yellow":      one(of(ofDomain, largest, flag).steady()),
		"ClusterIndexWritesBlocked": one(of(ofDomain, largest, flag).steady()),
		"AutomatedSnapshotFailure":  one(of(ofDomain, largest, flag).steady()),
		"CPUUtilization":            one(of(ofDomain, largest, percent).steady()),
		"JVMMemoryPressure":         one(of(ofDomain, largest, percent).steady()),
		"FreeStorageSpace": one(
			of(ofDomain, smallest, Range{Unit: "Megabytes", Most: inBytes.Most}.within(ByStorage)).steady(),
		),
		"Nodes":              one(of(ofDomain, smallest, counted).steady()),
		"KMSKeyError":        one(of(ofDomain, largest, flag)), // told only while it is so
		"KMSKeyInaccessible": one(of(ofDomain, largest, flag)),
		"MasterCPUUtilization": one(
			of(ofDomain, largest, percent).steady().needs("ClusterConfig.DedicatedMasterType"),
		),
		"MasterJVMMemoryPressure": one(
			of(ofDomain, largest, percent).steady().needs("ClusterConfig.DedicatedMasterType"),
		),
		"MasterReachableFromNode": one(
			of(ofDomain, smallest, flag).steady().needs("ClusterConfig.DedicatedMasterType"),
		),
	},
	"AWS/Kafka": {
		"ActiveControllerCount":  one(of(ofCluster, largest, flag).steady().at("DEFAULT")),
		"OfflinePartitionsCount": one(of(ofCluster, largest, counted).steady().at("DEFAULT").standard()),
		"CpuUser":                one(of(ofBroker, anyMean, percent).steady().at("DEFAULT")),
		"CpuSystem":              one(of(ofBroker, anyMean, percent).steady().at("DEFAULT")),
		"ConnectionCount":        one(of(ofBroker, largest, counted).steady().at("DEFAULT")),
		"KafkaDataLogsDiskUsed":  one(of(ofBroker, largest, percent).steady().at("DEFAULT").standard()),
		"HeapMemoryAfterGC":      one(of(ofBroker, largest, percent).steady().at("DEFAULT").standard()),
		// Of a Replicator, where it writes.
		"ReplicationLatency":             one(of(ofCopies, largest, milliseconds)),
		"ReplicationFailures":            one(of(ofCopies, total, counted)),
		"ReplicatorFailure":              one(of(ofCopies, total, counted)),
		"ConsumerGroupOffsetSyncFailure": one(of(ofCopies, total, counted)),
		"UnderMinIsrPartitionCount":      one(of(ofBroker, largest, counted).steady().at("DEFAULT").standard()),
	},
	"AWS/Backup": {
		// Nothing is told when nothing was backed up, which is what an alarm is about.
		"NumberOfBackupJobsCompleted": one(of(ofVault, total, counted).steady()),
	},
	"AWS/S3": {
		"5xxErrors":                   one(of(ofBucket, []string{"Average"}, share)), // 0 or 1 for each request
		"ReplicationLatency":          one(of(ofRule, largest, inSeconds)),
		"OperationsFailedReplication": one(of(ofRule, total, counted)),
	},
}
