package queue

import (
	"fmt"

	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// Namespace is where SQS tells what it measures, by the name of a queue. It stops for a queue that nobody has used for
// six hours.
const Namespace = "AWS/SQS"

// newAlarms adds what warns of messages that wait too long, or that nobody could deal with.
func newAlarms(scope constructs.Construct, name, dead string, props Props) {
	of := func(queue, metric string) alarm.Metric {
		return alarm.Metric{
			Namespace:  Namespace,
			Name:       metric,
			Dimensions: map[string]string{"QueueName": queue},
			Statistic:  "Maximum",
			Minutes:    1,
		}
	}
	const waiting = "ApproximateNumberOfMessagesVisible"
	for _, a := range []alarm.Props{
		{
			ID:          "Old",
			Runbook:     "queue-age",
			Description: fmt.Sprintf("has messages that have waited for more than %d minutes", props.Alarms.OldestMinutes),
			Metric:      of(name, "ApproximateAgeOfOldestMessage"),
			When:        alarm.Above(float64(props.Alarms.OldestMinutes * 60)),
			Periods:     3,
		},
		{
			ID:          "Full",
			Runbook:     "queue-depth",
			Description: fmt.Sprintf("has more than %d messages that wait", props.Alarms.Waiting),
			Metric:      of(name, waiting),
			When:        alarm.Above(float64(props.Alarms.Waiting)),
			Periods:     3,
		},
		{
			ID:          "Dead",
			Runbook:     "queue-dead-letters",
			Description: "has messages that nobody could deal with: they are in " + dead,
			Metric:      of(dead, waiting),
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
