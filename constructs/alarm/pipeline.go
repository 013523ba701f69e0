package alarm

import "github.com/aws/constructs-go/constructs/v10"

// Pipelines are pipelines of CodePipeline that people hear of, by how their names begin.
type Pipelines struct {
	Events  string   // what is counted, such as events of pipelines
	Failing []string // of which people hear that they fail
	Waiting []string // of which people hear that they wait for somebody to approve
	Failed  Said
	Waits   Said
}

// Said is what people read.
type Said struct{ Runbook, Description string }

// NewPipelines adds what fires when one of the pipelines fails, or waits.
func NewPipelines(scope constructs.Construct, id string, of Pipelines, alerts Topics) {
	scope = constructs.NewConstruct(scope, &id)
	add := func(id string, said Said, kind string, detail map[string]any) {
		New(scope, Props{
			ID:          id,
			Runbook:     said.Runbook,
			Description: said.Description,
			Metric: Events(scope, id+"Events", of.Events, map[string]any{
				"source":      []string{"aws.codepipeline"},
				"detail-type": []string{"CodePipeline " + kind + " Execution State Change"},
				"detail":      detail,
			}),
			When:    Above(0),
			Periods: 1,
			Missing: MissingIsFine,
			Tell:    alerts,
		})
	}
	add("Failed", of.Failed, "Pipeline", map[string]any{
		"pipeline": beginning(of.Failing), "state": []string{"FAILED"},
	})
	add("Waits", of.Waits, "Action", map[string]any{
		"pipeline": beginning(of.Waiting),
		"state":    []string{"STARTED"},
		"type":     map[string]any{"category": []string{"Approval"}},
	})
}

// beginning is a pattern of names that begin with one of the prefixes.
func beginning(prefixes []string) (pattern []any) {
	for _, prefix := range prefixes {
		pattern = append(pattern, map[string]any{"prefix": prefix})
	}
	return pattern
}
