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
	for _, role := range roles {
		newPermissionSets(stack, c, role)
	}
}

// roles are what people may do, from the least.
var roles = []config.Role{config.ReadOnly, config.Developer, config.Admin}

// newPermissionSets adds the permission set of a role that somebody has. That of developers is two, for accounts of
// development and for the others.
func newPermissionSets(stack awscdk.Stack, c *config.Config, role config.Role) {
	var all, development, others []identity.Assignment
	i := c.Organization.Identity
	for _, group := range slices.Sorted(maps.Keys(i.Groups)) {
		for _, account := range i.Groups[group].Roles[role] {
			a := identity.Assignment{Group: group, GroupID: i.Groups[group].ID, Account: account, AccountID: c.Organization.Accounts[account]}
			all = append(all, a)
			if inDevelopment(c, account) {
				development = append(development, a)
			} else {
				others = append(others, a)
			}
		}
	}
	add := func(id, name string, scope identity.Scope, assigned []identity.Assignment) {
		if len(assigned) == 0 {
			return
		}
		identity.NewPermissionSet(stack, id, identity.PermissionSetProps{
			Scope:    scope,
			Name:     name,
			Role:     role,
			Hours:    sessionHours(c, role),
			Instance: i.Instance,
			Boundary: c.Organization.PermissionsBoundary,
			Assigned: assigned,
		})
	}
	if role != config.Developer {
		add(string(role), roleName(c, role), scopeOf(c), all)
		return
	}
	add("developer", roleName(c, role), scopeOf(c, developmentEnvironments(c)...), development)
	add("developer-prod", roleName(c, role)+"-prod", scopeOf(c), others)
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

// newAccess is the stack of the roles that people assume in an account, which it has once. regions are where somebody
// hears of what is done in the account.
func newAccess(stage awscdk.Stage, c *config.Config, account string, regions []config.Region) {
	i := c.Organization.Identity
	if i == nil {
		return
	}
	stack := newStack(stage, "access", stateful, "Roles of people in the account")
	security := c.Organization.Accounts[config.Security]
	identity.NewBreakGlassRole(stack, "BreakGlass", identity.BreakGlassRoleProps{Name: breakGlassRole(c), Security: security, Regions: regions})
	if i.Provider != config.IAMUsers {
		return
	}
	for _, role := range roles {
		if !i.Grants(role, account) {
			continue
		}
		scope := scopeOf(c)
		if inDevelopment(c, account) {
			scope = scopeOf(c, slices.DeleteFunc(developmentEnvironments(c), func(e config.Environment) bool { return e.Account != account })...)
		}
		identity.NewRole(stack, string(role), identity.RoleProps{
			Scope:    scope,
			Name:     roleName(c, role),
			Role:     role,
			Hours:    sessionHours(c, role),
			Security: security,
		})
	}
}

// sessionHours is how long people stay signed in to a role.
func sessionHours(c *config.Config, role config.Role) int {
	if role == config.Admin {
		return 1
	}
	return c.Organization.Identity.SessionHours
}

// scopeOf is what decides what people may do in accounts of these environments, which are of development.
func scopeOf(c *config.Config, development ...config.Environment) identity.Scope {
	scope := identity.Scope{
		Organization: c.Organization.Name,
		Development:  len(development) > 0,
		Closed:       []config.AccountID{c.Organization.Accounts[config.Security]},
	}
	for _, e := range c.Environments {
		if e.Production() {
			scope.Closed = append(scope.Closed, e.AccountID)
		}
	}
	for _, e := range development {
		scope.Stacks = append(scope.Stacks, "arn:aws:cloudformation:*:"+string(e.AccountID)+":stack/"+e.Name+"-*")
	}
	return scope
}

// developmentEnvironments are those whose tier is development.
func developmentEnvironments(c *config.Config) []config.Environment {
	return slices.DeleteFunc(slices.Clone(c.Environments), config.Environment.Production)
}

// inDevelopment tells whether an account is of an environment for development.
func inDevelopment(c *config.Config, account string) bool {
	return slices.ContainsFunc(developmentEnvironments(c), func(e config.Environment) bool { return e.Account == account })
}
