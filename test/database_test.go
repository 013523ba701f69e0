package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDatabaseIsInTheDataSubnetsOnly(t *testing.T) {
	for _, stage := range workloads {
		db := one(t, plain(t), stage, "AWS::RDS::DBInstance")
		placed := denotes(t, plain(t), db, db.Get("DBSubnetGroupName"))
		assert.Len(t, list(placed.Get("SubnetIds")), 3)
		for _, subnet := range list(placed.Get("SubnetIds")) {
			assert.Equal(t, "data", tier(denotes(t, plain(t), placed, subnet)))
		}
	}
}

func TestDatabaseIsPrivateAndEncryptedWithACustomerKey(t *testing.T) {
	for _, stage := range workloads {
		db := one(t, plain(t), stage, "AWS::RDS::DBInstance")
		purpose := func(path ...string) any { return denotes(t, plain(t), db, db.Get(path...)).Get("Description") }
		assert.Equal(t, false, db.Get("PubliclyAccessible"))
		if db.Get("SourceDBInstanceIdentifier") == nil { // RDS takes that of the source, and the key
			assert.Equal(t, true, db.Get("StorageEncrypted"))
		}
		assert.Equal(t, "encrypts data stores and their backups", purpose("KmsKeyId"))
		assert.Equal(t, "encrypts data stores and their backups", purpose("PerformanceInsightsKMSKeyId"))
	}
}

func TestDatabasePasswordIsInASecretOfOursAndNowhereElse(t *testing.T) {
	for _, stage := range workloads {
		db := one(t, plain(t), stage, "AWS::RDS::DBInstance")
		if db.Get("SourceDBInstanceIdentifier") != nil {
			assert.Nil(t, db.Get("MasterUserPassword"), "a replica has its users from its source")
			continue
		}
		assert.Nil(t, db.Get("ManageMasterUserPassword"), "RDS would take no blue/green deployment, and no replicas")
		secret := passwordOf(t, plain(t), db)
		assert.Equal(t, "encrypts secrets", denotes(t, plain(t), secret, secret.Get("KmsKeyId")).Get("Description"))
		assert.Equal(t, "master user of database "+textOf(db.Get("DBInstanceIdentifier")), secret.Get("Description"), "by which people find it")
		assert.Nil(t, secret.Get("SecretString"))
		assert.Equal(t, true, db.Get("EnableIAMDatabaseAuthentication"))
	}
}

// passwordOf is the secret that a database has its password from.
func passwordOf(t testing.TB, a *assembly.Assembly, db *assembly.Resource) *assembly.Resource {
	t.Helper()
	assert.Contains(t, text(db.Get("MasterUserPassword")), "{{resolve:secretsmanager:", "a reference")
	used := assembly.References(db.Get("MasterUserPassword"))
	require.Len(t, used, 1, db)
	return db.Stack.Resource(used[0])
}

func TestProductionDatabasesSurviveZonesMistakesAndStacks(t *testing.T) {
	for _, stage := range []string{"stage", "prod", "prod-dr"} {
		db := one(t, plain(t), stage, "AWS::RDS::DBInstance")
		assert.Equal(t, true, db.Get("MultiAZ"))
		assert.Equal(t, true, db.Get("DeletionProtection"))
		assert.Equal(t, false, db.Get("DeleteAutomatedBackups"))
		assert.Equal(t, "RetainExceptOnCreate", db.DeletionPolicy)
		assert.Equal(t, "Retain", db.UpdateReplacePolicy)
		assert.True(t, db.Stack.TerminationProtection)
	}
	assert.Equal(t, "Snapshot", one(t, plain(t), "dev", "AWS::RDS::DBInstance").DeletionPolicy, "development leaves a last snapshot")
	for stage, days := range map[string]float64{"dev": 7, "stage": 7, "prod": 35} { // RDS takes no backups of a replica
		assert.Equal(t, days, one(t, plain(t), stage, "AWS::RDS::DBInstance").Get("BackupRetentionPeriod"), "%s: point-in-time recovery", stage)
	}
}

func TestWhatAKeptDatabaseUsesIsKeptWithIt(t *testing.T) {
	for _, stage := range []string{"stage", "prod", "prod-dr"} {
		db := one(t, plain(t), stage, "AWS::RDS::DBInstance")
		require.Len(t, list(db.Get("VPCSecurityGroups")), 1)
		for _, used := range []any{
			db.Get("DBSubnetGroupName"), db.Get("DBParameterGroupName"), db.Get("MonitoringRoleArn"), db.Get("VPCSecurityGroups", "0"),
			db.Get("KmsKeyId"),
		} {
			assert.Contains(t, denotes(t, plain(t), db, used).DeletionPolicy, "Retain", "%s is in use: deleting it fails", denotes(t, plain(t), db, used))
		}
	}
}

func TestDatabaseForcesTLSWhateverItsParametersSay(t *testing.T) {
	for _, stage := range workloads {
		db := one(t, plain(t), stage, "AWS::RDS::DBInstance")
		assert.Equal(t, "1", denotes(t, plain(t), db, db.Get("DBParameterGroupName")).Get("Parameters", "rds.force_ssl"))
	}
	groups := in(t, lavish(t), "dev", "AWS::RDS::DBParameterGroup")
	require.Len(t, groups, 2)
	changed := slices.IndexFunc(groups, func(r *assembly.Resource) bool { return r.Get("Parameters", "work_mem") == "65536" })
	require.GreaterOrEqual(t, changed, 0, "the configuration's own parameters are there")
	assert.Equal(t, "1", groups[changed].Get("Parameters", "rds.force_ssl"), "although it says 0")
}

func TestDatabaseLogsGoToGroupsThatExistBeforeIt(t *testing.T) {
	for _, stage := range workloads {
		db := one(t, plain(t), stage, "AWS::RDS::DBInstance")
		existing := map[string]*assembly.Resource{}
		for _, id := range db.DependsOn {
			if group := db.Stack.Resource(id); group.Type == "AWS::Logs::LogGroup" {
				existing[group.Get("LogGroupName").(string)] = group
			}
		}
		require.Equal(t, []any{"postgresql", "upgrade"}, db.Get("EnableCloudwatchLogsExports"))
		for _, export := range list(db.Get("EnableCloudwatchLogsExports")) {
			name := "/aws/rds/instance/" + db.Get("DBInstanceIdentifier").(string) + "/" + export.(string)
			require.Contains(t, existing, name, "else RDS makes it, without key and retention")
			assert.Equal(t, "AWS::KMS::Key", denotes(t, plain(t), existing[name], existing[name].Get("KmsKeyId")).Type)
			assert.Positive(t, existing[name].Get("RetentionInDays"))
		}
	}
}

func TestDatabaseIsNeverEnrolledInPaidSupport(t *testing.T) {
	for _, stage := range workloads {
		assert.Equal(t, "open-source-rds-extended-support-disabled", one(t, plain(t), stage, "AWS::RDS::DBInstance").Get("EngineLifecycleSupport"))
	}
}

func TestDatabaseHasWindowsMonitoringAndAlarms(t *testing.T) {
	for _, stage := range workloads {
		db := one(t, plain(t), stage, "AWS::RDS::DBInstance")
		want := []string{
			"CPUUtilization", "DatabaseConnections", "FreeStorageSpace", "FreeableMemory", "MaximumUsedTransactionIDs",
			"OldestReplicationSlotLag",
		}
		if strings.HasPrefix(db.Get("DBInstanceClass").(string), "db.t") {
			want = append([]string{"CPUSurplusCreditsCharged"}, want...)
		}
		if db.Get("SourceDBInstanceIdentifier") != nil {
			want = append(want, "ReplicaLag", "ReplicaLag")
		} else {
			assert.Regexp(t, `^\d\d:\d\d-\d\d:\d\d$`, db.Get("PreferredBackupWindow"))
		}
		assert.Regexp(t, `^[a-z]{3}:\d\d:\d\d-[a-z]{3}:\d\d:\d\d$`, db.Get("PreferredMaintenanceWindow"))
		assert.Equal(t, 60.0, db.Get("MonitoringInterval"))
		var watched []string
		for _, alarm := range in(t, plain(t), stage, "AWS::CloudWatch::Alarm") {
			if alarm.Get("Namespace") == "AWS/RDS" && denotes(t, plain(t), alarm, alarm.Get("Dimensions", "0", "Value")) == db {
				watched = append(watched, alarm.Get("MetricName").(string))
			}
		}
		slices.Sort(watched)
		assert.Equal(t, want, watched)
	}
}

func TestEnvironmentCanHaveSeveralDatabases(t *testing.T) {
	versions, groups := map[any]any{}, map[*assembly.Resource]bool{}
	for _, db := range in(t, lavish(t), "dev", "AWS::RDS::DBInstance") {
		parameters := denotes(t, lavish(t), db, db.Get("DBParameterGroupName"))
		versions[db.Get("DBInstanceIdentifier")] = text(db.Get("EngineVersion")) + " " + text(parameters.Get("Family")) + " " + text(db.Get("DBName"))
		require.Len(t, list(db.Get("VPCSecurityGroups")), 1)
		groups[denotes(t, lavish(t), db, db.Get("VPCSecurityGroups", "0"))] = true
	}
	assert.Equal(t, map[any]any{
		"acme-dev-orders":    `"17.7" "postgres17" "orders"`,
		"acme-dev-customers": `"18.3" "postgres18" "customers"`,
	}, versions)
	assert.Len(t, groups, 2, "a security group each")
}

func TestEnvironmentWithoutStoresHasNoDataStack(t *testing.T) {
	for _, stack := range bare(t).Stage("dev") {
		assert.NotContains(t, stack.ID, "/data-")
	}
	assert.Empty(t, maybeIn(bare(t), "dev", "AWS::RDS::DBInstance"))
}
