package stacks

import (
	"fmt"

	"bulkhead/config"
	"bulkhead/constructs/delivery"
	"bulkhead/constructs/keys"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/cxapi"
	"github.com/aws/constructs-go/constructs/v10"
)

// What one pipeline deploys of environments at most, or one of several. An action is a kilobyte of its template, and
// CloudFormation accepts a megabyte; the policy of its artifacts names the roles of each stage.
const (
	mostActions = 500
	mostStages  = config.MaxEnvironments * 3 / 4
)

// group is what a pipeline of its own deploys: a wave, or some stages of one.
type group struct {
	Name string
	Wave
}

// split returns the groups of each wave, as few as fit.
func (o organization) split(waves []Wave, stages map[string]awscdk.Stage) [][]group {
	var all [][]group
	for _, w := range waves {
		all = append(all, splitWave(w, func(s Stage) int { return o.actionsOf(s, stages[s.Name]) }))
	}
	return all
}

// aCheck is how many actions take as much of a template as one with its build project and its role.
const aCheck = 5

// actionsOf is how many actions deploy a stage: for each stack, one prepares and one executes.
func (o organization) actionsOf(s Stage, stage awscdk.Stage) int {
	n := 2 * len(*synthesizeForPipeline(stage).Stacks())
	if _, can := o.movable(s); can {
		n += aCheck
	}
	return n
}

// synthesizeForPipeline synthesizes a stage as CDK Pipelines does, which finds it synthesized then.
func synthesizeForPipeline(stage awscdk.Stage) cxapi.CloudAssembly {
	return stage.Synth(&awscdk.StageSynthesisOptions{ValidateOnSynthesis: new(true)})
}

// actionsOfAll is how many actions deploy the stages of all waves.
func (o organization) actionsOfAll(waves []Wave, stages map[string]awscdk.Stage) int {
	n := 0
	for _, w := range waves {
		for _, s := range w.Stages {
			n += o.actionsOf(s, stages[s.Name])
		}
	}
	return n
}

// splitWave divides a wave by a hash of the stages' names, into two groups, four, or more, until all fit. So a new
// environment moves no other's to another pipeline, unless their number grows.
func splitWave(w Wave, actions func(Stage) int) []group {
	for over := uint32(1); ; over *= 2 {
		groups, fit := make([]group, over), true
		sizes := make([]int, over)
		for _, s := range w.Stages {
			n := hashOf(s.Name) % over
			groups[n].Stages = append(groups[n].Stages, s)
			sizes[n] += actions(s)
			fit = fit &&
				(len(groups[n].Stages) == 1 || len(groups[n].Stages) <= mostStages && sizes[n] <= mostActions)
		}
		if !fit {
			continue
		}
		var some []group
		for n, g := range groups {
			if len(g.Stages) > 0 {
				g.Name, g.Wave.Name, g.Approval = fmt.Sprintf("%s-%d", w.Name, n), w.Name, w.Approval
				some = append(some, g)
			}
		}
		return some
	}
}

// pipelineNames are the names of the groups' pipelines.
func (o organization) pipelineNames(groups []group) []string {
	var names []string
	for _, g := range groups {
		names = append(names, o.Prefix(pipelineName+"-"+g.Name))
	}
	return names
}

// newPipelines adds the pipelines that deploy groups of stages, given by name, and returns their own stages. Those of a
// wave are started by the last of the wave before, and those of the first by the pipeline of the organization's own
// accounts, which deploys all of them.
func (o organization) newPipelines(
	scope constructs.Construct, waves [][]group, stages map[string]awscdk.Stage, nag bool,
) []awscdk.Stage {
	var all []awscdk.Stage
	for i, groups := range waves {
		start := delivery.Start{First: o.Prefix(pipelineName), Beside: o.pipelineNames(groups)}
		if i+1 < len(waves) {
			start.Next = o.pipelineNames(waves[i+1])
		}
		for _, g := range groups {
			all = append(all, o.newGroupPipeline(scope, g, start, stages, nag))
		}
	}
	return all
}

// newGroupPipeline is the stage of the pipeline of a group, in the shared-services account. It has one of its own,
// because CDK adds one stack for artifacts in another region to a stage, and its policies would name all environments.
func (o organization) newGroupPipeline(
	scope constructs.Construct, g group, start delivery.Start, stages map[string]awscdk.Stage, nag bool,
) awscdk.Stage {
	s := o.newStage(scope, place{
		name:    pipelineName + "-" + g.Name, // longer than the name of an environment
		account: config.SharedServices,
		id:      o.Organization.Accounts[config.SharedServices],
		region:  o.Organization.Regions.Primary,
		tags:    o.Organization.Tags,
	})
	if nag {
		addNag(s.Stage)
	}
	stack := s.newStack("pipeline", stateless, "Delivers "+g.Wave.Name+", or a part of it")
	delivery.NewPipeline(stack, "Pipeline", delivery.PipelineProps{
		Pipeline: *s.Organization.Pipeline,
		Name:     s.prefix(),
		Paths:    s.paths(),
		Start:    start,
		Waves:    []delivery.Wave{o.deliveredWave(g.Wave, stages)},
		Logs:     awslogs.LogGroup_FromLogGroupName(stack, new("Log"), new(s.PipelineLog())),
		ArtifactsKey: keys.New(stack, "Artifacts", keys.Props{
			Alias:       s.prefix() + "-artifacts",
			Description: "encrypts the pipeline's artifacts",
		}),
	})
	return s.Stage
}
