package rds

import "time"

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
	DBInstanceArn                         *string
	DBInstanceStatus                      *string
	EngineVersion                         *string
	Endpoint                              *Endpoint
	DeletionProtection                    *bool
	ReadReplicaSourceDBInstanceIdentifier *string
	ReadReplicaDBInstanceIdentifiers      []string `xml:"ReadReplicaDBInstanceIdentifiers>ReadReplicaDBInstanceIdentifier"`
	BackupRetentionPeriod                 *int32
	LatestRestorableTime                  *time.Time
	DBParameterGroups                     []DBParameterGroupStatus `xml:"DBParameterGroups>DBParameterGroup"`
	PendingModifiedValues                 *PendingModifiedValues
}

// Endpoint is where an instance is reached.
type Endpoint struct {
	Address *string
	Port    *int32
}

// DBParameterGroupStatus is the group of an instance, and whether the instance works with it.
type DBParameterGroupStatus struct {
	DBParameterGroupName *string
	ParameterApplyStatus *string
}

// PendingModifiedValues is what waits to be applied.
type PendingModifiedValues struct {
	EngineVersion    *string
	DBInstanceClass  *string
	AllocatedStorage *int32
}

// DBCluster is a cluster of Aurora.
type DBCluster struct {
	DBClusterIdentifier     *string
	DBClusterArn            *string
	Status                  *string
	EngineVersion           *string
	Endpoint                *string
	Port                    *int32
	DeletionProtection      *bool
	BackupRetentionPeriod   *int32
	LatestRestorableTime    *time.Time
	DBClusterParameterGroup *string
	DBClusterMembers        []DBClusterMember `xml:"DBClusterMembers>DBClusterMember"`
	PendingModifiedValues   *ClusterPendingModifiedValues
}

// DBClusterMember is an instance of a cluster, and whether it works with the cluster's parameters.
type DBClusterMember struct {
	DBInstanceIdentifier          *string
	IsClusterWriter               *bool
	DBClusterParameterGroupStatus *string
}

// ClusterPendingModifiedValues is what waits to be applied.
type ClusterPendingModifiedValues struct {
	EngineVersion *string
}

// DBClusterSnapshot is a snapshot of a cluster.
type DBClusterSnapshot struct {
	DBClusterSnapshotIdentifier *string
	SnapshotType                *string
	Status                      *string
}

// DBEngineVersion is a version of an engine, and what it can be upgraded to.
type DBEngineVersion struct {
	EngineVersion      *string
	ValidUpgradeTarget []UpgradeTarget `xml:"ValidUpgradeTarget>UpgradeTarget"`
}

// UpgradeTarget is a version that another one can be upgraded to.
type UpgradeTarget struct {
	EngineVersion *string
}

// ResourcePendingMaintenanceActions is what RDS has to do to a resource.
type ResourcePendingMaintenanceActions struct {
	ResourceIdentifier              *string
	PendingMaintenanceActionDetails []PendingMaintenanceAction `xml:"PendingMaintenanceActionDetails>PendingMaintenanceAction"`
}

// PendingMaintenanceAction is one thing that RDS has to do, with a time when it is decided that it is done.
type PendingMaintenanceAction struct {
	Action           *string
	CurrentApplyDate *time.Time
}

// DBParameterGroup is a group of parameters of instances.
type DBParameterGroup struct {
	DBParameterGroupName *string
	Description          *string
}

// DBClusterParameterGroup is a group of parameters of clusters.
type DBClusterParameterGroup struct {
	DBClusterParameterGroupName *string
	Description                 *string
}

// Parameter is a parameter of a group.
type Parameter struct {
	ParameterName  *string
	ParameterValue *string
}
