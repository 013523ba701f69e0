package elasticache

import "time"

// GlobalReplicationGroup is a global datastore.
type GlobalReplicationGroup struct {
	GlobalReplicationGroupId *string
	Status                   *string
	Members                  []GlobalReplicationGroupMember `xml:"Members>GlobalReplicationGroupMember"`
}

// GlobalReplicationGroupMember is a replication group of a global datastore.
type GlobalReplicationGroupMember struct {
	ReplicationGroupId     *string
	ReplicationGroupRegion *string
	Role                   *string
	Status                 *string
}

// ReplicationGroup is a cache of Valkey or Redis OSS.
type ReplicationGroup struct {
	ReplicationGroupId         *string
	Description                *string
	Status                     *string
	MultiAZ                    *string // enabled or disabled
	ClusterEnabled             *bool
	GlobalReplicationGroupInfo *GlobalReplicationGroupInfo
	MemberClusters             []string    `xml:"MemberClusters>ClusterId"`
	NodeGroups                 []NodeGroup `xml:"NodeGroups>NodeGroup"`
}

// GlobalReplicationGroupInfo is the global datastore that a cache is in.
type GlobalReplicationGroupInfo struct{ GlobalReplicationGroupId *string }

// NodeGroup is a shard.
type NodeGroup struct {
	NodeGroupMembers []NodeGroupMember `xml:"NodeGroupMembers>NodeGroupMember"`
}

// NodeGroupMember is a node of a shard.
type NodeGroupMember struct {
	CacheClusterId *string
	CurrentRole    *string // primary or replica; empty with several shards
}

// CacheCluster is a node.
type CacheCluster struct {
	CacheClusterId        *string
	CacheClusterStatus    *string
	Engine                *string
	EngineVersion         *string
	PendingModifiedValues *PendingModifiedValues
}

// PendingModifiedValues is what waits for the maintenance window.
type PendingModifiedValues struct {
	EngineVersion *string
	CacheNodeType *string
}

// CacheEngineVersion is a version of an engine.
type CacheEngineVersion struct{ EngineVersion *string }

// Snapshot is a snapshot of a cache.
type Snapshot struct {
	SnapshotName   *string
	SnapshotStatus *string
	NodeSnapshots  []NodeSnapshot `xml:"NodeSnapshots>NodeSnapshot"`
}

// NodeSnapshot is that of a shard.
type NodeSnapshot struct{ SnapshotCreateTime *time.Time }
