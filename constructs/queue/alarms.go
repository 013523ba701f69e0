package queue

import (
	"fmt"

	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// newAlarms adds what warns of messages that wait too long, or that nobody could deal with.
func newAlarms(scope constructs.Construct, name, dead string, props Props) {
	for _, a := range []alarm.Props{
		{
			ID:          "Old",
			Runbook:     "queue-age",
			Description: fmt.Sprintf("has messages that have waited for more than %d minutes", props.Alarms.OldestMinutes),
			Metric:      alarm.OfQueue(name, "ApproximateAgeOfOldestMessage", 1),
			When:        alarm.Above(float64(props.Alarms.OldestMinutes * 60)),
			Periods:     3,
		},
		{
			ID:          "Full",
			Runbook:     "queue-depth",
			Description: fmt.Sprintf("has more than %d messages that wait", props.Alarms.Waiting),
			Metric:      alarm.OfQueue(name, alarm.Waiting, 1),
			When:        alarm.Above(float64(props.Alarms.Waiting)),
			Periods:     3,
		},
		{
			ID:          "Dead",
			Runbook:     "queue-dead-letters",
			Description: "has messages that nobody could deal with: they are in " + dead,
			Metric:      alarm.OfQueue(dead, alarm.Waiting, 1),
			When:        alarm.Above(0),
			Periods:     1,
		},
	} {
		a.Description = "Queue " + props.Name + " " + a.Description + "."
		a.Missing = alarm.MissingIsFine
		a.Tell = props.Alerts
		alarm.New(scope, a)
	}
}
