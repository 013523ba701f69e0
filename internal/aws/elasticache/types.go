package elasticache

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
