package opensearch

import (
	"context"

	"bulkhead/internal/client"
)

// AddReplicationPeerInput names the domain that becomes the primary, and the secondary.
type AddReplicationPeerInput struct {
	DomainName    *string `json:"-"`
	PeerDomainArn *string
}

// AddReplicationPeerOutput is how far that is.
type AddReplicationPeerOutput struct {
	DomainArn *string
	Status    *string
}

// AddReplicationPeer begins to replicate a domain to one of another region. It is called in the region of the domain
// that is replicated.
func (c *Client) AddReplicationPeer(
	ctx context.Context,
	in *AddReplicationPeerInput,
) (*AddReplicationPeerOutput, error) {
	return client.Call[AddReplicationPeerOutput](ctx, c.Client, "AddReplicationPeer", in)
}

// RemoveReplicationPeerInput names both domains.
type RemoveReplicationPeerInput struct {
	DomainName    *string `json:"-"`
	PeerDomainArn *string
}

// RemoveReplicationPeerOutput is how far that is.
type RemoveReplicationPeerOutput struct {
	DomainArn *string
	Status    *string
}

// RemoveReplicationPeer ends the replication of two domains, each of which keeps what it has.
func (c *Client) RemoveReplicationPeer(
	ctx context.Context, in *RemoveReplicationPeerInput,
) (*RemoveReplicationPeerOutput, error) {
	return client.Call[RemoveReplicationPeerOutput](ctx, c.Client, "RemoveReplicationPeer", in)
}

// Roles of a domain that replicates.
const (
	RolePrimary   = "PRIMARY"
	RoleSecondary = "SECONDARY"
)

// Statuses of two domains that replicate.
const (
	StatusPendingSetup   = "PENDING_SETUP"
	StatusActive         = "ACTIVE"
	StatusSwitchingOver  = "SWITCHING_OVER"
	StatusFailingOver    = "FAILING_OVER"
	StatusPendingRemoval = "PENDING_REMOVAL"
	StatusDetached       = "DETACHED" // it has ended
	StatusEjected        = "EJECTED"  // a failover has made the other domain the primary, without asking this one
	StatusFailed         = "FAILED"   // it could not be begun, or ended
)
