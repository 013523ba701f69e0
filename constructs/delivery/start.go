package delivery

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Start is where a pipeline is among others, which are given by name.
type Start struct {
	First  string   // the pipeline that tests each push and starts the others; empty for that one itself
	Beside []string // of the same wave, with this one; none of the first
	Next   []string // of the next wave, started after all of the same have deployed
}

// started tells whether another pipeline starts this one, for a release that has been tested.
func (s Start) started() bool { return s.First != "" }

// releaseVariable is of pipelines that others start: the execution of the first one, which started them all.
const releaseVariable = "RELEASE"

// noRelease is what AWS runs a pipeline with when it has just made it.
const noRelease = "none"

//go:embed start.sh
var startScript string

// startCommand is what the last step runs.
func startCommand() string { return script(startScript) }

// variables are what the pipeline is started with.
func (s Start) variables() *[]awscodepipeline.Variable {
	if !s.started() {
		return nil
	}
	return &[]awscodepipeline.Variable{awscodepipeline.NewVariable(&awscodepipeline.VariableProps{
		VariableName: new(releaseVariable),
		DefaultValue: new(noRelease),
		Description:  new("The execution of the first pipeline, which starts this one"),
	})}
}

// release tells a step which release this is.
func (s Start) release() string {
	if s.started() {
		return "#{variables." + releaseVariable + "}"
	}
	return *awscodepipeline.GlobalVariables_ExecutionId()
}

// newStart returns the last step. It starts the next wave, for the source's commit, unless others of this wave deploy.
func newStart(scope constructs.Construct, s Start, source pipelines.CodePipelineSource) pipelines.CodeBuildStep {
	environment := map[string]*string{
		"NEXT":          new(strings.Join(s.Next, " ")),
		releaseVariable: new(s.release()),
		"COMMIT":        source.SourceAttribute(new("CommitId")),
	}
	if len(s.Beside) > 0 {
		environment["WAVE"] = new(strings.Join(s.Beside, " "))
	}
	return pipelines.NewCodeBuildStep(new("start-next"), &pipelines.CodeBuildStepProps{
		Commands: &[]*string{new(startCommand())},
		Env:      &environment,
		RolePolicyStatements: &[]awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Sid:       new("Start"),
				Actions:   jsii.Strings("codepipeline:StartPipelineExecution"),
				Resources: arns(scope, s.Next),
			}),
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Sid: new("Ask"),
				Actions: jsii.Strings(
					"codepipeline:GetPipelineExecution",
					"codepipeline:ListActionExecutions",
					"codepipeline:ListPipelineExecutions",
				),
				Resources: arns(scope, slices.Concat(s.Beside, s.Next)),
			}),
		},
	})
}

// arns are those of pipelines beside scope's.
func arns(scope constructs.Construct, pipelines []string) *[]*string {
	var all []*string
	for _, name := range pipelines {
		all = append(all, awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
			Service:  new("codepipeline"),
			Resource: &name,
		}))
	}
	return &all
}
