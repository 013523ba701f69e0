package test

import (
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPeopleHearBeforeAnAccountReachesAQuotaWhereverItHasAnEnvironment(t *testing.T) {
	places := map[string]bool{}
	for _, name := range []string{"example", "choices"} {
		for _, stack := range shared(t, name).Stacks {
			if !strings.Contains(stack.ID, "/baseline") {
				continue
			}
			place := name + " " + stack.Account + " " + stack.Region
			assert.False(t, places[place], "%s: once in an account and region", place)
			places[place] = true
			watched := map[string]bool{}
			for _, alarm := range ofType(t, shared(t, name), stack.ID, "AWS::CloudWatch::Alarm") {
				metrics := list(alarm.Get("Metrics"))
				if len(metrics) == 0 || !strings.Contains(text(metrics[0]), "SERVICE_QUOTA") {
					continue
				}
				assert.Equal(t, "100 * used / SERVICE_QUOTA(used)", alarm.Get("Metrics", "0", "Expression"))
				assert.Equal(t, "GreaterThanThreshold 80", condition(alarm))
				assert.Equal(t, "notBreaching", alarm.Get("TreatMissingData"), "what is not used has no values")
				topic := denotes(t, shared(t, name), alarm, alarm.Get("AlarmActions", "0"))
				assert.Equal(t, stack, topic.Stack)
				metric := func(path ...string) any { return alarm.Get(append([]string{"Metrics", "1", "MetricStat"}, path...)...) }
				assert.Equal(t, "Maximum", metric("Stat"), "a mean would hide the peak")
				watched[text(metric("Metric"))] = true
			}
			assert.Len(t, watched, len(facts.Usages), stack.ID)
		}
	}
	for _, s := range example(t).Stacks {
		if s.Stage == "prod" || s.Stage == "prod-dr" {
			assert.True(t, places["example "+s.Account+" eu-west-1"] && places["example "+s.Account+" eu-central-1"])
		}
	}
	require.Greater(t, len(places), 5)
}

// condition is the condition of an alarm.
func condition(alarm *assembly.Resource) string {
	return alarm.Get("ComparisonOperator").(string) + " " + text(alarm.Get("Threshold"))
}

func TestUsageIsComparedWithTheQuotasThatAreCounted(t *testing.T) {
	codes := map[string]bool{}
	for _, u := range facts.Usages {
		codes[u.Service+" "+u.Code] = true
	}
	for _, q := range []facts.Quota{
		facts.FargateCPUs, facts.FargateSpotCPUs, facts.InstanceCPUs, facts.SpotCPUs, facts.ALBs, facts.NLBs,
	} {
		assert.True(t, codes[q.Service+" "+q.Code], q.Name)
	}
}

func TestEveryContainerMayOpenAsManyFilesWhereverItRuns(t *testing.T) {
	seen := 0
	for _, r := range resources(t) {
		if r.Type != "AWS::ECS::TaskDefinition" {
			continue
		}
		for _, c := range list(r.Get("ContainerDefinitions")) {
			seen++
			assert.Equal(t, `[{"HardLimit":65535,"Name":"nofile","SoftLimit":65535}]`, text(c.(map[string]any)["Ulimits"]), r)
		}
	}
	assert.Greater(t, seen, 20)
}
