package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// windows are the weekly windows of what a stack maintains: of its database, its replicas, or its cache.
func windows(stack *assembly.Stack) []string {
	var all []string
	for _, r := range stack.Resources {
		if window, is := r.Get("PreferredMaintenanceWindow").(string); is {
			all = append(all, window)
		}
	}
	return all
}

// muted is the window of a rule that mutes alarms, as stores have it.
func muted(t testing.TB, rule *assembly.Resource) string {
	t.Helper()
	schedule := rule.Get("Rule", "Schedule").(map[string]any)
	require.Equal(t, "UTC", schedule["Timezone"])
	var minute, hour int
	var day string
	_, err := fmt.Sscanf(schedule["Expression"].(string), "cron(%d %d * * %3s)", &minute, &hour, &day)
	require.NoError(t, err, rule)
	length, err := time.ParseDuration(strings.ToLower(strings.TrimPrefix(schedule["Duration"].(string), "PT")))
	require.NoError(t, err, rule)
	days := []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
	begin := time.Date(2026, 11, 1+slices.Index(days, day), hour, minute, 0, 0, time.UTC) // a Sunday is the first
	clock := func(at time.Time) string { return strings.ToLower(at.Format("Mon:15:04")) }
	return clock(begin) + "-" + clock(begin.Add(length))
}

func TestMaintenanceMutesWhatItSetsOffAndNothingElse(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, stack := range a.Stacks {
			quiet := map[*assembly.Resource]bool{}
			for _, rule := range stack.Resources {
				if rule.Type != "AWS::CloudWatch::AlarmMuteRule" {
					continue
				}
				seen++
				assert.Contains(t, windows(stack), muted(t, rule), rule)
				names := list(rule.Get("MuteTargets", "AlarmNames"))
				assert.LessOrEqual(t, len(names), 100, "more are refused: %s", rule)
				for _, name := range names {
					quiet[denotes(t, a, rule, name)] = true
				}
			}
			for _, alarm := range stack.Resources {
				if alarm.Type == "AWS::CloudWatch::Alarm" {
					assert.Equal(t, sectionOf(t, alarm).Maintenance && len(windows(stack)) > 0, quiet[alarm], alarm)
				}
			}
		}
	}
	assert.Greater(t, seen, 10)
}

// TestEachReaderIsMutedInItsOwnWindowAndTheWriterIsNot: the alarms of readers tell of whichever is busiest, so that each
// window of a reader mutes them, and none of the writer's.
func TestEachReaderIsMutedInItsOwnWindowAndTheWriterIsNot(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, member := range a.OfType("AWS::RDS::DBInstance") {
			window, is := member.Get("PreferredMaintenanceWindow").(string)
			cluster, found := a.Resolve(member.Stack, member.Get("DBClusterIdentifier"))
			if !is || !found || cluster.Get("PreferredMaintenanceWindow") == window {
				continue
			}
			seen++
			id, _ := member.Get("DBInstanceIdentifier").(string)
			rule := named(t, a, member.Stack.Stage, "AWS::CloudWatch::AlarmMuteRule", "Name", id+"-maintenance")
			assert.Equal(t, window, muted(t, rule), rule)
			lag := false
			for _, name := range list(rule.Get("MuteTargets", "AlarmNames")) {
				alarm := denotes(t, a, rule, name)
				assert.NotContains(t, text(alarm.Properties), `"WRITER"`, alarm)
				lag = lag || alarm.Get("MetricName") == "AuroraReplicaLagMaximum"
			}
			assert.True(t, lag, "%s does not mute that readers are behind", rule)
		}
	}
	assert.Positive(t, seen)
}

func TestEachReplicaIsMutedInItsOwnWindow(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, replica := range a.OfType("AWS::RDS::DBInstance") {
			window, is := replica.Get("PreferredMaintenanceWindow").(string)
			if !is || replica.Get("SourceDBInstanceIdentifier") == nil {
				continue
			}
			id, _ := replica.Get("DBInstanceIdentifier").(string)
			for _, rule := range ofType(t, a, replica.Stack.ID, "AWS::CloudWatch::AlarmMuteRule") {
				if rule.Get("Name") == id+"-maintenance" {
					seen++
					assert.Equal(t, window, muted(t, rule), rule)
				}
			}
		}
	}
	assert.Positive(t, seen)
}
