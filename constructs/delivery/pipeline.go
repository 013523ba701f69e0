// Package delivery makes the pipeline that tests this application, updates
// itself and deploys every stage.
package delivery

import (
	"slices"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Wave is a set of stages that are deployed side by side.
type Wave struct {
	Name     string
	Stages   []awscdk.Stage
	Approval bool // a person agrees first
	Moving   []Moving
}

// PipelineProps is where the source is and what is deployed, in order.
type PipelineProps struct {
	config.Pipeline
	Name         string
	Waves        []Wave
	Logs         awslogs.ILogGroup // of all builds
	ArtifactsKey awskms.IKey       // every account that is deployed to reads with it, so it has no other purpose
	Paths        Paths             // of the roles
	Closed       []string          // accounts that do not let the pipeline in, by name
	Start
}

// CLIVersion of CDK is what the pipeline updates itself with: the one in package.json.
const CLIVersion = "2.1148.1"

// buildMinutes bounds a build: a first one downloads and compiles everything.
const buildMinutes = 60

// NewPipeline adds the pipeline to scope.
func NewPipeline(scope constructs.Construct, id string, props PipelineProps) {
	scope = constructs.NewConstruct(scope, &id)
	artifacts := newArtifacts(scope, props.Name, props.ArtifactsKey)
	readers := readersOf(props.Waves)
	here := readers[*awscdk.Stack_Of(scope).Region()]
	for _, statement := range here.ofBucket(scope, artifacts) {
		artifacts.AddToResourcePolicy(statement)
	}
	for _, statement := range here.ofKey(scope) {
		props.ArtifactsKey.AddToResourcePolicy(statement, nil)
	}
	role := props.newRole(scope, "DeployRole", props.Paths.Deploy, "deploy", "codepipeline")
	code := awscodepipeline.NewPipeline(scope, new("Default"), &awscodepipeline.PipelineProps{
		PipelineName:              &props.Name,
		Role:                      role,
		PipelineType:              awscodepipeline.PipelineType_V2,
		ExecutionMode:             awscodepipeline.ExecutionMode_QUEUED, // a deployment is never overtaken
		ArtifactBucket:            withoutPolicies(scope, artifacts, props.ArtifactsKey),
		CrossAccountKeys:          new(true), // for the buckets that CDK adds in other regions
		EnableKeyRotation:         new(true),
		RestartExecutionOnUpdate:  new(!props.started()),
		UsePipelineRoleForActions: new(true),
		Variables:                 props.variables(),
	})
	// CDK allows the action by the older name only, but it has to match the connection's.
	code.AddToRolePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("codeconnections:UseConnection", "codestar-connections:UseConnection"),
		Resources: &[]*string{&props.Connection},
	}))
	source := newSource(props)
	synth := newSynth(props, source, artifacts)
	pipeline := pipelines.NewCodePipeline(scope, new("Cdk"), &pipelines.CodePipelineProps{
		CodePipeline:            code,
		Synth:                   synth,
		SelfMutation:            new(!props.started()), // the first pipeline deploys the others
		CliVersion:              new(CLIVersion),
		CdkAssetsCliVersion:     new(AssetsVersion),
		PublishAssetsInParallel: new(false), // one build for all assets: starting it costs more than the work
		CodeBuildDefaults: &pipelines.CodeBuildOptions{
			BuildEnvironment: &awscodebuild.BuildEnvironment{
				BuildImage: awscodebuild.LinuxBuildImage_AMAZON_LINUX_2023_5(),
			},
			Logging: &awscodebuild.LoggingOptions{
				CloudWatch: &awscodebuild.CloudWatchLoggingOptions{LogGroup: props.Logs},
			},
			Timeout: awscdk.Duration_Minutes(jsii.Number(buildMinutes)),
		},
	})
	plan := reviewed(scope, props.Start, artifacts)
	for i, w := range props.Waves {
		wave := pipeline.AddWave(&w.Name, nil)
		for _, stage := range w.Stages {
			wave.AddStage(stage, nil)
		}
		if w.Approval {
			wave.AddPre(newApproval(w.Name, plan))
		}
		for _, m := range w.Moving {
			wave.AddPre(newCheck(m, props.Directory, source, synth))
		}
		if i < len(props.Waves)-1 {
			continue
		}
		var keep pipelines.Step
		if !props.started() {
			keep = newKeep(artifacts, props.ArtifactsKey, synth)
			left := newLeftOver(scope, props, artifacts, source, synth)
			left.AddStepDependency(keep)
			wave.AddPost(keep, left)
		}
		if len(props.Next) > 0 {
			start := newStart(scope, props.Start, source)
			if keep != nil {
				start.AddStepDependency(keep)
			}
			wave.AddPost(start)
		}
	}
	pipeline.BuildPipeline()
	if !props.started() && props.Approval(config.ApprovedSelf) == config.ApprovalRequired {
		approveSelf(code, plan)
	}
	props.nameRoles(pipeline)
	writeElsewhere(code, readers)
}

// newSource returns the repository, of which only the first pipeline listens to pushes.
func newSource(props PipelineProps) pipelines.CodePipelineSource {
	options := &pipelines.ConnectionSourceOptions{ConnectionArn: &props.Connection}
	if props.started() {
		options.ActionName, options.TriggerOnPush = new("source"), new(false)
	}
	return pipelines.CodePipelineSource_Connection(&props.Repository, &props.Branch, options)
}

// newSynth returns the step that tests what was pushed, synthesizes and verifies the configuration, and shows what will
// change. What another pipeline starts was tested there: it is synthesized again, from the same commit.
func newSynth(
	props PipelineProps, source pipelines.CodePipelineSource, artifacts awss3.IBucket,
) pipelines.CodeBuildStep {
	environment := deployedAt(artifacts)
	environment["BULKHEAD_CONFIG"] = &props.Directory
	environment["PLAN"] = new(planKey())
	commands := jsii.Strings("make test", "make verify", script(planScript), ReadableLists)
	if props.started() {
		environment = map[string]*string{"BULKHEAD_CONFIG": &props.Directory}
		environment[releaseVariable] = new(props.release())
		commands = jsii.Strings(`[ "$RELEASE" != `+noRelease+" ]", "make synth", ReadableLists)
	}
	if !props.started() || slices.ContainsFunc(props.Waves, func(w Wave) bool { return len(w.Moving) > 0 }) {
		*commands = append(*commands, new("mkdir "+program+" && cp bin/bulkhead "+program))
	}
	return pipelines.NewCodeBuildStep(new("synth"), &pipelines.CodeBuildStepProps{
		RolePolicyStatements:   ofItsOwnExecution(artifacts),
		Input:                  source,
		Env:                    &environment,
		Commands:               commands,
		PrimaryOutputDirectory: new("cdk.out"),
		BuildEnvironment:       &awscodebuild.BuildEnvironment{ComputeType: awscodebuild.ComputeType_MEDIUM},
		PartialBuildSpec: awscodebuild.BuildSpec_FromObject(&map[string]any{
			"phases": map[string]any{"install": map[string]any{
				// Go fetches the toolchain that go.mod names.
				"runtime-versions": map[string]string{"golang": "latest", "nodejs": "latest"},
			}},
		}),
	})
}
