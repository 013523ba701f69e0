package delivery

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// NewAlarms adds what fires when a pipeline whose name begins so fails, or waits for somebody to approve. Pipelines of
// other names are not ours.
func NewAlarms(scope constructs.Construct, id, name string, alerts alarm.Topics) {
	alarm.NewPipelines(scope, id, alarm.Pipelines{
		Events:  "events of pipelines",
		Failing: []string{name},
		Waiting: []string{name},
		Failed: alarm.Said{
			Runbook:     "pipeline-failed",
			Description: "A pipeline has failed, and what follows is not deployed: see it in CodePipeline.",
		},
		Waits: alarm.Said{
			Runbook:     "pipeline-waits",
			Description: "A pipeline waits for somebody to approve: its request links to the plan.",
		},
	}, alerts)
}
