// Package recovery makes what moves an environment to its other region, and remembers which one is active.
package recovery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewTable adds the table of a side that says which side is active, and holds the lock of who changes that. The other
// side has one of its own: whichever region is lost, one is left. The account of the pipeline reads it, too.
func NewTable(
	scope constructs.Construct, id, name string, key awskms.IKey, protected bool, pipeline string,
) awsdynamodb.Table {
	key.AddToResourcePolicy(decryptFor(scope, name, pipeline), nil)
	return awsdynamodb.NewTable(scope, &id, &awsdynamodb.TableProps{
		TableName:          &name,
		PartitionKey:       &awsdynamodb.Attribute{Name: new("Environment"), Type: awsdynamodb.AttributeType_STRING},
		BillingMode:        awsdynamodb.BillingMode_PAY_PER_REQUEST,
		Encryption:         awsdynamodb.TableEncryption_CUSTOMER_MANAGED,
		EncryptionKey:      key,
		DeletionProtection: &protected,
		RemovalPolicy:      awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
		PointInTimeRecoverySpecification: &awsdynamodb.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: new(true),
		},
		ResourcePolicy: awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{
			Statements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Sid:        new("Pipeline"),
				Principals: &[]awsiam.IPrincipal{awsiam.NewAccountPrincipal(pipeline)},
				Actions:    jsii.Strings("dynamodb:GetItem"),
				Resources:  jsii.Strings("*"), // this table: its ARN would be a circle
			})},
		}),
	})
}

// decryptFor lets an account use the key of a table for reading that table.
func decryptFor(scope constructs.Construct, table, account string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("Record"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewAccountPrincipal(account)},
		Actions:    jsii.Strings("kms:Decrypt"),
		Resources:  jsii.Strings("*"),
		Conditions: &map[string]any{"StringEquals": map[string]string{
			"kms:ViaService": "dynamodb." + *awscdk.Stack_Of(scope).Region() + ".amazonaws.com",
			"kms:EncryptionContext:aws:dynamodb:tableName": table,
		}},
	})
}
