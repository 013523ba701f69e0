package site

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
)

// newLogs delivers the access log to the archive. CloudFront's older logging would need a bucket with ACLs.
func newLogs(scope constructs.Construct, distribution awscloudfront.Distribution, props Props) {
	source := awslogs.NewCfnDeliverySource(scope, new("Log"), &awslogs.CfnDeliverySourceProps{
		Name:        &props.Label,
		LogType:     new("ACCESS_LOGS"),
		ResourceArn: distribution.DistributionArn(),
	})
	delivery := awslogs.NewCfnDelivery(scope, new("LogDelivery"), &awslogs.CfnDeliveryProps{
		DeliverySourceName:     source.Name(),
		DeliveryDestinationArn: &props.Logs,
		S3SuffixPath: new(
			"AWSLogs/" + *awscdk.Stack_Of(scope).Account() + "/CloudFront/{DistributionId}/{yyyy}/{MM}/{dd}",
		),
	})
	delivery.Node().AddDependency(source)
}
