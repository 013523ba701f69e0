// Package loggroup makes encrypted log groups with a retention.
package loggroup

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is where a component logs to, for how long, and under which key.
type Props struct {
	Name          string // <organization>/<environment>/<component>, or the name that the AWS service insists on
	RetentionDays int    // one of the periods that CloudWatch offers
	Key           awskms.IKey
	Retain        bool // keep the group when its stack is deleted
}

// New adds an encrypted log group with a retention to scope.
func New(scope constructs.Construct, id string, props Props) awslogs.LogGroup {
	removal := awscdk.RemovalPolicy_DESTROY
	if props.Retain {
		removal = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	}
	group := awslogs.NewLogGroup(scope, &id, &awslogs.LogGroupProps{
		LogGroupName:  &props.Name,
		EncryptionKey: props.Key,
		RemovalPolicy: removal,
	})
	// The construct only takes an enumeration; CloudFormation takes the days.
	group.Node().DefaultChild().(awslogs.CfnLogGroup).SetRetentionInDays(jsii.Number(props.RetentionDays))
	return group
}
