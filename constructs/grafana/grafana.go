// Package grafana shows what accounts share in a workspace of Amazon Managed Grafana.
package grafana

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsgrafana"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// New adds a workspace that people of Identity Center sign in to, and that reads metrics, logs and traces as a role of
// its own, but not the log groups with the ARNs closed. Who may sign in, and which data sources there are, is said in
// the workspace: CloudFormation has neither.
func New(scope constructs.Construct, id, name string, settings config.Grafana, closed []string) {
	scope = constructs.NewConstruct(scope, &id)
	stack := awscdk.Stack_Of(scope)
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		Description: new("reads what accounts share, for Grafana"),
		AssumedBy: awsiam.NewServicePrincipal(new("grafana.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{
				"StringEquals": map[string]*string{"aws:SourceAccount": stack.Account()},
				"StringLike": map[string]string{
					"aws:SourceArn": "arn:aws:grafana:" + *stack.Region() + ":" + *stack.Account() + ":/workspaces/*",
				},
			},
		}),
		// In the role, not beside it: what the workspace uses stays with it.
		InlinePolicies: &map[string]awsiam.PolicyDocument{
			"Read": awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: reads(*stack.Account(), closed)}),
		},
	})
	role.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE)
	workspace := awsgrafana.NewCfnWorkspace(scope, new("Workspace"), &awsgrafana.CfnWorkspaceProps{
		Name:                    &name,
		Description:             new("metrics, logs and traces of every account"),
		GrafanaVersion:          &settings.Version,
		AccountAccessType:       new("CURRENT_ACCOUNT"), // which others share with
		AuthenticationProviders: jsii.Strings("AWS_SSO"),
		PermissionType:          new("CUSTOMER_MANAGED"),
		DataSources:             jsii.Strings("CLOUDWATCH", "XRAY"),
		RoleArn:                 role.RoleArn(),
		PluginAdminEnabled:      false,
	})
	workspace.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil) // with people's dashboards
	awscdk.NewCfnOutput(stack, new("Endpoint"), &awscdk.CfnOutputProps{
		Description: new("where people sign in"),
		Value:       workspace.AttrEndpoint(),
	})
}

// reads are of what AWS's policy AmazonGrafanaCloudWatchAccess allows, and of what X-Ray's data source asks for, what
// looks at metrics, logs and traces; but neither the logs of the security account itself, which tell who looks at whom,
// nor what people type in sessions or stores write. Sources: the AWS managed policy reference; the
// Amazon Managed Grafana user guide, "Connect to an AWS X-Ray data source".
func reads(account string, closed []string) *[]awsiam.PolicyStatement {
	readLogs := jsii.Strings("logs:GetLogEvents", "logs:GetLogGroupFields", "logs:StartQuery")
	return &[]awsiam.PolicyStatement{
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid: new("Read"),
			Actions: jsii.Strings(
				"cloudwatch:DescribeAlarmHistory",
				"cloudwatch:DescribeAlarms",
				"cloudwatch:DescribeAlarmsForMetric",
				"cloudwatch:GetMetricData",
				"cloudwatch:GetMetricStatistics",
				"cloudwatch:ListMetrics",
				"ec2:DescribeRegions",
				"logs:DescribeLogGroups",
				"logs:GetLogEvents",
				"logs:GetLogGroupFields",
				"logs:GetQueryResults",
				"logs:StartQuery",
				"logs:StopQuery",
				"oam:ListAttachedLinks",
				"oam:ListSinks",
				"xray:BatchGetTraces",
				"xray:GetGroups",
				"xray:GetInsightSummaries",
				"xray:GetServiceGraph",
				"xray:GetTimeSeriesServiceStatistics",
				"xray:GetTraceGraph",
				"xray:GetTraceSummaries",
			),
			Resources: jsii.Strings("*"), // of whoever shares
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:       new("NotItsOwn"),
			Effect:    awsiam.Effect_DENY,
			Actions:   readLogs,
			Resources: jsii.Strings("arn:aws:logs:*:" + account + ":log-group:*"),
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:       new("NoSessionsAndNoData"), // which are not shared either
			Effect:    awsiam.Effect_DENY,
			Actions:   readLogs,
			Resources: jsii.Strings(closed...),
		}),
	}
}
