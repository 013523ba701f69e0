package delivery

import (
	_ "embed"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

//go:embed left-over.sh
var leftOverScript string

// leftOverKey is the object with the list of stacks that the configuration does not name any more.
const leftOverKey = kept + "left-over.txt"

// newLeftOver returns the step that lists, in every account that lets it in, the stacks that the configuration does not
// name any more: no pipeline deletes a stack. The plan of the next change shows the list until they are pruned.
func newLeftOver(
	scope constructs.Construct, props PipelineProps, artifacts awss3.IBucket, source pipelines.CodePipelineSource,
	synth pipelines.CodeBuildStep,
) pipelines.CodeBuildStep {
	environment := deployedAt(artifacts)
	environment["BULKHEAD_CONFIG"] = &props.Directory
	environment["CLOSED"] = new(strings.Join(props.Closed, " "))
	statements := append(
		mayKeep(artifacts, props.ArtifactsKey, leftOverKey),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:     new("LookIntoOtherAccounts"),
			Actions: jsii.Strings("sts:AssumeRole"),
			// Which accounts take it, their roles say. Accounts of environments that are gone are looked into, too.
			Resources: jsii.Strings("arn:aws:iam::*:role/cdk-hnb659fds-lookup-role-*"),
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid: new("LookIntoThisOne"),
			Actions: jsii.Strings("cloudformation:DescribeStacks", "cloudformation:GetTemplate",
				"cloudformation:ListImports", "cloudformation:ListStackResources", "tag:GetResources"),
			Resources: jsii.Strings("*"),
		}),
	)
	return pipelines.NewCodeBuildStep(new("left-over"), &pipelines.CodeBuildStepProps{
		Role:  props.newRole(scope, "LookOverRole", props.Paths.LookOver, "look-over", "codebuild"),
		Input: source,
		AdditionalInputs: &map[string]pipelines.IFileSetProducer{
			program:    synth.AddOutputDirectory(new(program)),
			"cdk.out/": synth,
		},
		Env:                  &environment,
		Commands:             &[]*string{new(script(leftOverScript))},
		RolePolicyStatements: &statements,
	})
}
