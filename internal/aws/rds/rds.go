// Package rds is what failovers and upgrades ask of Amazon RDS, in the words of AWS's SDK.
package rds

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Query{Version: "2014-10-31"}

// Client calls Amazon RDS.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "RDS", "rds", protocol)}
}

// DescribeGlobalClustersInput names one, or none for all.
type DescribeGlobalClustersInput struct {
	GlobalClusterIdentifier *string
}

// DescribeGlobalClustersOutput is what they are.
type DescribeGlobalClustersOutput struct {
	GlobalClusters []GlobalCluster `xml:"DescribeGlobalClustersResult>GlobalClusters>GlobalClusterMember"`
}

// DescribeGlobalClusters returns global clusters.
func (c *Client) DescribeGlobalClusters(
	ctx context.Context, in *DescribeGlobalClustersInput,
) (*DescribeGlobalClustersOutput, error) {
	return client.Call[DescribeGlobalClustersOutput](ctx, c.Client, "DescribeGlobalClusters", in)
}

// SwitchoverGlobalClusterInput names the global cluster and, by its ARN, the member.
type SwitchoverGlobalClusterInput struct {
	GlobalClusterIdentifier   *string
	TargetDbClusterIdentifier *string
}

// SwitchoverGlobalClusterOutput is not looked at.
type SwitchoverGlobalClusterOutput struct{}

// SwitchoverGlobalCluster makes a member of a global cluster its writer, without losing anything. It is called in
// the region of the writer that is.
func (c *Client) SwitchoverGlobalCluster(
	ctx context.Context, in *SwitchoverGlobalClusterInput,
) (*SwitchoverGlobalClusterOutput, error) {
	return client.Call[SwitchoverGlobalClusterOutput](ctx, c.Client, "SwitchoverGlobalCluster", in)
}

// FailoverGlobalClusterInput names the global cluster and, by its ARN, the member.
type FailoverGlobalClusterInput struct {
	GlobalClusterIdentifier   *string
	TargetDbClusterIdentifier *string
	AllowDataLoss             *bool
}

// FailoverGlobalClusterOutput is not looked at.
type FailoverGlobalClusterOutput struct{}

// FailoverGlobalCluster makes a member of a global cluster its writer though the writer does not answer. It is
// called in the region of the member.
func (c *Client) FailoverGlobalCluster(
	ctx context.Context, in *FailoverGlobalClusterInput,
) (*FailoverGlobalClusterOutput, error) {
	return client.Call[FailoverGlobalClusterOutput](ctx, c.Client, "FailoverGlobalCluster", in)
}

// DescribeDBInstancesInput names one, or none for all.
type DescribeDBInstancesInput struct {
	DBInstanceIdentifier *string
}

// DescribeDBInstancesOutput is what they are.
type DescribeDBInstancesOutput struct {
	DBInstances []DBInstance `xml:"DescribeDBInstancesResult>DBInstances>DBInstance"`
}

// DescribeDBInstances returns instances.
func (c *Client) DescribeDBInstances(
	ctx context.Context, in *DescribeDBInstancesInput,
) (*DescribeDBInstancesOutput, error) {
	return client.Call[DescribeDBInstancesOutput](ctx, c.Client, "DescribeDBInstances", in)
}

// PromoteReadReplicaInput names the replica, and how long its backups are kept.
type PromoteReadReplicaInput struct {
	DBInstanceIdentifier  *string
	BackupRetentionPeriod *int32
	PreferredBackupWindow *string
}

// PromoteReadReplicaOutput is not looked at.
type PromoteReadReplicaOutput struct{}

// PromoteReadReplica makes a replica an instance that is written to.
func (c *Client) PromoteReadReplica(
	ctx context.Context, in *PromoteReadReplicaInput,
) (*PromoteReadReplicaOutput, error) {
	return client.Call[PromoteReadReplicaOutput](ctx, c.Client, "PromoteReadReplica", in)
}

// DescribeDBClusterSnapshotsInput names the cluster.
type DescribeDBClusterSnapshotsInput struct {
	DBClusterIdentifier *string
	SnapshotType        *string
	Marker              *string
}

// DescribeDBClusterSnapshotsOutput is a page of them.
type DescribeDBClusterSnapshotsOutput struct {
	DBClusterSnapshots []DBClusterSnapshot `xml:"DescribeDBClusterSnapshotsResult>DBClusterSnapshots>DBClusterSnapshot"`
	Marker             *string             `xml:"DescribeDBClusterSnapshotsResult>Marker"`
}

// DescribeDBClusterSnapshots returns snapshots of a cluster.
func (c *Client) DescribeDBClusterSnapshots(
	ctx context.Context, in *DescribeDBClusterSnapshotsInput,
) (*DescribeDBClusterSnapshotsOutput, error) {
	return client.Call[DescribeDBClusterSnapshotsOutput](ctx, c.Client, "DescribeDBClusterSnapshots", in)
}

// CopyDBClusterSnapshotInput names a snapshot and its copy.
type CopyDBClusterSnapshotInput struct {
	SourceDBClusterSnapshotIdentifier *string
	TargetDBClusterSnapshotIdentifier *string
	CopyTags                          *bool
}

// CopyDBClusterSnapshotOutput is not looked at.
type CopyDBClusterSnapshotOutput struct{}

// CopyDBClusterSnapshot begins to copy a snapshot of a cluster.
func (c *Client) CopyDBClusterSnapshot(
	ctx context.Context, in *CopyDBClusterSnapshotInput,
) (*CopyDBClusterSnapshotOutput, error) {
	return client.Call[CopyDBClusterSnapshotOutput](ctx, c.Client, "CopyDBClusterSnapshot", in)
}
