// Package function makes our Lambda functions, and has those that CDK adds log where ours do.
package function

import (
	"maps"
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// DirectoryContext is the key of CDK's context that says in which directory the functions' executables are.
const DirectoryContext = "bulkhead:functions"

const (
	functionMiB = 256
	// functionMinutes is how long a function may wait for what it changes: as long as Lambda lets it.
	functionMinutes = 15
	// queueMinutes is how long a call waits for a function that is throttled. Later, CloudFormation may have given up.
	queueMinutes = 5
	// serviceMinutes is how long CloudFormation waits: longer than any call can wait and run.
	serviceMinutes = 25
)

// Props is one of our functions. Their construct ids are permanent: CloudFormation refuses to give a custom resource
// another function.
type Props struct {
	Name        string // of its directory in lambda/
	Called      string // its name, where another region knows it; else CloudFormation chooses
	Role        string // name of its role, where another account knows it; else CloudFormation chooses
	Description string
	Log         awslogs.ILogGroup
	Environment map[string]*string
	Permissions []awsiam.PolicyStatement
	Undelivered string // ARN of a queue for calls that fail; empty where something else tells of them
	Network     *Network
	Retry       bool // Lambda repeats what fails; where CloudFormation waits for the answer, nothing may run twice
}

// New adds a function. Its permissions are complete before anything can call it, and outlive what does.
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
	made := &awslambda.FunctionProps{
		Description:  &props.Description,
		Runtime:      awslambda.Runtime_PROVIDED_AL2023(),
		Architecture: awslambda.Architecture_ARM_64(),
		Handler:      new("bootstrap"),
		Code:         awslambda.Code_FromAsset(new(filepath.Join(directory, props.Name)), nil),
		Role:         role,
		LogGroup:     props.Log,
		MemorySize:   jsii.Number(functionMiB),
		Timeout:      awscdk.Duration_Minutes(jsii.Number(functionMinutes)),
	}
	if n := props.Network; n != nil {
		for _, statement := range Interfaces(scope, OfNetwork) {
			role.AddToPolicy(statement)
		}
		made.Vpc, made.VpcSubnets, made.SecurityGroups = n.Vpc, n.Subnets, &[]awsec2.ISecurityGroup{n.Group}
	}
	if props.Called != "" {
		made.FunctionName = &props.Called
	}
	if props.Environment != nil {
		made.Environment = &props.Environment
	}
	if props.Undelivered != "" {
		made.DeadLetterQueue = awssqs.Queue_FromQueueArn(scope, new("Undelivered"), &props.Undelivered)
	}
	if !props.Retry {
		made.RetryAttempts = jsii.Number(0)
		made.MaxEventAge = awscdk.Duration_Minutes(jsii.Number(queueMinutes))
	}
	return awslambda.NewFunction(scope, new("Default"), made)
}

// NewCustomResource adds a resource that a function makes. Its property FunctionCode is that of the function, so that
// CloudFormation asks a function that has changed for the same again. CloudFormation waits for it longer than the
// function can be waited for and run: nothing is done after the stack gave up.
func NewCustomResource(
	scope constructs.Construct,
	id string,
	function awslambda.Function,
	kind string,
	properties map[string]any,
) awscdk.CustomResource {
	all := maps.Clone(properties)
	all["FunctionCode"] = code(function)
	resource := awscdk.NewCustomResource(scope, &id, &awscdk.CustomResourceProps{
		ServiceToken:   function.FunctionArn(),
		ServiceTimeout: awscdk.Duration_Minutes(jsii.Number(serviceMinutes)),
		ResourceType:   new("Custom::" + kind),
		Properties:     &all,
	})
	resource.Node().AddDependency(function) // with its permissions, and how often it is called
	return resource
}

// code is the name of the file that a function runs, which is a hash of what is in it.
func code(function awslambda.Function) *string {
	code := function.Node().DefaultChild().(awslambda.CfnFunction).Code()
	return code.(*awslambda.CfnFunction_CodeProperty).S3Key
}
