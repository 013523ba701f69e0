package lambda

import (
	"fmt"

	"bulkhead/config"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodedeploy"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
)

// shift has CodeDeploy move the alias to a new version in steps, and back when an alarm fires.
func (f function) shift(alias awslambda.CfnAlias, version awslambda.Version) {
	scope := constructs.NewConstruct(f.scope, new("Shift"))
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(new("codedeploy.amazonaws.com"), nil),
	})
	store.Allow(
		scope,
		"Move",
		role,
		store.Permission{
			Actions:   []string{"lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"},
			Resources: []string{*f.made.FunctionArn(), *f.made.FunctionArn() + ":" + Live},
		},
		store.Permission{
			Actions:   []string{"cloudwatch:DescribeAlarms"},
			Resources: []string{"*"},
		}, // it knows no resources
	)
	application := awscodedeploy.NewCfnApplication(scope, new("Application"), &awscodedeploy.CfnApplicationProps{
		ComputePlatform: new("Lambda"),
	})
	alarm := f.newShiftAlarm(version)
	group := awscodedeploy.NewCfnDeploymentGroup(scope, new("Group"), &awscodedeploy.CfnDeploymentGroupProps{
		ApplicationName:      application.Ref(),
		ServiceRoleArn:       role.RoleArn(),
		DeploymentConfigName: new(steps(f.props.Deployment)),
		DeploymentStyle: &awscodedeploy.CfnDeploymentGroup_DeploymentStyleProperty{
			DeploymentType: new("BLUE_GREEN"), DeploymentOption: new("WITH_TRAFFIC_CONTROL"),
		},
		AlarmConfiguration: &awscodedeploy.CfnDeploymentGroup_AlarmConfigurationProperty{
			Enabled: true,
			Alarms: []any{&awscodedeploy.CfnDeploymentGroup_AlarmProperty{
				Name: alarm.Node().DefaultChild().(awscloudwatch.CfnAlarm).Ref(),
			}},
		},
		AutoRollbackConfiguration: &awscodedeploy.CfnDeploymentGroup_AutoRollbackConfigurationProperty{
			Enabled: true,
			Events:  &[]*string{new("DEPLOYMENT_FAILURE"), new("DEPLOYMENT_STOP_ON_ALARM")},
		},
	})
	group.Node().AddDependency(scope.Node().FindChild(new("Move")))
	alias.CfnOptions().SetUpdatePolicy(&awscdk.CfnUpdatePolicy{
		CodeDeployLambdaAliasUpdate: &awscdk.CfnCodeDeployLambdaAliasUpdate{
			ApplicationName: application.Ref(), DeploymentGroupName: group.Ref(),
		},
	})
	alias.Node().AddDependency(group)
}

// steps is what CodeDeploy calls a way to move calls.
func steps(s config.Shift) string {
	if s.Strategy == config.CanaryShift {
		return fmt.Sprintf("CodeDeployDefault.LambdaCanary10Percent%dMinutes", s.Minutes)
	}
	unit := "Minutes"
	if s.Minutes == 1 {
		unit = "Minute"
	}
	return fmt.Sprintf("CodeDeployDefault.LambdaLinear10PercentEvery%d%s", s.Minutes, unit)
}
