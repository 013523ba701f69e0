package config

import (
	"fmt"

	"bulkhead/internal/document"

	"go4.org/netipx"
)

const (
	// MaxEnvironments is how many the log archive accepts logs of by the names of their accounts: S3 holds 20 KB of a
	// bucket's policy, which has a statement for each. It is also how many one pipeline deploys, whose artifacts'
	// policy names a role of each. Source: the quotas of Amazon S3.
	MaxEnvironments = 40
	// MaxMembers is how many there may be in an AWS organization, which policies name instead. The archive's for load
	// balancers, which do not tell their organization, has room for so many accounts, and the share of a transit
	// gateway names them, too.
	MaxMembers = 400
	// MaxNetworks is how many ranges the VPN leads to: a stack of AWS Client VPN has three resources for each.
	MaxNetworks = 2 * MaxEnvironments // each with a standby
)

// Large tells whether there are so many environments that what each has in an account of the organization's own is
// spread over several stacks, neighbouring networks are routed as one, and several pipelines deploy.
func (c *Config) Large() bool { return len(c.Environments) > MaxEnvironments }

// checkSize demands no more environments than there is room for.
func (c *Config) checkSize(org document.Path) {
	n, o := len(c.Environments), c.Organization
	accounts := org.Key("accounts")
	if o.AWSOrganization == nil {
		accounts.Demand(n <= MaxEnvironments, fmt.Sprintf("there are %d environments, and the log archive has room for the accounts of %d", n, MaxEnvironments),
			"name the AWS organization that they are members of under awsOrganization, or make a second organization")
		return
	}
	accounts.Demand(n <= MaxMembers, fmt.Sprintf("there are %d environments, and there is room for %d", n, MaxMembers), "make a second organization")
	if o.VPN != nil && c.Large() {
		c.checkNetworks(org.Key("vpn"))
	}
	if o.Identity != nil && c.Large() {
		c.checkDevelopers(org.Key("identity"))
	}
}

// checkNetworks demands no more ranges than the VPN has room for, in all regions together as in each.
func (c *Config) checkNetworks(vpn document.Path) {
	var all []Prefix
	byRegion, there := map[Region][]Prefix{}, 0
	for _, side := range c.Sides() {
		all = append(all, side.Network.CIDR)
		byRegion[side.Region] = append(byRegion[side.Region], side.Network.CIDR)
	}
	for region, networks := range byRegion {
		if region != c.Organization.Regions.Primary { // where each announces itself
			there += len(Summary(networks))
		}
	}
	n := max(len(Summary(all)), there)
	vpn.Demand(n <= MaxNetworks, fmt.Sprintf("leads to %d ranges of addresses, and has room for %d", n, MaxNetworks),
		"give the environments of a region neighbouring ranges, which are routed as one, or leave the VPN out")
}

// What names environments in the policy of developers, in characters; the rest of its 10,240 is what it says of all.
// Source: the quotas of IAM.
const (
	roomOfDevelopers  = 5250
	sizeOfDevelopment = 130 // stacks and functions
	sizeOfProduction  = 15  // an account
)

// checkDevelopers demands no more environments than have room in the policy of developers.
func (c *Config) checkDevelopers(identity document.Path) {
	i, development, production := c.Organization.Identity, 0, 0
	if c.Organization.ArchiveApart() {
		production++ // is named in the same way
	}
	granted := false
	for _, e := range c.Environments {
		if e.Production() {
			production++
		} else {
			development++
			granted = granted || i.Grants(Developer, e.Account)
		}
	}
	if i.Provider == IAMUsers {
		development = min(development, 1) // a role has a policy for its own account
	}
	identity.Key("groups").Demand(!granted || development*sizeOfDevelopment+production*sizeOfProduction <= roomOfDevelopers,
		fmt.Sprintf("have developers, whose policy names %d environments of development and %d of production, and has room for %d or %d",
			development, production, roomOfDevelopers/sizeOfDevelopment, roomOfDevelopers/sizeOfProduction),
		"leave developers out, or make a second organization for production")
	for name, group := range i.Groups {
		for role, accounts := range group.Roles {
			identity.Key(
				"groups",
			).Key(
				name,
			).Key(
				"roles",
			).Key(
				string(role),
			).Demand(
				i.Provider != IAMUsers || len(accounts) <= maxAssumed,
				fmt.Sprintf(
					"has %d accounts, and a policy has room for %d",
					len(accounts),
					maxAssumed,
				),
				"divide the group",
			)
		}
	}
}

// maxAssumed is how many roles a group's policy of 6,144 characters has room for. Source: the quotas of IAM.
const maxAssumed = 90

// Summary returns the fewest ranges that are together the same addresses.
func Summary(networks []Prefix) []Prefix {
	var all netipx.IPSetBuilder
	for _, network := range networks {
		if network.IsValid() {
			all.AddPrefix(network.Prefix)
		}
	}
	set, err := all.IPSet()
	if err != nil {
		panic(err) // there are only valid ones
	}
	var summary []Prefix
	for _, prefix := range set.Prefixes() {
		summary = append(summary, Prefix{prefix})
	}
	return summary
}
