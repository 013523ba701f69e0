package cache

import (
	"bulkhead/config"
	"bulkhead/constructs/secret"

	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticache"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
)

// Recovery is how a cache is replicated between two regions. What replicates from where is told by who was made
// first.
type Recovery struct {
	Side      config.Side
	Region    string // of the primary
	Suffix    string // of the id of the global datastore
	Datastore string // its id, with what AWS puts before it
	Secret    secret.Replica
	Of        string // ARN of the replica of the primary's secret; empty in the primary
}

// standby tells whether the cache is a copy from the beginning.
func (p Props) standby() bool { return p.Recovery != nil && p.Recovery.Side == config.Standby }

// globalLagSeconds is how far behind the other region people want to know of.
const globalLagSeconds = 60

// replicate makes a cache the first one of a global datastore, or a secondary of the one that there is. A secondary
// has engine, class, shards, parameters and encryption of the first one: AWS refuses to be told.
func replicate(scope constructs.Construct, cache awselasticache.CfnReplicationGroup, props Props) {
	if !props.standby() {
		global := awselasticache.NewCfnGlobalReplicationGroup(
			scope,
			new("Global"),
			&awselasticache.CfnGlobalReplicationGroupProps{
				GlobalReplicationGroupIdSuffix:    &props.Recovery.Suffix,
				GlobalReplicationGroupDescription: &props.Name,
				Members: []any{&awselasticache.CfnGlobalReplicationGroup_GlobalReplicationGroupMemberProperty{
					ReplicationGroupId:     cache.Ref(),
					ReplicationGroupRegion: &props.Recovery.Region,
					Role:                   new("PRIMARY"),
				}},
			},
		)
		keep(props, global)
		return
	}
	cache.SetGlobalReplicationGroupId(&props.Recovery.Datastore)
	for _, inherited := range []string{
		"Engine", "EngineVersion", "CacheNodeType", "NumNodeGroups", "ClusterMode",
		"TransitEncryptionEnabled", "TransitEncryptionMode", "AtRestEncryptionEnabled",
	} {
		cache.AddPropertyDeletionOverride(&inherited)
	}
}

// secretOf returns the secret of the user of a cache: that of a copy is the primary's.
func secretOf(scope constructs.Construct, props Props) awssecretsmanager.ISecret {
	if props.standby() {
		return awssecretsmanager.Secret_FromSecretCompleteArn(scope, new("Secret"), &props.Recovery.Of)
	}
	made := newSecret(scope, props)
	if props.Recovery != nil {
		props.Recovery.Secret.Replicate(made)
	}
	return made
}
