package delivery

import (
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/jsii-runtime-go"
)

// Moving is an environment that can be moved to its other region: a wave with a side of it is deployed only while the
// configuration knows where it is.
type Moving struct {
	Environment string
	Account     string
	Records     map[string]string // ARNs of the tables that say which side is active, by region
}

// program is the directory where synth leaves bulkhead for later steps, and where they find it.
const program = "program"

// newCheck returns the step that ends a deployment before it leads clients back to a side that was left.
func newCheck(
	m Moving, directory string, source pipelines.CodePipelineSource, synth pipelines.CodeBuildStep,
) pipelines.CodeBuildStep {
	var statements []awsiam.PolicyStatement
	for _, region := range slices.Sorted(maps.Keys(m.Records)) {
		statements = append(statements,
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:   jsii.Strings("dynamodb:GetItem"),
				Resources: jsii.Strings(m.Records[region]),
			}),
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:   jsii.Strings("kms:Decrypt"),
				Resources: jsii.Strings("arn:aws:kms:" + region + ":" + m.Account + ":key/*"),
				Conditions: &map[string]any{"StringEquals": map[string]string{
					"kms:ViaService": "dynamodb." + region + ".amazonaws.com",
				}},
			}))
	}
	return pipelines.NewCodeBuildStep(new("active-"+m.Environment), &pipelines.CodeBuildStepProps{
		Input:                source,
		AdditionalInputs:     &map[string]pipelines.IFileSetProducer{program: synth.AddOutputDirectory(new(program))},
		Env:                  &map[string]*string{"BULKHEAD_CONFIG": &directory},
		Commands:             jsii.Strings(program + "/bulkhead active " + m.Environment),
		RolePolicyStatements: &statements,
	})
}
