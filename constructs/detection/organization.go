package detection

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsaccessanalyzer"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsconfig"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewOrganizationAnalyzer adds what finds resources of the whole AWS organization that strangers to it can use. The
// account has to be the organization's administrator of it.
func NewOrganizationAnalyzer(scope constructs.Construct, id, name string) {
	awsaccessanalyzer.NewCfnAnalyzer(
		scope,
		&id,
		&awsaccessanalyzer.CfnAnalyzerProps{Type: new("ORGANIZATION"), AnalyzerName: &name},
	)
}

// NewAggregator adds what gathers the records of AWS Config of every account and region of the AWS organization. The
// account has to be the organization's administrator of it.
func NewAggregator(scope constructs.Construct, id, name string) {
	scope = constructs.NewConstruct(scope, &id)
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		Description: new("lists the accounts whose records are gathered"),
		AssumedBy:   awsiam.NewServicePrincipal(new("config.amazonaws.com"), nil),
	})
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(
			"organizations:DescribeOrganization",
			"organizations:ListAWSServiceAccessForOrganization",
			"organizations:ListAccounts",
			"organizations:ListDelegatedAdministrators",
		),
		Resources: jsii.Strings("*"), // they know no resources
	}))
	awsconfig.NewCfnConfigurationAggregator(scope, new("Resource"), &awsconfig.CfnConfigurationAggregatorProps{
		ConfigurationAggregatorName: &name,
		OrganizationAggregationSource: &awsconfig.CfnConfigurationAggregator_OrganizationAggregationSourceProperty{
			AllAwsRegions: true,
			RoleArn:       role.RoleArn(),
		},
	}).Node().AddDependency(role) // with its policy
}
