package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkhead/analysis/alarms"
	"bulkhead/assembly"
	"bulkhead/constructs/alarm/runbook"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ledTo are the alarms of a stack that lead to a section, as text: what they watch, when they fire, and what silence
// is.
func ledTo(t testing.TB, a *assembly.Assembly, stack, anchor string) []string {
	t.Helper()
	require.NotNil(t, a.Stack(stack), stack)
	var all []string
	for _, alarm := range a.Stack(stack).Resources {
		if alarm.Type != "AWS::CloudWatch::Alarm" || sectionOf(t, alarm).Anchor() != anchor {
			continue
		}
		metric := ""
		for _, m := range alarms.Measurements(alarm) {
			if !strings.Contains(metric, m.Name) {
				metric += m.Statistic + " " + m.Name + " "
			}
		}
		for _, query := range list(alarm.Get("Metrics")) {
			if text := textOf(query.(map[string]any)["Expression"]); text != "" {
				metric += text + " "
			}
		}
		all = append(all, fmt.Sprintf("%s%s %v, %v of %v, %s", metric, alarm.Get("ComparisonOperator"), alarm.Get("Threshold"),
			alarm.Get("DatapointsToAlarm"), alarm.Get("EvaluationPeriods"), alarm.Get("TreatMissingData")))
	}
	slices.Sort(all)
	return all
}

func TestWhatIsMissingIsHeard(t *testing.T) {
	event := []string{"Sum MatchedEvents GreaterThanThreshold 0, <nil> of 1, notBreaching"}
	const page, ticket = runbook.Now, runbook.Soon
	for _, c := range []struct {
		config  *assembly.Assembly
		stack   string
		section string
		urgency runbook.Urgency
		want    []string
	}{
		{plain(t), "prod/service-worker", "service-tasks-missing", page, []string{
			"Average DesiredTaskCount Average RunningTaskCount desired - running GreaterThanThreshold 0, 16 of 16, breaching",
		}},
		{plain(t), "prod/service-web", "service-unreachable", page, []string{
			"Maximum HealthyHostCount SUM([healthy, healthyNext]) LessThanThreshold 1, 5 of 5, breaching",
		}},
		{plain(t), "prod/service-worker", "service-unreachable", page, nil}, // it has no route
		{plain(t), "prod/service-web", "service-deployment-failed", ticket, []string{
			"Sum MatchedEvents GreaterThanThreshold 0, 1 of 1, notBreaching",
		}},
		{plain(t), "pipeline", "pipeline-failed", ticket, event},
		{plain(t), "pipeline", "pipeline-waits", ticket, event},
		{plain(t), "prod/baseline", "rotation-fails", ticket, event},
		{plain(t), "prod/data-orders", "rotation-fails", ticket, []string{
			"Sum Errors GreaterThanThreshold 0, <nil> of 1, notBreaching", // of the master user's password
			"Sum Errors GreaterThanThreshold 0, <nil> of 1, notBreaching", // of users'
		}},
		{plain(t), "prod/data-orders", "database-failed", page, event},
		{plain(t), "prod/data-orders", "database-notice", ticket, event},
		{plain(t), "prod/data-orders", "database-transaction-ids", ticket, []string{
			"Maximum MaximumUsedTransactionIDs GreaterThanThreshold 1e+09, <nil> of 3, notBreaching",
		}},
		{plain(t), "dev/data-orders", "database-cpu-credits", ticket, []string{
			"Average CPUSurplusCreditsCharged GreaterThanThreshold 0, <nil> of 3, notBreaching",
		}},
		{plain(t), "prod/data-orders", "database-cpu-credits", ticket, nil}, // its class does not burst
	} {
		section, found := runbook.Of(c.section)
		require.True(t, found, c.section)
		assert.Equal(t, c.urgency, section.Urgency, c.section)
		if c.config.Stack(c.stack) == nil {
			assert.Fail(t, "no stack", "%s", c.stack)
			continue
		}
		assert.Equal(t, c.want, ledTo(t, c.config, c.stack, c.section), "%s: %s", c.stack, c.section)
	}
}

// TestEveryNodeThatIsGoneIsHeard: of caches, by what each node says; of search domains, by how many there are.
func TestEveryNodeThatIsGoneIsHeard(t *testing.T) {
	caches, domains := 0, 0
	for _, a := range assemblies(t) {
		for _, stack := range a.Stacks {
			for _, r := range stack.Resources {
				switch r.Type {
				case "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster":
					caches++
					for _, alarm := range ledTo(t, a, stack.ID, "cache-node-silent") {
						assert.Equal(t, "SampleCount CPUUtilization MIN(FILL(METRICS(), 0)) LessThanThreshold 1, <nil> of 6, breaching", alarm)
					}
					assert.NotEmpty(t, ledTo(t, a, stack.ID, "cache-node-silent"), stack.ID)
				case "AWS::OpenSearchService::Domain":
					domains++
					nodes := r.Get("ClusterConfig", "InstanceCount").(float64)
					if managers, has := r.Get("ClusterConfig", "DedicatedMasterCount").(float64); has {
						nodes += managers
					}
					assert.Equal(t, []string{
						fmt.Sprintf("Minimum Nodes LessThanThreshold %v, <nil> of 6, notBreaching", nodes),
					}, ledTo(t, a, stack.ID, "search-nodes"))
				}
			}
		}
	}
	assert.Greater(t, caches, 3)
	assert.Greater(t, domains, 1)
}

// TestFirstDeploymentsAlarmNobody: an alarm that takes silence for a fault waits for the first values, and one that has
// values from the beginning, because it fills them in, does so for all of its time.
func TestFirstDeploymentsAlarmNobody(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
			waits, _ := alarm.Get("WarmUpConfiguration", "WarmUpPeriodDurationInMinutes").(float64)
			if alarm.Get("TreatMissingData") != "breaching" {
				assert.Zero(t, waits, alarm)
				continue
			}
			seen++
			assert.GreaterOrEqual(t, waits, 45.0, alarm)
			fills := strings.Contains(text(alarm.Get("Metrics")), "FILL(")
			whole, _ := alarm.Get("WarmUpConfiguration", "OnlyStartEvaluatingAfterWarmUpPeriodEnds").(bool)
			assert.True(t, whole || !fills, alarm)
		}
	}
	assert.Greater(t, seen, 100)
}
