package test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The parts of a context that roles of people ask for.
func signedIn(mfa, age, region string) map[string][]string {
	context := map[string][]string{"aws:RequestedRegion": {region}}
	if mfa != "" {
		context["aws:MultiFactorAuthPresent"] = []string{mfa}
	}
	if age != "" {
		context["aws:MultiFactorAuthAge"] = []string{age}
	}
	return context
}

// ofRole finds a condition that only one account's roles of a name meet, or one of several.
var ofRole = regexp.MustCompile(`"aws:PrincipalArn":\[?("arn:aws:iam::\d{12}:role/[^"]*",?)+[\]},]`)

// forPeople are the roles that users or whole accounts may assume. Where a trust names roles of ours, no person does.
func forPeople(t testing.TB, a *assembly.Assembly) map[*assembly.Resource][]assembly.Statement {
	t.Helper()
	found := map[*assembly.Resource][]assembly.Statement{}
	for _, role := range a.OfType("AWS::IAM::Role") {
		for _, s := range assembly.Statements(role) {
			for _, principal := range s.Principals {
				id := text(principal.ID)
				if principal.Kind != "AWS" || s.Effect != "Allow" || strings.Contains(id, "Fn::GetAtt") {
					continue
				}
				if ofRole.MatchString(text(s.Condition["ArnLike"]) + text(s.Condition["ArnEquals"])) {
					continue
				}
				found[role] = append(found[role], s)
			}
		}
	}
	return found
}

func TestNobodyAssumesARoleOfPeopleWithoutMFA(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		m := modelOf(t, name)
		roles := forPeople(t, shared(t, name))
		assert.Equal(t, name == "minimal", len(roles) == 0, name)
		for role, statements := range roles {
			target, err := m.ARN(role)
			require.NoError(t, err)
			for _, s := range statements {
				assert.Equal(t, "true", s.Condition["Bool"].(map[string]any)["aws:MultiFactorAuthPresent"], "%s: whatever the policies of users say", role)
			}
			for who, r := range m.Principals() {
				if r.Type != "AWS::IAM::User" {
					continue
				}
				for _, mfa := range []string{"", "false"} {
					d := decide(
						t,
						m,
						iam.Request{
							Principal: who,
							Action:    "sts:AssumeRole",
							Resource:  target,
							Context:   signedIn(mfa, "", role.Stack.Region),
						},
					)
					assert.False(t, d.Allowed, "%s becomes %s", who, target)
				}
			}
		}
	}
}

func TestAUserAssumesTheRolesOfTheirGroupsAndNoOther(t *testing.T) {
	c, err := config.Load(sharedConfigs["choices"].dir)
	require.NoError(t, err)
	m, seen := modelOf(t, "choices"), 0
	granted, wanted := map[string]bool{}, map[string]bool{}
	for _, group := range c.Organization.Identity.Groups {
		for role, accounts := range group.Roles {
			for _, account := range accounts {
				wanted["arn:aws:iam::"+string(c.Organization.Accounts[account])+":role/choices-"+string(role)] = true
				for _, user := range group.Users {
					granted[user+" "+string(role)+" "+account] = true
				}
			}
		}
	}
	for account, id := range c.Organization.Accounts {
		for _, user := range c.Organization.Identity.BreakGlass {
			granted[user+" break-glass "+account] = true
		}
		for who, r := range m.Principals() {
			if r.Type != "AWS::IAM::User" {
				continue
			}
			for _, role := range []string{"read-only", "developer", "admin", "auditor", "break-glass"} {
				target := "arn:aws:iam::" + string(id) + ":role/choices-" + role
				made := m.Principals()[target] != nil
				assert.Equal(t, wanted[target] || role == "break-glass", made, "%s: what nobody is granted does not exist", target)
				if !made {
					continue
				}
				user := who[strings.LastIndex(who, "/")+1:]
				region := shared(t, "choices").Stack(m.Principals()[target].Stack.ID).Region
				d := decide(
					t,
					m,
					iam.Request{
						Principal: who,
						Action:    "sts:AssumeRole",
						Resource:  target,
						Context:   signedIn("true", "60", region),
					},
				)
				assert.Equal(
					t,
					granted[user+" "+role+" "+account],
					d.Allowed,
					"%s as %s in %s: %s",
					user,
					role,
					account,
					d.Because,
				)
				if d.Allowed {
					seen++
				}
			}
		}
	}
	assert.Equal(t, len(granted), seen)
}

func TestAUserCaresForTheirOwnCredentialsAndNothingElse(t *testing.T) {
	m := modelOf(t, "choices")
	for who, r := range m.Principals() {
		if r.Type != "AWS::IAM::User" {
			continue
		}
		may := func(action, resource, mfa string) bool {
			return decide(
				t,
				m,
				iam.Request{
					Principal: who,
					Action:    action,
					Resource:  resource,
					Context:   signedIn(mfa, "", "us-east-1"),
				},
			).Allowed
		}
		device := "arn:aws:iam::101010101010:mfa/phone"
		assert.True(t, may("iam:ChangePassword", who, ""), "at the first sign-in")
		assert.True(t, may("iam:CreateVirtualMFADevice", device, "false") && may("iam:EnableMFADevice", who, "false"), "else nobody ever had one")
		assert.True(t, may("iam:DeactivateMFADevice", who, "true"))
		assert.False(t, may("iam:DeactivateMFADevice", who, "false"), "who has only the password must not lose the second factor")
		assert.False(t, may("iam:DeactivateMFADevice", who, ""))
		for _, action := range []string{"iam:AddUserToGroup", "iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:PutUserPolicy", "iam:UpdateLoginProfile", "s3:ListAllMyBuckets"} {
			refused(t, m, []string{who}, []string{action}, []string{who})
		}
		for other, r := range m.Principals() {
			if r.Type == "AWS::IAM::User" && other != who {
				refused(t, m, []string{who}, []string{"iam:ChangePassword", "iam:DeactivateMFADevice", "iam:EnableMFADevice"}, []string{other})
			}
		}
	}
}

func TestNobodyHasStandingCredentials(t *testing.T) {
	users := 0
	for _, r := range resources(t) {
		assert.NotEqual(t, "AWS::IAM::AccessKey", r.Type, r)
		if r.Type != "AWS::IAM::User" {
			continue
		}
		users++
		assert.Equal(t, "security", r.Stack.Stage, "%s: people come as a role", r)
		assert.Nil(t, r.Get("LoginProfile"), "%s: no password is in a template", r)
		assert.Nil(t, r.Get("Policies"), "%s: what it may do is its groups'", r)
		assert.Nil(t, r.Get("PermissionsBoundary"), "%s: it may not let anybody assume a role", r)
	}
	assert.Equal(t, 2+2+3+2+1, users, "in the example, the plain, the choices with three people, and the private one")
}

func TestGroupsOfIdentityCenterHaveTheirRolesInTheirAccounts(t *testing.T) {
	const platform, developers, auditors = "01234567-89ab-cdef-0123-456789abcde1", "01234567-89ab-cdef-0123-456789abcde2", "01234567-89ab-cdef-0123-456789abcde3"
	want := []string{
		developers + " acme-developer 333333333333", developers + " acme-developer-prod 444444444444", developers + " acme-developer-prod 555555555555", developers + " acme-read-only 222222222222",
		auditors + " acme-auditor 111111111111",
	}
	for account := range accounts {
		want = append(want, platform+" acme-admin "+account, auditors+" acme-read-only "+account)
	}
	var got []string
	for _, a := range in(t, example(t), "security", "AWS::SSO::Assignment") {
		set := denotes(t, example(t), a, a.Get("PermissionSetArn"))
		got = append(got, fmt.Sprint(a.Get("PrincipalId"), " ", set.Get("Name"), " ", a.Get("TargetId")))
		assert.Equal(t, "arn:aws:sso:::instance/ssoins-0123456789abcdef", a.Get("InstanceArn"))
		assert.Equal(t, "GROUP AWS_ACCOUNT", fmt.Sprint(a.Get("PrincipalType"), " ", a.Get("TargetType")))
	}
	assert.ElementsMatch(t, want, got)
	for _, set := range in(t, shared(t, "private"), "security", "AWS::SSO::PermissionSet") {
		assert.Equal(t, "ap-southeast-1", set.Stack.Region, "where Identity Center is")
	}
}

func TestSessionsOfPeopleEnd(t *testing.T) {
	for _, set := range example(t).OfType("AWS::SSO::PermissionSet") {
		assert.Equal(t, map[bool]string{true: "PT1H", false: "PT8H"}[set.Get("Name") == "acme-admin"], set.Get("SessionDuration"))
	}
	seen := map[string]bool{}
	for role := range forPeople(t, choices(t)) {
		name := role.Get("RoleName").(string)
		hours := map[bool]float64{true: 1, false: 4}[strings.HasSuffix(name, "-admin") || strings.HasSuffix(name, "-break-glass")]
		assert.Equal(t, hours*3600, role.Get("MaxSessionDuration"), role)
		seen[name] = true
	}
	assert.Len(t, seen, 5)
}

func TestAPermissionsBoundaryBoundsEveryRoleOfPeopleButThatForEmergencies(t *testing.T) {
	for role := range forPeople(t, choices(t)) {
		emergency := strings.HasSuffix(role.Get("RoleName").(string), "-break-glass")
		assert.Equal(t, emergency, role.Get("PermissionsBoundary") == nil, role)
	}
	bounded := small(t, "dev", func(o *config.Organization, _ *config.Environment) { o.PermissionsBoundary = "limits" })
	for _, set := range in(t, bounded, "security", "AWS::SSO::PermissionSet") {
		assert.Equal(t, map[string]any{"CustomerManagedPolicyReference": map[string]any{"Name": "limits"}}, set.Get("PermissionsBoundary"))
	}
	assert.Nil(t, example(t).OfType("AWS::SSO::PermissionSet")[0].Get("PermissionsBoundary"))
}

func TestWithoutGroupsThereIsNoStackOfPermissionSets(t *testing.T) {
	a := small(t, "dev", func(o *config.Organization, _ *config.Environment) {
		o.Identity = &config.Identity{Provider: config.IdentityCenter, Region: o.Regions.Primary}
		o.Identity.BreakGlass = []string{"emergency"}
	})
	assert.Nil(t, a.Stack("security/permission-sets"))
	for _, stack := range a.Stacks {
		assert.NotEmpty(t, stack.Resources, "%s: CloudFormation refuses it", stack.ID)
	}
}

func TestWithoutIdentityNobodyIsLetIn(t *testing.T) {
	kinds := regexp.MustCompile(`^AWS::(SSO::.*|IAM::(User|Group|ManagedPolicy))$`)
	for _, r := range resourcesOf(shared(t, "minimal")) {
		assert.NotRegexp(t, kinds, r.Type, r)
		if strings.Contains(r.LogicalID, "SwitchedOff") || strings.Contains(r.LogicalID, "Narrowed") || r.Type == "AWS::Athena::NamedQuery" {
			continue // who deletes the rule, and who assumed the role, of that name: neither is there
		}
		assert.NotContains(t, text(r.Properties), config.BreakGlass, r)
	}
}
