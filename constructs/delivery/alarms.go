package delivery

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/constructs-go/constructs/v10"
)

// NewAlarms adds what fires when a pipeline whose name begins so fails, or waits for somebody to approve. Pipelines of
// other names are not ours.
func NewAlarms(scope constructs.Construct, id, name string, alerts alarm.Topics) {
	scope = constructs.NewConstruct(scope, &id)
	ours := []any{map[string]any{"prefix": name}}
	for _, w := range []struct {
		id, runbook, description string
		pattern                  map[string]any
	}{
		{
			"Failed", "pipeline-failed", "A pipeline has failed, and what follows is not deployed: see it in CodePipeline.",
			map[string]any{
				"source":      []string{"aws.codepipeline"},
				"detail-type": []string{"CodePipeline Pipeline Execution State Change"},
				"detail":      map[string]any{"pipeline": ours, "state": []string{"FAILED"}},
			},
		},
		{
			"Waits", "pipeline-waits", "A pipeline waits for somebody to approve: its request links to the plan.",
			map[string]any{
				"source":      []string{"aws.codepipeline"},
				"detail-type": []string{"CodePipeline Action Execution State Change"},
				"detail": map[string]any{
					"pipeline": ours, "state": []string{"STARTED"}, "type": map[string]any{"category": []string{"Approval"}},
				},
			},
		},
	} {
		alarm.New(scope, alarm.Props{
			ID:          w.id,
			Runbook:     w.runbook,
			Description: w.description,
			Metric:      alarm.Events(scope, w.id+"Events", "events of pipelines", w.pattern),
			When:        alarm.Above(0),
			Periods:     1,
			Missing:     alarm.MissingIsFine,
			Tell:        alerts,
		})
	}
}
