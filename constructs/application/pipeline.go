package application

import (
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

const (
	// code is the artifact of the repository's files.
	code = "code"
	// commit is the variable of the commit that a pipeline took.
	commit = "#{source.CommitId}"
)

// action is a step of a pipeline.
type action struct {
	name, category, provider string
	order                    int
	settings                 map[string]any
	role                     string // of another account; without it, the pipeline's own
	region                   string // if it is another one
	input, output, namespace string
}

// phase is what CodePipeline calls a stage.
type phase struct {
	name    string
	actions []action
}

// pipeline is one of an application's.
type pipeline struct {
	name     string
	mode     string
	role     string // its name, where another account knows it
	trigger  *awscodepipeline.CfnPipeline_GitConfigurationProperty
	variable *awscodepipeline.CfnPipeline_VariableDeclarationProperty
	phases   []phase
	may      []awsiam.PolicyStatement
	stores   map[string]string // buckets by the other regions that it works in
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// own demands that a service works for the stack's account.
func (p pipelines) own() *awsiam.ServicePrincipalOpts {
	return &awsiam.ServicePrincipalOpts{Conditions: &map[string]any{
		"StringEquals": map[string]*string{"aws:SourceAccount": p.stack.Account()},
	}}
}

// artifacts returns what lets somebody do actions on a pipeline's artifacts, and use their key.
func (p pipelines) artifacts(pipeline string, actions ...string) []awsiam.PolicyStatement {
	return []awsiam.PolicyStatement{
		allow("Artifacts", []string{*p.bucket.ArnForObjects(new(artifactsPrefix(pipeline) + "*"))}, actions...),
		allow(
			"Bucket",
			[]string{*p.bucket.BucketArn()},
			"s3:GetBucketAcl",
			"s3:GetBucketLocation",
			"s3:GetBucketVersioning",
		),
		allow("Key", []string{*p.Key.KeyArn()}, "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"),
	}
}

// source takes the repository's files. Triggers start pipelines, and not that the branch has changed.
func (p pipelines) source() phase {
	return phase{
		"Source",
		[]action{
			{
				name:      "source",
				category:  "Source",
				provider:  "CodeStarSourceConnection",
				order:     1,
				output:    code,
				namespace: "source",
				settings: map[string]any{
					"ConnectionArn":        p.CodePipeline.Connection,
					"FullRepositoryId":     p.CodePipeline.Repository,
					"BranchName":           p.CodePipeline.Branch,
					"DetectChanges":        "false",
					"OutputArtifactFormat": "CODE_ZIP",
				},
			},
		},
	}
}

// newPipeline adds a pipeline with a role of its own.
func (p pipelines) newPipeline(scope constructs.Construct, of pipeline) {
	props := &awsiam.RoleProps{
		Description: new("the pipeline " + of.name),
		AssumedBy:   awsiam.NewServicePrincipal(new("codepipeline.amazonaws.com"), p.own()),
	}
	if of.role != "" {
		props.RoleName = &of.role
	}
	role := awsiam.NewRole(scope, new("Role"), props)
	statements := append(
		// The source's action gives objects an access control list. Source: aws-cdk issue 13557.
		p.artifacts(of.name, "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:PutObjectAcl"),
		allow(
			"Source",
			[]string{p.CodePipeline.Connection},
			"codeconnections:UseConnection",
			"codestar-connections:UseConnection",
		),
	)
	for _, statement := range append(statements, of.may...) {
		role.AddToPolicy(statement)
	}
	made := &awscodepipeline.CfnPipelineProps{
		Name:          &of.name,
		PipelineType:  new("V2"),
		ExecutionMode: &of.mode,
		RoleArn:       role.RoleArn(),
		Stages:        stages(of.phases),
	}
	if of.trigger != nil {
		of.trigger.SourceActionName = new("source")
		made.Triggers = &[]any{&awscodepipeline.CfnPipeline_PipelineTriggerDeclarationProperty{
			ProviderType:     new("CodeStarSourceConnection"),
			GitConfiguration: of.trigger,
		}}
	}
	if of.variable != nil {
		made.Variables = &[]any{of.variable}
	}
	store := &awscodepipeline.CfnPipeline_ArtifactStoreProperty{
		Type: new("S3"), Location: p.bucket.BucketName(),
		EncryptionKey: &awscodepipeline.CfnPipeline_EncryptionKeyProperty{Type: new("KMS"), Id: p.Key.KeyArn()},
	}
	if len(of.stores) == 0 {
		made.ArtifactStore = store
	} else {
		made.ArtifactStores = storesOf(p.stack, store, of.stores)
	}
	awscodepipeline.NewCfnPipeline(scope, new("Pipeline"), made).Node().AddDependency(role) // with its policy
}

// storesOf are the buckets of a pipeline by region.
func storesOf(
	stack awscdk.Stack, own *awscodepipeline.CfnPipeline_ArtifactStoreProperty, others map[string]string,
) *[]any {
	all := []any{&awscodepipeline.CfnPipeline_ArtifactStoreMapProperty{Region: stack.Region(), ArtifactStore: own}}
	for _, region := range sortedKeys(others) {
		all = append(all, &awscodepipeline.CfnPipeline_ArtifactStoreMapProperty{
			Region: &region,
			ArtifactStore: &awscodepipeline.CfnPipeline_ArtifactStoreProperty{
				Type: new("S3"), Location: new(others[region]),
			},
		})
	}
	return &all
}

// stages are phases as CloudFormation wants them.
func stages(phases []phase) *[]any {
	all := []any{}
	for _, ph := range phases {
		actions := []any{}
		for _, a := range ph.actions {
			actions = append(actions, a.declaration())
		}
		all = append(all, &awscodepipeline.CfnPipeline_StageDeclarationProperty{Name: &ph.name, Actions: &actions})
	}
	return &all
}

// declaration is the action as CloudFormation wants it.
func (a action) declaration() *awscodepipeline.CfnPipeline_ActionDeclarationProperty {
	made := &awscodepipeline.CfnPipeline_ActionDeclarationProperty{
		Name: &a.name,
		ActionTypeId: &awscodepipeline.CfnPipeline_ActionTypeIdProperty{
			Category: &a.category, Owner: new("AWS"), Provider: &a.provider, Version: new("1"),
		},
		RunOrder:      jsii.Number(a.order),
		Configuration: a.settings,
	}
	for _, optional := range []struct {
		value string
		set   func(*string)
	}{
		{a.role, func(v *string) { made.RoleArn = v }},
		{a.region, func(v *string) { made.Region = v }},
		{a.namespace, func(v *string) { made.Namespace = v }},
		{a.input, func(v *string) {
			made.InputArtifacts = &[]any{&awscodepipeline.CfnPipeline_InputArtifactProperty{Name: v}}
		}},
		{a.output, func(v *string) {
			made.OutputArtifacts = &[]any{&awscodepipeline.CfnPipeline_OutputArtifactProperty{Name: v}}
		}},
	} {
		if optional.value != "" {
			optional.set(&optional.value)
		}
	}
	return made
}
