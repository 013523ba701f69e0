package server

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// The tag that says how an instance gets its patches, and its values.
const (
	PatchingTag          = "patching"
	PatchedInPlace       = "in-place"    // by Systems Manager, in the maintenance window
	PatchedByReplacement = "replacement" // by a newer instance
)

// Sessions are where Session Manager writes what happens in sessions, and Patch Manager what it does, and the key that
// sessions are encrypted with.
type Sessions struct {
	Log string // name of the log group; empty when neither is ours
	Key string // alias, without "alias/"; empty when Session Manager's preferences are not ours
}

// managed is what Systems Manager asks of an instance: sessions, patches, and the agents that it installs, such as
// GuardDuty's. AmazonSSMManagedInstanceCore would also let instances read every parameter of the account.
var managed = []string{
	"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",
	"ssmmessages:OpenDataChannel", "ssm:DescribeAssociation", "ssm:DescribeDocument",
	"ssm:GetDeployablePatchSnapshotForInstance", "ssm:GetDocument", "ssm:GetManifest", "ssm:ListAssociations",
	"ssm:ListInstanceAssociations", "ssm:PutComplianceItems", "ssm:PutConfigurePackageResult", "ssm:PutInventory",
	"ssm:UpdateAssociationStatus", "ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation",
}

// Manage lets Systems Manager manage the instances of a role, and operators in through Session Manager.
func Manage(role awsiam.Role, sessions Sessions) {
	allow := func(actions []string, resources []string, conditions *map[string]any) {
		role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(actions...), Resources: jsii.Strings(resources...), Conditions: conditions,
		}))
	}
	allow(managed, []string{"*"}, nil) // the instance itself, which has no name before it exists
	if sessions.Log == "" {
		return
	}
	stack := awscdk.Stack_Of(role)
	here := *stack.Region() + ":" + *stack.Account() + ":"
	allow(
		[]string{"logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"},
		[]string{"arn:aws:logs:" + here + "log-group:" + sessions.Log + ":*"},
		nil,
	)
	allow([]string{"logs:DescribeLogGroups"}, []string{"arn:aws:logs:" + here + "log-group:*"}, nil)
	if sessions.Key == "" {
		return
	}
	allow([]string{"kms:Decrypt"}, []string{"arn:aws:kms:" + here + "key/*"}, &map[string]any{
		"ForAnyValue:StringEquals": map[string]string{"kms:ResourceAliases": "alias/" + sessions.Key},
	})
}
