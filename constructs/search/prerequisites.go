package search

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// PrerequisitesProps is what domains of an account and region need.
type PrerequisitesProps struct {
	Policy  string // name of the policy that lets domains write to log groups
	Logs    string // ARN of the log groups, with wildcards
	Domains string // ARN of the domains, with wildcards
	Account string
	Role    bool // make the service-linked role, which an account has once
}

// NewPrerequisites lets domains write logs, and makes the role with which OpenSearch Service enters a VPC, which,
// unlike other services, it does not make by itself. Domains must depend on it.
func NewPrerequisites(scope constructs.Construct, id string, props PrerequisitesProps) constructs.Construct {
	scope = constructs.NewConstruct(scope, &id)
	awslogs.NewResourcePolicy(scope, new("Logs"), &awslogs.ResourcePolicyProps{
		ResourcePolicyName: &props.Policy,
		PolicyStatements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("es.amazonaws.com"), nil)},
			Actions:    jsii.Strings("logs:PutLogEvents", "logs:CreateLogStream"),
			Resources:  &[]*string{&props.Logs},
			Conditions: &map[string]any{
				"StringEquals": map[string]string{"aws:SourceAccount": props.Account},
				"ArnLike":      map[string]string{"aws:SourceArn": props.Domains},
			},
		})},
	})
	if props.Role {
		role := awsiam.NewCfnServiceLinkedRole(scope, new("Role"), &awsiam.CfnServiceLinkedRoleProps{
			AwsServiceName: new("opensearchservice.amazonaws.com"),
		})
		// Other domains of the account, in any region, need it.
		role.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
	return scope
}
