package search

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// LogPolicyProps is what domains of an account and region write logs to.
type LogPolicyProps struct {
	Name    string // of the policy
	Logs    string // ARN of the log groups, with wildcards
	Domains string // ARN of the domains, with wildcards
	Account string
}

// NewLogPolicy lets domains write logs. Domains must depend on it. A region of an account has room for ten such
// policies, so all domains share one.
func NewLogPolicy(scope constructs.Construct, id string, props LogPolicyProps) constructs.Construct {
	return awslogs.NewResourcePolicy(scope, &id, &awslogs.ResourcePolicyProps{
		ResourcePolicyName: &props.Name,
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
}
