package config

import (
	"cmp"
	"fmt"
	"regexp"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Instances are the EC2 instances that services with launch ec2 run on. ECS
// starts and drains them as tasks need it.
type Instances struct {
	// OS is al2023 (default) or bottlerocket.
	OS OS `yaml:"os"`
	// Classes of instances, the most wanted first (default m7g.large in production, m6g.large
	// where the region has no m7g; t4g.medium in development).
	Classes []string `yaml:"classes"`
	// Min is the least number of instances (default: one per zone in production, 1 in development).
	Min int `yaml:"min" jsonschema:"minimum=0,maximum=500"`
	// Max is the greatest number of instances (default four times Min).
	Max int `yaml:"max" jsonschema:"minimum=1,maximum=500"`
	// SpotPercent is the share of Spot instances among those above Min, in percent (default 0). AWS takes a Spot
	// instance back on two minutes' notice.
	SpotPercent int `yaml:"spotPercent" jsonschema:"minimum=0,maximum=100"`
	// VolumeGiB is the size of an instance's encrypted volume, in GiB (default 50).
	VolumeGiB int `yaml:"volumeGiB" jsonschema:"minimum=30,maximum=16384"`
	// Agents run once on every instance.
	Agents Agents `yaml:"agents" jsonschema:"required"`
}

// OS is the operating system of instances.
type OS string

// The operating systems.
const (
	AL2023       OS = "al2023"
	Bottlerocket OS = "bottlerocket"
)

// Values returns the choices.
func (OS) Values() []string { return texts(AL2023, Bottlerocket) }

// Agents are images of the organization's registry, as repository:tag.
type Agents struct {
	// Logs is AWS for Fluent Bit; it sends what the instances log, to CloudWatch.
	Logs string `yaml:"logs" jsonschema:"required"`
	// Metrics is the CloudWatch agent; it measures the instances' memory, disks and network.
	Metrics string `yaml:"metrics" jsonschema:"required"`
}

// complete fills in the defaults.
func (i *Instances) complete(e Environment) {
	i.OS = cmp.Or(i.OS, AL2023)
	if len(i.Classes) == 0 {
		i.Classes = []string{firstIn(e.Region, facts.InstanceLacks, byTier(e.Tier, []string{"m7g.large", "m6g.large"}, []string{"t4g.medium"})...)}
	}
	i.Min = cmp.Or(i.Min, byTier(e.Tier, e.Network.Zones, 1))
	i.Max = cmp.Or(i.Max, 4*i.Min)
	i.VolumeGiB = cmp.Or(i.VolumeGiB, 50)
}

// Architecture is the processor architecture of the instances.
func (i Instances) Architecture() Architecture { return instanceArchitecture(i.Classes[0]) }

// graviton matches classes whose family has a g after its generation.
var graviton = regexp.MustCompile(`^[a-z]+[0-9]+g`)

func instanceArchitecture(class string) Architecture {
	if graviton.MatchString(class) {
		return ARM64
	}
	return AMD64
}

// check runs the rules of instances.
func (i Instances) check(at document.Path, sources images, e Environment) {
	at.Key("max").Demand(i.Max >= i.Min, fmt.Sprintf("%d is below min, which is %d", i.Max, i.Min), "raise max or lower min")
	for n, class := range i.Classes {
		here := at.Key("classes").Index(n)
		_, _, ok := facts.InstanceSize(class)
		here.Demand(ok, fmt.Sprintf("%q is not a known instance class", class), "choose one such as t4g.medium, m7g.large or c7g.xlarge")
		here.Demand(!ok || instanceArchitecture(class) == i.Architecture(), class+" has another processor architecture than "+i.Classes[0], "keep to one architecture")
	}
	for _, side := range e.sides() {
		for n, class := range side.Instances.Classes {
			checkRegion(at.Key("classes").Index(n), side.Region, "EC2", facts.InstanceFamilies(), facts.InstanceLacks, class)
		}
	}
	checkOnce(at.Key("classes"), i.Classes)
	sources.check(i.Agents.Logs, at.Key("agents").Key("logs"))
	sources.check(i.Agents.Metrics, at.Key("agents").Key("metrics"))
}

// instanceReserve is what the operating system, the ECS agent and the daemons need of an instance, in MiB.
const instanceReserve = 768

// checkFits demands instances that a task of a service fits on.
func (e Environment) checkFits(s Service, at document.Path) {
	if e.Instances == nil {
		at.Key("launch").Demand(false, e.Name+" has no instances", "add instances to the environment, or use fargate")
		return
	}
	at.Key("architecture").Demand(s.Architecture == e.Instances.Architecture(), fmt.Sprintf("the instances are %s", e.Instances.Architecture()), "use images for their architecture")
	for _, class := range e.Instances.Classes {
		vCPUs, memory, known := facts.InstanceSize(class)
		at.Key(
			"cpu",
		).Demand(
			!known || s.CPU <= 1024*vCPUs,
			fmt.Sprintf("%s has %d CPU units", class, 1024*vCPUs),
			"lower cpu, or use larger instances",
		)
		at.Key(
			"memory",
		).Demand(
			!known || s.Memory <= memory-instanceReserve,
			fmt.Sprintf("%s has %d MiB, of which tasks can use %d", class, memory, memory-instanceReserve),
			"lower memory, or use larger instances",
		)
	}
}
