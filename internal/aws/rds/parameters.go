package rds

import (
	"context"

	"bulkhead/internal/client"
)

// DescribeDBParameterGroupsInput is where to go on.
type DescribeDBParameterGroupsInput struct {
	Marker *string
}

// DescribeDBParameterGroupsOutput is a page of them.
type DescribeDBParameterGroupsOutput struct {
	DBParameterGroups []DBParameterGroup `xml:"DescribeDBParameterGroupsResult>DBParameterGroups>DBParameterGroup"`
	Marker            *string            `xml:"DescribeDBParameterGroupsResult>Marker"`
}

// DescribeDBParameterGroups returns the groups of parameters of instances.
func (c *Client) DescribeDBParameterGroups(
	ctx context.Context,
	in *DescribeDBParameterGroupsInput,
) (*DescribeDBParameterGroupsOutput, error) {
	return client.Call[DescribeDBParameterGroupsOutput](ctx, c.Client, "DescribeDBParameterGroups", in)
}

// DescribeDBClusterParameterGroupsInput is where to go on.
type DescribeDBClusterParameterGroupsInput struct {
	Marker *string
}

// DescribeDBClusterParameterGroupsOutput is a page of them.
type DescribeDBClusterParameterGroupsOutput struct {
	DBClusterParameterGroups []DBClusterParameterGroup `xml:"DescribeDBClusterParameterGroupsResult>DBClusterParameterGroups>DBClusterParameterGroup"`
	Marker                   *string                   `xml:"DescribeDBClusterParameterGroupsResult>Marker"`
}

// DescribeDBClusterParameterGroups returns the groups of parameters of clusters.
func (c *Client) DescribeDBClusterParameterGroups(
	ctx context.Context,
	in *DescribeDBClusterParameterGroupsInput,
) (*DescribeDBClusterParameterGroupsOutput, error) {
	return client.Call[DescribeDBClusterParameterGroupsOutput](ctx, c.Client, "DescribeDBClusterParameterGroups", in)
}

// DescribeDBParametersInput names the group and who has set the parameters, and where to go on.
type DescribeDBParametersInput struct {
	DBParameterGroupName *string
	Source               *string
	Marker               *string
}

// DescribeDBParametersOutput is a page of them.
type DescribeDBParametersOutput struct {
	Parameters []Parameter `xml:"DescribeDBParametersResult>Parameters>Parameter"`
	Marker     *string     `xml:"DescribeDBParametersResult>Marker"`
}

// DescribeDBParameters returns the parameters of a group of instances.
func (c *Client) DescribeDBParameters(
	ctx context.Context,
	in *DescribeDBParametersInput,
) (*DescribeDBParametersOutput, error) {
	return client.Call[DescribeDBParametersOutput](ctx, c.Client, "DescribeDBParameters", in)
}

// DescribeDBClusterParametersInput names the group and who has set the parameters, and where to go on.
type DescribeDBClusterParametersInput struct {
	DBClusterParameterGroupName *string
	Source                      *string
	Marker                      *string
}

// DescribeDBClusterParametersOutput is a page of them.
type DescribeDBClusterParametersOutput struct {
	Parameters []Parameter `xml:"DescribeDBClusterParametersResult>Parameters>Parameter"`
	Marker     *string     `xml:"DescribeDBClusterParametersResult>Marker"`
}

// DescribeDBClusterParameters returns the parameters of a group of clusters.
func (c *Client) DescribeDBClusterParameters(
	ctx context.Context,
	in *DescribeDBClusterParametersInput,
) (*DescribeDBClusterParametersOutput, error) {
	return client.Call[DescribeDBClusterParametersOutput](ctx, c.Client, "DescribeDBClusterParameters", in)
}
