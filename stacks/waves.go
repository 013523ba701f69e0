package stacks

import (
	"slices"
	"strconv"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// Wave is a set of stages that are deployed together, after the wave before.
type Wave struct {
	Name     string
	Stages   []Stage
	Approval config.Approval // whether a person has to agree first
	Account  string          // of the organization's own, that all stages are in; empty for those of environments
	ByHand   bool            // whoever administers the accounts deploys it, and no pipeline
}

// Stage is what is built, kept and deployed as a whole.
type Stage struct {
	Name        string
	Environment string // that it is of; empty for the organization's own
	build       func(organization, constructs.Construct) awscdk.Stage
}

// Waves lists every stage of the organization, in deployment order: the
// management account admits regions before something is in them, the log archive
// receives everybody's logs and security what is found, shared-services has
// everybody's images and parent domain, then the environments by their wave,
// between the foundations of their standbys and the standbys.
func Waves(c *config.Config) []Wave {
	var waves []Wave
	if managed(c) {
		waves = append(waves, Wave{
			Name: config.ManagementStage, Stages: []Stage{{config.ManagementStage, "", organization.management}},
			Approval: config.ApprovalNone, ByHand: true,
		})
	}
	waits, apart := c.Organization.Pipeline.Approval, c.Organization.ArchiveApart()
	own := func(
		account, name string, waits config.Approval, build func(organization, constructs.Construct) awscdk.Stage,
	) {
		waves = append(waves, Wave{Name: name, Stages: []Stage{{name, "", build}}, Approval: waits, Account: account})
	}
	if apart {
		approval := waits(config.ApprovedLogArchive)
		own(config.LogArchive, foundationOf(config.LogArchive), approval, organization.logArchiveFoundation)
	}
	own(config.Security, config.Security, waits(config.ApprovedSecurity), organization.security)
	if apart {
		own(config.LogArchive, config.LogArchive, config.ApprovalNone, organization.logArchive)
	}
	own(
		config.SharedServices, config.SharedServices, waits(config.ApprovedSharedServices),
		organization.sharedServices,
	)
	return append(waves, environmentWaves(c)...)
}

// delivered are the waves that pipelines deploy.
func delivered(c *config.Config) []Wave {
	return slices.DeleteFunc(Waves(c), func(w Wave) bool { return w.ByHand })
}

// environmentWaves has one wave per wave number; before it, one of what stands in the recovery regions before the
// primaries, which replicate to it; and after it, one of the standbys.
func environmentWaves(c *config.Config) []Wave {
	var waves []Wave
	for rest := c.Environments; len(rest) > 0; {
		number := rest[0].Wave
		wave := Wave{Name: "wave-" + strconv.Itoa(number), Approval: config.ApprovalNone}
		before := Wave{Name: wave.Name + "-" + foundation, Approval: config.ApprovalNone}
		standby := Wave{Name: wave.Name + "-recovery", Approval: config.ApprovalNone}
		for len(rest) > 0 && rest[0].Wave == number {
			e := rest[0]
			rest = rest[1:]
			wave.Stages = append(wave.Stages, Stage{e.Name, e.Name, sideOf(e.Name, organization.newWorkload)})
			if e.Approval == config.ApprovalRequired {
				wave.Approval = config.ApprovalRequired
			}
			if e.Other != nil {
				name := foundationOf(e.Other.Name)
				before.Stages = append(
					before.Stages,
					Stage{name, e.Name, sideOf(e.Other.Name, organization.newFoundationStage)},
				)
				standby.Stages = append(
					standby.Stages,
					Stage{e.Other.Name, e.Name, sideOf(e.Other.Name, organization.newWorkload)},
				)
			}
		}
		if len(before.Stages) > 0 { // a person agrees once, before anything changes
			before.Approval, wave.Approval = wave.Approval, config.ApprovalNone
			waves = append(waves, before)
		}
		waves = append(waves, wave)
		if len(standby.Stages) > 0 {
			waves = append(waves, standby)
		}
	}
	return waves
}

// sideOf builds, as build does, what there is of the side of an environment with that name.
func sideOf(
	side string, build func(organization, constructs.Construct, config.Environment) awscdk.Stage,
) func(organization, constructs.Construct) awscdk.Stage {
	return func(o organization, scope constructs.Construct) awscdk.Stage {
		sides := o.Sides()
		i := slices.IndexFunc(sides, func(e config.Environment) bool { return e.Name == side })
		return build(o, scope, sides[i])
	}
}

// Stages lists every stage of the organization, in deployment order.
func Stages(c *config.Config) []Stage {
	var all []Stage
	for _, wave := range Waves(c) {
		all = append(all, wave.Stages...)
	}
	return all
}
