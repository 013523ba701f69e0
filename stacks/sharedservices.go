package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/registry"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
)

// sharedServices is the account of what all environments use: the image
// registry, in every region that something runs in, and the parent domain.
func sharedServices(scope constructs.Construct, c *config.Config) awscdk.Stage {
	at := place{
		name:    "shared-services",
		account: c.Organization.Accounts["shared-services"],
		region:  c.Organization.Regions.Primary,
		tags:    c.Organization.Tags,
	}
	stage := newStage(scope, c, at)
	for _, region := range regions(c) {
		newRegistry(stage, c, at, region)
	}
	var domain awsroute53.IHostedZone
	if c.Organization.Domain.Account == config.SharedServices {
		domain = newParentDomain(stage, c)
	}
	if c.Organization.VPN != nil {
		newVPN(stage, c, at, domain)
	}
	newAccount(stage, c, config.SharedServices, at, c.Organization.Regions.Primary, withGlobal(regions(c)))
	newAccess(stage, c, config.SharedServices, withGlobal(regions(c)))
	return stage
}

// newRegistry is the stack of one region's image repositories; the primary region's replicate to the others.
func newRegistry(stage awscdk.Stage, c *config.Config, at place, region config.Region) {
	stack := newRegionalStack(stage, "registry", region, "Container image repositories")
	props := registry.Props{
		Prefix:       c.Organization.Name,
		Repositories: c.Organization.Repositories,
		Upstreams:    c.Organization.Upstreams,
		Tags:         tags(c, at),
		Key: keys.New(stack, "Key", keys.Props{
			Alias:       c.Organization.Name + "-registry",
			Description: "encrypts container images",
		}),
		Readers: workloadAccounts(c),
	}
	if region == c.Organization.Regions.Primary {
		props.Replicas = regions(c)[1:]
	}
	registry.New(stack, "Registry", props)
}

// newParentDomain is the stack of the domain that environments are delegated
// from, in whichever of the organization's accounts owns it.
func newParentDomain(stage awscdk.Stage, c *config.Config) awsroute53.IHostedZone {
	stack := newStack(stage, "domain", stateful, "Parent domain, and who may delegate from it")
	var delegates []dns.Delegate
	for _, e := range environments(c) {
		delegates = append(delegates, dns.Delegate{
			Name:    e.Name,
			Account: e.AccountID,
			Domain:  e.Domain,
			Role:    delegationRole(c, e.Name),
			Callers: e.Name + "-dns-*",
		})
	}
	zone := dns.NewParentZone(stack, "Zone", c.Organization.Domain, delegates)
	if c.Organization.Domain.Zone == "" {
		awscdk.NewCfnOutput(stack, new("NameServers"), &awscdk.CfnOutputProps{
			Description: new("Enter these at the registrar of " + c.Organization.Domain.Name + " before an environment is deployed"),
			Value:       awscdk.Fn_Join(new(", "), zone.HostedZoneNameServers()),
		})
	}
	return zone
}
