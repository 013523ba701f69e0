package address

import (
	"slices"

	"bulkhead/config"
)

// Vault is the name of the vault that AWS Backup keeps the backups of a side of an environment in.
func (b Book) Vault(side string) string { return b.Prefix(side) + "-backups" }

// VaultARN is the ARN of that vault.
func (b Book) VaultARN(e config.Environment) string {
	return vaultARN(e.Region, e.AccountID, b.Vault(e.Name))
}

// BackupsPath is the path of the roles that AWS Backup makes backups and copies with.
func (b Book) BackupsPath() string { return "/" + b.Organization.Name + "/backups/" }

// CopiesVault is the name of every region's vault in the security account that has copies of backups.
func (b Book) CopiesVault() string { return b.Organization.Name + "-backups" }

// CopiesVaultARN is the ARN of that vault in a region.
func (b Book) CopiesVaultARN(region config.Region) string {
	return vaultARN(region, b.security(), b.CopiesVault())
}

// CopiesRegions are the regions in which security has copies of backups, in the order of Regions.
func (b Book) CopiesRegions() []config.Region {
	return slices.DeleteFunc(b.Regions(), func(region config.Region) bool {
		return !slices.ContainsFunc(b.In(region), config.Environment.CopiesBackups)
	})
}

// ClusterARN is the ARN of a cluster of Aurora.
func ClusterARN(e config.Environment, identifier string) string {
	return arn("rds", e.Region, e.AccountID, "cluster:"+identifier)
}

// BucketARN is the ARN of a bucket.
func BucketARN(name string) string { return arn("s3", "", "", name) }

func vaultARN(region config.Region, account config.AccountID, name string) string {
	return arn("backup", region, account, "backup-vault:"+name)
}
