package table

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/customresources"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// latestStream is where DynamoDB says the ARN of a table's stream, which ends in the time when it was made.
const latestStream = "Table.LatestStreamArn"

// FindChanges returns the ARN of the stream of a replica in the stack's region, given the table's name and ARN.
func FindChanges(scope constructs.Construct, id, name, arn string) string {
	find := &customresources.AwsSdkCall{
		Service:            new("DynamoDB"),
		Action:             new("describeTable"),
		Parameters:         map[string]any{"TableName": name},
		OutputPaths:        jsii.Strings(latestStream),
		PhysicalResourceId: customresources.PhysicalResourceId_FromResponse(new(latestStream)),
	}
	found := customresources.NewAwsCustomResource(scope, &id, &customresources.AwsCustomResourceProps{
		ResourceType: new("Custom::TableChanges"),
		OnUpdate:     find, // and when it is made
		Policy: customresources.AwsCustomResourcePolicy_FromStatements(&[]awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:   jsii.Strings("dynamodb:DescribeTable"),
				Resources: jsii.Strings(arn),
			}),
		}),
		InstallLatestAwsSdk: new(false),
	})
	return *found.GetResponseField(new(latestStream))
}
