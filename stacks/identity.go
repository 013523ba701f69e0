package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/identity"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newIdentity are the stacks of IAM users, who have no region, and of who may do what, which is where Identity Center
// is.
func (s stage) newIdentity() {
	i := s.Organization.Identity
	if i == nil {
		return
	}
	stack := s.newStack("identity", stateful, "IAM users: for emergencies, and people where they are no others")
	security := s.Organization.Accounts[config.Security]
	organization, everywhere := "", s.RoleARNs(config.BreakGlass, s.EmergencyAccounts())
	if s.Organization.AWSOrganization != nil {
		organization, everywhere = s.Organization.AWSOrganization.ID, []string{address.RoleARN("*", s.BreakGlassRole())}
	}
	identity.NewBreakGlass(
		stack,
		"BreakGlass",
		identity.UsersProps{Security: security, Organization: organization, Groups: []identity.Group{{
			Name:  s.BreakGlassRole(),
			Users: i.BreakGlass,
			Roles: map[string][]string{config.BreakGlass: everywhere},
		}}},
	)
	if i.Provider == config.IAMUsers {
		identity.NewPeople(
			stack,
			"People",
			identity.UsersProps{Security: security, Organization: organization, Groups: s.peopleGroups()},
		)
		return
	}
	if !i.LetsIn() {
		return // CloudFormation refuses a stack without resources
	}
	stack = s.newRegionalStack("permission-sets", i.Region, "Who gets into the accounts through Identity Center")
	all := func(string) bool { return true }
	development := func(account string) bool { return s.InDevelopment(account) }
	others := func(account string) bool { return !s.InDevelopment(account) }
	s.newPermissionSet(stack, config.ReadOnly, "", s.scopeOf(), all)
	s.newPermissionSet(stack, config.Developer, "", s.scopeOf(s.Development()...), development)
	s.newPermissionSet(stack, config.Developer, "-prod", s.scopeOf(), others)
	s.newPermissionSet(stack, config.Admin, "", s.scopeOf(), all)
	s.newPermissionSet(stack, config.Auditor, "", s.scopeOf(), all)
}

// newPermissionSet adds what a role may do in accounts for which in says so, when somebody has it there.
func (s stage) newPermissionSet(
	stack awscdk.Stack,
	role config.Role,
	suffix string,
	scope identity.Scope,
	in func(account string) bool,
) {
	i := s.Organization.Identity
	var assigned []identity.Assignment
	for _, group := range slices.Sorted(maps.Keys(i.Groups)) {
		for _, account := range i.Groups[group].Roles[role] {
			if in(account) {
				assigned = append(
					assigned,
					identity.Assignment{Group: i.Groups[group].ID, Account: s.Organization.Accounts[account]},
				)
			}
		}
	}
	if len(assigned) == 0 {
		return
	}
	identity.NewPermissionSet(stack, string(role)+suffix, identity.PermissionSetProps{
		Scope:    scope,
		Name:     s.RoleName(role) + suffix,
		Role:     role,
		Hours:    s.sessionHours(role),
		Instance: i.Instance,
		Boundary: s.Organization.PermissionsBoundary,
		Assigned: assigned,
	})
}

// peopleGroups are the groups of IAM users, with the roles that they may assume.
func (o organization) peopleGroups() []identity.Group {
	var all []identity.Group
	groups := o.Organization.Identity.Groups
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		assumed := map[string][]string{}
		for role, accounts := range groups[name].Roles {
			assumed[string(role)] = o.RoleARNs(role, accounts)
		}
		all = append(
			all,
			identity.Group{Name: o.Organization.Name + "-" + name, Users: groups[name].Users, Roles: assumed},
		)
	}
	return all
}
