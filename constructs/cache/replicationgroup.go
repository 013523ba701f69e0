package cache

import (
	"bulkhead/config"
	"bulkhead/constructs/secret"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticache"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

const (
	userName   = "bulkhead" // what services log in as
	userEngine = "redis"
)

// newReplicationGroup adds Valkey or Redis OSS: encrypted, with one user, and with replicas in other zones that take
// over.
func newReplicationGroup(
	scope constructs.Construct,
	group awsec2.ISecurityGroup,
	subnets awselasticache.CfnSubnetGroup,
	parameters awselasticache.CfnParameterGroup,
	props Props,
) Cache {
	secret, users := newUser(scope, props)
	many, clustered := *props.Replicas > 0, props.ClusterMode == config.Enabled
	cache := awselasticache.NewCfnReplicationGroup(scope, new("Resource"), &awselasticache.CfnReplicationGroupProps{
		ReplicationGroupDescription: &props.Name,
		Engine:                      new(string(props.Engine)),
		EngineVersion:               &props.Version,
		AutoMinorVersionUpgrade:     new(true),
		CacheNodeType:               new("cache." + props.Class),
		NumNodeGroups:               jsii.Number(props.Shards),
		ReplicasPerNodeGroup:        jsii.Number(*props.Replicas),
		ClusterMode:                 new(string(props.ClusterMode)),
		// In cluster mode AWS demands failover, although without replicas nobody takes over.
		AutomaticFailoverEnabled: new(many || clustered),
		MultiAzEnabled:           &many,
		Port:                     jsii.Number(props.Port()),

		TransitEncryptionEnabled: new(true),
		TransitEncryptionMode:    new("required"),
		AtRestEncryptionEnabled:  new(true),
		KmsKeyId:                 props.DataKey.KeyArn(),
		UserGroupIds:             &[]*string{users.Ref()},

		CacheSubnetGroupName:       subnets.Ref(),
		SecurityGroupIds:           &[]*string{group.SecurityGroupId()},
		SnapshotRetentionLimit:     jsii.Number(props.SnapshotDays),
		SnapshotWindow:             &props.SnapshotWindow,
		PreferredMaintenanceWindow: &props.MaintenanceWindow,
		LogDeliveryConfigurations: &[]any{
			delivery("slow-log", props.SlowLog),
			delivery("engine-log", props.EngineLog),
		},
	})
	if parameters != nil {
		cache.SetCacheParameterGroupName(parameters.Ref())
	}
	if props.RestoreFrom != nil {
		cache.SetSnapshotName(&props.RestoreFrom.Snapshot)
	}
	removal := awscdk.RemovalPolicy_SNAPSHOT
	if props.Protected {
		removal = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	}
	cache.ApplyRemovalPolicy(removal, nil)
	// Shards are added and taken away, rather than an empty cache made in place of the one that is there.
	cache.CfnOptions().SetUpdatePolicy(&awscdk.CfnUpdatePolicy{UseOnlineResharding: new(true)})
	cache.Node().AddDependency(props.SlowLog, props.EngineLog)
	if props.Recovery != nil {
		replicate(scope, cache, props)
	}
	newReplicationAlarms(scope, cache, props)

	made := Cache{Host: *cache.AttrPrimaryEndPointAddress(), Secret: *secret.SecretArn()}
	if clustered {
		made.Host = *cache.AttrConfigurationEndPointAddress()
	} else if many {
		made.ReaderHost = *cache.AttrReaderEndPointAddress()
	}
	return made
}

func delivery(
	kind string,
	group awslogs.ILogGroup,
) *awselasticache.CfnReplicationGroup_LogDeliveryConfigurationRequestProperty {
	return &awselasticache.CfnReplicationGroup_LogDeliveryConfigurationRequestProperty{
		LogType:         &kind,
		LogFormat:       new("json"),
		DestinationType: new("cloudwatch-logs"),
		DestinationDetails: &awselasticache.CfnReplicationGroup_DestinationDetailsProperty{
			CloudWatchLogsDetails: &awselasticache.CfnReplicationGroup_CloudWatchLogsDestinationDetailsProperty{
				LogGroup: group.LogGroupName(),
			},
		},
	}
}

// newUser adds the one user that may log in, with a generated password that only Secrets Manager and ElastiCache know.
// It may do everything but administer the cache.
//
// The user and its group are Redis OSS's whatever the engine is: Valkey takes them as well, so that nothing but the
// cache changes when Valkey follows Redis OSS. Source: the ElastiCache guide, "Role-Based Access Control".
func newUser(scope constructs.Construct, props Props) (awssecretsmanager.ISecret, awselasticache.CfnUserGroup) {
	secret := secretOf(scope, props)
	user := awselasticache.NewCfnUser(scope, new("User"), &awselasticache.CfnUserProps{
		Engine:       new(userEngine),
		UserId:       &props.User,
		UserName:     new(userName),
		AccessString: new("on ~* &* +@all -@admin -@dangerous +info"),
		Passwords:    &[]*string{secret.SecretValueFromJson(new("password")).UnsafeUnwrap()},
	})
	// Such a group demands the default user, so it is one that cannot do anything.
	off := awselasticache.NewCfnUser(scope, new("DefaultUser"), &awselasticache.CfnUserProps{
		Engine:             new(userEngine),
		UserId:             new(props.User + "-0"),
		UserName:           new("default"),
		AccessString:       new("off ~* -@all"),
		NoPasswordRequired: new(true),
	})
	users := awselasticache.NewCfnUserGroup(scope, new("Users"), &awselasticache.CfnUserGroupProps{
		Engine:      new(userEngine),
		UserGroupId: &props.User,
		UserIds:     &[]*string{user.Ref(), off.Ref()},
	})
	keep(props, user, off, users)
	return secret, users
}

// newSecret adds the secret of the user of a cache.
func newSecret(scope constructs.Construct, props Props) awssecretsmanager.Secret {
	return secret.NewPassword(scope, "Secret", userName, "user of cache "+props.Name, props.SecretKey)
}
