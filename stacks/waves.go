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

// Waves builds every stage of the organization under scope, in deployment order:
// security receives everybody's logs, shared-services has everybody's images and
// parent domain, then the environments by their wave, then their standbys.
func Waves(scope constructs.Construct, c *config.Config) []Wave {
	waves := []Wave{
		{"security", []awscdk.Stage{security(scope, c)}, config.ApprovalNone},
		{"shared-services", []awscdk.Stage{sharedServices(scope, c)}, config.ApprovalNone},
	}
	waves = append(waves, environmentWaves(scope, c)...)
	return waves
}

// environmentWaves has one wave per wave number, and one more for the standbys of its environments.
func environmentWaves(scope constructs.Construct, c *config.Config) []Wave {
	var waves []Wave
	for rest := c.Environments; len(rest) > 0; {
		number := rest[0].Wave
		wave := Wave{Name: "wave-" + strconv.Itoa(number), Approval: config.ApprovalNone}
		standby := Wave{Name: wave.Name + "-recovery", Approval: config.ApprovalNone}
		for len(rest) > 0 && rest[0].Wave == number {
			e := rest[0]
			rest = rest[1:]
			wave.Stages = append(wave.Stages, workload(scope, c, e))
			if e.Approval == config.ApprovalRequired {
				wave.Approval = config.ApprovalRequired
			}
			if e.Recovery != nil {
				standby.Stages = append(standby.Stages, workload(scope, c, e.Standby()))
			}
		}
		waves = append(waves, wave)
		if len(standby.Stages) > 0 {
			waves = append(waves, standby)
		}
	}
	return waves
}

// environments are all environments and their standbys.
func environments(c *config.Config) []config.Environment {
	var all []config.Environment
	for _, e := range c.Environments {
		all = append(all, e)
		if e.Recovery != nil {
			all = append(all, e.Standby())
		}
	}
	return all
}
