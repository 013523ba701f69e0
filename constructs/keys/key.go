// Package keys makes customer-managed KMS keys: one per purpose, rotated every
// year, and never deleted with their stack.
package keys

import (
	"bulkhead/config"
	"bulkhead/constructs/trust"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what a key is for. Who uses it is added to its policy when it is an
// AWS service that acts by itself (ForLogs, ForAlarms); people and roles need IAM permission.
type Props struct {
	Alias       string // without "alias/"
	Description string
	// Grantor is the ARN of the one role that may hand on its use of the key: some services have whoever sets them up
	// do so for them. Empty for none.
	Grantor string
}

// New adds a symmetric key with yearly rotation to scope.
func New(scope constructs.Construct, id string, props Props) awskms.Key {
	key := awskms.NewKey(scope, &id, &awskms.KeyProps{
		Alias:             new("alias/" + props.Alias),
		Description:       &props.Description,
		EnableKeyRotation: new(true),
		PendingWindow:     awscdk.Duration_Days(jsii.Number(30)),
		RemovalPolicy:     awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
	})
	key.AddToResourcePolicy(denyForeignGrants(props.Grantor), nil)
	return key
}

// denyForeignGrants returns the statement that keeps principals from handing on their use of the key: only AWS services
// make grants, for resources that they encrypt.
func denyForeignGrants(grantor string) awsiam.PolicyStatement {
	conditions := map[string]any{"BoolIfExists": map[string]string{
		"kms:GrantIsForAWSResource": "false",
		"aws:PrincipalIsAWSService": "false",
	}}
	if grantor != "" {
		conditions["ArnNotEquals"] = map[string]string{"aws:PrincipalArn": grantor}
	}
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("GrantsForServicesOnly"),
		Effect:     awsiam.Effect_DENY,
		Principals: &[]awsiam.IPrincipal{awsiam.NewAnyPrincipal()},
		Actions:    jsii.Strings("kms:CreateGrant"),
		Resources:  jsii.Strings("*"),
		Conditions: &conditions,
	})
}

// ForLogs lets CloudWatch Logs encrypt the log groups of the stack's account and region, and nothing else.
func ForLogs(stack awscdk.Stack) awsiam.PolicyStatement {
	region := *stack.Region()
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("CloudWatchLogs"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("logs."+region+".amazonaws.com"), nil)},
		Actions: jsii.Strings(
			"kms:Encrypt*",
			"kms:Decrypt*",
			"kms:ReEncrypt*",
			"kms:GenerateDataKey*",
			"kms:Describe*",
		),
		Resources: jsii.Strings("*"),
		Conditions: &map[string]any{"ArnLike": map[string]string{
			"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:" + region + ":" + *stack.Account() + ":log-group:*",
		}},
	})
}

// ForAlarms lets CloudWatch publish to an encrypted topic of the stack's account;
// without it alarms are dropped silently.
func ForAlarms(stack awscdk.Stack) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("Alarms"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("cloudwatch.amazonaws.com"), nil)},
		Actions:    jsii.Strings("kms:Decrypt", "kms:GenerateDataKey*"),
		Resources:  jsii.Strings("*"),
		Conditions: &map[string]any{"StringEquals": map[string]*string{"aws:SourceAccount": stack.Account()}},
	})
}

// ForMessages lets an AWS service send to encrypted queues for what is in the stack's account; without it messages are
// dropped silently.
func ForMessages(stack awscdk.Stack, service string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("Messages"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new(service+".amazonaws.com"), nil)},
		Actions:    jsii.Strings("kms:Decrypt", "kms:GenerateDataKey*"),
		Resources:  jsii.Strings("*"),
		Conditions: &map[string]any{"StringEquals": map[string]*string{"aws:SourceAccount": stack.Account()}},
	})
}

// ForEvents lets EventBridge publish to an encrypted topic. AWS supports no condition on whom it does so for. Source:
// the Amazon SNS developer guide, "Enable compatibility between event sources from AWS services and encrypted topics".
func ForEvents() awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("Events"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("events.amazonaws.com"), nil)},
		Actions:    jsii.Strings("kms:Decrypt", "kms:GenerateDataKey*"),
		Resources:  jsii.Strings("*"),
	})
}

// ForInstances lets Auto Scaling start instances with volumes under the key. Its service-linked role may not exist
// yet, so the statement names it in a condition.
func ForInstances(stack awscdk.Stack) awsiam.PolicyStatement {
	account := *stack.Account()
	role := "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("AutoScaling"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewAnyPrincipal()},
		Actions: jsii.Strings(
			"kms:Encrypt",
			"kms:Decrypt",
			"kms:ReEncrypt*",
			"kms:GenerateDataKey*",
			"kms:DescribeKey",
			"kms:CreateGrant",
		),
		Resources: jsii.Strings("*"),
		Conditions: &map[string]any{
			"StringEquals": map[string]string{"kms:CallerAccount": account},
			"ArnEquals":    map[string]string{"aws:PrincipalArn": "arn:aws:iam::" + account + ":" + role},
		},
	})
}

// ForCopies lets AWS Backup of other accounts copy what the key encrypts into vaults there. It does so as its
// service-linked role of those accounts, which copies snapshots of RDS under the key of the vault. Of several accounts
// every member of the AWS organization may, where there is one.
func ForCopies(scope constructs.Construct, accounts ...config.AccountID) awsiam.PolicyStatement {
	var principals []awsiam.IPrincipal
	for _, account := range accounts {
		principals = append(principals, awsiam.NewAccountPrincipal(string(account)))
	}
	conditions := map[string]any{"ArnLike": map[string]string{
		"aws:PrincipalArn": "arn:aws:iam::*:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup",
	}}
	if len(accounts) > 1 && trust.Organization(scope) != "" {
		principals = []awsiam.IPrincipal{awsiam.NewAnyPrincipal()}
		conditions = *trust.AsMember(scope, conditions)
	}
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("BackupCopies"),
		Principals: &principals,
		Actions: jsii.Strings(
			"kms:DescribeKey",
			"kms:Decrypt",
			"kms:ReEncrypt*",
			"kms:GenerateDataKey*",
			"kms:CreateGrant",
		),
		Resources:  jsii.Strings("*"),
		Conditions: &conditions,
	})
}
