package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/backup"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/network"
	"bulkhead/constructs/trust"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newVault is the stack of the vault of this side of an environment, with the key of its own.
func (w *workload) newVault() {
	stack := w.newStack("vault", stateful, "Vault for backups")
	key := keys.New(stack, "Key", keys.Props{Alias: w.Vault(w.Name), Description: "encrypts backups"})
	props := backup.VaultProps{Vaults: w.Organization.Backups, Name: w.Vault(w.Name), Key: key}
	if w.CopiesBackups() { // security has copies, and may bring them back
		security := w.Organization.Accounts[config.Security]
		key.AddToResourcePolicy(keys.ForCopies(stack, security), nil)
		props.Access = map[string]any{"Version": "2012-10-17", "Statement": []any{
			copyInto(map[string]any{"Principal": map[string]any{"AWS": trust.Roots([]config.AccountID{security})}}),
		}}
	}
	backup.NewVault(stack, "Vault", props)
}

// copyInto completes a statement of a vault's policy: whom it is about may add copies of backups, and nothing else.
func copyInto(statement map[string]any) map[string]any {
	maps.Copy(statement, map[string]any{
		"Sid": "Copies", "Effect": "Allow", "Action": "backup:CopyIntoBackupVault", "Resource": "*",
	})
	return statement
}

// newBackups is the stack of what backs up the stores of this side, while it is active.
func (w *workload) newBackups() {
	stores := w.backedUp()
	if len(stores.Instances)+len(stores.Clusters)+len(stores.Buckets)+len(stores.Tables)+len(stores.Volumes) == 0 {
		return
	}
	var copies []string
	if w.Other != nil {
		copies = append(copies, w.VaultARN(*w.Other))
	}
	if w.CopiesBackups() {
		copies = append(copies, w.CopiesVaultARN(w.Region))
	}
	backup.New(w.newStack("backups", stateless, "What backs up databases, tables, volumes and buckets"), "Backups", backup.Props{
		Backups: w.Backups,
		Path:    w.BackupsPath(),
		Name:    w.prefix(),
		Vault:   w.Vault(w.Name),
		ARN:     w.VaultARN(w.Environment),
		Copies:  copies,
		Active:  w.Active,
		Stores:  stores,
		Vpc:     w.vpc,
		Subnets: network.Subnets(network.Data),
		DataKey: w.base.data,
		Alerts:  w.base.alerts,
	})
}

// backedUp are the ARNs of the stores of this side that take the writes when it is active. Replicas have nothing of
// their own.
func (w *workload) backedUp() backup.Stores {
	var all backup.Stores
	for _, name := range slices.Sorted(maps.Keys(w.Databases)) {
		identifier := w.prefix() + "-" + name
		switch settings := w.Databases[name]; {
		case settings.Hosting == config.OnInstances: // its volumes are below
		case settings.Aurora():
			all.Clusters = append(all.Clusters, address.ClusterARN(w.Environment, identifier))
		case settings.Standby == config.Replica:
			last := lastInstance(w.prefix(), name, w.Environment)
			all.Instances = append(all.Instances, address.DatabaseARN(w.Environment, last))
		default:
			all.Instances = append(all.Instances, address.DatabaseARN(w.Environment, identifier))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.Buckets)) {
		all.Buckets = append(all.Buckets, address.BucketARN(w.FullBucketName(name)))
	}
	for _, name := range slices.Sorted(maps.Keys(w.Tables)) {
		all.Tables = append(all.Tables, address.TableARN(w.Environment, w.FullTableName(name)))
	}
	for _, name := range w.fileSystemNames() {
		all.Volumes = append(all.Volumes, w.fileSystems[name].ARN)
		all.VolumeNames = append(all.VolumeNames, name)
	}
	for _, v := range w.disks {
		all.Disks, all.DiskNames = append(all.Disks, v.arn), append(all.DiskNames, v.host)
	}
	return all
}

// newCopiesVault is the stack of security's vault in a region. Other accounts may add copies of their backups to it,
// and nothing else. What brings copies back to where they came from is there as well.
func (s stage) newCopiesVault(region config.Region) {
	stack := s.newRegionalStack("backups", region, "Vault for copies of backups")
	key := keys.New(stack, "Key", keys.Props{Alias: s.CopiesVault(), Description: "encrypts copies of backups"})
	key.AddToResourcePolicy(keys.ForCopies(stack, s.WorkloadAccounts()...), nil)
	backup.NewVault(stack, "Vault", backup.VaultProps{
		Vaults: s.Organization.Backups,
		Name:   s.CopiesVault(),
		Key:    key,
		Access: trust.Admit(stack, s.WorkloadAccounts(), copyInto(map[string]any{})),
	})
	awscdk.NewCfnOutput(stack, new("CopyRole"), &awscdk.CfnOutputProps{
		Description: new("role that brings copies back"),
		Value:       backup.NewCopyRole(stack, "Role", s.BackupsPath()).RoleArn(),
	})
}
