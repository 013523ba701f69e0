// Package application makes what builds and releases the code of applications: three pipelines, whose trust differs.
// The first builds pull requests and may do nothing else, the second pushes images, and the third releases them.
package application

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
)

// Props is an application, and what its pipelines work with.
type Props struct {
	config.Application
	Pipelines  Names
	Repository string // its ARN
	Registry   string // the host
	Image      string // the repository's name there
	Platform   string // as Docker calls it
	Push, Scan string // scripts
	Releases   []Release
	Stores     map[string]string // buckets for pipelines in the other regions that releases are in
	Key        awskms.IKey       // of artifacts, logs and bills of materials
	Logs       awslogs.ILogGroup
}

// Names are those of the pipelines.
type Names struct{ Validate, Build, Deploy string }

// Release is a side of an environment that the application is released in.
type Release struct {
	Side    string
	Region  string
	Machine string // the ARN of its releaser
	Role    string // the ARN of the role that may start it
	Approve bool   // somebody agrees first
}

// pipelines are those of an application while they are made.
type pipelines struct {
	Props
	stack  awscdk.Stack
	bucket awss3.Bucket
}

// NewPipelines adds the pipelines of an application to scope.
func NewPipelines(scope constructs.Construct, id string, props Props) {
	scope = constructs.NewConstruct(scope, &id)
	p := pipelines{props, awscdk.Stack_Of(scope), newArtifacts(scope, props)}
	p.newValidate(constructs.NewConstruct(scope, new("Validate")))
	p.newDeploy(constructs.NewConstruct(scope, new("Deploy")))
	p.newBuild(constructs.NewConstruct(scope, new("Build")))
}

// script is what a step runs: bash of its own, so that the script may stop.
func script(text string) string { return "bash <<'END'\n" + text + "END\n" }
