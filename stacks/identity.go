package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/identity"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newIdentity is the stack of who people are and where they may do what. It is where Identity Center is.
func newIdentity(stage awscdk.Stage, c *config.Config) {
	i := c.Organization.Identity
	if i == nil {
		return
	}
	stack := newRegionalStack(stage, "identity", i.Region, "Who gets into the accounts, and users for emergencies")
	security := c.Organization.Accounts[config.Security]
	identity.NewBreakGlass(stack, "BreakGlass", identity.UsersProps{Security: security, Groups: []identity.Group{{
		Name:  breakGlassRole(c),
		Users: i.BreakGlass,
		Roles: map[string][]string{config.BreakGlass: roleARNs(c, config.BreakGlass, stageAccounts(c))},
	}}})
	if i.Provider == config.IAMUsers {
		identity.NewPeople(stack, "People", identity.UsersProps{Security: security, Groups: peopleGroups(c)})
		return
	}
	everywhere := func(string) bool { return true }
	development := func(account string) bool { return inDevelopment(c, account) }
	others := func(account string) bool { return !inDevelopment(c, account) }
	newPermissionSet(stack, c, config.ReadOnly, "", scopeOf(c), everywhere)
	newPermissionSet(stack, c, config.Developer, "", scopeOf(c, developmentEnvironments(c)...), development)
	newPermissionSet(stack, c, config.Developer, "-prod", scopeOf(c), others)
	newPermissionSet(stack, c, config.Admin, "", scopeOf(c), everywhere)
}

// newPermissionSet adds what a role may do in accounts for which in says so, when somebody has it there.
func newPermissionSet(stack awscdk.Stack, c *config.Config, role config.Role, suffix string, scope identity.Scope, in func(account string) bool) {
	i := c.Organization.Identity
	var assigned []identity.Assignment
	for _, group := range slices.Sorted(maps.Keys(i.Groups)) {
		for _, account := range i.Groups[group].Roles[role] {
			if in(account) {
				assigned = append(assigned, identity.Assignment{Group: group, GroupID: i.Groups[group].ID, Account: account, AccountID: c.Organization.Accounts[account]})
			}
		}
	}
	if len(assigned) == 0 {
		return
	}
	identity.NewPermissionSet(stack, string(role)+suffix, identity.PermissionSetProps{
		Scope:    scope,
		Name:     roleName(c, role) + suffix,
		Role:     role,
		Hours:    sessionHours(c, role),
		Instance: i.Instance,
		Boundary: c.Organization.PermissionsBoundary,
		Assigned: assigned,
	})
}

// peopleGroups are the groups of IAM users, with the roles that they may assume.
func peopleGroups(c *config.Config) []identity.Group {
	var all []identity.Group
	groups := c.Organization.Identity.Groups
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		assumed := map[string][]string{}
		for role, accounts := range groups[name].Roles {
			assumed[string(role)] = roleARNs(c, role, accounts)
		}
		all = append(all, identity.Group{Name: c.Organization.Name + "-" + name, Users: groups[name].Users, Roles: assumed})
	}
	return all
}
