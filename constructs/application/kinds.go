package application

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// start lets a pipeline run projects, given by ARN.
func start(projects ...string) awsiam.PolicyStatement {
	return allow("Build", projects, "codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild")
}

// newValidate adds the pipeline that builds pull requests, side by side. Whoever opens one decides what runs in it, so
// its role reads the code and writes a log, and nothing else.
func (p pipelines) newValidate(scope constructs.Construct) {
	arn, project := p.newProject(scope, "Project", project{
		pipeline:   p.Pipelines.Validate,
		step:       "validate",
		spec:       p.CodePipeline.Buildspec,
		commands:   []string{script(p.Push)},
		privileged: true,
		settings:   p.building("no"),
	})
	p.newPipeline(scope, pipeline{
		name: p.Pipelines.Validate,
		mode: "PARALLEL",
		trigger: &awscodepipeline.CfnPipeline_GitConfigurationProperty{PullRequest: &[]any{
			&awscodepipeline.CfnPipeline_GitPullRequestFilterProperty{
				Events:    jsii.Strings("OPEN", "UPDATED"),
				Branches:  p.branch(),
				FilePaths: p.paths(),
			},
		}},
		phases: []phase{p.source(), {"Build", []action{p.action("validate", project, 1)}}},
		may:    []awsiam.PolicyStatement{start(arn)},
	})
}

// newBuild adds the pipeline that pushes an image of the branch, waits for what Inspector finds in it, and starts the
// one that deploys, for the same commit.
func (p pipelines) newBuild(scope constructs.Construct) {
	building, build := p.newProject(scope, "Project", project{
		pipeline:   p.Pipelines.Build,
		step:       "build",
		spec:       p.CodePipeline.Buildspec,
		commands:   []string{script(p.Push)},
		privileged: true,
		settings:   p.building("yes"),
		may:        MayPush(p.Repository),
	})
	scanning, scan := p.newProject(scope, "Scan", project{
		pipeline: p.Pipelines.Build,
		step:     "scan",
		commands: []string{script(p.Scan)},
		settings: map[string]string{
			"REGION": *p.stack.Region(), "REGISTRY": p.Registry, "REPOSITORY": p.Image,
			"BUCKET": *p.bucket.BucketName(), "KEY": *p.Key.KeyArn(),
		},
		may: []awsiam.PolicyStatement{
			allow("Image", []string{p.Repository}, "ecr:BatchGetImage"),
			allow(
				"Findings",
				[]string{"*"},
				"inspector2:CreateSbomExport",
				"inspector2:GetSbomExport",
				"inspector2:ListCoverage",
				"inspector2:ListFindings",
			),
		},
	})
	p.newPipeline(scope, pipeline{
		name: p.Pipelines.Build,
		mode: "QUEUED",
		trigger: &awscodepipeline.CfnPipeline_GitConfigurationProperty{Push: &[]any{
			&awscodepipeline.CfnPipeline_GitPushFilterProperty{Branches: p.branch(), FilePaths: p.paths()},
		}},
		phases: []phase{
			p.source(),
			{"Build", []action{p.action("build", build, 1), p.action("scan", scan, 2)}},
			{"Deploy", []action{{
				name: "deploy", category: "Invoke", provider: "CodePipeline", order: 1,
				settings: map[string]any{
					"PipelineName": p.Pipelines.Deploy,
					"Variables":    written([]map[string]string{{"name": tagVariable, "value": commit}}),
					"SourceRevisions": written([]map[string]string{
						{"actionName": "source", "revisionType": "COMMIT_ID", "revisionValue": commit},
					}),
				},
			}}},
		},
		may: []awsiam.PolicyStatement{
			start(building, scanning),
			allow("Deploy", []string{p.arnOf(p.Pipelines.Deploy)}, "codepipeline:StartPipelineExecution"),
		},
	})
}

// tagVariable is of the pipeline that deploys: the tag of the image.
const tagVariable = "TAG"

// noTag is what AWS runs a pipeline with when it has just made it. No image has it.
const noTag = "none"

// newDeploy adds the pipeline that releases an image in each environment. Releases wait for one another, so none is
// overtaken: neither at an approval, nor while an environment deploys.
func (p pipelines) newDeploy(scope constructs.Construct) {
	phases, roles := []phase{p.source()}, []string(nil)
	for _, r := range p.Releases {
		var actions []action
		if r.Approve {
			actions = append(actions, action{
				name:     "approve",
				category: "Approval",
				provider: "Manual",
				order:    1,
				settings: map[string]any{
					"CustomData": "Releases " + p.Image + ":#{variables." + tagVariable + "} in " + r.Side + ".",
				},
			})
		}
		for _, service := range p.Services {
			a := action{
				name: service, category: "Invoke", provider: "StepFunctions", order: len(actions) + 1, role: r.Role,
				settings: map[string]any{
					"StateMachineArn": r.Machine,
					"InputType":       "Literal",
					"Input": written(
						map[string]string{"service": service, "tag": "#{variables." + tagVariable + "}"},
					),
				},
			}
			if r.Region != *p.stack.Region() {
				a.region = r.Region
			}
			actions = append(actions, a)
		}
		phases = append(phases, phase{r.Side, actions})
		if !slices.Contains(roles, r.Role) {
			roles = append(roles, r.Role)
		}
	}
	p.newPipeline(scope, pipeline{
		name:   p.Pipelines.Deploy,
		mode:   "QUEUED",
		role:   p.Pipelines.Deploy,
		phases: phases,
		variable: &awscodepipeline.CfnPipeline_VariableDeclarationProperty{
			Name:         new(tagVariable),
			DefaultValue: new(noTag),
			Description:  new("The tag of the image to release: a commit"),
		},
		may:    []awsiam.PolicyStatement{allow("Release", roles, "sts:AssumeRole")},
		stores: p.Stores,
	})
}

// arnOf is the ARN of a pipeline beside.
func (p pipelines) arnOf(pipeline string) string {
	return "arn:aws:codepipeline:" + *p.stack.Region() + ":" + *p.stack.Account() + ":" + pipeline
}

// branch is the only one whose changes count.
func (p pipelines) branch() *awscodepipeline.CfnPipeline_GitBranchFilterCriteriaProperty {
	return &awscodepipeline.CfnPipeline_GitBranchFilterCriteriaProperty{
		Includes: jsii.Strings(p.CodePipeline.Branch),
	}
}

// paths are the files whose changes count, or nil for all.
func (p pipelines) paths() any {
	if len(p.CodePipeline.Paths) == 0 {
		return nil
	}
	return &awscodepipeline.CfnPipeline_GitFilePathFilterCriteriaProperty{
		Includes: jsii.Strings(p.CodePipeline.Paths...),
	}
}

// written is a value as JSON, in which a script stays readable.
func written(value any) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // maps and lists of texts can be written
	}
	return strings.TrimSpace(text.String())
}
