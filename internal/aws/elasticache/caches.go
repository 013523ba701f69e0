package elasticache

import (
	"context"

	"bulkhead/internal/client"
)

// DescribeReplicationGroupsInput names one, or none for all, and where to go on.
type DescribeReplicationGroupsInput struct {
	ReplicationGroupId *string
	Marker             *string
}

// DescribeReplicationGroupsOutput is a page of them.
type DescribeReplicationGroupsOutput struct {
	Marker            *string            `xml:"DescribeReplicationGroupsResult>Marker"`
	ReplicationGroups []ReplicationGroup `xml:"DescribeReplicationGroupsResult>ReplicationGroups>ReplicationGroup"`
}

// DescribeReplicationGroups returns caches of Valkey and Redis OSS.
func (c *Client) DescribeReplicationGroups(
	ctx context.Context, in *DescribeReplicationGroupsInput,
) (*DescribeReplicationGroupsOutput, error) {
	return client.Call[DescribeReplicationGroupsOutput](ctx, c.Client, "DescribeReplicationGroups", in)
}

// DescribeCacheClustersInput names a node.
type DescribeCacheClustersInput struct{ CacheClusterId *string }

// DescribeCacheClustersOutput is the node.
type DescribeCacheClustersOutput struct {
	CacheClusters []CacheCluster `xml:"DescribeCacheClustersResult>CacheClusters>CacheCluster"`
}

// DescribeCacheClusters returns nodes.
func (c *Client) DescribeCacheClusters(
	ctx context.Context, in *DescribeCacheClustersInput,
) (*DescribeCacheClustersOutput, error) {
	return client.Call[DescribeCacheClustersOutput](ctx, c.Client, "DescribeCacheClusters", in)
}

// DescribeCacheEngineVersionsInput names an engine, and where to go on.
type DescribeCacheEngineVersionsInput struct {
	Engine *string
	Marker *string
}

// DescribeCacheEngineVersionsOutput is a page of its versions.
type DescribeCacheEngineVersionsOutput struct {
	Marker              *string              `xml:"DescribeCacheEngineVersionsResult>Marker"`
	CacheEngineVersions []CacheEngineVersion `xml:"DescribeCacheEngineVersionsResult>CacheEngineVersions>CacheEngineVersion"`
}

// DescribeCacheEngineVersions returns the versions of an engine.
func (c *Client) DescribeCacheEngineVersions(
	ctx context.Context, in *DescribeCacheEngineVersionsInput,
) (*DescribeCacheEngineVersionsOutput, error) {
	return client.Call[DescribeCacheEngineVersionsOutput](ctx, c.Client, "DescribeCacheEngineVersions", in)
}

// DescribeSnapshotsInput names a snapshot.
type DescribeSnapshotsInput struct{ SnapshotName *string }

// DescribeSnapshotsOutput is the snapshot.
type DescribeSnapshotsOutput struct {
	Snapshots []Snapshot `xml:"DescribeSnapshotsResult>Snapshots>Snapshot"`
}

// DescribeSnapshots returns snapshots.
func (c *Client) DescribeSnapshots(
	ctx context.Context, in *DescribeSnapshotsInput,
) (*DescribeSnapshotsOutput, error) {
	return client.Call[DescribeSnapshotsOutput](ctx, c.Client, "DescribeSnapshots", in)
}

// CreateSnapshotInput names a snapshot and, of a cache without shards, one of its nodes, else the cache.
type CreateSnapshotInput struct {
	SnapshotName       *string
	CacheClusterId     *string
	ReplicationGroupId *string
}

// CreateSnapshotOutput is not looked at.
type CreateSnapshotOutput struct{}

// CreateSnapshot takes a snapshot.
func (c *Client) CreateSnapshot(ctx context.Context, in *CreateSnapshotInput) (*CreateSnapshotOutput, error) {
	return client.Call[CreateSnapshotOutput](ctx, c.Client, "CreateSnapshot", in)
}
