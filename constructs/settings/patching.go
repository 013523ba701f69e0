package settings

import (
	"bulkhead/constructs/server"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// PatchingProps is when instances are patched.
type PatchingProps struct {
	Name  string // of the baseline and of the maintenance window
	Cron  string // in UTC
	Hours int
	Log   awslogs.ILogGroup // what patching says
}

// runPatchBaseline is AWS's document that looks for patches, and installs them.
const runPatchBaseline = "AWS-RunPatchBaseline"

// bugfixDays is how long a patch that mends no weakness has been out before it is installed.
const bugfixDays = 7

// NewPatching adds what patches the instances of a region: those tagged as patched in place every week, while those
// that are replaced by newer ones are looked at only.
func NewPatching(scope constructs.Construct, id string, props PatchingProps) {
	scope = constructs.NewConstruct(scope, &id)
	baseline := awsssm.NewCfnPatchBaseline(scope, new("Baseline"), &awsssm.CfnPatchBaselineProps{
		Name:            &props.Name,
		Description:     new("Security patches at once, others after a week"),
		OperatingSystem: new("AMAZON_LINUX_2023"),
		DefaultBaseline: true,
		ApprovalRules: &awsssm.CfnPatchBaseline_RuleGroupProperty{PatchRules: []any{
			approve("Security", 0, "CRITICAL"),
			approve("Bugfix", bugfixDays, "MEDIUM"),
		}},
	})
	// Systems Manager deletes no default: a stack that fails would be stuck.
	baseline.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
	window := awsssm.NewCfnMaintenanceWindow(scope, new("Window"), &awsssm.CfnMaintenanceWindowProps{
		Name:                     &props.Name,
		Description:              new("Instances are patched, and restarted where a patch asks for it"),
		Schedule:                 &props.Cron,
		ScheduleTimezone:         new("UTC"),
		Duration:                 jsii.Number(props.Hours),
		Cutoff:                   jsii.Number(1), // nothing begins in the last hour
		AllowUnassociatedTargets: false,
	})
	target := awsssm.NewCfnMaintenanceWindowTarget(scope, new("Target"), &awsssm.CfnMaintenanceWindowTargetProps{
		WindowId:     window.Ref(),
		Name:         new(server.PatchedInPlace),
		ResourceType: new("INSTANCE"),
		Targets:      []any{tagged(server.PatchedInPlace)},
	})
	run := &awsssm.CfnMaintenanceWindowTask_MaintenanceWindowRunCommandParametersProperty{
		Parameters: map[string]any{
			"Operation":    []string{"Install"},
			"RebootOption": []string{"RebootIfNeeded"},
		},
		CloudWatchOutputConfig: &awsssm.CfnMaintenanceWindowTask_CloudWatchOutputConfigProperty{
			CloudWatchOutputEnabled: true,
			CloudWatchLogGroupName:  props.Log.LogGroupName(),
		},
	}
	awsssm.NewCfnMaintenanceWindowTask(scope, new("Task"), &awsssm.CfnMaintenanceWindowTaskProps{
		WindowId:       window.Ref(),
		Name:           new("patch"),
		TaskType:       new("RUN_COMMAND"),
		TaskArn:        new(runPatchBaseline),
		Priority:       jsii.Number(1),
		MaxConcurrency: new("1"),
		MaxErrors:      new("1"),
		Targets: []any{
			&awsssm.CfnMaintenanceWindowTask_TargetProperty{
				Key:    new("WindowTargetIds"),
				Values: &[]*string{target.Ref()},
			},
		},
		TaskInvocationParameters: &awsssm.CfnMaintenanceWindowTask_TaskInvocationParametersProperty{
			MaintenanceWindowRunCommandParameters: run,
		},
	})
	awsssm.NewCfnAssociation(scope, new("Scan"), &awsssm.CfnAssociationProps{
		Name:               new(runPatchBaseline),
		AssociationName:    new(props.Name + "-scan"),
		ScheduleExpression: new("rate(1 day)"),
		Parameters:         map[string]any{"Operation": []string{"Scan"}},
		Targets:            []any{tagged(server.PatchedInPlace, server.PatchedByReplacement)},
		ComplianceSeverity: new("HIGH"),
	})
}

// approve returns a rule of the baseline: patches of a kind, that many days after they came out.
func approve(classification string, days int, compliance string) *awsssm.CfnPatchBaseline_RuleProperty {
	return &awsssm.CfnPatchBaseline_RuleProperty{
		ApproveAfterDays: jsii.Number(days),
		ComplianceLevel:  &compliance,
		PatchFilterGroup: &awsssm.CfnPatchBaseline_PatchFilterGroupProperty{PatchFilters: []any{
			&awsssm.CfnPatchBaseline_PatchFilterProperty{
				Key:    new("CLASSIFICATION"),
				Values: jsii.Strings(classification),
			},
		}},
	}
}

// tagged returns the instances that say so themselves.
func tagged(values ...string) map[string]any {
	return map[string]any{"key": "tag:" + server.PatchingTag, "values": values}
}
