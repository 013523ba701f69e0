package plan

import (
	"bulkhead/internal/spec"
)

// correction is what the specification does not say, or says wrongly, of a property and what is below it.
type correction struct {
	path   string
	decide func(f *fate, d Difference) spec.Replacement
	rule   string // when it replaces, in a few words; empty when it never does
	source string
}

// corrected returns what is known better of a difference than from the specification.
func corrected(f *fate, d Difference) (answer spec.Replacement, rule string, known bool) {
	for _, c := range corrections[f.new.Type] {
		if under(d.Path, c.path) {
			return c.decide(f, d), c.rule, true
		}
	}
	return spec.No, "", false
}

// The handlers of RDS are in aws-cloudformation/aws-cloudformation-resource-providers-rds.
const (
	rdsHandler = "aws-cloudformation-resource-providers-rds"
	rdsSchema  = "registry schema and " + rdsHandler
)

// corrections are by type; the first that a path is under counts.
var corrections = map[string][]correction{
	"AWS::RDS::DBInstance": {
		{"AutoMinorVersionUpgrade", never, "", rdsHandler},
		{"BackupRetentionPeriod", never, "", rdsHandler},
		{"DBParameterGroupName", never, "", rdsHandler},
		{"MultiAZ", never, "", rdsHandler},
		{"PreferredMaintenanceWindow", never, "", rdsHandler},
		{"StorageType", never, "", rdsHandler},
		{"Port", never, "", rdsSchema},
		{"AvailabilityZone", unlessRemoved, "it moves to another zone", rdsHandler},
		{"PerformanceInsightsKMSKeyId", unlessAdded, "its key is set once", rdsHandler},
		{"Engine", unlessEngineMoves, "another engine", rdsHandler},
		{"DBSnapshotIdentifier", unlessRemoved, "it is restored", rdsHandler},
		{"DBClusterSnapshotIdentifier", unlessRemoved, "it is restored", rdsHandler},
		{"RestoreTime", unlessRemoved, "it is restored", rdsHandler},
		{"UseLatestRestorableTime", unlessRemoved, "it is restored", rdsHandler},
		{"SourceDBInstanceAutomatedBackupsArn", unlessRemoved, "it is restored", rdsHandler},
		{"SourceDbiResourceId", unlessRemoved, "it is restored", rdsHandler},
		{"SourceDBInstanceIdentifier", unlessRemoved, "a copy of another one", rdsHandler},
		{"SourceDBClusterIdentifier", unlessRemoved, "a copy of another one", rdsHandler},
	},
	"AWS::RDS::DBCluster": {
		{"Engine", unlessEngineMoves, "another engine", rdsHandler},
		{"GlobalClusterIdentifier", unlessRemoved, "it joins another global cluster", rdsHandler},
		{"MasterUsername", always, "its first user", rdsSchema},
	},
	// What an index has under its name, checkTables refuses.
	"AWS::DynamoDB::GlobalTable": {{"GlobalSecondaryIndexes", never, "", globalTable}},
	"AWS::ElastiCache::ReplicationGroup": {
		{"NumNodeGroups", unlessResharding, "without UseOnlineResharding", "CloudFormation User Guide, UpdatePolicy"},
		{"NodeGroupConfiguration", unlessResharding, "without UseOnlineResharding", "CloudFormation User Guide, UpdatePolicy"},
		{"Engine", unlessValkey, "another engine", "registry schema, ModifyReplicationGroup"},
		{"AuthToken", whenAdded, "a token where there was none", "registry schema"},
	},
	"AWS::ElastiCache::User":      {{"Engine", unlessValkey, "another engine", "registry schema, ModifyUser"}},
	"AWS::ElastiCache::UserGroup": {{"Engine", unlessValkey, "another engine", "registry schema, ModifyUserGroup"}},
	"AWS::ElastiCache::CacheCluster": {
		{"AZMode", never, "", "template reference: some interruptions"},
		{"NumCacheNodes", never, "", "template reference: some interruptions"},
	},
	"AWS::OpenSearchService::Domain": {
		{"EngineVersion", unlessUpgrade, "without EnableVersionUpgrade", "CloudFormation User Guide, UpdatePolicy"},
		{"EncryptionAtRestOptions.Enabled", unlessTurnedOn, "encryption is turned off", "registry schema (conditional)"},
		{"EncryptionAtRestOptions.KmsKeyId", always, "another key", "registry schema (conditional)"},
		{"NodeToNodeEncryptionOptions.Enabled", unlessTurnedOn, "encryption is turned off", "registry schema (conditional)"},
		{"AdvancedSecurityOptions.Enabled", unlessTurnedOn, "access control is turned off", "registry schema (conditional)"},
		{"VPCOptions", whenMoved, "into a VPC, or out of one", "Amazon OpenSearch Service Developer Guide"},
	},
	"AWS::AutoScaling::AutoScalingGroup": {
		{"LaunchTemplate", whenReplacing, "AutoScalingReplacingUpdate", "registry schema (conditional), UpdatePolicy"},
		{"MixedInstancesPolicy", whenReplacing, "AutoScalingReplacingUpdate", "registry schema (conditional), UpdatePolicy"},
		{"VPCZoneIdentifier", whenReplacing, "AutoScalingReplacingUpdate", "registry schema (conditional), UpdatePolicy"},
	},
	"AWS::SSM::Document": {
		{"Content", unlessNewVersion, "without UpdateMethod: NewVersion", "aws-cloudformation-resource-providers-ssm"},
		{"Attachments", unlessNewVersion, "without UpdateMethod: NewVersion", "aws-cloudformation-resource-providers-ssm"},
		{"DocumentFormat", unlessNewVersion, "without UpdateMethod: NewVersion", "aws-cloudformation-resource-providers-ssm"},
		{"TargetType", unlessNewVersion, "without UpdateMethod: NewVersion", "aws-cloudformation-resource-providers-ssm"},
		{"Requires", unlessNewVersion, "without UpdateMethod: NewVersion", "aws-cloudformation-resource-providers-ssm"},
		{"VersionName", unlessNewVersion, "without UpdateMethod: NewVersion", "aws-cloudformation-resource-providers-ssm"},
	},
	"AWS::EC2::TransitGatewayRouteTable": {{"Tags", never, "", "cloudformation-coverage-roadmap#1324"}},
	"AWS::EC2::Subnet":                   {{"Ipv6CidrBlock", unlessAdded, "another IPv6 range", "registry schema (conditional)"}},
	"AWS::EC2::VPC":                      {{"InstanceTenancy", unlessDefault, "tenancy goes to default only", "registry schema (conditional)"}},
	"AWS::S3::Bucket":                    {{"ObjectLockEnabled", unlessAdded, "object lock is never turned off", "registry schema"}},
	"AWS::SNS::Subscription":             {{"Region", always, "another region", "registry schema (conditional)"}},
	"AWS::Lambda::Function":              {{"DurableConfig", whenMoved, "durable or not", "registry schema (conditional)"}},
}

func never(*fate, Difference) spec.Replacement  { return spec.No }
func always(*fate, Difference) spec.Replacement { return spec.Yes }

// yesIf is a replacement where the condition holds.
func yesIf(condition bool) spec.Replacement {
	if condition {
		return spec.Yes
	}
	return spec.No
}

func unlessRemoved(_ *fate, d Difference) spec.Replacement { return yesIf(d.After != "") }
func unlessAdded(_ *fate, d Difference) spec.Replacement   { return yesIf(d.Before != "") }
func whenAdded(_ *fate, d Difference) spec.Replacement     { return yesIf(d.Before == "") }
func unlessTurnedOn(_ *fate, d Difference) spec.Replacement {
	return yesIf(d.Before == "true")
}

func unlessDefault(_ *fate, d Difference) spec.Replacement {
	return yesIf(d.After != "default" && d.After != "")
}

func unlessValkey(_ *fate, d Difference) spec.Replacement {
	return yesIf(d.Before != "redis" || d.After != "valkey")
}

// unlessEngineMoves: the engines that RDS takes for the same.
func unlessEngineMoves(_ *fate, d Difference) spec.Replacement {
	oracle := len(d.Before) > 6 && len(d.After) > 6 && d.Before[:7] == "oracle-" && d.After[:7] == "oracle-"
	return yesIf(!oracle && (d.Before != "aurora" || d.After != "aurora-mysql"))
}

// whenMoved: the property as a whole comes or goes.
func whenMoved(f *fate, d Difference) spec.Replacement {
	top := d.Path
	for i, r := range top {
		if r == '.' {
			top = top[:i]
			break
		}
	}
	return yesIf((f.old.properties[top] == nil) != (f.new.properties[top] == nil))
}

// updatePolicy returns a setting of the resource's UpdatePolicy in the new template.
func updatePolicy(f *fate, path string) string {
	resources, _ := f.new.Stack.Template["Resources"].(map[string]any)
	return text(at(resources[f.new.LogicalID], "UpdatePolicy."+path))
}

func unlessResharding(f *fate, d Difference) spec.Replacement {
	return yesIf(updatePolicy(f, "UseOnlineResharding") != "true")
}

func unlessUpgrade(f *fate, d Difference) spec.Replacement {
	return yesIf(updatePolicy(f, "EnableVersionUpgrade") != "true")
}

func whenReplacing(f *fate, d Difference) spec.Replacement {
	return yesIf(updatePolicy(f, "AutoScalingReplacingUpdate.WillReplace") == "true")
}

func unlessNewVersion(f *fate, d Difference) spec.Replacement {
	return yesIf(text(f.new.properties["UpdateMethod"]) != "NewVersion")
}
