package rds

// GlobalCluster is a global cluster.
type GlobalCluster struct {
	GlobalClusterIdentifier *string
	Status                  *string
	FailoverState           *FailoverState
	GlobalClusterMembers    []GlobalClusterMember `xml:"GlobalClusterMembers>GlobalClusterMember"`
}

// FailoverState is there while the writer changes.
type FailoverState struct {
	Status            *string
	FromDbClusterArn  *string
	ToDbClusterArn    *string
	IsDataLossAllowed *bool
}

// GlobalClusterMember is a cluster of a global cluster.
type GlobalClusterMember struct {
	DBClusterArn          *string
	IsWriter              *bool
	SynchronizationStatus *string
}

// DBInstance is an instance.
type DBInstance struct {
	DBInstanceIdentifier                  *string
	DBInstanceStatus                      *string
	ReadReplicaSourceDBInstanceIdentifier *string
	BackupRetentionPeriod                 *int32
}

// DBClusterSnapshot is a snapshot of a cluster.
type DBClusterSnapshot struct {
	DBClusterSnapshotIdentifier *string
	SnapshotType                *string
	Status                      *string
}
