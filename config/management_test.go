package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMistakesInManagementAreFound(t *testing.T) {
	const before = "regions:\n"
	section := func(lines string) string {
		return "awsOrganization: {id: o-a1b2c3d4e5}\nmanagement:\n  account: \"999999999999\"\n" + lines + before
	}
	findsMistakes(t, "organization.yaml", []mistake{
		{before, "management: {account: \"999999999999\"}\n" + before, `management: has no use without awsOrganization; say which AWS organization it is of, or leave it out`},
		{before, "awsOrganization: {id: o-a1b2c3d4e5}\nmanagement: {}\n" + before, `management.account: is missing; add it`},
		{before, "awsOrganization: {id: o-a1b2c3d4e5}\nmanagement: {account: \"111111111111\"}\n" + before, `management.account: 111111111111 is security, which would be kept to nothing; give the management account's id, and keep it for nothing else`},
		{before, section("  guardrails: [region]\n"), `management.guardrails[0]: "region" is not offered; did you mean regions? The choice is regions, membership, detection, deployments, sharing, perimeter or console`},
		{before, section("  guardrails: [regions, regions]\n"), `management.guardrails[1]: regions is listed twice; keep one`},
		{before, section("  accounts: [stag]\n"), `management.accounts[0]: "stag" is not an account; did you mean stage?`},
		{before, section("  accounts: [dev, dev]\n"), `management.accounts[1]: dev is listed twice; keep one`},
		{before, section("  deployers: [\"arn:aws:iam::1:role/x\"]\n"), `management.deployers[0]: "arn:aws:iam::1:role/x" is not the name of a role; write it without ARN, and begin it with text, such as OrganizationAccountAccessRole`},
		{before, section("  deployers: [\"*\"]\n"), `management.deployers[0]: "*" is not the name of a role; write it without ARN, and begin it with text, such as OrganizationAccountAccessRole`},
		{before, section("  deployers: [a, b, c, d, e, f]\n"), `management.deployers: lists more than 5 roles; let * stand for what they have in common`},
		{before, section("  regions: [eu-west-1, eu-west-1]\n"), `management.regions[1]: eu-west-1 is listed twice; keep one`},
	})
}

func TestManagementKeepsAccountsToAllGuardrailsUnlessItSaysWhich(t *testing.T) {
	var m Management
	m.complete()
	assert.Equal(t, allGuardrails, m.Guardrails)
	assert.Equal(t, []string{"OrganizationAccountAccessRole"}, m.Deployers)
	m = Management{Guardrails: []Guardrail{}, Deployers: []string{}}
	m.complete()
	assert.Empty(t, m.Guardrails, "none")
	assert.Empty(t, m.Deployers)
}

func TestSomebodyDeploysTheLogArchiveWhomSecurityDoesNotLetIn(t *testing.T) {
	const others = "lists nobody who deploys to log-archive: security decides who has the roles that Identity Center makes; " +
		"add a role that is not below aws-reserved/, such as OrganizationAccountAccessRole"
	const wide = "is also what Identity Center makes, which security could let anybody be in log-archive; " +
		"write more of the name before the *"
	const platform = "aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Platform_*"
	for deployers, wants := range map[string][]string{
		"[OrganizationAccountAccessRole, " + platform + "]": nil,
		"[" + platform + "]":                    {"management.deployers: " + others},
		"[OrganizationAccountAccessRole, aws*]": {"management.deployers[1]: aws* " + wide},
	} {
		files := example(t)
		edit(t, files, "organization.yaml", `dev: "333333333333"`, "dev: \"333333333333\"\n  log-archive: \"666666666666\"")
		edit(t, files, "organization.yaml", "auditor: [security]", "auditor: [log-archive]")
		edit(t, files, "organization.yaml", "identity:\n", "awsOrganization: {id: o-a1b2c3d4e5}\nmanagement:\n"+
			"  account: \"999999999999\"\n  deployers: "+deployers+"\nidentity:\n")
		assert.Equal(t, wants, faultsOf(t, files), deployers)
	}
}

func TestALogArchiveThatSecurityCouldEnterIsKeptByGuardrailsOrByALock(t *testing.T) {
	const missing = "accounts.log-archive: nothing keeps who administers Identity Center in security from letting themselves in " +
		"and erasing logs; keep it to the guardrails detection and deployments, under management, or set archive.lock: compliance"
	for _, c := range []struct {
		lock, management string
		want             []string
	}{
		{"compliance", "", nil},
		{"compliance", `management: {account: "999999999999", guardrails: [regions]}`, nil},
		{"none", "", []string{missing}},
		{"governance", "", []string{missing}},
		{"none", `management: {account: "999999999999"}`, nil},
		{"none", `management: {account: "999999999999", accounts: [log-archive]}`, nil},
		{"none", `management: {account: "999999999999", accounts: [dev]}`, []string{missing}},
		{"none", `management: {account: "999999999999", guardrails: [detection, deployments]}`, nil},
		{"none", `management: {account: "999999999999", guardrails: [regions, detection]}`, []string{missing}},
		{"none", `management: {account: "999999999999", guardrails: [deployments]}`, []string{missing}},
	} {
		files := example(t)
		edit(t, files, "organization.yaml", `dev: "333333333333"`, "dev: \"333333333333\"\n  log-archive: \"666666666666\"")
		edit(t, files, "organization.yaml", "auditor: [security]", "auditor: [log-archive]")
		edit(t, files, "organization.yaml", "  lock: governance # or c", "  lock: "+c.lock+" # or c")
		edit(t, files, "organization.yaml", "  locks: [trails]", "  locks: ["+map[bool]string{false: "trails"}[c.lock == "none"]+"]")
		edit(t, files, "organization.yaml", "identity:\n", "awsOrganization: {id: o-a1b2c3d4e5}\n"+c.management+"\nidentity:\n")
		assert.Equal(t, c.want, faultsOf(t, files), c.lock+" "+c.management)
	}
}
