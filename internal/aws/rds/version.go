package rds

import (
	"context"

	"bulkhead/internal/client"
)

// DescribeDBClustersInput names one, or none for all.
type DescribeDBClustersInput struct {
	DBClusterIdentifier *string
}

// DescribeDBClustersOutput is what they are.
type DescribeDBClustersOutput struct {
	DBClusters []DBCluster `xml:"DescribeDBClustersResult>DBClusters>DBCluster"`
}

// DescribeDBClusters returns clusters.
func (c *Client) DescribeDBClusters(
	ctx context.Context,
	in *DescribeDBClustersInput,
) (*DescribeDBClustersOutput, error) {
	return client.Call[DescribeDBClustersOutput](ctx, c.Client, "DescribeDBClusters", in)
}

// DescribeDBEngineVersionsInput names an engine and a version of it, and tells whether one that is no longer offered is
// returned.
type DescribeDBEngineVersionsInput struct {
	Engine        *string
	EngineVersion *string
	IncludeAll    *bool
}

// DescribeDBEngineVersionsOutput is what RDS offers.
type DescribeDBEngineVersionsOutput struct {
	DBEngineVersions []DBEngineVersion `xml:"DescribeDBEngineVersionsResult>DBEngineVersions>DBEngineVersion"`
}

// DescribeDBEngineVersions returns versions of an engine.
func (c *Client) DescribeDBEngineVersions(
	ctx context.Context,
	in *DescribeDBEngineVersionsInput,
) (*DescribeDBEngineVersionsOutput, error) {
	return client.Call[DescribeDBEngineVersionsOutput](ctx, c.Client, "DescribeDBEngineVersions", in)
}

// DescribePendingMaintenanceActionsInput names the resource by its ARN.
type DescribePendingMaintenanceActionsInput struct {
	ResourceIdentifier *string
}

// DescribePendingMaintenanceActionsOutput is what waits.
type DescribePendingMaintenanceActionsOutput struct {
	PendingMaintenanceActions []ResourcePendingMaintenanceActions `xml:"DescribePendingMaintenanceActionsResult>PendingMaintenanceActions>ResourcePendingMaintenanceActions"`
}

// DescribePendingMaintenanceActions returns what RDS has to do to a resource.
func (c *Client) DescribePendingMaintenanceActions(
	ctx context.Context,
	in *DescribePendingMaintenanceActionsInput,
) (*DescribePendingMaintenanceActionsOutput, error) {
	return client.Call[DescribePendingMaintenanceActionsOutput](
		ctx,
		c.Client,
		"DescribePendingMaintenanceActions",
		in,
	)
}

// ModifyDBInstanceInput names the instance and what is to change.
type ModifyDBInstanceInput struct {
	DBInstanceIdentifier *string
	EngineVersion        *string
	ApplyImmediately     *bool
	DeletionProtection   *bool
}

// ModifyDBInstanceOutput is not looked at.
type ModifyDBInstanceOutput struct{}

// ModifyDBInstance begins to change an instance.
func (c *Client) ModifyDBInstance(ctx context.Context, in *ModifyDBInstanceInput) (*ModifyDBInstanceOutput, error) {
	return client.Call[ModifyDBInstanceOutput](ctx, c.Client, "ModifyDBInstance", in)
}

// ModifyDBClusterInput names the cluster and what is to change.
type ModifyDBClusterInput struct {
	DBClusterIdentifier *string
	EngineVersion       *string
	ApplyImmediately    *bool
	DeletionProtection  *bool
}

// ModifyDBClusterOutput is not looked at.
type ModifyDBClusterOutput struct{}

// ModifyDBCluster begins to change a cluster.
func (c *Client) ModifyDBCluster(ctx context.Context, in *ModifyDBClusterInput) (*ModifyDBClusterOutput, error) {
	return client.Call[ModifyDBClusterOutput](ctx, c.Client, "ModifyDBCluster", in)
}
