package network

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53resolver"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Recording is where the traffic of a VPC is recorded.
type Recording struct {
	Archive       string            // ARN of the archive bucket and prefix that receive flow logs and DNS queries
	FlowLogFormat string            // which fields flow logs in the archive have
	FlowLogsLog   awslogs.ILogGroup // receives them as well, unless nil
}

// newFlowLogs adds what records all of a VPC's traffic in the archive, as Parquet by
// the hour, and in CloudWatch when there is a log group for it.
func newFlowLogs(scope constructs.Construct, vpc awsec2.IVpc, props Recording) {
	awsec2.NewCfnFlowLog(scope, new("FlowLog"), &awsec2.CfnFlowLogProps{
		ResourceId:             vpc.VpcId(),
		ResourceType:           new("VPC"),
		TrafficType:            new("ALL"),
		LogDestinationType:     new("s3"),
		LogDestination:         &props.Archive,
		LogFormat:              &props.FlowLogFormat,
		MaxAggregationInterval: jsii.Number(60),
		// CloudFormation's casing: CDK hands this property on as it is.
		DestinationOptions: map[string]any{
			"FileFormat":               "parquet",
			"HiveCompatiblePartitions": false,
			"PerHourPartition":         true,
		},
	})
	if props.FlowLogsLog != nil {
		vpc.AddFlowLog(new("CloudWatch"), &awsec2.FlowLogOptions{
			Destination:            awsec2.FlowLogDestination_ToCloudWatchLogs(props.FlowLogsLog, nil),
			MaxAggregationInterval: awsec2.FlowLogMaxAggregationInterval_ONE_MINUTE,
		})
	}
}

// newQueryLogs adds what records in the archive what is asked of the VPC's resolver. It has no tags: another one would
// replace it, and a VPC takes no second association.
func newQueryLogs(scope constructs.Construct, vpc awsec2.Vpc, props VPCProps) {
	logging := awsroute53resolver.NewCfnResolverQueryLoggingConfig(
		scope,
		new("QueryLog"),
		&awsroute53resolver.CfnResolverQueryLoggingConfigProps{
			Name:           &props.QueryLog,
			DestinationArn: props.Archive,
		},
	)
	awsroute53resolver.NewCfnResolverQueryLoggingConfigAssociation(
		scope,
		new("QueryLogAssociation"),
		&awsroute53resolver.CfnResolverQueryLoggingConfigAssociationProps{
			ResolverQueryLogConfigId: logging.AttrId(),
			ResourceId:               vpc.VpcId(),
		},
	)
}
