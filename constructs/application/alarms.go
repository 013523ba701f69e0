package application

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// Watched is how the names of pipelines begin that people hear of: when one fails, and when one waits for somebody to
// approve. Whoever opened a pull request sees what becomes of it.
type Watched struct {
	Failing []string
	Waiting string
}

// NewAlarms adds what fires when a build or a release of any application fails, or a release waits.
func NewAlarms(scope constructs.Construct, id string, of Watched, alerts alarm.Topics) {
	alarm.NewPipelines(scope, id, alarm.Pipelines{
		Events:  "events of applications' pipelines",
		Failing: of.Failing,
		Waiting: []string{of.Waiting},
		Failed: alarm.Said{
			Runbook:     "application-failed",
			Description: "A build or a release of an application has failed: see its pipeline in CodePipeline.",
		},
		Waits: alarm.Said{
			Runbook:     "application-waits",
			Description: "A release of an application waits for somebody to approve, and those after it wait, too.",
		},
	}, alerts)
}
