package secret

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// NewRotationAlarm adds what fires when the value of any secret of the account and region could not be changed, whoever
// changes it. Source: the AWS Secrets Manager user guide, "AWS CloudTrail entries for Secrets Manager".
func NewRotationAlarm(scope constructs.Construct, id string, alerts alarm.Topics) {
	alarm.New(scope, alarm.Props{
		ID:          id,
		Runbook:     "rotation-fails",
		Description: "A secret was not rotated: look for RotationFailed in the event history of CloudTrail.",
		Metric: alarm.Events(scope, id+"Events", "rotations that failed", map[string]any{
			"source":      []string{"aws.secretsmanager"},
			"detail-type": []string{"AWS Service Event via CloudTrail"},
			"detail":      map[string]any{"eventName": []string{"RotationFailed"}},
		}),
		When:    alarm.Above(0),
		Periods: 1,
		Missing: alarm.MissingIsFine,
		Tell:    alerts,
	})
}
