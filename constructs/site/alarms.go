package site

import (
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/constructs-go/constructs/v10"
)

// Shares of answers that raise an alarm, in percent.
const (
	serverErrors = 1 // S3 hardly ever fails
	clientErrors = 30
)

// newAlarms adds what fires when visitors do not get what they ask for.
func newAlarms(scope constructs.Construct, distribution awscloudfront.Distribution, props Props) {
	id := *distribution.DistributionId()
	for _, a := range []struct {
		id, runbook, metric, description string
		percent                          float64
	}{
		{"Errors", "site-errors", "5xxErrorRate", "answers 5xx: the bucket or its key cannot be read", serverErrors},
		{
			"Missing", "site-files-missing", "4xxErrorRate", "answers 4xx: a deployment may have left files out, or links are wrong",
			clientErrors,
		},
	} {
		alarm.New(scope, alarm.Props{
			ID:          a.id,
			Description: "Site " + props.Label + " " + a.description + ".",
			Metric: alarm.Metric{
				Namespace:  "AWS/CloudFront",
				Name:       a.metric,
				Dimensions: map[string]string{"DistributionId": id, "Region": "Global"},
				Statistic:  "Average",
				Minutes:    5,
			},
			When:    alarm.Above(a.percent),
			Periods: 3,
			Missing: alarm.MissingIsFine,
			Runbook: a.runbook,
			Tell:    props.Alerts,
		})
	}
}
