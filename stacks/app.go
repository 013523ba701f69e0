// Package stacks says which resources live in which account, and in which
// order they are deployed. waves.go is its table of contents.
package stacks

import (
	"path/filepath"

	"bulkhead/config"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/cxapi"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// Options are what a synthesis can do beyond writing templates.
type Options struct {
	Outdir    string // where the cloud assembly goes
	Functions string // what Lambda runs: a directory for each function, with its executable
	Nag       bool   // have CDK Nag leave its reports in the cloud assembly; templates are the same without
}

// Synthesize builds every stage of the organization in one app, and the pipeline
// that deploys them when the configuration has one, and writes the templates.
func Synthesize(c *config.Config, options Options) {
	o := organization{address.Of(c)}
	o.synthesize(options, func(app awscdk.App, s Stage) awscdk.Stage { return o.addStage(app, s, options) })
}

// SynthesizeStage builds one stage in an app of its own, and writes its templates.
// It needs no more of the configuration than the view of the stage's environment.
func SynthesizeStage(c *config.Config, s Stage, options Options) {
	o := organization{address.Of(c)}
	app := o.newApp(options)
	o.addStage(app, s, options)
	o.write(app)
}

// Join writes what Synthesize writes beside the stages, which are in the output directory already.
func Join(c *config.Config, options Options) {
	organization{address.Of(c)}.synthesize(options, func(app awscdk.App, s Stage) awscdk.Stage {
		there := &synthesized{dir: filepath.Join(options.Outdir, "assembly-"+s.Name)}
		awscdk.NewStage_Override(there, app, &s.Name, nil)
		return there
	})
}

// synthesized is a stage whose templates are there already.
type synthesized struct {
	awscdk.Stage
	dir string
}

// Synth returns what is there.
func (s *synthesized) Synth(*awscdk.StageSynthesisOptions) cxapi.CloudAssembly {
	return cxapi.NewCloudAssembly(&s.dir, nil)
}

// synthesize adds every stage to an app, and then the pipeline.
func (o organization) synthesize(options Options, add func(awscdk.App, Stage) awscdk.Stage) {
	app := o.newApp(options)
	stages := map[string]awscdk.Stage{}
	for _, s := range Stages(o.Config) {
		stages[s.Name] = add(app, s)
	}
	if options.Nag {
		addNag(app)
	}
	// Last, because it synthesizes the stages.
	if o.Organization.Pipeline != nil {
		o.newPipeline(app, delivered(o.Config), stages, options.Nag)
	}
	o.write(app)
}

// write writes the templates of an app. With a pipeline it has the CDK validate each one before it is deployed, as CDK
// Pipelines does, also those of stages that no pipeline deploys.
func (o organization) write(app awscdk.App) {
	app.Synth(&awscdk.StageSynthesisOptions{ValidateOnSynthesis: new(o.Organization.Pipeline != nil)})
}

func (o organization) newApp(options Options) awscdk.App {
	return awscdk.NewApp(&awscdk.AppProps{
		Outdir:       &options.Outdir,
		AutoSynth:    new(false), // we say when
		Context:      o.context(options),
		TreeMetadata: new(false), // nobody reads it, and it takes a twentieth of the time
	})
}

// addStage adds a stage, and what judges it.
func (o organization) addStage(app awscdk.App, s Stage, options Options) awscdk.Stage {
	patches := o.Patches(s.Name)
	unpatched := o.unpatched(s, options, patches)
	stage := s.build(o, app)
	patch(stage, patches, unpatched)
	if options.Nag {
		addNag(stage)
	}
	return stage
}

// addNag has CDK Nag judge everything below scope, down to the next stage: aspects stop there.
func addNag(scope constructs.IConstruct) {
	reports := &cdknag.NagPackProps{
		Reports:       new(true),
		ReportFormats: &[]cdknag.NagReportFormat{cdknag.NagReportFormat_CSV},
	}
	awscdk.Aspects_Of(scope).Add(cdknag.NewAwsSolutionsChecks(reports), nil)
	awscdk.Aspects_Of(scope).Add(cdknag.NewNIST80053R5Checks(reports), nil)
}
