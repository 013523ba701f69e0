// Package usage tells people before an account runs into a quota of AWS's.
package usage

import (
	"bulkhead/constructs/alarm"
	"bulkhead/internal/facts"

	"github.com/aws/constructs-go/constructs/v10"
)

// Alarms say when most of a quota is used.
const (
	percent     = 80
	fiveMinutes = 5
	periods     = 3
)

// New adds an alarm for each quota of the account and region whose usage AWS publishes. AWS knows what the quota is, so
// one that was raised needs nothing here. What is not used has no values, and is fine.
func New(scope constructs.Construct, id string, tell alarm.Topics) {
	scope = constructs.NewConstruct(scope, &id)
	for _, u := range facts.Usages {
		alarm.New(scope, alarm.Props{
			ID: u.ID,
			Description: "More than 80 % of the account's quota is used, in this region: " + u.What +
				". Ask for more in Service Quotas (" + u.Service + ", " + u.Code + ") before it is reached.",
			Metric: alarm.Math{
				Expression: "100 * used / SERVICE_QUOTA(used)",
				Label:      "% of the quota",
				Metrics: map[string]alarm.Metric{"used": {
					Namespace:  u.Namespace,
					Name:       u.Metric,
					Dimensions: u.Dimensions,
					Statistic:  u.Statistic,
					Minutes:    fiveMinutes,
				}},
			},
			When:    alarm.Above(percent),
			Periods: periods,
			Missing: alarm.MissingIsFine,
			Runbook: "quota",
			Tell:    tell,
		})
	}
}
