// Package elasticache is what the failover and upgrades ask of Amazon ElastiCache, in the words of AWS's SDK.
package elasticache

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Query{Version: "2015-02-02"}

// Client calls Amazon ElastiCache.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "ElastiCache", "elasticache", protocol)}
}

// DescribeGlobalReplicationGroupsInput names one, or none for all, and where to go on.
type DescribeGlobalReplicationGroupsInput struct {
	GlobalReplicationGroupId *string
	ShowMemberInfo           *bool
	Marker                   *string
}

// DescribeGlobalReplicationGroupsOutput is a page of them.
type DescribeGlobalReplicationGroupsOutput struct {
	Marker                  *string                  `xml:"DescribeGlobalReplicationGroupsResult>Marker"`
	GlobalReplicationGroups []GlobalReplicationGroup `xml:"DescribeGlobalReplicationGroupsResult>GlobalReplicationGroups>GlobalReplicationGroup"`
}

// DescribeGlobalReplicationGroups returns global datastores.
func (c *Client) DescribeGlobalReplicationGroups(
	ctx context.Context, in *DescribeGlobalReplicationGroupsInput,
) (*DescribeGlobalReplicationGroupsOutput, error) {
	return client.Call[DescribeGlobalReplicationGroupsOutput](ctx, c.Client, "DescribeGlobalReplicationGroups", in)
}

// FailoverGlobalReplicationGroupInput names the global datastore and the member.
type FailoverGlobalReplicationGroupInput struct {
	GlobalReplicationGroupId  *string
	PrimaryRegion             *string
	PrimaryReplicationGroupId *string
}

// FailoverGlobalReplicationGroupOutput is not looked at.
type FailoverGlobalReplicationGroupOutput struct{}

// FailoverGlobalReplicationGroup makes a member of a global datastore its primary.
func (c *Client) FailoverGlobalReplicationGroup(
	ctx context.Context, in *FailoverGlobalReplicationGroupInput,
) (*FailoverGlobalReplicationGroupOutput, error) {
	return client.Call[FailoverGlobalReplicationGroupOutput](ctx, c.Client, "FailoverGlobalReplicationGroup", in)
}
