package stacks

import (
	"strconv"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// Wave is a set of stages that are deployed together, after the wave before.
type Wave struct {
	Name     string
	Stages   []awscdk.Stage
	Approval config.Approval // whether a person has to agree first
}

// waves builds every stage of the organization under scope, in deployment order:
// security receives everybody's logs, shared-services has everybody's images and
// parent domain, then the environments by their wave, then their standbys.
func (o organization) waves(scope constructs.Construct) []Wave {
	waves := []Wave{
		{"security", []awscdk.Stage{o.security(scope)}, config.ApprovalNone},
		{"shared-services", []awscdk.Stage{o.sharedServices(scope)}, config.ApprovalNone},
	}
	waves = append(waves, o.environmentWaves(scope)...)
	return waves
}

// environmentWaves has one wave per wave number, and one more for the standbys of its environments.
func (o organization) environmentWaves(scope constructs.Construct) []Wave {
	var waves []Wave
	for rest := o.Environments; len(rest) > 0; {
		number := rest[0].Wave
		wave := Wave{Name: "wave-" + strconv.Itoa(number), Approval: config.ApprovalNone}
		standby := Wave{Name: wave.Name + "-recovery", Approval: config.ApprovalNone}
		for len(rest) > 0 && rest[0].Wave == number {
			e := rest[0]
			rest = rest[1:]
			wave.Stages = append(wave.Stages, o.newWorkload(scope, e))
			if e.Approval == config.ApprovalRequired {
				wave.Approval = config.ApprovalRequired
			}
			if e.Other != nil {
				standby.Stages = append(standby.Stages, o.newWorkload(scope, *e.Other))
			}
		}
		waves = append(waves, wave)
		if len(standby.Stages) > 0 {
			waves = append(waves, standby)
		}
	}
	return waves
}
