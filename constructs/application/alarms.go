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
	scope = constructs.NewConstruct(scope, &id)
	var failing []any
	for _, prefix := range of.Failing {
		failing = append(failing, map[string]any{"prefix": prefix})
	}
	for _, w := range []struct {
		id, runbook, description string
		pattern                  map[string]any
	}{
		{
			"Failed", "application-failed", "A build or a release of an application has failed: see its pipeline in CodePipeline.",
			map[string]any{
				"source":      []string{"aws.codepipeline"},
				"detail-type": []string{"CodePipeline Pipeline Execution State Change"},
				"detail":      map[string]any{"pipeline": failing, "state": []string{"FAILED"}},
			},
		},
		{
			"Waits", "application-waits", "A release of an application waits for somebody to approve, and those after it wait, too.",
			map[string]any{
				"source":      []string{"aws.codepipeline"},
				"detail-type": []string{"CodePipeline Action Execution State Change"},
				"detail": map[string]any{
					"pipeline": []any{map[string]any{"prefix": of.Waiting}}, "state": []string{"STARTED"},
					"type": map[string]any{"category": []string{"Approval"}},
				},
			},
		},
	} {
		alarm.New(scope, alarm.Props{
			ID:          w.id,
			Runbook:     w.runbook,
			Description: w.description,
			Metric:      alarm.Events(scope, w.id+"Events", "events of applications' pipelines", w.pattern),
			When:        alarm.Above(0),
			Periods:     1,
			Missing:     alarm.MissingIsFine,
			Tell:        alerts,
		})
	}
}
