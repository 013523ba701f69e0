package test

import (
	"maps"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// byRole are the metrics that alarms watch of each role of a cluster, with their statistics.
func byRole(t testing.TB, cluster *assembly.Resource) map[any]map[string]any {
	t.Helper()
	found := map[any]map[string]any{}
	for _, alarm := range cluster.Stack.Resources {
		if alarm.Type != "AWS::CloudWatch::Alarm" || alarm.Get("Namespace") != "AWS/RDS" {
			continue
		}
		of := attributesNamed("Name", alarm.Get("Dimensions"))
		if of["DBClusterIdentifier"] == nil || denotes(t, choices(t), alarm, of["DBClusterIdentifier"]) != cluster {
			continue
		}
		if found[of["Role"]] == nil {
			found[of["Role"]] = map[string]any{}
		}
		found[of["Role"]][alarm.Get("MetricName").(string)] = alarm.Get("Statistic")
	}
	return found
}

func TestAnIdleReaderHidesNoOverloadedWriter(t *testing.T) {
	ledger := named(t, choices(t), "stores", "AWS::RDS::DBCluster", "DBClusterIdentifier", "choices-stores-ledger")
	of := map[string]any{"CPUUtilization": "Maximum", "DatabaseConnections": "Maximum", "FreeableMemory": "Minimum"}
	writer := maps.Clone(of)
	writer["MaximumUsedTransactionIDs"] = "Maximum" // of PostgreSQL
	assert.Equal(t, map[any]map[string]any{
		"WRITER": writer, "READER": of, nil: {"AuroraReplicaLagMaximum": "Average"},
	}, byRole(t, ledger))
	events := named(t, choices(t), "stores", "AWS::RDS::DBCluster", "DBClusterIdentifier", "choices-stores-events")
	capacity := map[string]any{"ACUUtilization": "Maximum"}
	assert.Equal(t, map[any]map[string]any{
		"WRITER": capacity, "READER": capacity, nil: {"AuroraReplicaLagMaximum": "Average"},
	}, byRole(t, events))
	alone := named(t, choices(t), "dev-stores", "AWS::RDS::DBCluster", "DBClusterIdentifier", "choices-dev-stores-ledger")
	capacity["MaximumUsedTransactionIDs"] = "Maximum"
	assert.Equal(t, map[any]map[string]any{"WRITER": capacity}, byRole(t, alone), "it has no readers")
}

// thresholdOf is the threshold of the alarm about a metric of a database.
func thresholdOf(t testing.TB, a *assembly.Assembly, db *assembly.Resource, metric string) float64 {
	t.Helper()
	for _, alarm := range db.Stack.Resources {
		if alarm.Type == "AWS::CloudWatch::Alarm" && alarm.Get("Namespace") == "AWS/RDS" && alarm.Get("MetricName") == metric && denotes(t, a, alarm, alarm.Get("Dimensions", "0", "Value")) == db {
			return alarm.Get("Threshold").(float64)
		}
	}
	require.Fail(t, "no alarm", "%s of %s", metric, db)
	return 0
}

func TestAlarmsFireBeforeTheLastConnection(t *testing.T) {
	shop := named(t, choices(t), "stores", "AWS::RDS::DBInstance", "DBInstanceIdentifier", "choices-stores-shop")
	assert.Equal(t, 400.0, thresholdOf(t, choices(t), shop, "DatabaseConnections"), "four fifths of the 500 that its parameters say")
	orders := named(t, choices(t), "stores", "AWS::RDS::DBInstance", "DBInstanceIdentifier", "choices-stores-orders")
	assert.Less(t, thresholdOf(t, choices(t), orders, "DatabaseConnections"), 856.0, "what an m7g.large admits")
	dev := one(t, plain(t), "dev", "AWS::RDS::DBInstance")
	require.Equal(t, "db.t4g.micro", dev.Get("DBInstanceClass"))
	assert.Less(t, thresholdOf(t, plain(t), dev, "DatabaseConnections"), 81.0, "what a t4g.micro admits")
}

func TestStorageAlarmsAfterRDSShouldHaveGrownTheVolume(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, db := range a.OfType("AWS::RDS::DBInstance") {
			size, isInstance := db.Get("AllocatedStorage").(string)
			if !isInstance {
				continue
			}
			seen++
			gib := atoi(t, size)
			threshold := thresholdOf(t, a, db, "FreeStorageSpace") / (1 << 30)
			assert.LessOrEqual(t, threshold, 0.1*gib, "%s: RDS grows the volume at a tenth", db)
			assert.GreaterOrEqual(t, threshold, 0.05*gib, db)
		}
	}
	assert.Greater(t, seen, 5)
}
