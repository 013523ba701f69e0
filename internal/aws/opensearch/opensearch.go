// Package opensearch is what failovers, who pairs domains for them, and upgrades ask of Amazon OpenSearch Service, in
// the words of AWS's SDK.
package opensearch

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.REST{
	"DescribeDomainReplication": "GET /2021-01-01/opensearch/domain/{DomainName}/replication",
	"AddReplicationPeer":        "POST /2021-01-01/opensearch/domain/{DomainName}/replication/addPeer",
	"RemoveReplicationPeer":     "POST /2021-01-01/opensearch/domain/{DomainName}/replication/removePeer",
	"SwitchoverReplication":     "POST /2021-01-01/opensearch/domain/{DomainName}/replication/switchover",
	"FailoverReplication":       "POST /2021-01-01/opensearch/domain/{DomainName}/replication/failover",
	"DescribeDomain":            "GET /2021-01-01/opensearch/domain/{DomainName}",
	"DescribeDomainHealth":      "GET /2021-01-01/opensearch/domain/{DomainName}/health",
	"GetCompatibleVersions":     "GET /2021-01-01/opensearch/compatibleVersions",
	"GetUpgradeHistory":         "GET /2021-01-01/opensearch/upgradeDomain/{DomainName}/history",
	"UpgradeDomain":             "POST /2021-01-01/opensearch/upgradeDomain",
}

// Client calls Amazon OpenSearch Service.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "OpenSearch", "es", protocol)}
}

// DescribeDomainReplicationInput names it.
type DescribeDomainReplicationInput struct {
	DomainName *string `json:"-"`
}

// DescribeDomainReplicationOutput is its role, which is not there when it does not replicate.
type DescribeDomainReplicationOutput struct {
	DomainArn *string
	Role      *string
	Peers     []ReplicationPeer
}

// DescribeDomainReplication returns the role of a domain.
func (c *Client) DescribeDomainReplication(
	ctx context.Context, in *DescribeDomainReplicationInput,
) (*DescribeDomainReplicationOutput, error) {
	return client.Call[DescribeDomainReplicationOutput](ctx, c.Client, "DescribeDomainReplication", in)
}

// SwitchoverReplicationInput names it and the primary.
type SwitchoverReplicationInput struct {
	DomainName    *string `json:"-"`
	PeerDomainArn *string
}

// SwitchoverReplicationOutput is not looked at.
type SwitchoverReplicationOutput struct{}

// SwitchoverReplication makes a secondary domain the primary, without losing anything. It is called in its region.
func (c *Client) SwitchoverReplication(
	ctx context.Context, in *SwitchoverReplicationInput,
) (*SwitchoverReplicationOutput, error) {
	return client.Call[SwitchoverReplicationOutput](ctx, c.Client, "SwitchoverReplication", in)
}

// FailoverReplicationInput names it and the primary.
type FailoverReplicationInput struct {
	DomainName    *string `json:"-"`
	PeerDomainArn *string
	AllowDataLoss *bool
}

// FailoverReplicationOutput is not looked at.
type FailoverReplicationOutput struct{}

// FailoverReplication makes a secondary domain the primary though the primary does not answer. It is called in its
// region.
func (c *Client) FailoverReplication(
	ctx context.Context, in *FailoverReplicationInput,
) (*FailoverReplicationOutput, error) {
	return client.Call[FailoverReplicationOutput](ctx, c.Client, "FailoverReplication", in)
}
