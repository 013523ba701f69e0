package site

import (
	notify "bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Shares of answers that raise an alarm, in percent.
const (
	serverErrors = 1 // S3 hardly ever fails
	clientErrors = 30
)

// newAlarms fires when visitors do not get what they ask for.
func newAlarms(scope constructs.Construct, distribution awscloudfront.Distribution, props Props) {
	for _, a := range []struct {
		id, metric, description string
		percent                 float64
	}{
		{"Errors", "5xxErrorRate", "answers 5xx: the bucket or its key cannot be read", serverErrors},
		{"Missing", "4xxErrorRate", "answers 4xx: a deployment may have left files out, or links are wrong", clientErrors},
	} {
		alarm := awscloudwatch.NewAlarm(scope, &a.id, &awscloudwatch.AlarmProps{
			AlarmDescription: new("Site " + props.Label + " " + a.description + "."),
			Metric: awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
				Namespace:     new("AWS/CloudFront"),
				MetricName:    &a.metric,
				DimensionsMap: &map[string]*string{"DistributionId": distribution.DistributionId(), "Region": new("Global")},
				Statistic:     new("Average"),
				Period:        awscdk.Duration_Minutes(jsii.Number(5)),
			}),
			ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD,
			Threshold:          &a.percent,
			EvaluationPeriods:  jsii.Number(3),
			TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		})
		notify.Alert(alarm, props.Alerts)
	}
}
