// Package keys makes customer-managed KMS keys: one per purpose, rotated every
// year, and never deleted with their stack.
package keys

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// KeyProps is what a key is for and which AWS services use it by themselves.
type KeyProps struct {
	Alias       string // without "alias/"
	Description string
	Users       []awsiam.PolicyStatement // statements for AWS services; people and roles need IAM permission
}

// NewKey adds a symmetric key with yearly rotation to scope.
func NewKey(scope constructs.Construct, id string, props KeyProps) awskms.Key {
	key := awskms.NewKey(scope, &id, &awskms.KeyProps{
		Alias:             new("alias/" + props.Alias),
		Description:       &props.Description,
		EnableKeyRotation: new(true),
		PendingWindow:     awscdk.Duration_Days(jsii.Number(30)),
		RemovalPolicy:     awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
	})
	for _, statement := range props.Users {
		key.AddToResourcePolicy(statement, nil)
	}
	return key
}

// ForLogs lets CloudWatch Logs encrypt the log groups of the stack's account and region, and nothing else.
func ForLogs(stack awscdk.Stack) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("CloudWatchLogs"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("logs."+*stack.Region()+".amazonaws.com"), nil)},
		Actions:    jsii.Strings("kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"),
		Resources:  jsii.Strings("*"),
		Conditions: &map[string]any{"ArnLike": map[string]string{
			"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:" + *stack.Region() + ":" + *stack.Account() + ":log-group:*",
		}},
	})
}

// ForAlarms lets CloudWatch and EventBridge publish to an encrypted topic of the
// stack's account; without it alarms are dropped silently.
func ForAlarms(stack awscdk.Stack) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid: new("AlarmsAndEvents"),
		Principals: &[]awsiam.IPrincipal{
			awsiam.NewServicePrincipal(new("cloudwatch.amazonaws.com"), nil),
			awsiam.NewServicePrincipal(new("events.amazonaws.com"), nil),
		},
		Actions:    jsii.Strings("kms:Decrypt", "kms:GenerateDataKey*"),
		Resources:  jsii.Strings("*"),
		Conditions: &map[string]any{"StringEquals": map[string]*string{"aws:SourceAccount": stack.Account()}},
	})
}
