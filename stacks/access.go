package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/identity"
)

// newAccess is the stack of the roles that people assume in an account, which it has once. regions are where somebody
// hears of what is done in the account.
func (s stage) newAccess(regions []config.Region) {
	i := s.Organization.Identity
	if i == nil {
		return
	}
	var roles []config.Role
	if i.Provider == config.IAMUsers {
		roles = slices.DeleteFunc(config.Roles(), func(role config.Role) bool { return !i.Grants(role, s.account) })
	}
	emergencies := slices.Contains(s.EmergencyAccounts(), s.account)
	if !emergencies && len(roles) == 0 {
		return // CloudFormation refuses a stack without resources
	}
	stack := s.newStack("access", stateful, "Roles of people in the account")
	security := s.Organization.Accounts[config.Security]
	if emergencies {
		identity.NewBreakGlassRole(
			stack,
			"BreakGlass",
			identity.BreakGlassRoleProps{Name: s.BreakGlassRole(), Security: security, Regions: regions},
		)
	}
	for _, role := range roles {
		scope := s.scopeOf()
		if s.InDevelopment(s.account) {
			scope = s.scopeOf(
				slices.DeleteFunc(
					s.Development(),
					func(e config.Environment) bool { return e.Account != s.account },
				)...)
		}
		identity.NewRole(stack, string(role), identity.RoleProps{
			Scope:    scope,
			Name:     s.RoleName(role),
			Role:     role,
			Hours:    s.sessionHours(role),
			Security: security,
		})
	}
}

// sessionHours is how long people stay signed in to a role.
func (o organization) sessionHours(role config.Role) int {
	if role == config.Admin {
		return 1
	}
	return o.Organization.Identity.SessionHours
}

// forAuditors is the log archive as auditors see it.
func (o organization) forAuditors() identity.Archive {
	archive := identity.Archive{
		Account:   o.Organization.Accounts[o.Organization.ArchiveAccount()],
		Database:  o.ArchiveDatabase(),
		Workgroup: o.ArchiveWorkgroup(),
		Key:       o.ArchiveKey(),
		Answers:   bucketARNs(o.Answers()),
	}
	for _, bucket := range o.Askable() {
		archive.Buckets = append(archive.Buckets, bucketARNs(bucket)...)
	}
	return archive
}

// bucketARNs are the ARNs of buckets whose names begin so, and of what is in them.
func bucketARNs(prefix string) []string {
	arn := "arn:aws:s3:::" + prefix + "*"
	return []string{arn, arn + "/*"}
}

// logARNs are the ARNs of log groups, of all accounts, whose names match one of the patterns.
func logARNs(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, "arn:aws:logs:*:*:log-group:"+name)
	}
	return all
}

// scopeOf is what decides what people may do in accounts of these environments, which are of development.
func (o organization) scopeOf(development ...config.Environment) identity.Scope {
	scope := identity.Scope{
		Organization: o.Organization.Name,
		Development:  len(development) > 0,
		Closed:       o.closed(),
		Logs:         logARNs(o.ClosedLogs()),
		Archive:      o.forAuditors(),
	}
	for _, e := range development {
		// In any account: there is room for 40 environments, and none for their accounts.
		scope.Stacks = append(
			scope.Stacks,
			"arn:aws:cloudformation:*:*:stack/"+e.Name+"-*",
			"arn:aws:lambda:*:*:function:"+e.Name+"-*",
		)
	}
	return scope
}

// closed are the accounts in which developers of others may do nothing: of security, the log archive and production.
func (o organization) closed() []config.AccountID {
	all := []config.AccountID{o.Organization.Accounts[config.Security]}
	if o.Organization.ArchiveApart() {
		all = append(all, o.Organization.Accounts[config.LogArchive])
	}
	for _, e := range o.Environments {
		if e.Production() {
			all = append(all, e.AccountID)
		}
	}
	return all
}
