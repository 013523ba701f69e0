package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDatabaseIsPrivateAndEncryptedWithACustomerKey(t *testing.T) {
	for _, stage := range workloads {
		db := one(t, example(t), stage, "AWS::RDS::DBInstance")
		assert.Equal(t, false, db.Get("PubliclyAccessible"))
		for _, subnet := range list(denotes(t, example(t), db, db.Get("DBSubnetGroupName")).Get("SubnetIds")) {
			assert.Equal(t, "data", tier(denotes(t, example(t), denotes(t, example(t), db, db.Get("DBSubnetGroupName")), subnet)))
		}
		assert.Equal(t, true, db.Get("StorageEncrypted"))
		for _, key := range []any{db.Get("KmsKeyId"), db.Get("PerformanceInsightsKMSKeyId"), db.Get("MasterUserSecret", "KmsKeyId")} {
			assert.Equal(t, "AWS::KMS::Key", denotes(t, example(t), db, key).Type)
		}
		assert.NotEqual(t, denotes(t, example(t), db, db.Get("KmsKeyId")), denotes(t, example(t), db, db.Get("MasterUserSecret", "KmsKeyId")),
			"data and secrets have a key each")
		assert.Equal(t, "gp3", db.Get("StorageType"))
	}
}

func TestDatabasePasswordIsKeptByRDSAndNowhereElse(t *testing.T) {
	for _, stage := range workloads {
		db := one(t, example(t), stage, "AWS::RDS::DBInstance")
		assert.Equal(t, true, db.Get("ManageMasterUserPassword"))
		assert.Nil(t, db.Get("MasterUserPassword"))
		assert.Equal(t, true, db.Get("EnableIAMDatabaseAuthentication"))
	}
}

func TestProductionDatabasesSurviveZonesMistakesAndStacks(t *testing.T) {
	for _, stage := range []string{"stage", "prod", "prod-dr"} {
		db := one(t, example(t), stage, "AWS::RDS::DBInstance")
		assert.Equal(t, true, db.Get("MultiAZ"))
		assert.Equal(t, true, db.Get("DeletionProtection"))
		assert.Equal(t, false, db.Get("DeleteAutomatedBackups"))
		assert.Equal(t, "Retain", db.DeletionPolicy)
		assert.True(t, db.Stack.TerminationProtection)
	}
	assert.Equal(t, "Snapshot", one(t, example(t), "dev", "AWS::RDS::DBInstance").DeletionPolicy, "development leaves a last snapshot")
	assert.Equal(t, 35.0, one(t, example(t), "prod", "AWS::RDS::DBInstance").Get("BackupRetentionPeriod"))
}

func TestDatabaseForcesTLSWhateverItsParametersSay(t *testing.T) {
	a := small(t, "dev", func(o *config.Organization, e *config.Environment) {
		change(e.Databases, "orders", func(d *config.Database) {
			d.Parameters = map[string]string{"work_mem": "65536", "rds.force_ssl": "0"}
		})
	})
	parameters := one(t, a, "dev", "AWS::RDS::DBParameterGroup").Get("Parameters").(map[string]any)
	assert.Equal(t, "65536", parameters["work_mem"])
	assert.Equal(t, "1", parameters["rds.force_ssl"])
	for _, stage := range workloads {
		db := one(t, example(t), stage, "AWS::RDS::DBInstance")
		assert.Equal(t, "1", denotes(t, example(t), db, db.Get("DBParameterGroupName")).Get("Parameters").(map[string]any)["rds.force_ssl"])
	}
}

func TestDatabaseLogsGoToGroupsThatExistBeforeIt(t *testing.T) {
	for _, stage := range workloads {
		db := one(t, example(t), stage, "AWS::RDS::DBInstance")
		var groups []string
		for _, id := range db.DependsOn {
			if group := db.Stack.Resource(id); group.Type == "AWS::Logs::LogGroup" {
				groups = append(groups, group.Get("LogGroupName").(string))
			}
		}
		require.NotEmpty(t, list(db.Get("EnableCloudwatchLogsExports")))
		for _, export := range list(db.Get("EnableCloudwatchLogsExports")) {
			assert.Contains(t, groups, "/aws/rds/instance/"+db.Get("DBInstanceIdentifier").(string)+"/"+export.(string))
		}
	}
}

func TestDatabaseIsNeverEnrolledInPaidSupport(t *testing.T) {
	for _, stage := range workloads {
		assert.Equal(t, "open-source-rds-extended-support-disabled", one(t, example(t), stage, "AWS::RDS::DBInstance").Get("EngineLifecycleSupport"))
	}
}

func TestDatabaseHasWindowsMonitoringAndAlarms(t *testing.T) {
	for _, stage := range workloads {
		db := one(t, example(t), stage, "AWS::RDS::DBInstance")
		assert.Regexp(t, `^\d\d:\d\d-\d\d:\d\d$`, db.Get("PreferredBackupWindow"))
		assert.Regexp(t, `^[a-z]{3}:\d\d:\d\d-[a-z]{3}:\d\d:\d\d$`, db.Get("PreferredMaintenanceWindow"))
		assert.Equal(t, 60.0, db.Get("MonitoringInterval"))
		var watched []string
		for _, alarm := range in(t, example(t), stage, "AWS::CloudWatch::Alarm") {
			if alarm.Get("Namespace") == "AWS/RDS" && denotes(t, example(t), alarm, alarm.Get("Dimensions", "0", "Value")) == db {
				watched = append(watched, alarm.Get("MetricName").(string))
			}
		}
		slices.Sort(watched)
		assert.Equal(t, []string{"CPUUtilization", "FreeStorageSpace", "FreeableMemory"}, watched)
	}
}

func TestEnvironmentCanHaveSeveralDatabases(t *testing.T) {
	a := small(t, "stage", func(o *config.Organization, e *config.Environment) {
		ledger := e.Databases["orders"]
		ledger.Name, ledger.Version = "ledger", "18.3"
		e.Databases["ledger"] = ledger
	})
	var identifiers []string
	for _, db := range in(t, a, "stage", "AWS::RDS::DBInstance") {
		identifiers = append(identifiers, db.Get("DBInstanceIdentifier").(string))
		parameters := denotes(t, a, db, db.Get("DBParameterGroupName"))
		major, _, _ := strings.Cut(db.Get("EngineVersion").(string), ".")
		assert.Equal(t, "postgres"+major, parameters.Get("Family"))
	}
	slices.Sort(identifiers)
	assert.Equal(t, []string{"acme-stage-ledger", "acme-stage-orders"}, identifiers)
}
