package test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// measured is a metric that an alarm watches.
type measured struct {
	namespace, name string
	dimensions      map[string]any
}

// measurements are the metrics of an alarm, alone or in an expression.
func measurements(alarm *assembly.Resource) []measured {
	if name, single := alarm.Get("MetricName").(string); single {
		return []measured{{textOf(alarm.Get("Namespace")), name, attributesNamed("Name", alarm.Get("Dimensions"))}}
	}
	var all []measured
	for _, query := range list(alarm.Get("Metrics")) {
		if stat, ok := query.(map[string]any)["MetricStat"].(map[string]any); ok {
			metric := stat["Metric"].(map[string]any)
			all = append(all, measured{
				metric["Namespace"].(string),
				metric["MetricName"].(string),
				attributesNamed("Name", metric["Dimensions"]),
			})
		}
	}
	return all
}

// textOf is a value that is text, or empty.
func textOf(value any) string {
	s, _ := value.(string)
	return s
}

// measuredStore is the store that the dimensions of a metric are about.
func measuredStore(a *assembly.Assembly, alarm *assembly.Resource, m measured) *assembly.Resource {
	for _, value := range m.dimensions {
		for _, r := range denoted(a, alarm.Stack, value) {
			return r
		}
	}
	for _, by := range []struct{ dimension, typ, property string }{
		{"DomainName", "AWS::OpenSearchService::Domain", "DomainName"},
		{"Cluster Name", "AWS::MSK::Cluster", "ClusterName"},
		{"ProxyName", "AWS::RDS::DBProxy", "DBProxyName"},
		{"ReplicatorName", "AWS::MSK::Replicator", "ReplicatorName"},
	} {
		for _, r := range alarm.Stack.Resources {
			name := m.dimensions[by.dimension]
			if r.Type == by.typ && name != nil && r.Get(by.property) == name {
				return r
			}
		}
	}
	return nil
}

// silent finds alarms that watch what the service does not tell.
func silent(a *assembly.Assembly) []string {
	var faults []string
	for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
		for _, m := range measurements(alarm) {
			known, ofAStore := facts.StoreMetrics[m.namespace]
			if !ofAStore {
				continue
			}
			if fault := untold(a, alarm, m, known); fault != "" {
				faults = append(faults, fmt.Sprintf("%s watches %s of %s, %s", alarm, m.name, m.namespace, fault))
			}
		}
	}
	return faults
}

// untold tells why a metric has no values, or nothing.
func untold(a *assembly.Assembly, alarm *assembly.Resource, m measured, known map[string]facts.StoreMetric) string {
	is, found := known[m.name]
	if !found {
		return "which nobody has looked up: write into internal/facts/metrics.go when it is published"
	}
	with := slices.Sorted(maps.Keys(m.dimensions))
	if !slices.ContainsFunc(is.Dimensions, func(d []string) bool { return slices.Equal(d, with) }) {
		return fmt.Sprintf("which is not published with the dimensions %v", with)
	}
	store := measuredStore(a, alarm, m)
	if store == nil {
		return "which is about no store of its stack"
	}
	if property, negated := strings.CutPrefix(is.Needs, "-"); is.Needs != "" {
		value := store.Get(strings.Split(property, ".")...)
		if there := value != nil && value != 0.0; there == negated {
			return fmt.Sprintf("but %s has %s = %v", store, property, value)
		}
	}
	if is.Level != "" {
		level := textOf(store.Get("EnhancedMonitoring"))
		express := strings.HasPrefix(textOf(store.Get("BrokerNodeGroupInfo", "InstanceType")), "express.")
		if !is.PublishedAt(level) || is.Standard && express {
			return fmt.Sprintf("but %s has the level %s, and express brokers are %v", store, level, express)
		}
	}
	return ""
}

func TestEveryAlarmOfAStoreWatchesAMetricThatIsPublished(t *testing.T) {
	holds(t, silent)
	seen := map[string]bool{}
	for _, a := range assemblies(t) {
		for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
			for _, m := range measurements(alarm) {
				seen[m.namespace+" "+m.name] = true
			}
		}
	}
	for namespace, metrics := range facts.StoreMetrics {
		for name := range metrics {
			assert.True(t, seen[namespace+" "+name], "no alarm watches %s of %s: take it out", name, namespace)
		}
	}
}

func TestASilentAlarmIsFound(t *testing.T) {
	store := func(typ string, properties map[string]any) map[string]any {
		return map[string]any{"Type": typ, "Properties": properties}
	}
	for _, c := range []struct{ level, metric, broker, want string }{
		{"DEFAULT", "UnderMinIsrPartitionCount", "kafka.m7g.large", "has the level DEFAULT"},
		{"PER_BROKER", "UnderMinIsrPartitionCount", "kafka.m7g.large", ""},
		{"PER_BROKER", "UnderMinIsrPartitionCount", "express.m7g.large", "express brokers are true"},
		{"PER_BROKER", "Invented", "kafka.m7g.large", "nobody has looked up"},
		{"", "CpuUser", "kafka.m7g.large", "has the level "},
	} {
		stack := templateOf(t, map[string]any{
			"Events": store("AWS::MSK::Cluster", map[string]any{
				"ClusterName": "events", "EnhancedMonitoring": c.level,
				"BrokerNodeGroupInfo": map[string]any{"InstanceType": c.broker},
			}),
			"Alarm": store("AWS::CloudWatch::Alarm", map[string]any{
				"Namespace": "AWS/Kafka", "MetricName": c.metric, "Dimensions": []any{
					map[string]any{
						"Name":  "Broker ID",
						"Value": "1",
					},
					map[string]any{"Name": "Cluster Name", "Value": "events"},
				},
			}),
		})
		faults := strings.Join(silent(stack), "\n")
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
