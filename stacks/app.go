// Package stacks says which resources live in which account, and in which
// order they are deployed. waves.go is its table of contents.
package stacks

import (
	"bulkhead/config"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// Options are what a synthesis can do beyond writing templates.
type Options struct {
	Outdir    string // where the cloud assembly goes
	Functions string // what Lambda runs: a directory for each function, with its executable
	Nag       bool   // have CDK Nag leave its reports in the cloud assembly; templates are the same without
}

// NewApp builds every stage of the organization, and the pipeline that deploys
// them when the configuration has one. Synth on the result writes the templates.
func NewApp(c *config.Config, options Options) awscdk.App {
	o := organization{address.Of(c)}
	app := awscdk.NewApp(&awscdk.AppProps{
		Outdir:       &options.Outdir,
		Context:      o.context(options),
		TreeMetadata: new(false), // nobody reads it, and it takes a twentieth of the time
	})
	waves := o.waves(app)
	if options.Nag {
		for _, wave := range waves {
			for _, stage := range wave.Stages {
				addNag(stage)
			}
		}
		addNag(app)
	}
	// Last, because it synthesizes the stages.
	if o.Organization.Pipeline != nil {
		o.newPipeline(app, waves)
	}
	return app
}

// addNag has CDK Nag judge everything below scope, down to the next stage: aspects stop there.
func addNag(scope constructs.IConstruct) {
	reports := &cdknag.NagPackProps{Reports: new(true), ReportFormats: &[]cdknag.NagReportFormat{cdknag.NagReportFormat_JSON}}
	awscdk.Aspects_Of(scope).Add(cdknag.NewAwsSolutionsChecks(reports), nil)
	awscdk.Aspects_Of(scope).Add(cdknag.NewNIST80053R5Checks(reports), nil)
}
