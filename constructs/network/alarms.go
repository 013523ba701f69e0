package network

import (
	notify "bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newAlarms fires when a NAT gateway below scope has no port left for a connection: tasks then cannot reach the internet.
func newAlarms(scope constructs.Construct, alerts awssns.ITopic) {
	for _, child := range *scope.Node().FindAll(constructs.ConstructOrder_PREORDER) {
		if !*awscdk.CfnResource_IsCfnResource(child) || *child.(awscdk.CfnResource).CfnResourceType() != "AWS::EC2::NatGateway" {
			continue
		}
		alarm := awscloudwatch.NewAlarm(child.(awscdk.CfnResource), new("Ports"), &awscloudwatch.AlarmProps{
			AlarmDescription: new("A NAT gateway has no port left for some connections to one destination: use nat: per-zone or regional, fewer or longer connections, or an endpoint."),
			Metric: awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
				Namespace:     new("AWS/NATGateway"),
				MetricName:    new("ErrorPortAllocation"),
				DimensionsMap: &map[string]*string{"NatGatewayId": child.(awscdk.CfnResource).Ref()},
				Statistic:     new("Sum"),
				Period:        awscdk.Duration_Minutes(jsii.Number(5)),
			}),
			ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD,
			Threshold:          jsii.Number(0),
			EvaluationPeriods:  jsii.Number(2),
			TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		})
		notify.Alert(alarm, alerts)
	}
}
