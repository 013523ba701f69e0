package application

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// buildMinutes bounds a build.
const buildMinutes = 60

// project is what an action of CodeBuild runs.
type project struct {
	pipeline   string   // its name: what is built comes from its artifacts
	step       string   // begins its log streams
	spec       string   // the file of the repository that it runs
	commands   []string // or these
	privileged bool     // Docker runs in it
	settings   map[string]string
	may        []awsiam.PolicyStatement
}

// image is CodeBuild's, of the processor that the application runs on, so that nothing is emulated.
func (p pipelines) image() (kind, id string) {
	if p.Architecture == config.AMD64 {
		return "LINUX_CONTAINER", *awscodebuild.LinuxBuildImage_AMAZON_LINUX_2023_5().ImageId()
	}
	return "ARM_CONTAINER", *awscodebuild.LinuxArmBuildImage_AMAZON_LINUX_2023_STANDARD_3_0().ImageId()
}

// newProject adds a project with a role of its own, which reads what its pipeline took and writes its log, and returns
// its ARN and name.
func (p pipelines) newProject(scope constructs.Construct, id string, of project) (arn, name string) {
	role := awsiam.NewRole(scope, new(id+"Role"), &awsiam.RoleProps{
		Description: new("the step " + of.step + " of the pipeline " + of.pipeline),
		AssumedBy:   awsiam.NewServicePrincipal(new("codebuild.amazonaws.com"), p.own()),
	})
	statements := append(
		p.artifacts(of.pipeline, "s3:GetObject", "s3:GetObjectVersion"),
		allow(
			"Log",
			[]string{*p.Logs.LogGroupArn() + ":log-stream:" + of.step + "/*"},
			"logs:CreateLogStream",
			"logs:PutLogEvents",
		),
	)
	for _, statement := range append(statements, of.may...) {
		role.AddToPolicy(statement)
	}
	spec := of.spec
	if spec == "" {
		spec = written(map[string]any{
			"version": "0.2",
			"phases":  map[string]any{"build": map[string]any{"commands": of.commands}},
		})
	}
	kind, image := p.image()
	made := awscodebuild.NewCfnProject(scope, &id, &awscodebuild.CfnProjectProps{
		Description:   new("the step " + of.step + " of the pipeline " + of.pipeline),
		ServiceRole:   role.RoleArn(),
		EncryptionKey: p.Key.KeyArn(),
		Artifacts:     &awscodebuild.CfnProject_ArtifactsProperty{Type: new("CODEPIPELINE")},
		Source:        &awscodebuild.CfnProject_SourceProperty{Type: new("CODEPIPELINE"), BuildSpec: &spec},
		Environment: &awscodebuild.CfnProject_EnvironmentProperty{
			Type:                 &kind,
			Image:                &image,
			ComputeType:          new("BUILD_GENERAL1_SMALL"),
			PrivilegedMode:       &of.privileged,
			EnvironmentVariables: variables(of.settings),
		},
		LogsConfig: &awscodebuild.CfnProject_LogsConfigProperty{
			CloudWatchLogs: &awscodebuild.CfnProject_CloudWatchLogsConfigProperty{
				Status:     new("ENABLED"),
				GroupName:  p.Logs.LogGroupName(),
				StreamName: &of.step,
			},
		},
		TimeoutInMinutes: jsii.Number(buildMinutes),
		Visibility:       new("PRIVATE"),
	})
	made.Node().AddDependency(role) // with its policy
	return *made.AttrArn(), *made.Ref()
}

// variables are settings as CodeBuild wants them, in order.
func variables(settings map[string]string) *[]any {
	all := []any{}
	for _, name := range sortedKeys(settings) {
		all = append(all, &awscodebuild.CfnProject_EnvironmentVariableProperty{
			Name: &name, Type: new("PLAINTEXT"), Value: new(settings[name]),
		})
	}
	return &all
}

// action runs a project: TAG and IMAGE are of the commit that the pipeline took.
func (p pipelines) action(name, project string, order int) action {
	settings := written([]map[string]string{
		{"name": "IMAGE", "type": "PLAINTEXT", "value": p.Registry + "/" + p.Image + ":" + commit},
		{"name": "TAG", "type": "PLAINTEXT", "value": commit},
	})
	return action{
		name: name, category: "Build", provider: "CodeBuild", order: order, input: code,
		settings: map[string]any{"ProjectName": project, "EnvironmentVariables": settings},
	}
}

// building are the settings of push.sh that are not of a commit.
func (p pipelines) building(push string) map[string]string {
	return map[string]string{
		"PUSH": push, "REGION": *p.stack.Region(), "REGISTRY": p.Registry, "REPOSITORY": p.Image,
		"PLATFORM": p.Platform, "DOCKERFILE": p.Dockerfile, "CONTEXT": p.Context,
	}
}
