package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/identity"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

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
	for _, role := range []config.Role{config.ReadOnly, config.Developer, config.Admin} {
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
		scope.Functions = append(scope.Functions, "arn:aws:lambda:*:"+string(e.AccountID)+":function:"+e.Name+"-*")
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
