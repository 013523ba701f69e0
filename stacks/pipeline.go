package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/delivery"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/loggroup"
	"bulkhead/constructs/undelivered"
	"bulkhead/internal/address"
	"bulkhead/operate/failover"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// pipelineLogDays is how long build logs are kept, in days.
const pipelineLogDays = 365

// pipelineName ends the name of the pipeline, and begins that of the others.
const pipelineName = address.Infrastructure

// newPipeline is the stack, in the shared-services account, that hands the
// stages, given by name, to CDK Pipelines in the order of the waves. It stands
// beside the stages, not in one, because it deploys all of them: of many
// environments, through pipelines that it deploys, too.
func (o organization) newPipeline(
	scope constructs.Construct,
	waves []Wave,
	stages map[string]awscdk.Stage,
	nag bool,
) {
	account := o.Organization.Accounts[config.SharedServices]
	region := o.Organization.Regions.Primary
	stack := awscdk.NewStack(scope, new("pipeline"), &awscdk.StackProps{
		Description:         new("Delivers every stage of the organization"),
		Env:                 environmentOf(account, region),
		PermissionsBoundary: o.boundary(),
	})
	// The whole app below the stages: CDK adds stacks for artifacts in other regions.
	o.tag(scope, place{"pipeline", "", config.SharedServices, account, region, o.Organization.Tags})

	logs := keys.New(stack, "Logs", keys.Props{
		Alias:       o.Organization.Name + "-pipeline-logs",
		Description: "encrypts the pipeline's logs",
	})
	logs.AddToResourcePolicy(keys.ForLogs(stack), nil)

	props := delivery.PipelineProps{
		Pipeline: *o.Organization.Pipeline,
		Name:     o.Prefix(pipelineName),
		ArtifactsKey: keys.New(stack, "Artifacts", keys.Props{
			Alias:       o.Organization.Name + "-pipeline-artifacts",
			Description: "encrypts the pipeline's artifacts",
		}),
		Logs: loggroup.New(stack, "Log", loggroup.Props{
			Name:          o.PipelineLog(),
			RetentionDays: pipelineLogDays,
			Key:           logs,
		}),
	}
	closed := slices.DeleteFunc(o.Organization.OwnAccounts(), o.Organization.Pipeline.DeploysTo)
	props.Paths, props.Closed = o.paths(), closed
	own, environments := o.letIn(waves)
	waves = slices.Concat(own, environments)
	var apart [][]group
	if o.Large() || o.actionsOfAll(environments, stages) > mostActions {
		waves, apart = own, o.split(environments, stages)
		props.Next = o.pipelineNames(apart[0])
	}
	for _, w := range waves {
		props.Waves = append(props.Waves, o.deliveredWave(w, stages))
	}
	if len(apart) > 0 {
		props.Waves = append(props.Waves, delivery.Wave{
			Name:   "pipelines",
			Stages: o.newPipelines(scope, apart, stages, nag),
		})
	}
	delivery.NewPipeline(stack, "Pipeline", props)
	topic := keys.New(stack, "AlertsKey", keys.Props{
		Alias:       o.Organization.Name + "-pipeline-alerts",
		Description: "encrypts alarms on their way to people",
	})
	topic.AddToResourcePolicy(keys.ForAlarms(stack), nil)
	alerts := alarm.NewTopics(stack, topic, o.Organization.Defaults.Alerts)
	delivery.NewAlarms(stack, "Alarms", props.Name, alerts)
	if o.Organization.VPN == nil { // which has an alarm of it in the account
		undelivered.NewAlarms(stack, "Undelivered", o.Undelivered(), "", "rule-fails", alerts)
	}
}

// letIn returns the waves of the organization's own accounts that let the pipeline in, and those of environments.
func (o organization) letIn(waves []Wave) (own, environments []Wave) {
	for _, w := range waves {
		switch {
		case w.Account == "":
			environments = append(environments, w)
		case o.Organization.Pipeline.DeploysTo(w.Account):
			own = append(own, w)
		}
	}
	return own, environments
}

// paths are those of the roles of all pipelines.
func (o organization) paths() delivery.Paths {
	return delivery.Paths{
		Deploy:   o.DeliveryPath(address.Deploys),
		Publish:  o.DeliveryPath(address.Publishes),
		Change:   o.DeliveryPath(address.Changes),
		LookOver: o.DeliveryPath(address.LooksOver),
	}
}

// deliveredWave is a wave with its stages, given by name.
func (o organization) deliveredWave(w Wave, stages map[string]awscdk.Stage) delivery.Wave {
	wave := delivery.Wave{Name: w.Name, Approval: w.Approval == config.ApprovalRequired}
	for _, s := range w.Stages {
		wave.Stages = append(wave.Stages, stages[s.Name])
		if moving, can := o.moving(s); can {
			wave.Moving = append(wave.Moving, moving)
		}
	}
	return wave
}

// moving tells whether a stage is a side of an environment that can be moved, and where the records are.
func (o organization) moving(s Stage) (delivery.Moving, bool) {
	e, can := o.movable(s)
	if !can {
		return delivery.Moving{}, false
	}
	described, records := DescribeRecovery(o.Config, e), map[string]string{}
	for _, side := range []failover.SideName{failover.Primary, failover.Standby} {
		records[described.Side(side).Region] = described.RecordARN(side)
	}
	return delivery.Moving{Environment: e.Name, Account: string(e.AccountID), Records: records}, true
}

// movable returns the environment that a stage is a side of, if it can be moved. A foundation is the same whichever
// side is active, and holds a record itself.
func (o organization) movable(s Stage) (config.Environment, bool) {
	for _, e := range o.Environments {
		if e.Name == s.Environment {
			return e, e.Other != nil && s.Name != foundationOf(e.Other.Name)
		}
	}
	return config.Environment{}, false
}
