package table

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// When people hear of a table.
const (
	minutes       = 5
	throttled     = 20     // requests in the minutes; SDKs try again, so that a few are nobody's trouble
	failed        = 20     // as many, of DynamoDB's own faults
	lagMillis     = 60_000 // what one side has written is on the other within a second or so
	whilePeriods  = 3
	latencyMetric = "ReplicationLatency"
)

// NewAlarms adds what warns of a table in the region of scope: of requests that it does not take, and of what reaches
// the other region late, if there is another one.
func NewAlarms(scope constructs.Construct, name, other string, alerts alarm.Topics) {
	count := func(metric string) alarm.Query {
		return alarm.Query{Namespace: "AWS/DynamoDB", Name: metric, Table: name, Minutes: minutes}
	}
	all := []alarm.Props{
		{
			ID:          "Throttled",
			Runbook:     "table-throttled",
			Description: "Table " + name + " refuses requests, because there are too many, or too many for one key.",
			Metric:      count("ThrottledRequests"),
			When:        alarm.Above(throttled),
		},
		{
			ID:          "Fails",
			Runbook:     "table-fails",
			Description: "DynamoDB fails requests to table " + name + " through no fault of theirs.",
			Metric:      count("SystemErrors"),
			When:        alarm.Above(failed),
		},
	}
	if other != "" {
		all = append(all, alarm.Props{
			ID:          "Lag",
			Runbook:     "table-lag",
			Description: "What is written to table " + name + " is in " + other + " more than a minute later.",
			Metric: alarm.Metric{
				Namespace:  "AWS/DynamoDB",
				Name:       latencyMetric,
				Dimensions: map[string]string{"TableName": name, "ReceivingRegion": other},
				Statistic:  "Maximum",
				Minutes:    minutes,
			},
			When: alarm.Above(lagMillis),
		})
	}
	for _, a := range all {
		a.Periods, a.Missing, a.Tell = whilePeriods, alarm.MissingIsFine, alerts
		alarm.New(scope, a)
	}
}
