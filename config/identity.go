package config

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"bulkhead/internal/document"
)

// Identity is who gets into the accounts. All of it is defined in the security account.
type Identity struct {
	// Provider is identity-center (default), or iam-users: users of the security account that assume roles in the
	// others.
	Provider Provider `yaml:"provider"`
	// Instance is the ARN of the Identity Center instance, whose administration is delegated to the security account.
	Instance string `yaml:"instance"`
	// Region is where Identity Center is (default: the primary region).
	Region Region `yaml:"region"`
	// SessionHours is how long people stay signed in to a role (default 8); to admin always one hour.
	SessionHours int `yaml:"sessionHours" jsonschema:"minimum=1,maximum=12"`
	// Groups are people, and what they may do in which accounts.
	Groups map[string]Group `yaml:"groups"`
	// BreakGlass lists IAM users of the security account who may do everything everywhere in an emergency, such as when
	// Identity Center is down. Somebody hears each time.
	BreakGlass []string `yaml:"breakGlass" jsonschema:"required"`
}

// Provider is where people sign in.
type Provider string

// The providers.
const (
	IdentityCenter Provider = "identity-center"
	IAMUsers       Provider = "iam-users"
)

// Values returns the providers.
func (Provider) Values() []string { return texts(IdentityCenter, IAMUsers) }

// Group is people, and what they may do in which accounts.
type Group struct {
	// ID is the group's id in Identity Center.
	ID string `yaml:"id"`
	// Users lists the names of the group's IAM users.
	Users []string `yaml:"users"`
	// Roles lists accounts by what the group may do there: read-only, developer, admin, or, in the account that has the
	// log archive, auditor, who reads it and asks it questions, and does nothing else. In log-archive, nobody is admin
	// or developer.
	Roles map[Role][]string `yaml:"roles" jsonschema:"required"`
}

// OfCenter tells whether people sign in through Identity Center, which the security account administers.
func (i *Identity) OfCenter() bool { return i != nil && i.Provider == IdentityCenter }

// LetsIn tells whether any group has a role in any account.
func (i Identity) LetsIn() bool {
	for _, group := range i.Groups {
		for _, accounts := range group.Roles {
			if len(accounts) > 0 {
				return true
			}
		}
	}
	return false
}

// Role is what people may do in an account.
type Role string

// The roles of people.
const (
	ReadOnly  Role = "read-only"
	Developer Role = "developer"
	Admin     Role = "admin"
	Auditor   Role = "auditor"
)

// Roles returns the roles of people.
func Roles() []Role { return []Role{ReadOnly, Developer, Admin, Auditor} }

// Values returns the roles of people.
func (Role) Values() []string { return texts(Roles()...) }

// BreakGlass is the name of the role for emergencies, and of the group that may assume it.
const BreakGlass = "break-glass"

// MaxBreakGlass is of how many users for emergencies the names fit in the pattern of a rule, twice. Source: the quotas
// of Amazon EventBridge.
const MaxBreakGlass = 8

// Quotas. Source: the quotas of IAM and of AWS CloudFormation.
const (
	maxGroupsOfUser = 10  // of an IAM user
	maxAssignments  = 390 // fit in a stack, beside permission sets
)

var (
	instanceARN = regexp.MustCompile(`^arn:aws:sso:::instance/(sso)?ins-[a-zA-Z0-9.-]{16}$`)
	groupID     = regexp.MustCompile(
		`^([0-9a-f]{10}-)?[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}$`,
	)
	userName = regexp.MustCompile(`^[a-z0-9][a-z0-9+=,.@_-]{0,63}$`) // IAM knows no case
)

// complete fills in the defaults.
func (i *Identity) complete(r Regions) {
	i.Provider = cmp.Or(i.Provider, IdentityCenter)
	i.Region = cmp.Or(i.Region, r.Primary)
	i.SessionHours = cmp.Or(i.SessionHours, 8)
}

// Grants tells whether a group may do what a role says in an account.
func (i Identity) Grants(role Role, account string) bool {
	for _, group := range i.Groups {
		if slices.Contains(group.Roles[role], account) {
			return true
		}
	}
	return false
}

// check runs the rules of identity.
func (i Identity) check(at document.Path, o Organization) {
	instance, region := at.Key("instance"), at.Key("region")
	if i.Provider == IAMUsers {
		instance.Demand(i.Instance == "", "has no use with iam-users", "leave it out")
		region.Demand(!region.Given(), "has no use with iam-users", "leave it out")
	} else {
		instance.Demand(
			i.Instance != "",
			"is missing",
			"copy the instance's ARN from the settings of Identity Center, or set provider: iam-users",
		)
		instance.Demand(
			i.Instance == "" || instanceARN.MatchString(i.Instance),
			fmt.Sprintf("%q is not the ARN of an instance", i.Instance),
			"copy it from the settings of Identity Center, such as arn:aws:sso:::instance/ssoins-0123456789abcdef",
		)
	}
	breakGlass := at.Key("breakGlass")
	breakGlass.Demand(
		!breakGlass.Given() || len(i.BreakGlass) > 0,
		"names nobody",
		"name at least one user, who gets in when nobody else does",
	)
	breakGlass.Demand(
		len(i.BreakGlass) <= MaxBreakGlass,
		fmt.Sprintf("names %d users", len(i.BreakGlass)),
		fmt.Sprintf("name at most %d", MaxBreakGlass),
	)
	for n, user := range i.BreakGlass {
		checkUser(user, i.BreakGlass[:n], breakGlass.Index(n))
	}
	accounts := slices.Sorted(maps.Keys(o.Accounts))
	groupsOf, idOf, assignments := map[string]int{}, map[string]string{}, 0
	for _, name := range slices.Sorted(maps.Keys(i.Groups)) {
		here, group := at.Key("groups").Key(name), i.Groups[name]
		checkName(name, "group", here)
		here.Demand(
			name != BreakGlass,
			"break-glass is the name of the group for emergencies",
			"list its users under breakGlass",
		)
		i.checkMembers(group, here, groupsOf)
		here.Key("id").
			Demand(group.ID == "" || idOf[group.ID] == "", fmt.Sprintf("is the id of %s already", idOf[group.ID]), "give each group its own")
		idOf[group.ID] = name
		assignments += group.checkRoles(here.Key("roles"), accounts, o.ArchiveAccount())
	}
	at.Key("groups").Demand(i.Provider == IAMUsers || assignments <= maxAssignments,
		fmt.Sprintf("have %d roles in accounts, and a stack has room for %d", assignments, maxAssignments),
		"join groups that may do the same")
}

// checkMembers demands the members that the provider knows: the id of a group in Identity Center, or IAM users.
func (i Identity) checkMembers(group Group, at document.Path, groupsOf map[string]int) {
	id, users := at.Key("id"), at.Key("users")
	if i.Provider != IAMUsers {
		id.Demand(group.ID != "", "is missing", "copy the group's id from Identity Center")
		id.Demand(
			group.ID == "" || groupID.MatchString(group.ID),
			fmt.Sprintf("%q is not the id of a group", group.ID),
			"copy it from the group's page in Identity Center, such as 01234567-89ab-cdef-0123-456789abcdef",
		)
		users.Demand(
			len(group.Users) == 0,
			"has no use with identity-center",
			"leave it out; Identity Center knows who is in the group",
		)
		return
	}
	id.Demand(group.ID == "", "has no use with iam-users", "leave it out")
	users.Demand(len(group.Users) > 0, "nobody is in the group", "list the names of its users")
	for n, user := range group.Users {
		here := users.Index(n)
		checkUser(user, group.Users[:n], here)
		here.Demand(
			!slices.Contains(i.BreakGlass, user),
			user+" is a user for emergencies",
			"give the person another name here",
		)
		groupsOf[user]++
		here.Demand(
			groupsOf[user] <= maxGroupsOfUser,
			fmt.Sprintf("%s is in more than %d groups, which IAM does not allow", user, maxGroupsOfUser),
			"join some of the groups",
		)
	}
}

// checkUser demands a name that an IAM user can have and that is not among those before.
func checkUser(name string, before []string, at document.Path) {
	at.Demand(
		userName.MatchString(name),
		fmt.Sprintf("%q cannot be the name of a user", name),
		"use at most 64 lower-case letters, digits and +=,.@_-",
	)
	at.Demand(!slices.Contains(before, name), name+" is listed twice", "keep one")
}

// checkRoles demands accounts that there are, and counts them.
func (g Group) checkRoles(at document.Path, known []string, archive string) int {
	count := 0
	for _, role := range slices.Sorted(maps.Keys(g.Roles)) {
		here, accounts := at.Key(string(role)), g.Roles[role]
		here.Demand(len(accounts) > 0, "names no account", "list accounts, or leave the role out")
		for n, account := range accounts {
			here.Index(
				n,
			).Demand(
				slices.Contains(known, account),
				fmt.Sprintf("%q is not an account", account),
				document.Suggest(account, known),
			)
			here.Index(n).Demand(!slices.Contains(accounts[:n], account), account+" is listed twice", "keep one")
			here.Index(n).Demand(role != Auditor || account == archive || !slices.Contains(known, account),
				"the archive is in the "+archive+" account", "list "+archive+" alone")
			here.Index(n).Demand(
				role != Admin && role != Developer || account != LogArchive || !slices.Contains(known, account),
				"who administers security says who is in which group, and would change the log archive, too",
				"leave it out: log-archive takes auditor and read-only, and is deployed with credentials of its own")
		}
		count += len(accounts)
	}
	return count
}
