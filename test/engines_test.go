package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// named is a stage's resource of a type whose property has a value.
func named(t testing.TB, a *assembly.Assembly, stage, resourceType, property, value string) *assembly.Resource {
	t.Helper()
	for _, r := range in(t, a, stage, resourceType) {
		if r.Get(property) == value {
			return r
		}
	}
	require.Fail(t, "no such resource", "%s: %s with %s %s", stage, resourceType, property, value)
	return nil
}

// watched are the metrics that alarms of a stage watch, by the resource or name in their first dimension.
func watched(t testing.TB, a *assembly.Assembly, stage, namespace string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, alarm := range in(t, a, stage, "AWS::CloudWatch::Alarm") {
		if alarm.Get("Namespace") != namespace {
			continue
		}
		assert.Len(t, list(alarm.Get("AlarmActions")), 1, alarm)
		value := alarm.Get("Dimensions", "0", "Value")
		name, literal := value.(string)
		if !literal {
			name = denotes(t, a, alarm, value).LogicalID
		}
		all[name] = append(all[name], alarm.Get("MetricName").(string))
		slices.Sort(all[name])
	}
	return all
}

func TestEveryEngineForcesTLSAndLogsSlowStatements(t *testing.T) {
	books := func(resourceType, property, value string) *assembly.Resource {
		return named(t, choices(t), "stores", resourceType, property, value)
	}
	for _, c := range []struct {
		database   *assembly.Resource
		group      string
		force, yes string
		slow       string
	}{
		{books("AWS::RDS::DBInstance", "DBInstanceIdentifier", "choices-stores-orders"), "DBParameterGroupName", "rds.force_ssl", "1", "log_min_duration_statement"},
		{books("AWS::RDS::DBInstance", "DBInstanceIdentifier", "choices-stores-shop"), "DBParameterGroupName", "require_secure_transport", "1", "slow_query_log"},
		{books("AWS::RDS::DBCluster", "DBClusterIdentifier", "choices-stores-ledger"), "DBClusterParameterGroupName", "rds.force_ssl", "1", "log_min_duration_statement"},
		{books("AWS::RDS::DBCluster", "DBClusterIdentifier", "choices-stores-events"), "DBClusterParameterGroupName", "require_secure_transport", "ON", "slow_query_log"},
	} {
		parameters := denotes(t, choices(t), c.database, c.database.Get(c.group))
		assert.Equal(t, c.yes, parameters.Get("Parameters", c.force), c.database)
		assert.NotEmpty(t, parameters.Get("Parameters", c.slow), c.database)
		assert.Equal(t, "open-source-rds-extended-support-disabled", c.database.Get("EngineLifecycleSupport"), c.database)
		assert.Equal(t, true, c.database.Get("StorageEncrypted"), c.database)
		assert.Equal(t, "encrypts data stores and their backups", denotes(t, choices(t), c.database, c.database.Get("KmsKeyId")).Get("Description"))
		assert.Equal(t, true, c.database.Get("DeletionProtection"))
		assert.Equal(t, "RetainExceptOnCreate", c.database.DeletionPolicy)
		assert.Equal(t, true, c.database.Get("EnableIAMDatabaseAuthentication"))
	}
}

func TestEveryDatabaseLogsToGroupsThatExistBeforeIt(t *testing.T) {
	seen := 0
	for name := range sharedConfigs {
		for _, typ := range []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"} {
			for _, db := range shared(t, name).OfType(typ) {
				identifier, _ := db.Get("DBInstanceIdentifier").(string)
				kind := "instance"
				if typ == "AWS::RDS::DBCluster" {
					identifier, kind = db.Get("DBClusterIdentifier").(string), "cluster"
				}
				if db.Get("DBClusterIdentifier") != nil && kind == "instance" {
					continue // a cluster logs for its members
				}
				require.NotEmpty(t, list(db.Get("EnableCloudwatchLogsExports")), db)
				before := map[any]bool{}
				for _, id := range db.DependsOn {
					before[db.Stack.Resource(id).Get("LogGroupName")] = true
				}
				for _, export := range list(db.Get("EnableCloudwatchLogsExports")) {
					seen++
					assert.True(t, before["/aws/rds/"+kind+"/"+identifier+"/"+export.(string)], "%s: else RDS makes the group of %s, without key and retention", db, export)
				}
			}
		}
	}
	assert.Greater(t, seen, 20)
}

func TestMySQLRecordsWhoDidWhat(t *testing.T) {
	shop := named(t, choices(t), "stores", "AWS::RDS::DBInstance", "DBInstanceIdentifier", "choices-stores-shop")
	assert.Contains(t, list(shop.Get("EnableCloudwatchLogsExports")), "audit")
	options := denotes(t, choices(t), shop, shop.Get("OptionGroupName"))
	assert.Equal(t, "MARIADB_AUDIT_PLUGIN", options.Get("OptionConfigurations", "0", "OptionName"))
	events := named(t, choices(t), "stores", "AWS::RDS::DBCluster", "DBClusterIdentifier", "choices-stores-events")
	parameters := denotes(t, choices(t), events, events.Get("DBClusterParameterGroupName"))
	assert.Equal(t, "1", parameters.Get("Parameters", "server_audit_logging"))
}

func TestReplicasAreInOtherZonesAndMaintainedBeforeTheirSource(t *testing.T) {
	var replicas []*assembly.Resource
	for _, db := range in(t, choices(t), "stores", "AWS::RDS::DBInstance") {
		if db.Get("SourceDBInstanceIdentifier") != nil {
			replicas = append(replicas, db)
		}
	}
	require.Len(t, replicas, 2)
	source := named(t, choices(t), "stores", "AWS::RDS::DBInstance", "DBInstanceIdentifier", "choices-stores-shop")
	zones, windows := map[any]bool{}, map[any]bool{source.Get("PreferredMaintenanceWindow"): true}
	for _, replica := range replicas {
		assert.Contains(t, text(replica.Get("SourceDBInstanceIdentifier")), source.LogicalID)
		for _, secret := range []string{"MasterUsername", "MasterUserPassword", "ManageMasterUserPassword", "StorageEncrypted"} {
			assert.Nil(t, replica.Get(secret), "RDS refuses it for a replica: %s", secret)
		}
		assert.Equal(t, source.Get("DBParameterGroupName"), replica.Get("DBParameterGroupName"))
		zones[replica.Get("AvailabilityZone")], windows[replica.Get("PreferredMaintenanceWindow")] = true, true
	}
	assert.Len(t, zones, 2)
	assert.Len(t, windows, 3, "no two at a time")
	assert.Equal(t, []string{"CPUUtilization", "FreeStorageSpace", "ReplicaLag", "ReplicaLag"}, watched(t, choices(t), "stores", "AWS/RDS")[replicas[0].LogicalID])
	assert.Contains(t, text(choices(t).Stack("stores/service-reports").Template), `"SHOP_READER_HOST"`)
}

func TestEveryDatabaseHasAPasswordThatRotates(t *testing.T) {
	types := map[any]string{
		"postgres": "PostgreSQLSingleUser", "aurora-postgresql": "PostgreSQLSingleUser",
		"mysql": "MySQLSingleUser", "aurora-mysql": "MySQLSingleUser",
	}
	seen := 0
	for name := range sharedConfigs {
		a := shared(t, name)
		for _, db := range append(a.OfType("AWS::RDS::DBInstance"), a.OfType("AWS::RDS::DBCluster")...) {
			cluster := db.Type == "AWS::RDS::DBCluster"
			if !cluster && (db.Get("DBClusterIdentifier") != nil || db.Get("SourceDBInstanceIdentifier") != nil) {
				continue // has the password of its cluster or source
			}
			if db.Get("GlobalClusterIdentifier") != nil || db.Stack.Stage == "lab" {
				continue // has that of the other side, or the other side is active: see replication_test.go
			}
			seen++
			secret := passwordOf(t, a, db)
			var attached, rotation *assembly.Resource
			for _, r := range db.Stack.Resources {
				if r.Type == "AWS::SecretsManager::SecretTargetAttachment" && denotes(t, a, r, r.Get("SecretId")) == secret {
					attached = r
				}
			}
			require.NotNil(t, attached, db)
			assert.Equal(t, db, denotes(t, a, attached, attached.Get("TargetId")), "the secret tells where the database is")
			for _, r := range db.Stack.Resources {
				if r.Type == "AWS::SecretsManager::RotationSchedule" && denotes(t, a, r, r.Get("SecretId")) == attached {
					rotation = r
				}
			}
			require.NotNil(t, rotation, db)
			assert.Equal(t, types[db.Get("Engine")], rotation.Get("HostedRotationLambda", "RotationType"), db)
			assert.Equal(t, "rate(30 days)", rotation.Get("RotationRules", "ScheduleExpression"), db)
			function := rotation.Get("HostedRotationLambda", "RotationLambdaName").(string)
			assert.LessOrEqual(t, len(function), 64)
			named(t, a, db.Stack.Stage, "AWS::Logs::LogGroup", "LogGroupName", "/aws/lambda/"+function)
			assert.Contains(t, text(db.Stack.Template["Transform"]), "AWS::SecretsManager-2024-09-16")
			from := group(t, a, db.Stack.ID, "rotation of the password of "+strings.TrimSuffix(function, "-rotation"))
			to := group(t, a, db.Stack.ID, "database "+strings.TrimSuffix(function, "-rotation"))
			port := fmt.Sprintf("tcp %v-%v", db.Get("Port"), db.Get("Port"))
			assert.Contains(t, flows(t, a, db.Stack.Stage, "Ingress"), flow{from, to, port})
		}
	}
	assert.Greater(t, seen, 10)
}

func TestAuroraHasReadersThatAreMaintainedBeforeTheWriterAndGoWithoutTrace(t *testing.T) {
	cluster := named(t, choices(t), "stores", "AWS::RDS::DBCluster", "DBClusterIdentifier", "choices-stores-ledger")
	windows, policies := map[any]any{}, map[any]string{}
	for _, db := range in(t, choices(t), "stores", "AWS::RDS::DBInstance") {
		if id := db.Get("DBClusterIdentifier"); id != nil && denotes(t, choices(t), db, id) == cluster {
			windows[db.Get("PromotionTier")] = db.Get("PreferredMaintenanceWindow")
			policies[db.Get("PromotionTier")] = db.DeletionPolicy
			assert.Equal(t, "db.r7g.large", db.Get("DBInstanceClass"))
			assert.Equal(t, false, db.Get("PubliclyAccessible"))
			assert.Equal(t, 60.0, db.Get("MonitoringInterval"))
		}
	}
	assert.Equal(t, map[any]any{0.0: "sun:03:00-sun:04:00", 1.0: "sun:02:00-sun:03:00", 2.0: "sun:01:00-sun:02:00"}, windows)
	assert.Equal(t, map[any]string{0.0: "RetainExceptOnCreate", 1.0: "Delete", 2.0: "Delete"}, policies,
		"a reader has nothing of its own, and one that comes again needs its name")
	assert.Equal(t, 14.0, cluster.Get("BackupRetentionPeriod"))
}

func TestServerlessScalesWithinItsLimitsAndPausesOnRequest(t *testing.T) {
	events := named(t, choices(t), "stores", "AWS::RDS::DBCluster", "DBClusterIdentifier", "choices-stores-events")
	assert.Equal(t, map[string]any{"MinCapacity": 1.0, "MaxCapacity": 16.0}, events.Get("ServerlessV2ScalingConfiguration"))
	for _, db := range in(t, choices(t), "stores", "AWS::RDS::DBInstance") {
		if strings.HasPrefix(db.LogicalID, "events") {
			assert.Equal(t, "db.serverless", db.Get("DBInstanceClass"))
		}
	}
	assert.Contains(t, watched(t, choices(t), "stores", "AWS/RDS")[events.LogicalID], "ACUUtilization")
	idle := named(t, choices(t), "dev-stores", "AWS::RDS::DBCluster", "DBClusterIdentifier", "choices-dev-stores-ledger")
	assert.Equal(t, map[string]any{"MinCapacity": 0.0, "MaxCapacity": 2.0, "SecondsUntilAutoPause": 600.0}, idle.Get("ServerlessV2ScalingConfiguration"))
}

func TestAProxyStandsBeforeItsDatabaseAndDemandsTLS(t *testing.T) {
	for name, port := range map[string]string{"orders": "tcp 5432-5432", "events": "tcp 3306-3306"} {
		proxy := named(t, choices(t), "stores", "AWS::RDS::DBProxy", "DBProxyName", "choices-stores-"+name)
		assert.Equal(t, true, proxy.Get("RequireTLS"))
		for _, subnet := range list(proxy.Get("VpcSubnetIds")) {
			assert.Equal(t, "data", tier(denotes(t, choices(t), proxy, subnet)))
		}
		database := group(t, choices(t), "stores/data-"+name, "database")
		front := group(t, choices(t), "stores/proxy-"+name, "proxy of database")
		service := group(t, choices(t), "stores/service-reports", "service reports")
		var in, through []flow
		for _, f := range flows(t, choices(t), "stores", "Ingress") {
			own := []string{
				group(t, choices(t), "stores/data-"+name, "rotation of the password of choices-stores-"+name),
				group(t, choices(t), "stores/data-"+name, "users of database choices-stores-"+name),
			}
			if f.to == database && !slices.Contains(own, f.from) {
				in = append(in, f)
			}
			if f.to == front {
				through = append(through, f)
			}
		}
		assert.Equal(t, []flow{{front, database, port}}, in, "only the proxy reaches %s", name)
		want := []flow{{service, front, port}}
		if name == "orders" { // openToVPN
			want = append(want, flow{"10.250.0.0/20", front, port})
		}
		assert.ElementsMatch(t, want, through)
		role := denotes(t, choices(t), proxy, proxy.Get("RoleArn"))
		for _, statement := range policiesOf(t, choices(t), role) {
			assert.NotContains(t, statement.Resources, any("*"), "one secret and one key")
		}
		assert.Contains(t, proxy.DependsOn, role.LogicalID)
	}
}

func TestSmallMySQLHasNoInsightsBecauseRDSRefusesThem(t *testing.T) {
	shop := named(t, choices(t), "dev-stores", "AWS::RDS::DBInstance", "DBInstanceIdentifier", "choices-dev-stores-shop")
	assert.Equal(t, "db.t4g.micro", shop.Get("DBInstanceClass"))
	assert.Equal(t, false, shop.Get("EnablePerformanceInsights"))
}
