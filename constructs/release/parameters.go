// Package release makes what decides which image a service runs where releases decide it: a parameter for each service,
// and the state machine that moves it.
package release

import (
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Parameter says which image a service runs.
type Parameter struct{ Service, Name, First string }

// ParametersProps are the parameters of a side.
type ParametersProps struct {
	Parameters []Parameter
	ARN        string // of all of them, with a wildcard
	Log        awslogs.ILogGroup
}

// NewParameters adds the parameters of services. They are no resources of CloudFormation's, which would set one back
// when anything else of it changes.
func NewParameters(scope constructs.Construct, id string, props ParametersProps) {
	scope = constructs.NewConstruct(scope, &id)
	maker := function.New(scope, "Function", function.Props{
		Name:        "release",
		Description: "makes the parameters that say which images run",
		Log:         props.Log,
		Permissions: []awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions: jsii.Strings("ssm:GetParameter"), Resources: jsii.Strings(props.ARN),
			}),
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:    jsii.Strings("ssm:PutParameter"),
				Resources:  jsii.Strings(props.ARN),
				Conditions: &map[string]any{"StringEquals": map[string]string{"ssm:Overwrite": "false"}},
			}),
		},
	})
	for _, p := range props.Parameters {
		function.NewCustomResource(scope, p.Service, maker, "Release", map[string]any{
			"Service":   p.Service,
			"Parameter": p.Name,
			"First":     p.First,
		})
	}
}

// Tag adds to a stack what its template knows of a parameter of a release, and returns the tag that it holds when the
// stack is deployed.
func Tag(stack awscdk.Stack, parameter string) string {
	return *awscdk.NewCfnParameter(stack, new(ParameterID), &awscdk.CfnParameterProps{
		Type:    new("AWS::SSM::Parameter::Value<String>"),
		Default: &parameter,
		// CDK does not look up what ends so, and passes over a stack of which nothing else changed.
		Description: new("tag of the image that runs, which releases decide [cdk:skip]"),
	}).ValueAsString()
}

// ParameterID is what a service's template calls it.
const ParameterID = "Release"
