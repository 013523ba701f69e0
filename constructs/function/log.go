package function

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// LogAll makes the functions behind the stack's custom resources, which
// CDK adds by itself, log to group and be allowed nothing else of logging; else
// they could write to any group, and Lambda would make groups for them that have
// no key and never expire.
func LogAll(stack awscdk.Stack, group awslogs.LogGroup) {
	for _, child := range *stack.Node().Children() {
		handler, role := parts(child)
		if handler == nil {
			continue
		}
		handler.AddPropertyOverride(new("LoggingConfig"), map[string]any{"LogGroup": group.LogGroupName()})

		role.AddPropertyDeletionOverride(new("ManagedPolicyArns"))
		handler.Node().
			AddDependency(awsiam.NewCfnRolePolicy(stack, new(*group.Node().Id()+"Policy"), &awsiam.CfnRolePolicyProps{
				RoleName:   role.Ref(),
				PolicyName: new("logs"),
				PolicyDocument: awsiam.NewPolicyDocument(
					&awsiam.PolicyDocumentProps{Statements: &[]awsiam.PolicyStatement{
						awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
							Actions:   jsii.Strings("logs:CreateLogStream", "logs:PutLogEvents"),
							Resources: &[]*string{group.LogGroupArn()},
						}),
					}},
				),
			}))
	}
}

// parts returns a custom resource's function and its role, if child is one of CDK's: ours are not a stack's own child.
// CDK makes some of bare resources, others of constructs.
func parts(child constructs.IConstruct) (function, role awscdk.CfnResource) {
	switch provider := child.(type) {
	case awscdk.CustomResourceProviderBase:
		node := provider.Node()
		return node.FindChild(new("Handler")).(awscdk.CfnResource), node.FindChild(new("Role")).(awscdk.CfnResource)
	case awslambda.Function:
		function := provider.Node().DefaultChild().(awscdk.CfnResource)
		return function, provider.Role().Node().DefaultChild().(awscdk.CfnResource)
	}
	return nil, nil
}
