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
