package address

import (
	"bulkhead/config"
	"bulkhead/internal/facts"
)

// KeyAlias is the alias of the key for a purpose that the baseline of a side of an environment has.
func (b Book) KeyAlias(side, purpose string) string { return "alias/" + b.Prefix(side) + "-" + purpose }

// KeyAliasARN is the ARN of that alias.
func (b Book) KeyAliasARN(e config.Environment, purpose string) string {
	return arn("kms", e.Region, e.AccountID, b.KeyAlias(e.Name, purpose))
}

// GlobalStore is the name of a store in all regions of an environment: a global cluster of Aurora, or the end of the id
// of a global datastore.
func (b Book) GlobalStore(e config.Environment, name string) string {
	return b.Prefix(PrimaryOf(e).Name) + "-" + name
}

// GlobalDatastore is the id that AWS gives to the global datastore of a cache.
func (b Book) GlobalDatastore(e config.Environment, name string) string {
	return facts.GlobalDatastorePrefixes[string(PrimaryOf(e).Region)] + "-" + b.GlobalStore(e, name)
}

// RecordTable is the name of the table that says, in the region of a side, which side of the environment is active.
func (b Book) RecordTable(side string) string { return b.Prefix(side) + "-recovery" }

// Scaler is the function of a side that scales services in its Kubernetes cluster. Moves call it by its name.
func (b Book) Scaler(side string) string { return b.Prefix(side) + "-kubernetes-scale" }

// ScalerARN is its ARN.
func (b Book) ScalerARN(e config.Environment) string {
	return arn("lambda", e.Region, e.AccountID, "function:"+b.Scaler(e.Name))
}

// PrimaryOf is the side of an environment that was first.
func PrimaryOf(e config.Environment) config.Environment {
	if e.Side == config.Standby {
		return *e.Other
	}
	return e
}

// StoreTag tells, on the secret of a store, whose it is: the replicas of a secret have its tags, and nothing else that
// leads to them.
const StoreTag = "bulkhead:store"

// StoreTagValue is the value of that tag. It ends in a slash because Secrets Manager finds tags by how they begin.
func (b Book) StoreTagValue(e config.Environment, name string) string {
	return b.Secret(PrimaryOf(e).Name, name) + "/"
}

// TableARN is the ARN of a table.
func TableARN(e config.Environment, name string) string {
	return arn("dynamodb", e.Region, e.AccountID, "table/"+name)
}

// VolumeARN is the ARN of a volume of EBS.
func VolumeARN(e config.Environment, id string) string {
	return arn("ec2", e.Region, e.AccountID, "volume/"+id)
}

// MailIdentityARN is the ARN of a domain that mail is sent from.
func MailIdentityARN(e config.Environment, domain string) string {
	return arn("ses", e.Region, e.AccountID, "identity/"+domain)
}

// MailSetARN is the ARN of a configuration set.
func MailSetARN(e config.Environment, name string) string {
	return arn("ses", e.Region, e.AccountID, "configuration-set/"+name)
}

// DatabaseARN is the ARN of a database on RDS.
func DatabaseARN(e config.Environment, identifier string) string {
	return arn("rds", e.Region, e.AccountID, "db:"+identifier)
}
