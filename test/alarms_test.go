package test

import (
	"strings"
	"testing"

	"bulkhead/analysis/alarms"
	"bulkhead/assembly"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
)

// unwatched finds what alarms have to be about, and are not.
func unwatched(a *assembly.Assembly) []string {
	watched := map[*assembly.Resource]bool{}
	names := map[string]bool{}
	for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
		for _, property := range []string{"Dimensions", "Metrics"} {
			for _, r := range denoted(a, alarm.Stack, alarm.Get(property)) {
				watched[r] = true
				if r.Type == "AWS::ElasticLoadBalancingV2::Listener" { // CDK takes the name of a load balancer from its listener
					balancer, _ := a.Resolve(r.Stack, r.Get("LoadBalancerArn"))
					watched[balancer] = true
				}
			}
			for _, literal := range literals(alarm.Get(property)) {
				names[alarm.Stack.Stage+" "+literal] = true
			}
		}
		for _, m := range alarms.Measurements(alarm) {
			for _, literal := range literals(m.Dimensions) { // in a query
				names[alarm.Stack.Stage+" "+literal] = true
			}
		}
	}
	return judge(a, func(r *assembly.Resource, is facts.Resource) string {
		if !is.Alarms.Watched || watched[r] || has(r, is.Alarms.Unless) {
			return ""
		}
		if name, _ := r.Get("QueueName").(string); strings.HasSuffix(name, undeliveredEnds) {
			return "" // where people hear of alarms: see undelivered_test.go
		}
		if name, _ := at(r, is.Alarms.By).(string); name != "" && names[r.Stack.Stage+" "+name] {
			return ""
		}
		return "has no alarm: nobody hears when something is wrong with it; add one with alarm.New in its construct"
	})
}

func TestEveryStoreAndEveryEdgeHasItsAlarms(t *testing.T) {
	holds(t, unwatched)
	assert.Greater(t, count(t, func(_ *assembly.Resource, is facts.Resource) bool { return is.Alarms.Watched }), 200)
	for _, r := range resources(t) {
		if r.Type == "AWS::CloudWatch::Alarm" {
			assert.NotEmpty(t, list(r.Get("AlarmActions")), "%s tells nobody", r)
		}
	}
}

// literals are all texts in a value.
func literals(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case map[string]any:
		var all []string
		for _, inner := range v {
			all = append(all, literals(inner)...)
		}
		return all
	case []any:
		var all []string
		for _, inner := range v {
			all = append(all, literals(inner)...)
		}
		return all
	}
	return nil
}
