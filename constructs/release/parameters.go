// Package release makes what decides which image a service runs where releases decide it: a parameter for each service,
// and the state machine that moves it.
package release

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Service is one whose image releases decide.
type Service struct {
	config.Release
	Name      string
	Parameter string // name of the parameter that says which tag runs
	Stack     string // name of its stack
}

// ParametersProps are the services of a side, and where their parameters are.
type ParametersProps struct {
	Services []Service
	ARN      string // of all their parameters, with a wildcard
	Log      awslogs.ILogGroup
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
	for _, s := range props.Services {
		function.NewCustomResource(scope, s.Name, maker, "Release", map[string]any{
			"Service":   s.Name,
			"Parameter": s.Parameter,
			"First":     s.First,
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

// repositories are those of services, each once.
func repositories(services []Service) []string {
	var all []string
	for _, s := range services {
		all = append(all, s.Repository)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

