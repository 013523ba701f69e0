package delivery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Paths are those of the pipeline's roles, by what other accounts let them do.
type Paths struct{ Deploy, Publish, Change, LookOver string }

// newRole adds a role of the pipeline that other accounts know by its path, and that a service of AWS takes.
func (p PipelineProps) newRole(scope constructs.Construct, id, path, does, service string) awsiam.Role {
	return awsiam.NewRole(scope, &id, &awsiam.RoleProps{
		Path:      &path,
		RoleName:  new(p.Name + "-" + does),
		AssumedBy: awsiam.NewServicePrincipal(new(service+".amazonaws.com"), nil),
	})
}

// nameRoles puts the roles that CDK Pipelines makes, and takes none for, into the paths that accounts know.
func (p PipelineProps) nameRoles(pipeline pipelines.CodePipeline) {
	put := func(role constructs.IConstruct, path, does string) {
		resource := role.Node().DefaultChild().(awsiam.CfnRole)
		resource.SetPath(&path)
		resource.SetRoleName(new(p.Name + "-" + does))
	}
	if assets := pipeline.Node().TryFindChild(new("Assets")); assets != nil {
		role := assets.Node().FindChild(new("FileRole"))
		put(role, p.Paths.Publish, "publish")
		// CDK lets it start every build, such as the one that changes the pipeline, though the pipeline starts them.
		role.(awsiam.Role).AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:       new("StartNothing"),
			Effect:    awsiam.Effect_DENY,
			Actions:   jsii.Strings("codebuild:StartBuild*", "codebuild:StopBuild*"),
			Resources: jsii.Strings("*"),
		}))
	}
	if !p.started() {
		put(pipeline.SelfMutationProject().Role(), p.Paths.Change, "change")
	}
}
