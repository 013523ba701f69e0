package config

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Observability is what people see of all accounts from the security account: CloudWatch's cross-account observability.
type Observability struct {
	// Sinks are the ARNs of the sinks in the security account, by region. The security account makes one in each region
	// where something runs; what the ARNs are, the outputs of its stacks observability tell after a deployment. With
	// the ARN of a region, every other account shares its metrics, logs, traces and objectives of the region.
	Sinks map[Region]string `yaml:"sinks"`
	// Grafana is a workspace of Amazon Managed Grafana in the security account, over what is shared; without it there
	// is none. It needs Identity Center.
	Grafana *Grafana `yaml:"grafana"`
}

// Grafana is a workspace of Amazon Managed Grafana.
type Grafana struct {
	// Version is Grafana's: 10.4 or 12.4 (default). It can go up and not down.
	Version string `yaml:"version"`
}

// complete fills in the defaults.
func (o *Observability) complete() {
	if o.Grafana != nil {
		o.Grafana.Version = cmp.Or(o.Grafana.Version, facts.GrafanaVersions[len(facts.GrafanaVersions)-1])
	}
}

var sinkARN = regexp.MustCompile(
	`^arn:aws:oam:([a-z0-9-]+):([0-9]{12}):sink/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`,
)

// check runs the rules of observability.
func (o Observability) check(at document.Path, organization Organization) {
	security := organization.Accounts[Security]
	for _, region := range slices.Sorted(maps.Keys(o.Sinks)) {
		here, arn := at.Key("sinks").Key(string(region)), o.Sinks[region]
		sink := sinkARN.FindStringSubmatch(arn)
		here.Demand(sink != nil, fmt.Sprintf("%q is not the ARN of a sink", arn), "copy it from the output of security's stack observability there")
		here.Demand(sink == nil || sink[1] == string(region), "the sink is in another region", "write it under its own region")
		here.Demand(sink == nil || sink[2] == string(security), "the sink is not in security's account, "+string(security),
			"copy it from the output of security's stack observability there")
	}
	if o.Grafana == nil {
		return
	}
	here := at.Key("grafana")
	i := organization.Identity
	here.Demand(i != nil && i.Provider == IdentityCenter, "people sign in to it through Identity Center, which is not there",
		"leave it out, or say identity with provider: identity-center")
	checkType(here, organization.Regions.Primary, "AWS::Grafana::Workspace", "Amazon Managed Grafana", "leave it out")
	here.Key("version").Demand(slices.Contains(facts.GrafanaVersions, o.Grafana.Version),
		fmt.Sprintf("%q is no version of Amazon Managed Grafana", o.Grafana.Version),
		"choose "+document.OneOf(facts.GrafanaVersions))
}

// checkSinks demands that every sink is in a region where the security account has one.
func (c *Config) checkSinks(at document.Path) {
	if c.Organization.Observability == nil {
		return
	}
	regions := []Region{c.Organization.Regions.Primary, SitesRegion}
	for _, e := range c.Environments {
		regions = append(regions, e.Region)
		if e.Recovery != nil {
			regions = append(regions, e.Recovery.Region)
		}
	}
	for _, region := range slices.Sorted(maps.Keys(c.Organization.Observability.Sinks)) {
		at.Key("sinks").Key(string(region)).
			Demand(slices.Contains(regions, region), "nothing runs in "+string(region), "leave it out")
	}
}
