package delivery

import (
	_ "embed"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/jsii-runtime-go"
)

// deployedKey is the object with the templates that were deployed last. It is beside the artifacts, which expire.
const deployedKey = kept + "templates.tgz"

// kept begins the keys of what outlasts executions.
const kept = "deployed/"

// plansPrefix begins the keys of plans, which expire as artifacts do.
const plansPrefix = "plans/"

var (
	//go:embed plan.sh
	planScript string
	//go:embed keep.sh
	keepScript string
)

// script is what a step runs: bash of its own, so that the script may stop.
func script(text string) string { return "bash <<'END'\n" + text + "END\n" }

// deployedAt tells the scripts where things are that outlast an execution.
func deployedAt(artifacts awss3.IBucket) map[string]*string {
	return map[string]*string{
		"BUCKET":    artifacts.BucketName(),
		"KEY":       new(deployedKey),
		"LEFT_OVER": new(leftOverKey),
	}
}

// mayKeep allows to write one object beside the artifacts.
func mayKeep(artifacts awss3.IBucket, key awskms.IKey, object string) []awsiam.PolicyStatement {
	return []awsiam.PolicyStatement{
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:       new("Keep"),
			Actions:   jsii.Strings("s3:PutObject"),
			Resources: &[]*string{artifacts.ArnForObjects(&object)},
		}),
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:       new("Encrypt"),
			Actions:   jsii.Strings("kms:GenerateDataKey", "kms:Decrypt"),
			Resources: &[]*string{key.KeyArn()},
		}),
	}
}

// newKeep returns the step that keeps the templates that synth wrote, when all of them are deployed.
func newKeep(artifacts awss3.IBucket, key awskms.IKey, synth pipelines.CodeBuildStep) pipelines.CodeBuildStep {
	environment := deployedAt(artifacts)
	statements := mayKeep(artifacts, key, deployedKey)
	return pipelines.NewCodeBuildStep(new("keep-deployed"), &pipelines.CodeBuildStepProps{
		Input:                synth,
		Commands:             &[]*string{new(script(keepScript))},
		Env:                  &environment,
		RolePolicyStatements: &statements,
	})
}
