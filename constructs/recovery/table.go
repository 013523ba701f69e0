// Package recovery makes what moves an environment to its other region, and remembers which one is active.
package recovery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
)

// NewTable adds the table of a side that says which side is active, and holds the lock of who changes that. The other
// side has one of its own: whichever region is lost, one is left.
func NewTable(scope constructs.Construct, id, name string, key awskms.IKey, protected bool) awsdynamodb.Table {
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
	})
}
