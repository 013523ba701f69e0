package canary

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awssynthetics"
	"github.com/aws/constructs-go/constructs/v10"
)

// namespace is where Synthetics' metrics are.
const namespace = "CloudWatchSynthetics"

// Runs that are looked at, and how many of them have to fail: one that was in bad luck wakes nobody.
const (
	lookedAt = 3
	failed   = 2
)

// newAlarm adds what fires when a host does not answer as it should, or nobody asks it any more.
func newAlarm(scope constructs.Construct, host string, canary awssynthetics.CfnCanary, props Props) {
	alarm.New(scope, alarm.Props{
		ID:          host + "Fails",
		Description: host + " does not answer from outside as it should: the last run of the canary " + *canary.Name() + " tells which answer was wrong.",
		Metric: alarm.Metric{
			Namespace:  namespace,
			Name:       "SuccessPercent",
			Dimensions: map[string]string{"CanaryName": *canary.Ref()},
			Statistic:  "Average",
			Minutes:    *props.EveryMinutes,
		},
		When:       alarm.Below(100), // 0 or 100 for each run
		Periods:    lookedAt,
		Datapoints: failed,
		Missing:    alarm.MissingIsWrong,
		Runbook:    "canary-fails",
		Tell:       props.Alerts,
	})
}
