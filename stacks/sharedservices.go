package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/registry"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
)

// sharedServices is the account of what all environments use: the image
// registry, in every region that something runs in, and the parent domain.
func (o organization) sharedServices(scope constructs.Construct) awscdk.Stage {
	s := o.newOwnStage(scope, config.SharedServices, "")
	watched := address.WithGlobal(s.Regions())
	s.protect(watched, s.name)
	for _, region := range s.Regions() {
		s.newRegistry(region)
	}
	var domain awsroute53.IHostedZone
	if s.Organization.Domain.Account == config.SharedServices {
		domain = s.newParentDomain()
	}
	if s.Organization.VPN != nil {
		s.newVPN(domain)
	}
	s.newApplications()
	s.newAccount(s.region, watched, watched)
	s.newAccess(watched)
	return s.Stage
}

// newRegistry is the stack of one region's image repositories; the primary region's replicate to the others.
func (s stage) newRegistry(region config.Region) {
	stack := s.newRegionalStack("registry", region, "Container image repositories")
	props := registry.Props{
		Prefix:       s.Organization.Name,
		Repositories: s.Organization.Repositories,
		Upstreams:    s.Organization.Upstreams,
		Tags:         s.tagsOf(s.place),
		Key: keys.New(stack, "Key", keys.Props{
			Alias:       s.Organization.Name + "-registry",
			Description: "encrypts container images",
		}),
		Readers:   s.WorkloadAccounts(),
		Inspector: s.Organization.Detection.Inspected(s.account),
	}
	if region == s.Organization.Regions.Primary {
		props.Replicas = s.Regions()[1:]
	}
	registry.New(stack, "Registry", props)
	if region == s.Organization.Regions.Primary { // roles have no region
		s.newRegistryRoles(stack)
	}
}

// hasRegistry tells whether the registry of a region is in the stage's account.
func (s stage) hasRegistry(region config.Region) bool {
	return s.account == config.SharedServices && slices.Contains(s.Regions(), region)
}

// newParentDomain is the stack of the domain that environments are delegated
// from, in whichever of the organization's accounts owns it.
func (s stage) newParentDomain() awsroute53.IHostedZone {
	stack := s.newStack("domain", stateful, "Parent domain, and who may delegate from it")
	in := constructs.NewConstruct(stack, new("Zone"))
	zone := dns.NewParentZone(in, s.Organization.Domain)
	roles := s.spread(in, "domain", "Who may delegate from the parent domain")
	for _, e := range s.Sides() {
		dns.NewDelegationRole(roles(e.Name), *zone.HostedZoneArn(), dns.Delegate{
			Name:    e.Name,
			Account: e.AccountID,
			Domain:  e.Domain,
			Role:    s.DelegationRole(e.Name),
			Callers: e.Name + "-dns-*",
		})
	}
	if s.Organization.Domain.Zone == "" {
		offer(stack, zone.HostedZoneId())
		awscdk.NewCfnOutput(stack, new("NameServers"), &awscdk.CfnOutputProps{
			Description: new("Enter these at the registrar of " + s.Organization.Domain.Name + " before an environment is deployed"),
			Value:       awscdk.Fn_Join(new(", "), zone.HostedZoneNameServers()),
		})
	}
	return zone
}
