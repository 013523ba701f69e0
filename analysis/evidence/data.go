package evidence

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// Databases, caches, search, streams, tables and volumes.
func init() {
	const instance, cluster = "AWS::RDS::DBInstance", "AWS::RDS::DBCluster"
	// What an instance of Aurora has is its cluster's, and what a replica has is its source's. A restored database is
	// encrypted as its backup, and CloudFormation is not to be told.
	alone := func(r *assembly.Resource) bool { return r.Type == cluster || without("DBClusterIdentifier")(r) }
	first := func(r *assembly.Resource) bool { return alone(r) && without("SourceDBInstanceIdentifier")(r) }
	stored := func(r *assembly.Resource) bool {
		return first(r) && without("DBSnapshotIdentifier", "SnapshotIdentifier", "SourceDBClusterIdentifier",
			"SourceDbiResourceId", "SourceDBInstanceAutomatedBackupsArn")(r)
	}
	of("RDS.2", instance, is("PubliclyAccessible", false))
	of("RDS.3", instance, where(stored, encrypted))
	ofTypes("RDS.4", where(stored, encrypted), instance, cluster)
	of("RDS.5", instance, where(first, is("MultiAZ", true)))
	of("RDS.6", instance, atLeast("MonitoringInterval", 1))
	of("RDS.7", cluster, is("DeletionProtection", true))
	of("RDS.8", instance, where(alone, is("DeletionProtection", true)))
	of("RDS.9", instance, where(alone, exportsLogs))
	of("RDS.10", instance, where(alone, is("EnableIAMDatabaseAuthentication", true)))
	of("RDS.11", instance, where(first, atLeast("BackupRetentionPeriod", 7)))
	of("RDS.12", cluster, is("EnableIAMDatabaseAuthentication", true))
	of("RDS.13", instance, where(alone, is("AutoMinorVersionUpgrade", true)))
	of("RDS.14", cluster, where(with("Engine", "aurora-mysql"), atLeast("BacktrackWindow", 1)))
	of("RDS.15", cluster, func(v *view, r *assembly.Resource) string {
		if len(v.referring(r, instance, "DBClusterIdentifier")) < 2 {
			return "it has fewer than two instances"
		}
		return ""
	})
	of("RDS.16", cluster, where(aurora, is("CopyTagsToSnapshot", true)))
	of("RDS.17", instance, where(first, is("CopyTagsToSnapshot", true)))
	of("RDS.18", instance, where(alone, has("DBSubnetGroupName")))
	ofTypes("RDS.23", where(alone, func(_ *view, r *assembly.Resource) string {
		port := fmt.Sprint(r.Properties["Port"])
		if slices.Contains([]string{"<nil>", "3306", "5432", "1433", "1521"}, port) {
			return "its port is the engine's own"
		}
		return ""
	}), instance, cluster)
	of("RDS.24", cluster, isNot("MasterUsername", "admin", "postgres"))
	of("RDS.25", instance, where(first, isNot("MasterUsername", "admin", "postgres")))
	of("RDS.27", cluster, where(stored, encrypted))
	of("RDS.34", cluster, where(with("Engine", "aurora-mysql"), includes("EnableCloudwatchLogsExports", "audit")))
	of("RDS.35", cluster, isOrAbsent("AutoMinorVersionUpgrade", true))
	logs := func(name, engine string, kinds ...string) {
		of(name, instance, where(with("Engine", engine), includes("EnableCloudwatchLogsExports", kinds...)))
	}
	logs("RDS.36", "postgres", "postgresql")
	of("RDS.37", cluster, where(with("Engine", "aurora-postgresql"), includes("EnableCloudwatchLogsExports", "postgresql")))
	logs("RDS.42", "mariadb", "audit", "error")
	of("RDS.38", instance, where(with("Engine", "postgres"), parameter("DBParameterGroupName", "rds.force_ssl", "1")))
	of("RDS.39", instance, where(with("Engine", "mysql"), parameter("DBParameterGroupName", "require_secure_transport", "1", "ON")))
	of("RDS.44", instance, where(with("Engine", "mariadb"), parameter("DBParameterGroupName", "require_secure_transport", "1", "ON")))
	of("RDS.45", cluster, where(with("Engine", "aurora-mysql"), parameter("DBClusterParameterGroupName", "server_audit_logging", "1", "ON")))
	of("RDS.43", "AWS::RDS::DBProxy", is("RequireTLS", true))

	const cache = "AWS::ElastiCache::ReplicationGroup"
	of("ElastiCache.1", cache, atLeast("SnapshotRetentionLimit", 1))
	ofTypes("ElastiCache.2", isOrAbsent("AutoMinorVersionUpgrade", true), cache, "AWS::ElastiCache::CacheCluster")
	of("ElastiCache.3", cache, is("AutomaticFailoverEnabled", true))
	of("ElastiCache.4", cache, where(without("GlobalReplicationGroupId"), is("AtRestEncryptionEnabled", true)))
	of("ElastiCache.5", cache, where(without("GlobalReplicationGroupId"), is("TransitEncryptionEnabled", true)))
	of("ElastiCache.6", cache, either(has("UserGroupIds"), has("AuthToken")))
	ofTypes("ElastiCache.7", all(has("CacheSubnetGroupName"), isNot("CacheSubnetGroupName", "default")),
		cache, "AWS::ElastiCache::CacheCluster")

	const domain = "AWS::OpenSearchService::Domain"
	of("OpenSearch.1", domain, is("EncryptionAtRestOptions.Enabled", true))
	of("OpenSearch.2", domain, has("VPCOptions.SubnetIds"))
	of("OpenSearch.3", domain, is("NodeToNodeEncryptionOptions.Enabled", true))
	of("OpenSearch.4", domain, is("LogPublishingOptions.ES_APPLICATION_LOGS.Enabled", true))
	of("OpenSearch.5", domain, is("LogPublishingOptions.AUDIT_LOGS.Enabled", true))
	of("OpenSearch.6", domain, all(atLeast("ClusterConfig.InstanceCount", 3), is("ClusterConfig.ZoneAwarenessEnabled", true)))
	of("OpenSearch.7", domain, is("AdvancedSecurityOptions.Enabled", true))
	of("OpenSearch.8", domain, all(is("DomainEndpointOptions.EnforceHTTPS", true), func(_ *view, r *assembly.Resource) string {
		policy := fmt.Sprint(at(r, "DomainEndpointOptions.TLSSecurityPolicy"))
		if !strings.HasPrefix(policy, "Policy-Min-TLS-1-2-") {
			return "TLSSecurityPolicy is " + policy
		}
		return ""
	}))
	of("OpenSearch.10", domain, is("SoftwareUpdateOptions.AutoSoftwareUpdateEnabled", true))

	const stream = "AWS::MSK::Cluster"
	of("MSK.1", stream, all(
		isOrAbsent("EncryptionInfo.EncryptionInTransit.ClientBroker", "TLS"),
		isOrAbsent("EncryptionInfo.EncryptionInTransit.InCluster", true),
	))
	of("MSK.4", stream, isOrAbsent("BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type", "DISABLED"))
	of("MSK.6", stream, is("ClientAuthentication.Unauthenticated.Enabled", false))

	tables := []string{"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"}
	ofTypes("DynamoDB.1", is("BillingMode", "PAY_PER_REQUEST"), tables...)
	ofTypes("DynamoDB.2", ofTable(is("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", true)), tables...)
	ofTypes("DynamoDB.6", ofTable(is("DeletionProtectionEnabled", true)), tables...)

	of("EFS.1", "AWS::EFS::FileSystem", all(is("Encrypted", true), has("KmsKeyId")))
	of("EFS.8", "AWS::EFS::FileSystem", is("Encrypted", true))
	of("EFS.7", "AWS::EFS::FileSystem", is("BackupPolicy.Status", "ENABLED"))
	of("EFS.2", "AWS::EFS::FileSystem", backedUp)
	of("EFS.3", "AWS::EFS::AccessPoint", all(has("RootDirectory.Path"), isNot("RootDirectory.Path", "/")))
	of("EFS.4", "AWS::EFS::AccessPoint", has("PosixUser"))
	of("EFS.6", "AWS::EFS::MountTarget", func(v *view, r *assembly.Resource) string {
		subnet := v.resolve(r, "SubnetId")
		if subnet == nil {
			return "its subnet is in no template"
		}
		return isOrAbsent("MapPublicIpOnLaunch", false)(v, subnet)
	})
	of("Backup.1", "AWS::Backup::BackupVault", has("EncryptionKeyArn"))
}

// encrypted wants a database's storage encrypted.
func encrypted(v *view, r *assembly.Resource) string { return is("StorageEncrypted", true)(v, r) }

func aurora(r *assembly.Resource) bool {
	return strings.HasPrefix(fmt.Sprint(r.Properties["Engine"]), "aurora")
}

// logsOf are the logs that RDS can hand on, by engine.
var logsOf = map[string][]string{
	"postgres": {"postgresql", "upgrade"}, "mysql": {"audit", "error", "general", "slowquery"},
	"mariadb": {"audit", "error", "general", "slowquery"},
}

// exportsLogs wants a database to hand on every log of its engine.
func exportsLogs(v *view, r *assembly.Resource) string {
	engine := fmt.Sprint(r.Properties["Engine"])
	if source := r.Properties["SourceDBInstanceIdentifier"]; source != nil {
		return has("EnableCloudwatchLogsExports")(v, r) // its engine is its source's
	}
	if logsOf[engine] == nil {
		return "which logs " + engine + " has is not known"
	}
	return includes("EnableCloudwatchLogsExports", logsOf[engine]...)(v, r)
}

// parameter wants a parameter of the parameter group at a path.
func parameter(path, name string, values ...any) judge {
	return func(v *view, r *assembly.Resource) string {
		group := v.resolve(r, path)
		if group == nil {
			return path + " is in no template"
		}
		parameters, _ := group.Properties["Parameters"].(map[string]any)
		return oneOf(name, parameters[name], values)
	}
}

// ofTable asks about a table, or of a global one about the replica in the region of its stack.
func ofTable(each judge) judge {
	return func(v *view, r *assembly.Resource) string {
		if r.Type == "AWS::DynamoDB::Table" {
			return each(v, r)
		}
		return every("Replicas", func(v *view, replica *assembly.Resource) string {
			if replica.Properties["Region"] != r.Stack.Region {
				return notAbout
			}
			return each(v, replica)
		})(v, r)
	}
}

// backedUp wants a plan of AWS Backup to select a file system.
func backedUp(v *view, r *assembly.Resource) string {
	for _, selection := range v.byType["AWS::Backup::BackupSelection"] {
		for _, value := range assembly.List(at(selection, "BackupSelection.Resources")) {
			if selected(v, selection, value, r) {
				return ""
			}
		}
	}
	return "no plan of AWS Backup selects it"
}

// selected tells whether a value of a selection is the ARN of a resource.
func selected(v *view, selection *assembly.Resource, value any, r *assembly.Resource) bool {
	if to, found := v.Resolve(selection.Stack, value); found {
		return to == r
	}
	for _, part := range assembly.List(assembly.At(value, "Fn::Join", "1")) {
		if to, found := v.Resolve(selection.Stack, part); found && to == r {
			return true
		}
	}
	return false
}
