package openvpn

import (
	"bulkhead/constructs/server"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newRole lets the server read its secret, and not the authority's, and the levels; take its address; and tell how it
// is.
func newRole(
	scope constructs.Construct,
	props Props,
	secret awssecretsmanager.CfnSecret,
	levels awsssm.CfnParameter,
	address awsec2.CfnEIP,
) awsiam.Role {
	stack := awscdk.Stack_Of(scope)
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		RoleName:    &props.Role, // by which its reading is told from others'
		Description: new("the VPN's server"),
		AssumedBy:   awsiam.NewServicePrincipal(new("ec2.amazonaws.com"), nil),
	})
	allow := func(actions, resources *[]*string, conditions *map[string]any) {
		role.AddToPolicy(
			awsiam.NewPolicyStatement(
				&awsiam.PolicyStatementProps{Actions: actions, Resources: resources, Conditions: conditions},
			),
		)
	}
	server.Manage(role, props.Sessions)
	allow(jsii.Strings("secretsmanager:GetSecretValue"), &[]*string{secret.Ref()}, nil)
	allow(
		jsii.Strings("kms:Decrypt"),
		&[]*string{props.Secrets.KeyArn()},
		&map[string]any{"StringEquals": map[string]*string{
			"kms:EncryptionContext:SecretARN": secret.Ref(),
			"kms:ViaService":                  new("secretsmanager." + *stack.Region() + ".amazonaws.com"),
		}},
	)
	allow(jsii.Strings("ssm:GetParameter"), jsii.Strings(
		"arn:aws:ssm:"+*stack.Region()+":"+*stack.Account()+":parameter"+*levels.Name()), nil)
	here := "arn:aws:ec2:" + *stack.Region() + ":" + *stack.Account() + ":"
	// Its own instance and interface have no names before they exist.
	allow(
		jsii.Strings("ec2:AssociateAddress"),
		jsii.Strings(here+"elastic-ip/"+*address.AttrAllocationId(), here+"instance/*", here+"network-interface/*"),
		nil,
	)
	allow(
		jsii.Strings("cloudwatch:PutMetricData"),
		jsii.Strings("*"),
		&map[string]any{"StringEquals": map[string]string{"cloudwatch:namespace": namespace}},
	)
	allow(
		jsii.Strings("logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"),
		&[]*string{props.Log.LogGroupArn()},
		nil,
	)
	return role
}
