package queue

import (
	"fmt"

	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// metric returns what SQS tells of a queue every minute, until nobody has used it for six hours.
func metric(queue, name string) alarm.Metric {
	return alarm.Metric{
		Namespace:  "AWS/SQS",
		Name:       name,
		Dimensions: map[string]string{"QueueName": queue},
		Statistic:  "Maximum",
		Minutes:    1,
	}
}

// waiting is how many messages could be received.
const waiting = "ApproximateNumberOfMessagesVisible"

// newAlarms adds what warns of messages that wait too long, or that nobody could deal with.
func newAlarms(scope constructs.Construct, name, dead string, props Props) {
	for _, a := range []alarm.Props{
		{
			ID:          "Old",
			Runbook:     "queue-age",
			Description: fmt.Sprintf("has messages that have waited for more than %d minutes", props.Alarms.OldestMinutes),
			Metric:      metric(name, "ApproximateAgeOfOldestMessage"),
			When:        alarm.Above(float64(props.Alarms.OldestMinutes * 60)),
			Periods:     3,
		},
		{
			ID:          "Full",
			Runbook:     "queue-depth",
			Description: fmt.Sprintf("has more than %d messages that wait", props.Alarms.Waiting),
			Metric:      metric(name, waiting),
			When:        alarm.Above(float64(props.Alarms.Waiting)),
			Periods:     3,
		},
		{
			ID:          "Dead",
			Runbook:     "queue-dead-letters",
			Description: "has messages that nobody could deal with: they are in " + dead,
			Metric:      metric(dead, waiting),
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
