package delivery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newApproval returns the step in which a person agrees to a wave.
func newApproval(wave string, plan *string) pipelines.ManualApprovalStep {
	return pipelines.NewManualApprovalStep(new("approve-"+wave), &pipelines.ManualApprovalStepProps{
		Comment:   new("Deploys " + wave + ". The link is to the plan."),
		ReviewUrl: plan,
	})
}

// approveSelf has a person agree before the pipeline changes itself, which comes after what CDK Pipelines calls Build.
// Approved is what was built: this is what the pipeline changes itself to.
func approveSelf(code awscodepipeline.Pipeline, plan *string) {
	build := (*code.Stages())[1]
	code.AddStage(&awscodepipeline.StageOptions{
		StageName: new("Approve"),
		Placement: &awscodepipeline.StagePlacement{JustAfter: build},
		Actions: &[]awscodepipeline.IAction{
			awscodepipelineactions.NewManualApprovalAction(&awscodepipelineactions.ManualApprovalActionProps{
				ActionName:            new("approve-self"),
				AdditionalInformation: new("Changes the pipeline itself, first of all. The link is to the plan."),
				ExternalEntityLink:    plan,
			}),
		},
	})
}

// reviewed is the address in the console at which whoever approves reads the plan. Pipelines that others start have
// none of their own: theirs is the execution of the first one, with the step that showed it.
func reviewed(scope constructs.Construct, s Start, artifacts awss3.IBucket) *string {
	region := *awscdk.Stack_Of(scope).Region()
	console := "https://" + region + ".console.aws.amazon.com/"
	if s.started() {
		return new(console + "codesuite/codepipeline/pipelines/" + s.First + "/executions/" + s.release() +
			"/timeline?region=" + region)
	}
	return new(console + "s3/object/" + *artifacts.BucketName() + "?region=" + region + "&prefix=" + planKey())
}

// planKey is the object with the plan of an execution.
func planKey() string { return plansPrefix + *awscodepipeline.GlobalVariables_ExecutionId() + ".md" }

// ofItsOwnExecution keeps code that was pushed, and that nobody has approved, from what others' approvals deploy: it
// finds no artifacts of other executions, whose names AWS makes up, and writes none of what outlasts executions.
func ofItsOwnExecution(artifacts awss3.IBucket) *[]awsiam.PolicyStatement {
	objects := kept + "*"
	return &[]awsiam.PolicyStatement{
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:        new("FindNoArtifacts"),
			Effect:     awsiam.Effect_DENY,
			Actions:    jsii.Strings("s3:List*"),
			Resources:  &[]*string{artifacts.BucketArn()},
			Conditions: &map[string]any{"StringNotEquals": map[string]string{"s3:prefix": kept}},
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:       new("DeleteNothing"),
			Effect:    awsiam.Effect_DENY,
			Actions:   jsii.Strings("s3:DeleteObject*"),
			Resources: &[]*string{artifacts.ArnForObjects(new("*"))},
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:       new("KeepWhatIsKept"),
			Effect:    awsiam.Effect_DENY,
			Actions:   jsii.Strings("s3:PutObject*"),
			Resources: &[]*string{artifacts.ArnForObjects(&objects)},
		}),
	}
}
