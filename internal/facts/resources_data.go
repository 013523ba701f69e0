package facts

// dataResources are what holds data, and what belongs to it.
var dataResources = map[string]Resource{
	"AWS::RDS::DBInstance": {
		State:  stateful.unless("SourceDBInstanceIdentifier", "DBClusterIdentifier"),
		Alarms: byReference.unless("DBClusterIdentifier"),
		Name:   ours("DBInstanceIdentifier", 63, "its log groups are named after it"), Tags: tagged, Scope: regional,
		Network: inGroups("VPCSecurityGroups").unless("DBClusterIdentifier").closedBy("PubliclyAccessible", "false"),
		ARN:     arn("rds:R:A:db:$"), Quotas: takes(each(DBInstances), measured(DBStorage, InstanceStorage)), Verifiers: bySchema,
	},
	"AWS::RDS::DBCluster": {
		State: stateful, Alarms: byReference,
		Name: ours("DBClusterIdentifier", 63, "its log groups are named after it"), Tags: tagged, Scope: regional,
		Network: inGroups("VpcSecurityGroupIds").neverPublic(), ARN: arn("rds:R:A:cluster:$"),
		Quotas: takes(each(DBClusters)), Verifiers: bySchema,
	},
	"AWS::RDS::GlobalCluster": {
		State: stateless, Alarms: unwatched("its clusters are watched"),
		Name: ours("GlobalClusterIdentifier", 63, "the other region joins it by name"), Tags: tagged, Scope: global,
		Network: noAddress, ARN: ARN{Shape: "rds::A:global-cluster:$"}, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::RDS::DBClusterParameterGroup": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: generated("DBClusterParameterGroupName", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("rds:R:A:cluster-pg:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::RDS::DBParameterGroup": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: generated("DBParameterGroupName", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("rds:R:A:pg:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::RDS::DBSubnetGroup": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: generated("DBSubnetGroupName", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("rds:R:A:subgrp:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::RDS::OptionGroup": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: generated("OptionGroupName", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("rds:R:A:og:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::RDS::DBProxy": {
		State: stateless, Alarms: unwatched("its database is watched, and so are the services that use it"),
		Name: ours("DBProxyName", 60, "CloudFormation demands one"), Tags: tagged, Scope: regional,
		Network: inGroups("VpcSecurityGroupIds"), ARN: arn("rds:R:A:db-proxy:$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::RDS::DBProxyEndpoint": {
		State: stateless, Alarms: unwatched("its proxy's database is watched"),
		Name: ours("DBProxyEndpointName", 63, "CloudFormation demands one"), Tags: tagged, Scope: regional,
		Network: inGroups("VpcSecurityGroupIds"), ARN: arn("rds:R:A:db-proxy-endpoint:$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::RDS::DBProxyTargetGroup": {
		State: stateless, Alarms: unwatched("its proxy's database is watched"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("rds:R:A:target-group:$").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::DynamoDB::Table": {
		State: stateful, Alarms: unwatched("who moves an environment is told of what the table refuses"),
		Name: ours("TableName", 255, "the other region knows it by name"), Tags: tagged, Scope: regional,
		Network: noAddress.neverPublic(), ARN: arn("dynamodb:R:A:table/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::DynamoDB::GlobalTable": {
		State: stateful, Alarms: by("TableName"),
		Name: ours("TableName", 255, "the other region knows it by name"), Tags: taggedIn("Replicas.0.Tags"),
		Scope: regional, Network: noAddress.neverPublic(), ARN: arn("dynamodb:R:A:table/$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::EFS::FileSystem": {
		State: stateful, Alarms: byReference, Name: unnamed, Tags: taggedIn("FileSystemTags"), Scope: regional,
		Network: noAddress.neverPublic(), ARN: arn("elasticfilesystem:R:A:file-system/$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::EFS::AccessPoint": {
		State: stateless, Alarms: unwatched("its file system is watched"),
		Name: unnamed, Tags: taggedIn("AccessPointTags"), Scope: regional,
		Network: noAddress, ARN: arn("elasticfilesystem:R:A:access-point/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EFS::MountTarget": {
		State: stateless, Alarms: unwatched("its file system is watched"),
		Name: unnamed, Tags: untagged, Scope: regional,
		Network: inGroups("SecurityGroups"), ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ElastiCache::ReplicationGroup": {
		State: stateful, Alarms: byReference,
		Name: generated("ReplicationGroupId", 40), Tags: tagged, Scope: regional,
		Network: inGroups("SecurityGroupIds").neverPublic(), ARN: arn("elasticache:R:A:replicationgroup:$"),
		Quotas: takes(measured(CacheNodes, Nodes)), Verifiers: bySchema,
	},
	"AWS::ElastiCache::GlobalReplicationGroup": {
		State:  stateless,
		Alarms: unwatched("its caches are watched"),
		Name: ours(
			"GlobalReplicationGroupIdSuffix",
			40,
			"the other region joins it by name",
		),
		Tags:      tagged,
		Scope:     global,
		Network:   noAddress,
		ARN:       ARN{Shape: "elasticache::A:globalreplicationgroup:$"},
		Quotas:    noQuota,
		Verifiers: bySchema,
	},
	"AWS::ElastiCache::CacheCluster": {
		State: stateless, Alarms: byReference,
		Name: named("ClusterName", 50), Tags: tagged, Scope: regional,
		Network: inGroups("VpcSecurityGroupIds"), ARN: arn("elasticache:R:A:cluster:$"), Quotas: takes(measured(CacheNodes, Nodes)),
		Verifiers: bySchema,
	},
	"AWS::ElastiCache::ParameterGroup": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: generated("CacheParameterGroupName", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("elasticache:R:A:parametergroup:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ElastiCache::SubnetGroup": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: generated("CacheSubnetGroupName", 255), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("elasticache:R:A:subnetgroup:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ElastiCache::User": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: ours("UserId", 40, "CloudFormation demands one"), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("elasticache:R:A:user:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ElastiCache::UserGroup": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: ours("UserGroupId", 40, "CloudFormation demands one"), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("elasticache:R:A:usergroup:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::EC2::Volume": {
		State: stateful, Alarms: unwatched("the node that has it tells how full it is"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress.neverPublic(), ARN: arn("ec2:R:A:volume/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::OpenSearchService::Domain": {
		State: madeAgain, Alarms: by("DomainName"),
		Name: ours("DomainName", 28, "its access policy names it"), Tags: tagged, Scope: regional,
		Network: inGroups("VPCOptions.SecurityGroupIds").neverPublic(), ARN: arn("es:R:A:domain/$"),
		Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::MSK::Cluster": {
		State: madeAgain, Alarms: by("ClusterName"),
		Name: ours("ClusterName", 64, "permissions on its topics are made from it"), Tags: tagged, Scope: regional,
		Network: inGroups("BrokerNodeGroupInfo.SecurityGroups").
			closedBy("BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type", `"DISABLED"`),
		ARN: arn("kafka:R:A:cluster/$/id").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::MSK::Configuration": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: ours("Name", unlimited, "CloudFormation demands one"), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: arn("kafka:R:A:configuration/$/id").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::MSK::ClusterPolicy": piece("a stream"),
	"AWS::MSK::Replicator": {
		State:  stateless,
		Alarms: by("ReplicatorName"),
		Name: ours(
			"ReplicatorName",
			128,
			"who moves an environment asks for its lag by name",
		),
		Tags:  tagged,
		Scope: regional,
		Network: inGroups(
			"KafkaClusters.1.VpcConfig.SecurityGroupIds",
		),
		ARN:       arn("kafka:R:A:replicator/$/id").byRef(),
		Quotas:    noQuota,
		Verifiers: bySchema,
	},
	"AWS::S3::Bucket": {
		State: stateful, Alarms: unwatched("S3 keeps itself; detection watches who reads it"),
		Name: ours("BucketName", 63, "other accounts know the archive by name"), Tags: tagged, Scope: regional,
		Network: noAddress.closedBy("PublicAccessBlockConfiguration",
			`{"BlockPublicAcls":true,"BlockPublicPolicy":true,"IgnorePublicAcls":true,"RestrictPublicBuckets":true}`),
		ARN: arn("s3:::$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::S3::BucketPolicy": piece("a bucket"),
	"AWS::ECR::Repository": {
		State: stateful, Alarms: unwatched("a service that cannot pull is watched"),
		Name: ours("RepositoryName", 256, "tasks in other accounts pull by name"), Tags: tagged, Scope: regional,
		Network: noAddress.neverPublic(), ARN: arn("ecr:R:A:repository/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ECR::RepositoryCreationTemplate": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: named("Prefix", 256), Tags: taggedIn("ResourceTags"), Scope: regional,
		Network: noAddress, ARN: arn("ecr:R:A:repository/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ECR::PullThroughCacheRule": {
		State: stateless, Alarms: unwatched("a service that cannot pull is watched"),
		Name: named("EcrRepositoryPrefix", 30), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ECR::RegistryPolicy": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: unnamed, Tags: untagged, Scope: onePerRegion,
		Network: noAddress, ARN: arn("ecr:R:A:repository"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ECR::RegistryScanningConfiguration": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: unnamed, Tags: untagged, Scope: onePerRegion,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::ECR::ReplicationConfiguration": {
		State: stateless, Alarms: unwatched("a setting"),
		Name: unnamed, Tags: untagged, Scope: onePerRegion,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::KMS::Key": {
		State: stateful, Alarms: unwatched("detection reports when one is to be deleted"),
		Name: unnamed, Tags: tagged, Scope: regional,
		Network: noAddress.neverPublic(), ARN: arn("kms:R:A:key/$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::KMS::Alias": {
		State: stateless, Alarms: unwatched("a name of a key"),
		Name: named("AliasName", 256), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: arn("kms:R:A:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SecretsManager::Secret": {
		State: stateful, Alarms: unwatched("who cannot read one is watched"),
		Name: ours("Name", 512, "operators fill it in by name").
			unless("GenerateSecretString.SecretStringTemplate"),
		Tags: tagged, Scope: regional,
		Network: noAddress.neverPublic(), ARN: arn("secretsmanager:R:A:secret:$-random").byRef(), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::SecretsManager::ResourcePolicy":   piece("a secret"),
	"AWS::SecretsManager::RotationSchedule": piece("a secret"),
	"AWS::SecretsManager::SecretTargetAttachment": {
		State: stateless, Alarms: unwatched("a piece of a secret"),
		Name: unnamed, Tags: untagged, Scope: regional,
		Network: noAddress, ARN: arnOf("SecretId"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Backup::BackupVault": {
		State: stateful, Alarms: unwatched("the jobs that fill it are watched"),
		Name: ours("BackupVaultName", 50, "the other region and security know it by name"), Tags: taggedIn("BackupVaultTags"),
		Scope: regional, Network: noAddress.neverPublic(), ARN: arn("backup:R:A:backup-vault:$"), Quotas: noQuota,
		Verifiers: bySchema,
	},
	"AWS::Backup::BackupPlan": {
		State: stateless, Alarms: unwatched("its jobs are watched"),
		Name: named("BackupPlan.BackupPlanName", 50), Tags: taggedIn("BackupPlanTags"), Scope: regional,
		Network: noAddress, ARN: arn("backup:R:A:backup-plan:id"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Backup::BackupSelection": {
		State: stateless, Alarms: unwatched("its plan's jobs are watched"),
		Name: named("BackupSelection.SelectionName", 50), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Backup::RestoreTestingPlan": {
		State: stateless, Alarms: unwatched("its jobs are watched"),
		Name: named("RestoreTestingPlanName", 50), Tags: tagged, Scope: regional,
		Network: noAddress, ARN: arn("backup:R:A:restore-testing-plan:$-id").byRef(), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::Backup::RestoreTestingSelection": {
		State: stateless, Alarms: unwatched("its plan's jobs are watched"),
		Name: named("RestoreTestingSelectionName", 50), Tags: untagged, Scope: regional,
		Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SQS::Queue": {
		State:  madeAgain.unless("SqsManagedSseEnabled"), // of what failed, which is elsewhere
		Alarms: by("QueueName"),
		Name:   ours("QueueName", 80, "a queue and its dead-letter queue know each other by name"), Tags: tagged, Scope: regional,
		Network: noAddress.neverPublic(), ARN: arn("sqs:R:A:$"), Quotas: noQuota, Verifiers: bySchema,
	},
	"AWS::SQS::QueuePolicy": piece("a queue"),
}
