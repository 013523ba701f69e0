package function

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
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
		if !strings.HasPrefix(*child.Node().Id(), "Custom::") {
			continue
		}
		handler, role := parts(child)
		handler.AddPropertyOverride(new("LoggingConfig"), map[string]any{"LogGroup": group.LogGroupName()})

		role.AddPropertyDeletionOverride(new("ManagedPolicyArns"))
		handler.Node().AddDependency(awsiam.NewCfnRolePolicy(stack, new(*group.Node().Id()+"Policy"), &awsiam.CfnRolePolicyProps{
			RoleName:   role.Ref(),
			PolicyName: new("logs"),
			PolicyDocument: awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &[]awsiam.PolicyStatement{
				awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
					Actions:   jsii.Strings("logs:CreateLogStream", "logs:PutLogEvents"),
					Resources: &[]*string{group.LogGroupArn()},
				}),
			}}),
		}))
	}
}

// parts are a custom resource's function and its role. CDK makes some of them of bare resources, others of constructs.
func parts(provider constructs.IConstruct) (function, role awscdk.CfnResource) {
	if handler := provider.Node().TryFindChild(new("Handler")); handler != nil {
		return handler.(awscdk.CfnResource), provider.Node().FindChild(new("Role")).(awscdk.CfnResource)
	}
	service := provider.Node().FindChild(new("ServiceRole"))
	return provider.Node().DefaultChild().(awscdk.CfnResource), service.Node().DefaultChild().(awscdk.CfnResource)
}
