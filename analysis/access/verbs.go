package access

// Verb is what is done with a target.
type Verb string

// The verbs, from the least to the most: who administers something decides who else may what.
const (
	Reads       Verb = "reads"
	Writes      Verb = "writes"
	Deletes     Verb = "deletes"
	Administers Verb = "administers"
)

// Verbs are all of them.
func Verbs() []Verb { return []Verb{Reads, Writes, Deletes, Administers} }

// ability is calls that are all needed for something.
type ability struct {
	calls []string
	key   []string // and one of these on the key that it is encrypted with
	any   bool     // on anything of the account: IAM knows no resource of the type
}

// by are the abilities of single calls.
func by(calls ...string) []ability {
	var all []ability
	for _, call := range calls {
		all = append(all, ability{calls: []string{call}})
	}
	return all
}

// anywhere are the abilities of single calls that name no resource.
func anywhere(calls ...string) []ability {
	all := by(calls...)
	for i := range all {
		all[i].any = true
	}
	return all
}

// together is the ability of calls that are all needed.
func together(calls ...string) ability { return ability{calls: calls} }

// decrypting has abilities need the key to read, encrypting to write.
func decrypting(all []ability) []ability { return with(all, "kms:Decrypt") }
func encrypting(all []ability) []ability { return with(all, "kms:GenerateDataKey", "kms:Encrypt") }

func with(all []ability, key ...string) []ability {
	for i := range all {
		all[i].key = key
	}
	return all
}

func joined(lists ...[]ability) []ability {
	var all []ability
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// kind is what can be done with resources of a type.
type kind struct {
	key   []string // the property that names the key, for callers who need it
	under []string // what follows its ARN in those that calls name; "" alone where there is nothing
	verbs map[Verb][]ability
}

// kinds are the types that hold something, or watch. Administering includes what hands the data to somebody else: a
// policy, a copy, a password.
var kinds = map[string]kind{
	"AWS::S3::Bucket": {
		key:   []string{"BucketEncryption", "ServerSideEncryptionConfiguration", "0", "ServerSideEncryptionByDefault", "KMSMasterKeyID"},
		under: []string{"", "/any"},
		verbs: map[Verb][]ability{
			Reads:   decrypting(by("s3:GetObject", "s3:GetObjectVersion")),
			Writes:  encrypting(by("s3:PutObject", "s3:ReplicateObject")),
			Deletes: by("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutLifecycleConfiguration", "s3:DeleteBucket"),
			Administers: by("s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutReplicationConfiguration",
				"s3:PutBucketVersioning", "s3:BypassGovernanceRetention", "s3:PutBucketPublicAccessBlock"),
		},
	},
	"AWS::SecretsManager::Secret": {
		key: []string{"KmsKeyId"},
		verbs: map[Verb][]ability{
			Reads:       decrypting(by("secretsmanager:GetSecretValue")),
			Writes:      encrypting(by("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret")),
			Deletes:     by("secretsmanager:DeleteSecret"),
			Administers: by("secretsmanager:PutResourcePolicy", "secretsmanager:ReplicateSecretToRegions", "secretsmanager:RotateSecret"),
		},
	},
	"AWS::KMS::Key": {verbs: map[Verb][]ability{
		Deletes:     by("kms:ScheduleKeyDeletion", "kms:DisableKey"),
		Administers: by("kms:PutKeyPolicy", "kms:CreateGrant"),
	}},
	"AWS::DynamoDB::Table":       tables,
	"AWS::DynamoDB::GlobalTable": tables,
	"AWS::SQS::Queue": {
		key: []string{"KmsMasterKeyId"},
		verbs: map[Verb][]ability{
			Reads:       decrypting(by("sqs:ReceiveMessage")),
			Writes:      encrypting(by("sqs:SendMessage")),
			Deletes:     by("sqs:DeleteMessage", "sqs:PurgeQueue", "sqs:DeleteQueue"),
			Administers: by("sqs:AddPermission", "sqs:SetQueueAttributes"),
		},
	},
	"AWS::SNS::Topic": {
		key: []string{"KmsMasterKeyId"},
		verbs: map[Verb][]ability{
			Reads:       by("sns:Subscribe"),
			Writes:      encrypting(by("sns:Publish")),
			Deletes:     by("sns:DeleteTopic"),
			Administers: by("sns:AddPermission", "sns:SetTopicAttributes"),
		},
	},
	"AWS::RDS::DBInstance": databases("DBInstance"),
	"AWS::RDS::DBCluster":  databases("DBCluster"),
	"AWS::ElastiCache::ReplicationGroup": {verbs: map[Verb][]ability{
		Reads:       by("elasticache:Connect", "elasticache:CreateSnapshot"),
		Writes:      by("elasticache:Connect"),
		Deletes:     by("elasticache:DeleteReplicationGroup"),
		Administers: joined(by("elasticache:ModifyReplicationGroup"), anywhere("elasticache:ModifyUser", "elasticache:ModifyUserGroup")),
	}},
	"AWS::ElastiCache::CacheCluster": {verbs: map[Verb][]ability{
		Deletes:     by("elasticache:DeleteCacheCluster", "elasticache:RebootCacheCluster"),
		Administers: by("elasticache:ModifyCacheCluster"),
	}},
	"AWS::ElastiCache::ServerlessCache": {verbs: map[Verb][]ability{
		Reads:       by("elasticache:Connect", "elasticache:CreateServerlessCacheSnapshot"),
		Writes:      by("elasticache:Connect"),
		Deletes:     by("elasticache:DeleteServerlessCache"),
		Administers: joined(by("elasticache:ModifyServerlessCache"), anywhere("elasticache:ModifyUser", "elasticache:ModifyUserGroup")),
	}},
	"AWS::OpenSearchService::Domain": {under: []string{"", "/any"}, verbs: map[Verb][]ability{
		Reads:       by("es:ESHttpGet", "es:ESHttpPost", "es:UpdateDomainConfig"),
		Writes:      by("es:ESHttpPut", "es:ESHttpPost", "es:UpdateDomainConfig"),
		Deletes:     by("es:ESHttpDelete", "es:DeleteDomain"),
		Administers: by("es:UpdateDomainConfig"),
	}},
	"AWS::MSK::Cluster": {verbs: map[Verb][]ability{
		Reads:       {together("kafka-cluster:Connect", "kafka-cluster:ReadData")},
		Writes:      {together("kafka-cluster:Connect", "kafka-cluster:WriteData")},
		Deletes:     joined([]ability{together("kafka-cluster:Connect", "kafka-cluster:DeleteTopic")}, by("kafka:DeleteCluster")),
		Administers: by("kafka:PutClusterPolicy", "kafka:UpdateSecurity"),
	}},
	"AWS::EFS::FileSystem": {verbs: map[Verb][]ability{
		Reads:       by("elasticfilesystem:ClientMount", "elasticfilesystem:CreateReplicationConfiguration"),
		Writes:      by("elasticfilesystem:ClientWrite"),
		Deletes:     by("elasticfilesystem:DeleteFileSystem"),
		Administers: by("elasticfilesystem:PutFileSystemPolicy"),
	}},
	"AWS::Logs::LogGroup": {verbs: map[Verb][]ability{
		Reads:       by("logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery", "logs:StartLiveTail", "logs:CreateExportTask"),
		Writes:      by("logs:PutLogEvents"),
		Deletes:     by("logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:PutRetentionPolicy"),
		Administers: joined(by("logs:PutSubscriptionFilter"), anywhere("logs:PutResourcePolicy", "logs:PutAccountPolicy")),
	}},
	"AWS::ECR::Repository": {verbs: map[Verb][]ability{
		Reads:       by("ecr:BatchGetImage"),
		Writes:      by("ecr:PutImage"),
		Deletes:     by("ecr:BatchDeleteImage", "ecr:DeleteRepository", "ecr:PutLifecyclePolicy"),
		Administers: by("ecr:SetRepositoryPolicy", "ecr:PutImageTagMutability"),
	}},
	"AWS::Backup::BackupVault": {verbs: map[Verb][]ability{
		Reads:       anywhere("backup:StartRestoreJob"),
		Deletes:     joined(by("backup:DeleteBackupVault"), anywhere("backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle")),
		Administers: by("backup:PutBackupVaultAccessPolicy", "backup:DeleteBackupVaultAccessPolicy", "backup:DeleteBackupVaultLockConfiguration"),
	}},
	// What watches: whoever administers it can switch it off. Silencing a single finding is none of it.
	"AWS::CloudTrail::Trail": {verbs: map[Verb][]ability{
		Administers: by("cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors"),
	}},
	"AWS::GuardDuty::Detector": {verbs: map[Verb][]ability{
		Administers: by("guardduty:DeleteDetector", "guardduty:UpdateDetector"),
	}},
	"AWS::Config::ConfigurationRecorder": {verbs: map[Verb][]ability{
		Administers: anywhere("config:StopConfigurationRecorder", "config:DeleteConfigurationRecorder", "config:PutConfigurationRecorder"),
	}},
	"AWS::SecurityHub::Hub": {verbs: map[Verb][]ability{
		Administers: by("securityhub:DisableSecurityHub", "securityhub:BatchDisableStandards"),
	}},
	"AWS::SecurityHub::HubV2": {verbs: map[Verb][]ability{
		Administers: anywhere("securityhub:DisableSecurityHubV2"),
	}},
	"AWS::AccessAnalyzer::Analyzer": {verbs: map[Verb][]ability{
		Administers: by("access-analyzer:DeleteAnalyzer"),
	}},
	// Who gets in.
	"AWS::IAM::User": {verbs: map[Verb][]ability{
		Deletes:     by("iam:DeleteUser", "iam:DeactivateMFADevice"),
		Administers: by(append(becomes, "iam:PutUserPolicy", "iam:AttachUserPolicy")...),
	}},
	"AWS::IAM::Group": {verbs: map[Verb][]ability{
		Deletes:     by("iam:DeleteGroup"),
		Administers: by("iam:AddUserToGroup", "iam:PutGroupPolicy", "iam:AttachGroupPolicy"),
	}},
	"AWS::SSO::PermissionSet": {verbs: map[Verb][]ability{
		Administers: anywhere(centres...),
	}},
}

var tables = kind{
	key:   []string{"SSESpecification", "KMSMasterKeyId"},
	under: []string{"", "/stream/any"},
	verbs: map[Verb][]ability{
		Reads: decrypting(by("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:GetRecords",
			"dynamodb:PartiQLSelect", "dynamodb:ExportTableToPointInTime")),
		Writes:      encrypting(by("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate")),
		Deletes:     by("dynamodb:DeleteItem", "dynamodb:DeleteTable", "dynamodb:PartiQLDelete"),
		Administers: by("dynamodb:PutResourcePolicy", "dynamodb:UpdateTable"),
	},
}

// databases are what can be done with a database without its password.
func databases(thing string) kind {
	copies := []ability{
		together("rds:Create"+map[string]string{"DBInstance": "DBSnapshot", "DBCluster": "DBClusterSnapshot"}[thing],
			"rds:Modify"+map[string]string{"DBInstance": "DBSnapshotAttribute", "DBCluster": "DBClusterSnapshotAttribute"}[thing]),
	}
	copies[0].any = true
	password := by("rds:Modify" + thing)
	signIn := anywhere("rds-db:connect", "rds-data:ExecuteStatement", "rds-data:BatchExecuteStatement")
	if thing == "DBInstance" {
		signIn = anywhere("rds-db:connect")
	}
	return kind{verbs: map[Verb][]ability{
		Reads:       joined(password, copies, signIn, anywhere("rds:StartExportTask")),
		Writes:      joined(password, signIn),
		Deletes:     by("rds:Delete" + thing),
		Administers: password,
	}}
}

// opened are the types that a password opens: it is in a secret of the same target.
var opened = map[string]bool{
	"AWS::RDS::DBInstance":               true,
	"AWS::RDS::DBCluster":                true,
	"AWS::ElastiCache::ReplicationGroup": true,
	"AWS::ElastiCache::ServerlessCache":  true,
	"AWS::OpenSearchService::Domain":     true,
	"AWS::MSK::Cluster":                  true,
}
