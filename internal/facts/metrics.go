package facts

import "slices"

// StoreMetric is when a store's metric has values. An alarm that watches another never fires, or always.
type StoreMetric struct {
	Dimensions [][]string // each that it is published with, in the order of their names
	Level      string     // the least level of MSK's monitoring; empty for other services
	Standard   bool       // of MSK: on standard brokers only
	Needs      string     // the property that the store has to have, when that depends on it; a - before it: has not
}

// MSKLevels are the levels of MSK's monitoring, as of 2026-11: each tells more than the one before.
var MSKLevels = []string{"DEFAULT", "PER_BROKER", "PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION"}

// PublishedAt tells whether a level of MSK's monitoring has the metric.
func (m StoreMetric) PublishedAt(level string) bool {
	least, given := slices.Index(MSKLevels, m.Level), slices.Index(MSKLevels, level)
	return least >= 0 && given >= least
}

// Dimensions that many metrics have.
var (
	ofInstance = []string{"DBInstanceIdentifier"}
	ofRole     = []string{"DBClusterIdentifier", "Role"}
	ofNode     = []string{"CacheClusterId"}
	ofShare    = []string{"CacheClusterId", "CacheNodeId"}
	ofDomain   = []string{"ClientId", "DomainName"}
	ofBroker   = []string{"Broker ID", "Cluster Name"}
	ofCluster  = []string{"Cluster Name"}
	ofCopies   = []string{"ReplicatorName"}
)

// StoreMetrics are the metrics of stores that alarms may watch, by namespace and name, as of 2026-11. Sources: the
// guides of RDS, Aurora, ElastiCache, OpenSearch Service and MSK on their metrics in CloudWatch.
var StoreMetrics = map[string]map[string]StoreMetric{
	"AWS/RDS": {
		"CPUUtilization":      {Dimensions: [][]string{ofInstance, ofRole}},
		"DatabaseConnections": {Dimensions: [][]string{ofInstance, ofRole}},
		"FreeableMemory":      {Dimensions: [][]string{ofInstance, ofRole}},
		"FreeStorageSpace":    {Dimensions: [][]string{ofInstance}, Needs: "-DBClusterIdentifier"},
		"ReplicaLag":          {Dimensions: [][]string{ofInstance}, Needs: "SourceDBInstanceIdentifier"},
		"ACUUtilization": {
			Dimensions: [][]string{ofRole},
			Needs:      "ServerlessV2ScalingConfiguration",
		},
		"AuroraReplicaLagMaximum": {Dimensions: [][]string{{"DBClusterIdentifier"}}, Needs: "Engine"},
		"AuroraGlobalDBReplicationLag": {
			Dimensions: [][]string{{"DBClusterIdentifier", "SourceRegion"}},
			Needs:      "Engine",
		},
		"DatabaseConnectionsBorrowLatency": {Dimensions: [][]string{{"ProxyName"}}},
	},
	"AWS/ElastiCache": {
		"EngineCPUUtilization":          {Dimensions: [][]string{ofNode}},
		"DatabaseMemoryUsagePercentage": {Dimensions: [][]string{ofNode}},
		"ReplicationLag":                {Dimensions: [][]string{ofNode}, Needs: "ReplicasPerNodeGroup"},
		"GlobalDatastoreReplicationLag": {Dimensions: [][]string{ofNode}},
		"SwapUsage":                     {Dimensions: [][]string{ofNode, ofShare}},
		"CurrConnections":               {Dimensions: [][]string{ofNode, ofShare}},
		"CPUUtilization":                {Dimensions: [][]string{ofShare}},
		"Evictions":                     {Dimensions: [][]string{ofShare}},
	},
	"AWS/ES": {
		"ClusterStatus.red":         {Dimensions: [][]string{ofDomain}},
		"ClusterStatus.yellow":      {Dimensions: [][]string{ofDomain}},
		"ClusterIndexWritesBlocked": {Dimensions: [][]string{ofDomain}},
		"AutomatedSnapshotFailure":  {Dimensions: [][]string{ofDomain}},
		"CPUUtilization":            {Dimensions: [][]string{ofDomain}},
		"JVMMemoryPressure":         {Dimensions: [][]string{ofDomain}},
		"FreeStorageSpace":          {Dimensions: [][]string{ofDomain}},
		"KMSKeyError":               {Dimensions: [][]string{ofDomain}},
		"KMSKeyInaccessible":        {Dimensions: [][]string{ofDomain}},
		"MasterCPUUtilization":      {Dimensions: [][]string{ofDomain}, Needs: "ClusterConfig.DedicatedMasterType"},
		"MasterJVMMemoryPressure":   {Dimensions: [][]string{ofDomain}, Needs: "ClusterConfig.DedicatedMasterType"},
		"MasterReachableFromNode":   {Dimensions: [][]string{ofDomain}, Needs: "ClusterConfig.DedicatedMasterType"},
	},
	"AWS/Kafka": {
		"ActiveControllerCount":     {Dimensions: [][]string{ofCluster}, Level: "DEFAULT"},
		"OfflinePartitionsCount":    {Dimensions: [][]string{ofCluster}, Level: "DEFAULT", Standard: true},
		"CpuUser":                   {Dimensions: [][]string{ofBroker}, Level: "DEFAULT"},
		"CpuSystem":                 {Dimensions: [][]string{ofBroker}, Level: "DEFAULT"},
		"ConnectionCount":           {Dimensions: [][]string{ofBroker}, Level: "DEFAULT"},
		"KafkaDataLogsDiskUsed":     {Dimensions: [][]string{ofBroker}, Level: "DEFAULT", Standard: true},
		"HeapMemoryAfterGC":         {Dimensions: [][]string{ofBroker}, Level: "DEFAULT", Standard: true},
		"UnderMinIsrPartitionCount": {Dimensions: [][]string{ofBroker}, Level: "PER_BROKER", Standard: true},

		"ReplicationLatency":             {Dimensions: [][]string{ofCopies}},
		"ReplicationFailures":            {Dimensions: [][]string{ofCopies}},
		"ReplicatorFailure":              {Dimensions: [][]string{ofCopies}},
		"ConsumerGroupOffsetSyncFailure": {Dimensions: [][]string{ofCopies}},
	},
}
