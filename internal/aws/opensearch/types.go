package opensearch

// ReplicationPeer is the domain that another one replicates with.
type ReplicationPeer struct {
	PeerDomainArn *string
	PeerRole      *string
	Status        *string
	StatusMessage *string
}
