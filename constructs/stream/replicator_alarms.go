package stream

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// replicationMillis is how far behind the other region people want to know of.
const replicationMillis = 60_000

// newReplicatorAlarms adds what warns of messages that are late, or are not copied. MSK tells it where they are
// written to.
func newReplicatorAlarms(scope constructs.Construct, props ReplicationProps) {
	for _, watched := range []struct {
		id, runbook, metric, statistic, description string
		threshold                                   float64
	}{
		{
			"Lag", "stream-region-lag", "ReplicationLatency", "Maximum",
			"is a minute behind: look whether its topics have enough partitions, and both clusters enough CPU", replicationMillis,
		},
		{
			"Refused", "stream-copies-fail", "ReplicationFailures", "Sum",
			"does not copy some messages: look for those that are larger than 10 MB, or have the wrong time", 0,
		},
		{
			"Failures", "stream-copies-fail", "ReplicatorFailure", "Sum",
			"fails: look whether both clusters are ACTIVE, and what its role is denied", 0,
		},
		{
			"Groups", "stream-copies-fail", "ConsumerGroupOffsetSyncFailure", "Sum",
			"does not copy where some consumer groups are, and after a failover they read again, or miss messages", 0,
		},
	} {
		alarm.New(scope, alarm.Props{
			ID:          watched.id,
			Description: "The Replicator from " + props.There.Cluster + " to " + props.Here.Cluster + " " + watched.description + ".",
			Metric: alarm.Metric{
				Namespace:  "AWS/Kafka",
				Name:       watched.metric,
				Dimensions: map[string]string{"ReplicatorName": props.Here.Cluster},
				Statistic:  watched.statistic,
				Minutes:    periodMinutes,
			},
			When:    alarm.Above(watched.threshold),
			Periods: alarmPeriods,
			Missing: alarm.MissingIsFine, // nobody writes
			Runbook: watched.runbook,
			Tell:    props.Alerts,
		})
	}
}
