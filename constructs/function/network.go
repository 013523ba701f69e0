package function

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Network is where a function is that reaches what only a VPC reaches.
type Network struct {
	Vpc     awsec2.IVpc
	Subnets *awsec2.SubnetSelection
	Group   awsec2.ISecurityGroup
}

// Interfaces lets Lambda do what it has to for interfaces in a network, such as OfNetwork, and not the functions
// themselves.
func Interfaces(scope constructs.Construct, actions []string) []awsiam.PolicyStatement {
	statement := func(effect awsiam.Effect, condition *map[string]any) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Effect:     effect,
			Actions:    jsii.Strings(actions...),
			Resources:  jsii.Strings("*"), // an interface that is yet to be made has no name
			Conditions: condition,
		})
	}
	stack := awscdk.Stack_Of(scope)
	functions := "arn:aws:lambda:" + *stack.Region() + ":" + *stack.Account() + ":function:*"
	return []awsiam.PolicyStatement{
		statement(awsiam.Effect_ALLOW, nil),
		statement(awsiam.Effect_DENY, &map[string]any{"ArnLike": map[string]string{"lambda:SourceFunctionArn": functions}}),
	}
}

// OfNetwork are the permissions of a function in a network. Source: the AWS Lambda developer guide, "Giving Lambda
// functions access to resources in an Amazon VPC".
var OfNetwork = []string{
	"ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface",
	"ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses",
}
