// Package backup has AWS Backup keep databases, tables, volumes and buckets: the vaults, the plans that fill them, and
// the tests that restore from them. What AWS Backup does not take, such as caches, keeps snapshots of its own.
package backup

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbackup"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// VaultProps is what the configuration says about a vault, and what it plugs into.
type VaultProps struct {
	config.Vaults
	Name   string // other regions and accounts know it by name
	Key    awskms.IKey
	Access any // policy of who else may copy into it; nil for nobody
}

// graceDays is after how many days nobody can take a lock for compliance away. AWS demands three.
const graceDays = 3

// NewVault adds a vault to scope. It is kept when its stack goes: AWS deletes none with backups in it.
func NewVault(scope constructs.Construct, id string, props VaultProps) {
	lock := &awsbackup.CfnBackupVault_LockConfigurationTypeProperty{MinRetentionDays: jsii.Number(config.LeastKept)}
	if props.Lock == config.VaultCompliance {
		lock.ChangeableForDays = jsii.Number(graceDays)
	}
	vault := awsbackup.NewCfnBackupVault(scope, &id, &awsbackup.CfnBackupVaultProps{
		BackupVaultName:   &props.Name,
		EncryptionKeyArn:  props.Key.KeyArn(),
		LockConfiguration: lock,
		AccessPolicy:      props.Access,
	})
	vault.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
}
