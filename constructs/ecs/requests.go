package ecs

import (
	"bulkhead/constructs/serving"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
)

// scaleOnRequests keeps the requests that each task gets in a minute at a target, whichever set of tasks gets them.
// AWS's own metric for that knows one set.
func scaleOnRequests(count awsecs.ScalableTaskCount, targets serving.Targets, requests int) {
	perTask := targets.Series("SUM", "requests", "RequestCountPerTarget", "Sum")
	track(count, tracking{
		id: "Requests", name: "requests", target: requests, result: "perTask",
		math: serving.Expression("requests of a task", perTask.Text, perTask),
	})
}
