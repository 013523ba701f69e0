package test

import (
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// objectivesOf returns the objectives of an assembly, by their names in an account and region.
func objectivesOf(a *assembly.Assembly) map[string]*assembly.Resource {
	all := map[string]*assembly.Resource{}
	for _, r := range a.OfType("AWS::ApplicationSignals::ServiceLevelObjective") {
		all[r.Stack.Account+" "+r.Stack.Region+" "+r.Get("Name").(string)] = r
	}
	return all
}

func TestEveryServiceWithARouteHasBothObjectivesAndNoOtherHas(t *testing.T) {
	for _, a := range assemblies(t) {
		objectives, seen := objectivesOf(a), 0
		for _, service := range a.OfType("AWS::ECS::Service") {
			if service.Get("ServiceName") == nil {
				continue // an agent
			}
			routed := len(list(service.Get("LoadBalancers"))) > 0
			for _, what := range []string{"availability", "latency"} {
				found := false
				for _, o := range ofType(t, a, service.Stack.ID, "AWS::ApplicationSignals::ServiceLevelObjective") {
					if strings.HasSuffix(o.Get("Name").(string), "-"+service.Get("ServiceName").(string)+"-"+what) {
						found, seen = true, seen+1
					}
				}
				assert.Equal(t, routed, found, "%s of %s", what, service)
			}
		}
		for _, pods := range a.OfType("Custom::KubernetesObjects") {
			if strings.Contains(pods.Stack.ID, "/service-") {
				want := 0
				if len(ofType(t, a, pods.Stack.ID, "AWS::ElasticLoadBalancingV2::ListenerRule")) > 0 {
					want = 2
				}
				found := len(ofType(t, a, pods.Stack.ID, "AWS::ApplicationSignals::ServiceLevelObjective"))
				assert.Equal(t, want, found, "%s", pods)
				seen += found
			}
		}
		assert.Len(t, a.OfType("AWS::ApplicationSignals::ServiceLevelObjective"), len(objectives), "a name is an objective's own")
		assert.Len(t, objectives, seen)
	}
}

func TestObjectivesAreWhatTheConfigurationSaysAndTheTierIfItSaysNothing(t *testing.T) {
	goal := func(a *assembly.Assembly, stack, name string) string {
		for _, o := range ofType(t, a, stack, "AWS::ApplicationSignals::ServiceLevelObjective") {
			if strings.HasSuffix(o.Get("Name").(string), name) {
				return text(o.Get("Goal"))
			}
		}
		return ""
	}
	says := func(goal string, days int) string {
		return `{"AttainmentGoal":` + goal + `,"Interval":{"RollingInterval":{"Duration":` + strconv.Itoa(days) + `,"DurationUnit":"DAY"}}}`
	}
	assert.Equal(t, says("99.9", 28), goal(example(t), "prod/service-web", "-availability"))
	assert.Equal(t, says("99", 28), goal(example(t), "prod/service-web", "-latency"))
	assert.Equal(t, says("99", 28), goal(example(t), "dev/service-web", "-availability"))
	assert.Equal(t, says("95", 28), goal(example(t), "dev/service-web", "-latency"))
	assert.Equal(t, says("99.5", 7), goal(choices(t), "lab/service-api", "-availability"))
	assert.Equal(t, says("98", 7), goal(choices(t), "lab/service-api", "-latency"))
}

// burnAlarm is what an alarm about an error budget watches.
type burnAlarm struct {
	*assembly.Resource
	objective  string
	windows    map[string]bool
	expression string
}

// burnAlarmsOf returns the alarms about error budgets.
func burnAlarmsOf(t testing.TB, a *assembly.Assembly) []burnAlarm {
	t.Helper()
	var all []burnAlarm
	for _, r := range a.OfType("AWS::CloudWatch::Alarm") {
		b := burnAlarm{Resource: r, windows: map[string]bool{}}
		for _, query := range list(r.Get("Metrics")) {
			if text, is := assembly.At(query, "Expression").(string); is {
				b.expression = text
			}
			if metric := assembly.At(query, "MetricStat", "Metric"); assembly.At(metric, "MetricName") == "BurnRate" {
				dimensions := attributesNamed("Name", assembly.At(metric, "Dimensions"))
				b.objective = dimensions["SloName"].(string)
				b.windows[dimensions["BurnRateWindowMinutes"].(string)] = true
			}
		}
		if b.objective != "" {
			all = append(all, b)
		}
	}
	return all
}

func TestAnErrorBudgetThatGoesFastWakesSomebodyAndOneThatGoesSlowlyWaits(t *testing.T) {
	for _, a := range assemblies(t) {
		objectives, told := objectivesOf(a), map[string][]string{}
		for _, b := range burnAlarmsOf(t, a) {
			o := objectives[b.Stack.Account+" "+b.Stack.Region+" "+b.objective]
			require.NotNil(t, o, "%s: there is no objective %s", b, b.objective)
			measured := map[string]bool{}
			for _, window := range list(o.Get("BurnRateConfigurations")) {
				measured[text(assembly.At(window, "LookBackWindowMinutes"))] = true
			}
			for window := range b.windows {
				assert.True(t, measured[window], "%s: nobody measures %s", b, window)
			}
			days := o.Get("Goal", "Interval", "RollingInterval", "Duration").(float64)
			threshold := b.Get("Threshold").(float64)
			assert.Less(t, threshold, 100/(100-o.Get("Goal", "AttainmentGoal").(float64)), "%s never fires, though nothing is good", b)
			urgency := string(sectionOf(t, b.Resource).Urgency)
			switch urgency {
			case "Page":
				assert.Equal(t, map[string]bool{"60": true, "5": true}, b.windows)
				assert.InDelta(t, 0.02*days*24, threshold, 0.01)
			case "Ticket":
				assert.Equal(t, map[string]bool{"360": true, "30": true}, b.windows)
				assert.InDelta(t, 0.05*days*24/6, threshold, 0.01)
			}
			told[b.objective+b.Stack.Region] = append(told[b.objective+b.Stack.Region], urgency)
		}
		for objective, urgencies := range told {
			assert.ElementsMatch(t, []string{"Page", "Ticket"}, urgencies, objective)
		}
		assert.Len(t, told, len(objectives))
	}
}

func TestFewRequestsAndSilenceUseUpNoErrorBudget(t *testing.T) {
	for _, b := range burnAlarmsOf(t, example(t)) {
		assert.Regexp(t, `^IF\(.+ > 4, MIN\(\[FILL\(long, 0\), FILL\(short, 0\)\]\), 0\)$`, b.expression, b)
		assert.Equal(t, "notBreaching", b.Get("TreatMissingData"), b)
		assert.Equal(t, "GreaterThanThreshold", b.Get("ComparisonOperator"), b)
	}
}

// TestOneFaultOfAServiceIsOnePage: what tasks answer wakes somebody by the error budget, and by nothing else.
func TestOneFaultOfAServiceIsOnePage(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
			watches := text(alarm.Get("Metrics")) + text(alarm.Get("MetricName"))
			if !strings.Contains(watches, "HTTPCode_Target_5XX_Count") && !strings.Contains(watches, "TargetResponseTime") {
				continue
			}
			seen++
			if sectionOf(t, alarm).Urgency == "Page" {
				assert.Contains(t, watches, "BurnRate", alarm)
			}
		}
	}
	assert.Greater(t, seen, 50)
}
