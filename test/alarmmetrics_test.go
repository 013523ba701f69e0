package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkhead/analysis/alarms"
	"bulkhead/assembly"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryAlarmCanFireAndDoesNotAlways(t *testing.T) {
	holds(t, alarms.Faults)
	seen := map[string]bool{}
	for _, a := range assemblies(t) {
		for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
			for _, m := range alarms.Measurements(alarm) {
				seen[m.Namespace+" "+m.Name] = true
			}
		}
	}
	for _, p := range pagesOf(t, example(t)) {
		for _, w := range p.widgets {
			for _, line := range list(w.Properties["metrics"]) {
				if !calculated(t, list(line)) {
					namespace, name, _, _ := metricOf(t, list(line))
					seen[namespace+" "+name] = true
				}
			}
		}
	}
	for namespace, metrics := range facts.Metrics {
		for name := range metrics {
			assert.True(t, seen[namespace+" "+name], "no alarm watches %s of %s, and no dashboard shows it: take it out", name, namespace)
		}
	}
}

// cpuAlarm is an alarm about the CPU of the readers of a cluster, before edit.
func cpuAlarm(edit func(alarm map[string]any)) map[string]any {
	alarm := map[string]any{
		"Namespace": "AWS/RDS", "MetricName": "CPUUtilization", "Statistic": "Maximum", "Threshold": 85.0,
		"ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "breaching",
		"Dimensions": []any{
			map[string]any{"Name": "DBClusterIdentifier", "Value": "orders"}, map[string]any{"Name": "Role", "Value": "READER"},
		},
	}
	edit(alarm)
	return alarm
}

func TestAnAlarmThatNeverFiresOrAlwaysOrHidesANodeIsFound(t *testing.T) {
	for _, c := range []struct {
		what string
		edit func(alarm map[string]any)
		want string
	}{
		{"nothing is wrong", func(map[string]any) {}, ""},
		{"averages", func(alarm map[string]any) { alarm["Statistic"] = "Average" }, "hides what one of several nodes does"},
		{"too high", func(alarm map[string]any) { alarm["Threshold"] = 100.0 }, "can never fire"},
		{"too low", func(alarm map[string]any) { alarm["Threshold"] = -1.0 }, "always fires"},
		{"below", func(alarm map[string]any) {
			alarm["ComparisonOperator"], alarm["Threshold"] = "LessThanThreshold", 0.0
		}, "can never fire"},
		{"at most", func(alarm map[string]any) {
			alarm["ComparisonOperator"], alarm["Threshold"] = "LessThanOrEqualToThreshold", 100.0
		}, "always fires"},
		{"at least", func(alarm map[string]any) {
			alarm["ComparisonOperator"], alarm["Threshold"] = "GreaterThanOrEqualToThreshold", 101.0
		}, "can never fire"},
		{"odd operator", func(alarm map[string]any) { alarm["ComparisonOperator"] = "Sometimes" }, "compares by Sometimes"},
		{"no threshold", func(alarm map[string]any) { delete(alarm, "Threshold") }, "no threshold"},
		{"unknown", func(alarm map[string]any) { alarm["MetricName"] = "Invented" }, "nobody has looked up"},
		{"other namespace", func(alarm map[string]any) { alarm["Namespace"] = "AWS/Invented" }, "nobody has looked up"},
		{"fewer dimensions", func(alarm map[string]any) {
			alarm["Dimensions"] = alarm["Dimensions"].([]any)[:1]
		}, "not published with the dimensions [DBClusterIdentifier]"},
		{"silence", func(alarm map[string]any) {
			alarm["Namespace"], alarm["MetricName"], alarm["Statistic"] = "AWS/Lambda", "Errors", "Sum"
			alarm["Dimensions"] = []any{map[string]any{"Name": "FunctionName", "Value": "f"}}
		}, "takes silence for a fault"},
		{"unknown expression", func(alarm map[string]any) {
			delete(alarm, "MetricName")
			alarm["Metrics"] = []any{map[string]any{"Expression": "m * m"}, map[string]any{"MetricStat": map[string]any{
				"Stat": "Maximum", "Metric": map[string]any{
					"Namespace": "AWS/RDS", "MetricName": "CPUUtilization", "Dimensions": alarm["Dimensions"],
				},
			}}}
		}, "nobody knows what it can be"},
		{"queries", func(alarm map[string]any) {
			alarm["Metrics"] = []any{map[string]any{"Expression": `SELECT MAX(CPUUtilization) FROM "AWS/RDS"`}}
			delete(alarm, "MetricName")
		}, ""},
		{"queries another way", func(alarm map[string]any) {
			alarm["Metrics"] = []any{map[string]any{"Expression": `SELECT AVG(CPUUtilization) FROM "AWS/RDS"`}}
			delete(alarm, "MetricName")
		}, "hides what one of several nodes does"},
		{"queries what nobody knows", func(alarm map[string]any) {
			alarm["Metrics"] = []any{map[string]any{"Expression": `SELECT MAX(Invented) FROM "AWS/RDS"`}}
			delete(alarm, "MetricName")
		}, "nobody has looked up"},
		{"watches nothing", func(alarm map[string]any) { delete(alarm, "MetricName") }, "watches nothing"},
	} {
		faults := strings.Join(alarms.Faults(templateOf(t, map[string]any{
			"Alarm": map[string]any{"Type": "AWS::CloudWatch::Alarm", "Properties": cpuAlarm(c.edit)},
		})), "\n")
		if c.want == "" {
			assert.Empty(t, faults, c.what)
		} else {
			assert.Contains(t, faults, c.want, c.what)
		}
	}
}

func TestAnAlarmAboveWhatItsDatabaseHasIsFound(t *testing.T) {
	for _, c := range []struct {
		metric     string
		threshold  float64
		comparison string
		want       string
	}{
		{"DatabaseConnections", 64, "GreaterThanThreshold", ""},
		{"DatabaseConnections", 200, "GreaterThanThreshold", "can never fire"},
		{"FreeableMemory", 50 << 20, "LessThanThreshold", ""},
		{"FreeableMemory", 2 << 30, "LessThanThreshold", "always fires"},
		{"FreeStorageSpace", 2 << 30, "LessThanThreshold", ""},
		{"FreeStorageSpace", 21 << 30, "LessThanThreshold", "always fires"},
	} {
		faults := strings.Join(alarms.Faults(templateOf(t, map[string]any{
			"Database": map[string]any{"Type": "AWS::RDS::DBInstance", "Properties": map[string]any{
				"DBInstanceClass": "db.t4g.micro", "AllocatedStorage": "20", "Engine": "postgres",
			}},
			"Alarm": map[string]any{"Type": "AWS::CloudWatch::Alarm", "Properties": cpuAlarm(func(alarm map[string]any) {
				alarm["MetricName"], alarm["Threshold"], alarm["ComparisonOperator"] = c.metric, c.threshold, c.comparison
				alarm["Statistic"] = "Average"
				alarm["Dimensions"] = []any{
					map[string]any{"Name": "DBInstanceIdentifier", "Value": map[string]any{"Ref": "Database"}},
				}
			})},
		})), "\n")
		if c.want == "" {
			assert.Empty(t, faults, c)
		} else {
			assert.Contains(t, faults, c.want, c)
		}
	}
}

func TestASilentAlarmIsFound(t *testing.T) {
	for _, c := range []struct{ level, metric, broker, want string }{
		{"DEFAULT", "UnderMinIsrPartitionCount", "kafka.m7g.large", ""},
		{"PER_BROKER", "UnderMinIsrPartitionCount", "express.m7g.large", "express brokers are true"},
		{"PER_BROKER", "Invented", "kafka.m7g.large", "nobody has looked up"},
		{"", "ConnectionCount", "kafka.m7g.large", "has the level "},
	} {
		stack := templateOf(t, map[string]any{
			"Events": map[string]any{"Type": "AWS::MSK::Cluster", "Properties": map[string]any{
				"ClusterName": "events", "EnhancedMonitoring": c.level,
				"BrokerNodeGroupInfo": map[string]any{"InstanceType": c.broker},
			}},
			"Alarm": map[string]any{"Type": "AWS::CloudWatch::Alarm", "Properties": cpuAlarm(func(alarm map[string]any) {
				alarm["Namespace"], alarm["MetricName"] = "AWS/Kafka", c.metric
				alarm["Dimensions"] = []any{
					map[string]any{"Name": "Broker ID", "Value": "1"}, map[string]any{"Name": "Cluster Name", "Value": "events"},
				}
			})},
		})
		faults := strings.Join(alarms.Faults(stack), "\n")
		if c.want == "" {
			assert.Empty(t, faults, c)
		} else {
			assert.Contains(t, faults, c.want, c)
		}
	}
}

// templateOf is an assembly of one template with these resources.
func templateOf(t testing.TB, resources map[string]any) *assembly.Assembly {
	t.Helper()
	dir := t.TempDir()
	template := text(map[string]any{"Resources": resources})
	require.NoError(t, os.WriteFile(filepath.Join(dir, "made.template.json"), []byte(template), 0o600))
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	return a
}
