// Package function makes our Lambda functions, and has those that CDK adds log where ours do.
package function

import (
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// DirectoryContext is the key of CDK's context that says in which directory the functions' executables are.
const DirectoryContext = "bulkhead:functions"

const (
	functionMiB = 256
	// functionMinutes is how long a function may wait for what it changes: as long as Lambda lets it.
	functionMinutes = 15
)

// Props is one of our functions that answer CloudFormation's custom resources.
type Props struct {
	Name        string // of its directory in lambda/
	Role        string // name of its role, where another account knows it; else CloudFormation chooses
	Description string
	Log         awslogs.ILogGroup
	Permissions []awsiam.PolicyStatement
}

// New adds a function. Its permissions are complete before a custom resource can call it.
func New(scope constructs.Construct, id string, props Props) awslambda.Function {
	scope = constructs.NewConstruct(scope, &id)
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		Description: &props.Description,
		AssumedBy:   awsiam.NewServicePrincipal(new("lambda.amazonaws.com"), nil),
	})
	if props.Role != "" {
		role.Node().DefaultChild().(awsiam.CfnRole).SetRoleName(&props.Role)
	}
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("logs:CreateLogStream", "logs:PutLogEvents"),
		Resources: &[]*string{props.Log.LogGroupArn()},
	}))
	for _, statement := range props.Permissions {
		role.AddToPolicy(statement)
	}
	directory := scope.Node().GetContext(new(DirectoryContext)).(string)
	function := awslambda.NewFunction(scope, new("Default"), &awslambda.FunctionProps{
		Description:  &props.Description,
		Runtime:      awslambda.Runtime_PROVIDED_AL2023(),
		Architecture: awslambda.Architecture_ARM_64(),
		Handler:      new("bootstrap"),
		Code:         awslambda.Code_FromAsset(new(filepath.Join(directory, props.Name)), nil),
		Role:         role,
		LogGroup:     props.Log,
		MemorySize:   jsii.Number(functionMiB),
		Timeout:      awscdk.Duration_Minutes(jsii.Number(functionMinutes)),
	})
	return function
}

// NewCustomResource adds a resource that a function makes. CloudFormation waits for it no longer than the function
// runs.
func NewCustomResource(
	scope constructs.Construct,
	id string,
	function awslambda.IFunction,
	kind string,
	properties map[string]any,
) awscdk.CustomResource {
	return awscdk.NewCustomResource(scope, &id, &awscdk.CustomResourceProps{
		ServiceToken:   function.FunctionArn(),
		ServiceTimeout: awscdk.Duration_Minutes(jsii.Number(functionMinutes)),
		ResourceType:   new("Custom::" + kind),
		Properties:     &properties,
	})
}
