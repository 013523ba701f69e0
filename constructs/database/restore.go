package database

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
)

// restoreInstance makes an instance of a backup. What it then has from there, RDS refuses to be told, and changes by
// replacing the instance. It gets the password of its own secret once it is there, as ModifyDBInstance gives it. A
// database is named by its resource id: by its identifier, CloudFormation would take the instance for a replica.
func restoreInstance(instance awsrds.DatabaseInstance, from *config.DatabaseBackup) {
	if from == nil {
		return
	}
	made := resource(instance).(awsrds.CfnDBInstance)
	leaveOut(made, "MasterUsername", "DBName", "StorageEncrypted", "KmsKeyId")
	if from.Snapshot != "" {
		made.SetDbSnapshotIdentifier(&from.Snapshot)
		return
	}
	made.SetSourceDbiResourceId(&from.Database)
	if from.Time == config.Latest {
		made.SetUseLatestRestorableTime(new(true))
		return
	}
	made.SetRestoreTime(&from.Time)
}

// restoreCluster makes a cluster of Aurora of a backup. It is encrypted with the environment's key, whatever key its
// backup has.
func restoreCluster(cluster awsrds.DatabaseCluster, from *config.DatabaseBackup) {
	if from == nil {
		return
	}
	made := resource(cluster).(awsrds.CfnDBCluster)
	leaveOut(made, "MasterUsername", "DatabaseName", "StorageEncrypted")
	if from.Snapshot != "" {
		made.SetSnapshotIdentifier(&from.Snapshot)
		return
	}
	made.SetSourceDbClusterResourceId(&from.Database)
	if from.Time == config.Latest {
		made.SetUseLatestRestorableTime(new(true))
		return
	}
	made.SetRestoreToTime(&from.Time)
}

func leaveOut(resource awscdk.CfnResource, properties ...string) {
	for _, property := range properties {
		resource.AddPropertyDeletionOverride(&property)
	}
}
