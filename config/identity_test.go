package config

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMistakesInIdentityCenterAreFound(t *testing.T) {
	const provider, session, breakGlass = "  provider: identity-center", "  sessionHours: 8", "  breakGlass: [emergency-1, emergency-2]"
	const instance, id = "  instance: arn:aws:sso:::instance/ssoins-0123456789abcdef", "      id: 01234567-89ab-cdef-0123-456789abcde2"
	const roles = "        developer: [dev, stage, prod]"
	findsMistakes(t, "organization.yaml", []mistake{
		{provider, "  provider: iam", `identity.provider: "iam" is not offered; choose identity-center or iam-users`},
		{instance, "", `identity.instance: is missing; copy the instance's ARN from the settings of Identity Center, or set provider: iam-users`},
		{instance, "  instance: ssoins-0123456789abcdef", `identity.instance: "ssoins-0123456789abcdef" is not the ARN of an instance; copy it from the settings of Identity Center, such as arn:aws:sso:::instance/ssoins-0123456789abcdef`},
		{session, "  region: eu-wset-1", `identity.region: "eu-wset-1" is not a known AWS region; did you mean eu-west-1?`},
		{session, "  sessionHours: 0", `identity.sessionHours: 0 is too small; the least is 1`},
		{session, "  sessionHours: 13", `identity.sessionHours: 13 is too large; the most is 12`},
		{id, "", `identity.groups.developers.id: is missing; copy the group's id from Identity Center`},
		{id, "      id: developers", `identity.groups.developers.id: "developers" is not the id of a group; copy it from the group's page in Identity Center, such as 01234567-89ab-cdef-0123-456789abcdef`},
		{id, "      id: 01234567-89ab-cdef-0123-456789abcde3", `identity.groups.developers.id: is the id of auditors already; give each group its own`},
		{id, id + "\n      users: [ana]", `identity.groups.developers.users: has no use with identity-center; leave it out; Identity Center knows who is in the group`},
		{"    developers:", "    Developers:", `identity.groups.Developers: "Developers" cannot be the name of a group; use lower-case letters, digits and single hyphens, beginning with a letter`},
		{"    developers:", "    developers-of-everything:", `identity.groups.developers-of-everything: the name has more than 20 characters; AWS limits the names made from it; choose a shorter one`},
		{"    developers:", "    break-glass:", `identity.groups.break-glass: break-glass is the name of the group for emergencies; list its users under breakGlass`},
		{roles, "        developr: [dev, stage, prod]", `identity.groups.developers.roles.developr: "developr" is not offered; did you mean developer? The choice is read-only, developer, admin or auditor`},
		{roles, "        auditor: [dev]", `identity.groups.developers.roles.auditor[0]: the archive is in the security account; list security alone`},
		{roles, "        admin: [log-archive]", `identity.groups.developers.roles.admin[0]: "log-archive" is not an account; known: dev, prod, security, shared-services, stage`},
		{roles, "        developer: []", `identity.groups.developers.roles.developer: names no account; list accounts, or leave the role out`},
		{roles, "        developer: [dev, stag]", `identity.groups.developers.roles.developer[1]: "stag" is not an account; did you mean stage?`},
		{roles, "        developer: [dev, dev]", `identity.groups.developers.roles.developer[1]: dev is listed twice; keep one`},
		{breakGlass, "", `identity.breakGlass: is missing; add it`},
		{breakGlass, "  breakGlass: []", `identity.breakGlass: names nobody; name at least one user, who gets in when nobody else does`},
		{breakGlass, "  breakGlass: [Emergency]", `identity.breakGlass[0]: "Emergency" cannot be the name of a user; use at most 64 lower-case letters, digits and +=,.@_-`},
		{breakGlass, "  breakGlass: [a, b, c, d, e, f, g, h, i]", `identity.breakGlass: names 9 users; name at most 8`},
		{breakGlass, "  breakGlass: [one, one]", `identity.breakGlass[1]: one is listed twice; keep one`},
	})
}

// iamUsers are people of the example who are IAM users.
const iamUsers = `
identity:
  provider: iam-users
  groups:
    operators:
      users: [ana, ben]
      roles:
        admin: [security, dev]
  breakGlass: [emergency]
`

// withIAMUsers is the example with people who are IAM users.
func withIAMUsers(t testing.TB, identity string) []string {
	t.Helper()
	files := example(t)
	written := string(files["organization.yaml"].Data)
	start, end := strings.Index(written, "identity:\n"), strings.Index(written, "# Who hears when an account costs")
	files["organization.yaml"].Data = []byte(written[:start] + identity + written[end:])
	return faultsOf(t, files)
}

func TestMistakesInIAMUsersAreFound(t *testing.T) {
	const provider, users = "  provider: iam-users", "      users: [ana, ben]"
	for _, m := range []mistake{
		{provider, provider, ""},
		{provider, provider + "\n  instance: arn:aws:sso:::instance/ssoins-0123456789abcdef", `identity.instance: has no use with iam-users; leave it out`},
		{provider, provider + "\n  region: eu-west-1", `identity.region: has no use with iam-users; leave it out`},
		{users, users + "\n      id: 01234567-89ab-cdef-0123-456789abcde2", `identity.groups.operators.id: has no use with iam-users; leave it out`},
		{users, "", `identity.groups.operators.users: nobody is in the group; list the names of its users`},
		{users, "      users: [Ana]", `identity.groups.operators.users[0]: "Ana" cannot be the name of a user; use at most 64 lower-case letters, digits and +=,.@_-`},
		{users, "      users: [ana, ana]", `identity.groups.operators.users[1]: ana is listed twice; keep one`},
		{users, "      users: [ana, emergency]", `identity.groups.operators.users[1]: emergency is a user for emergencies; give the person another name here`},
	} {
		t.Run(m.new, func(t *testing.T) {
			if got := strings.Join(withIAMUsers(t, strings.Replace(iamUsers, m.old, m.new, 1)), "\n"); got != m.want {
				t.Errorf("got\n%s\nwant\n%s", got, m.want)
			}
		})
	}
}

func TestAUserIsInAtMostTenGroups(t *testing.T) {
	var groups strings.Builder
	for i := range 11 {
		fmt.Fprintf(&groups, "    team-%c: {users: [ana], roles: {read-only: [dev]}}\n", 'a'+i)
	}
	identity := "\nidentity:\n  provider: iam-users\n  groups:\n" + groups.String() + "  breakGlass: [emergency]\n"
	want := []string{"identity.groups.team-k.users[0]: ana is in more than 10 groups, which IAM does not allow; join some of the groups"}
	if got := withIAMUsers(t, identity); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestAStackHasRoomForEveryRoleInAnAccount(t *testing.T) {
	for groups, want := range map[int][]string{
		78: nil,
		79: {"identity.groups: have 395 roles in accounts, and a stack has room for 390; join groups that may do the same"},
	} {
		var written strings.Builder
		for i := range groups {
			fmt.Fprintf(&written, "    team-%d: {id: 01234567-89ab-cdef-0123-%012d, roles: {read-only: [security, shared-services, dev, stage, prod]}}\n", i, i)
		}
		got := withIAMUsers(t, "\nidentity:\n  instance: arn:aws:sso:::instance/ssoins-0123456789abcdef\n  groups:\n"+written.String()+"  breakGlass: [emergency]\n")
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d groups: got %q", groups, got)
		}
	}
}

func TestDefaultsOfIdentity(t *testing.T) {
	files := example(t)
	edit(t, files, "organization.yaml", "  provider: identity-center # or iam-users\n", "")
	edit(t, files, "organization.yaml", "  sessionHours: 8 # as admin always one\n", "")
	c, err := load(files, "")
	if err != nil {
		t.Fatal(err)
	}
	i := c.Organization.Identity
	if i.Provider != IdentityCenter || i.SessionHours != 8 || i.Region != "eu-west-1" {
		t.Errorf("got %+v", i)
	}
	if !i.Grants(Admin, "prod") || i.Grants(Developer, "security") {
		t.Error("a group may do in an account what is listed, and nothing else")
	}
	organization := files["organization.yaml"]
	start, end := bytes.Index(organization.Data, []byte("identity:\n")), bytes.Index(organization.Data, []byte("# Who hears when an account costs"))
	organization.Data = append(organization.Data[:start:start], organization.Data[end:]...)
	if c, err = load(files, ""); err != nil || c.Organization.Identity != nil {
		t.Errorf("without the section it is decided elsewhere: %v", err)
	}
}

func TestNobodyChangesTheLogArchiveThroughSecurity(t *testing.T) {
	for _, role := range []string{"admin", "developer"} {
		files := example(t)
		edit(t, files, "organization.yaml", `dev: "333333333333"`, "dev: \"333333333333\"\n  log-archive: \"666666666666\"")
		edit(t, files, "organization.yaml", "  lock: governance # or c", "  lock: compliance # or c")
		edit(t, files, "organization.yaml", "auditor: [security]",
			"auditor: [log-archive]\n        "+role+": [log-archive]")
		assert.Equal(t, []string{"identity.groups.auditors.roles." + role + "[0]: who administers security says who is in " +
			"which group, and would change the log archive, too; leave it out: log-archive takes auditor and read-only, " +
			"and is deployed with credentials of its own"}, faultsOf(t, files))
	}
}
