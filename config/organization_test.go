package config

import (
	"bytes"
	"fmt"
	"net/netip"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
)

func TestMistakesInTheOrganizationAreFound(t *testing.T) {
	findsMistakes(t, "organization.yaml", []mistake{
		{"name: acme", "name: Acme", `name: "Acme" cannot begin the names of resources; use 2 to 12 lower-case letters, digits and single hyphens, beginning with a letter`},
		{"name: acme", "name: a", `name: "a" cannot begin the names of resources; use 2 to 12 lower-case letters, digits and single hyphens, beginning with a letter`},
		{"name: acme", "name: too-long-a-name", `name: "too-long-a-name" cannot begin the names of resources; use 2 to 12 lower-case letters, digits and single hyphens, beginning with a letter`},
		{"name: acme", "nam: acme", `nam: is not a known key; did you mean name?`},
		{"name: acme", "title: acme", "name: is missing; add it\ntitle: is not a known key; known: name, domain, regions, accounts, awsOrganization, management, tags, repositories, existingRepositories, upstreams, archive, backups, detection, observability, settings, vpn, identity, budgets, defaults, pipeline, applications, oidcProviderExists, permissionsBoundary"},
		{"  name: example.com", "  name: example", `domain.name: "example" is not a domain name; write it in lower case, such as example.com`},
		{"  name: example.com", "  name: example.com.", `domain.name: "example.com." is not a domain name; write it in lower case, such as example.com`},
		{"  name: example.com", "  name: example.com\n  account: prod", `domain.account: "prod" cannot own the zone; write shared-services, security, or the 12-digit id of an account outside this organization`},
		{"  name: example.com", "  name: example.com\n  account: \"555555555555\"", `domain.account: 555555555555 is prod, an account of this organization; write shared-services, security, or the id of an account outside`},
		{"  name: example.com", "  name: example.com\n  zone: 12345", `domain.zone: is a number where text is expected; write it in quotes: "12345"`},
		{"  name: example.com", "  name: example.com\n  zone: \"12345\"", `domain.zone: "12345" is not the id of a hosted zone; write it as Route 53 shows it, such as Z0123456789ABC`},
		{"  name: example.com", "  name: example.com\n  account: \"999999999999\"", "domain.delegationRole: is missing, and account 999999999999 is not of this organization; add the ARN of a role there that may write NS records in the zone\ndomain.zone: is missing, and the zone is not ours to create; add the id of the zone in account 999999999999"},
		{"  name: example.com", "  name: example.com\n  account: \"999999999999\"\n  zone: Z123\n  delegationRole: arn:aws:iam::888888888888:role/dns", `domain.delegationRole: is a role of another account than the zone's, 999999999999; name a role in that account`},
		{"  name: example.com", "  name: example.com\n  account: \"999999999999\"\n  zone: Z123\n  delegationRole: dns", `domain.delegationRole: "dns" is not the ARN of a role; write it as arn:aws:iam::<account>:role/<name>`},
		{"  name: example.com", "  name: example.com\n  delegationRole: arn:aws:iam::222222222222:role/dns", `domain.delegationRole: has no use, because the zone is in shared-services; leave it out`},
		{"primary: eu-west-1", "primary: eu-wset-1", `regions.primary: "eu-wset-1" is not a known AWS region; did you mean eu-west-1?`},
		{"primary: eu-west-1", "primary: cn-north-1", `regions.primary: "cn-north-1" is a region of AWS in China; only commercial regions are known, such as eu-west-1`},
		{"primary: eu-west-1", "primary: eu-west-1\n  zones: {us-east-2: [a]}", `regions.zones.us-east-2: lists fewer than two zones; list at least two`},
		{"primary: eu-west-1", "primary: eu-west-1\n  zones: {us-east-2: [a, bb]}", `regions.zones.us-east-2[1]: "bb" is not the letter of a zone; write a for us-east-2a`},
		{"primary: eu-west-1", "primary: eu-west-1\n  zones: {us-east-2: [a, a]}", `regions.zones.us-east-2[1]: a is listed twice; keep one`},
		{"primary: eu-west-1", "primary: eu-west-1\n  zones: {us-east-9: [a, b]}", `regions.zones.us-east-9: "us-east-9" is not a known AWS region; did you mean us-east-1?`},
		{"primary: eu-west-1", "primary: eu-west-1\n  zones: {eu-central-1: [a, b]}", `recovery.region: 3 zones are used, and regions.zones in organization.yaml lists 2 of eu-central-1; use at most 2, or list more`},
		{`security: "111111111111"`, `secutiry: "111111111111"`, `accounts.security: is missing; add the account's id
identity.groups.platform.roles.admin[0]: "security" is not an account; did you mean secutiry?
identity.groups.auditors.roles.read-only[0]: "security" is not an account; did you mean secutiry?` + "\n" + `identity.groups.auditors.roles.auditor[0]: "security" is not an account; did you mean secutiry?` + "\n" + `budgets.monthly.security: "security" is not an account; did you mean secutiry?`},
		{`security: "111111111111"`, `security: "222222222222"`, `accounts.shared-services: 222222222222 is the account of security already; give shared-services an account of its own`},
		{`security: "111111111111"`, `security: 111111111111`, `accounts.security: is a number in YAML; write it in quotes: "111111111111"`},
		{`security: "111111111111"`, `security: 011111111111`, `accounts.security: is a number in YAML; write it in quotes: "011111111111"`},
		{`security: "111111111111"`, `security: "11111111111"`, `accounts.security: "11111111111" is not an AWS account id; write its 12 digits in quotes, such as "111111111111"`},
		{`security: "111111111111"`, "security: \"111111111111\"\n  Test: \"666666666666\"", `accounts.Test: "Test" cannot be the name of an account; use lower-case letters, digits and single hyphens, beginning with a letter`},
		{`dev: "333333333333"`, `dev: "333333333333"
  management: "666666666666"`, `accounts.management: management is the name of a stage that is in another account; choose another name`},
		{`dev: "333333333333"`, `dev: "333333333333"
  prod-dr: "666666666666"`, `accounts.prod-dr: ends as the names of stages of standbys do, which are in their environments' accounts; choose another name`},
		{`dev: "333333333333"`, `dev: "333333333333"
  log-archve: "666666666666"`, `accounts.log-archve: no environment is in this account: environments/log-archve.yaml does not exist; did you mean log-archive?`},
		{`dev: "333333333333"`, `dev: "333333333333"
  log-archive: "222222222222"`, `accounts.shared-services: 222222222222 is the account of log-archive already; give shared-services an account of its own
accounts.log-archive: nothing keeps who administers Identity Center in security from letting themselves in and erasing logs; keep it to the guardrails detection and deployments, under management, or set archive.lock: compliance
identity.groups.auditors.roles.auditor[0]: the archive is in the log-archive account; list log-archive alone`},
		{`dev: "333333333333"`, `dev: "333333333333"
  log-archive: "666666666666"`, `accounts.log-archive: nothing keeps who administers Identity Center in security from letting themselves in and erasing logs; keep it to the guardrails detection and deployments, under management, or set archive.lock: compliance
identity.groups.auditors.roles.auditor[0]: the archive is in the log-archive account; list log-archive alone`},
		{`dev: "333333333333"`, `development: "333333333333"`, `account: dev is not among the accounts of organization.yaml; known: development, prod, security, shared-services, stage
identity.groups.platform.roles.admin[2]: "dev" is not an account; known: development, prod, security, shared-services, stage
identity.groups.developers.roles.developer[0]: "dev" is not an account; known: development, prod, security, shared-services, stage
identity.groups.auditors.roles.read-only[2]: "dev" is not an account; known: development, prod, security, shared-services, stage
budgets.monthly.dev: "dev" is not an account; known: development, prod, security, shared-services, stage`},
		{"  owner: platform\n", "", `tags.owner: is missing; say which team answers for the resources`},
		{"owner: platform", "owner: platform & friends", `tags.owner: "platform & friends" cannot be the value of a tag; use at most 256 letters, digits, spaces and _.:/=+@-`},
		{"  costCentre: cc-1000\n", "", `tags.costCentre: is missing; say who pays`},
		{"dataClass: confidential", "dataClass: confidental", `tags.dataClass: "confidental" is not offered; did you mean confidential? The choice is public, internal, confidential or restricted`},
		{"  dataClass: confidential", "  # dataClass: confidential", `tags.dataClass: is missing; choose public, internal, confidential or restricted`},
		{"  - worker", "  - worker\n  - Cron", `repositories[2]: "Cron" cannot be the name of a repository; use lower-case letters, digits, and single . _ - or / between them`},
		{"  - worker", "  - worker\n  - web", `repositories[2]: web is listed twice; keep one`},
		{"retentionDays: 2555", "retentionDays: 60", `archive.retentionDays: logs would be deleted after 60 days, before they move to cheaper storage after 90; keep them longer, or lower coldDays`},
		{"coldDays: 90", "coldDays: 10", `archive.coldDays: 10 is too small; the least is 30`},
		{"defaults:", "defaults:\n  logRetentionDays: 31", `defaults.logRetentionDays: CloudWatch cannot keep logs for 31 days; choose 60, or leave it out`},
		{"defaults:", "defaults:\n  logRetentionDays: 0", `defaults.logRetentionDays: CloudWatch cannot keep logs for 0 days; choose 1, or leave it out`},
		{"defaults:", "defaults:\n  logRetentionDays: 9999", `defaults.logRetentionDays: CloudWatch cannot keep logs for 9999 days; choose 3653, or leave it out`},
		{"- platform@example.com", "- platform", `defaults.alerts.email[0]: "platform" is not an e-mail address; write it as name@example.com`},
		{"- platform@example.com", "- platform@example.com\n      - platform@example.com", `defaults.alerts.email[1]: platform@example.com is listed twice; keep one`},
		{"    email:\n      - platform@example.com", "    email: []", "alerts: nobody hears of this production environment's alarms; add an address under alerts.email, here or under defaults in organization.yaml\nalerts: nobody hears of this production environment's alarms; add an address under alerts.email, here or under defaults in organization.yaml\nbudgets.email: nobody would hear of a budget; add an address, here or to defaults.alerts"},
		{"repository: acme/bulkhead", "repository: bulkhead", `pipeline.repository: "bulkhead" is not a repository; write owner/name`},
		{"directory: config/example", "directory: ../config", `pipeline.directory: "../config" does not stay inside the repository; write the path from the repository's root, such as config/example`},
		{"branch: main\n", "branch: main\n  approve: [self, security]\n", "pipeline.approve[1]: the pipeline does not deploy to security; leave it out, or list security under deploys"},
		{"branch: main\n", "branch: main\n  deploys: [security, security]\n", "pipeline.deploys[1]: security is listed twice; keep one"},
		{"branch: main\n", "branch: main\n  deploys: [shared-services]\n", `pipeline.deploys[0]: "shared-services" is not offered; choose security or log-archive`},
		{"branch: main\n", "branch: main\n  deploys: [log-archive]\n", "pipeline.deploys[0]: there is no account log-archive; leave it out, or add its id to accounts"},
		{"branch: main\n", "branch: main\n  approve: [log-archive]\n", "pipeline.approve[0]: the pipeline does not deploy to log-archive; leave it out, or list log-archive under deploys"},
		{"branch: main", "branch: main..", `pipeline.branch: "main.." is not a branch; write its name, such as main`},
		{"connection: arn:aws:codeconnections:eu-west-1:222222222222", "connection: arn:aws:codeconnections:eu-west-1:333333333333", `pipeline.connection: is a connection of account 333333333333; create it in shared-services, 222222222222, where the pipeline runs`},
		{"connection: arn:aws:codeconnections:eu-west-1:222222222222", "connection: arn:aws:codeconnections:eu-west-9:222222222222", `pipeline.connection: eu-west-9 is not a known AWS region; copy the ARN from the console`},
		{"connection: arn:aws:codeconnections:eu-west-1:222222222222:connection/", "connection: ", `pipeline.connection: "01234567-89ab-cdef-0123-456789abcdef" is not the ARN of a connection; write it as arn:aws:codeconnections:<region>:<account>:connection/<id>`},
		{"pipeline:", "permissionsBoundary: arn:aws:iam::aws:policy/Boundary\npipeline:", `permissionsBoundary: "arn:aws:iam::aws:policy/Boundary" is not the name of an IAM policy; write the name alone, without ARN or path`},
	})
}

func TestTheArchiveHasRoomForSoManyEnvironments(t *testing.T) {
	for n, want := range map[int][]string{
		MaxEnvironments:     nil,
		MaxEnvironments + 1: {"accounts: there are 41 environments, and the log archive has room for the accounts of 40; name the AWS organization that they are members of under awsOrganization, or make a second organization"},
	} {
		assert.Equal(t, want, faultsOf(t, teams(t, n, "", neighbours)))
	}
}

// levels are those of the example.
var levels = regexp.MustCompile(`(?m)^  levels:.*\n(    .*\n)+`)

// teams are an organization of so many environments of development, whose ranges follow from their number, without a
// pipeline; more is more of organization.yaml.
func teams(t *testing.T, n int, more string, cidr func(i int) string) fstest.MapFS {
	t.Helper()
	files := example(t)
	leaveOnly(t, files)
	files["organization.yaml"].Data = bytes.ReplaceAll(files["organization.yaml"].Data, []byte("[prod]"), []byte("[security]"))
	accounts := ""
	for i := range n {
		name := fmt.Sprintf("team-%d", i)
		accounts += fmt.Sprintf("  %s: \"9%011d\"\n", name, i)
		files[environmentsDir+"/"+name+".yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, "tier: development\nnetwork:\n  cidr: %s\n", cidr(i))}
	}
	edit(t, files, "organization.yaml", "accounts:\n", more+"accounts:\n"+accounts)
	organization := files["organization.yaml"]
	organization.Data = levels.ReplaceAll(organization.Data, []byte("  levels: {everything: [team-0]}\n"))
	organization.Data, _, _ = bytes.Cut(organization.Data, []byte("pipeline:"))
	return files
}

// neighbours are ranges one after the other, and strangers ranges with room between them.
func neighbours(i int) string { return fmt.Sprintf("10.%d.%d.0/21", i/32, i%32*8) }
func strangers(i int) string  { return fmt.Sprintf("10.%d.%d.0/21", i/16, i%16*16) }

func TestAnAWSOrganizationHasRoomForMoreEnvironments(t *testing.T) {
	const member = "awsOrganization: {id: o-a1b2c3d4e5}\n"
	for _, test := range []struct {
		n    int
		more string
		cidr func(int) string
		want []string
	}{
		{MaxMembers, member, neighbours, nil},
		{MaxMembers + 1, member, neighbours, []string{"accounts: there are 401 environments, and there is room for 400; make a second organization"}},
		{MaxNetworks, member, strangers, nil},
		{MaxNetworks + 1, member, strangers, []string{"vpn: leads to 81 ranges of addresses, and has room for 80; give the environments of a region neighbouring ranges, which are routed as one, or leave the VPN out"}},
	} {
		assert.Equal(t, test.want, faultsOf(t, teams(t, test.n, test.more, test.cidr)), "%d", test.n)
	}
}

func TestPipelinesDeployAsManyEnvironmentsAsThereMayBe(t *testing.T) {
	files := teams(t, MaxMembers, "awsOrganization: {id: o-a1b2c3d4e5}\n", neighbours)
	files["organization.yaml"].Data = append(files["organization.yaml"].Data, `pipeline:
  repository: acme/bulkhead
  connection: arn:aws:codeconnections:eu-west-1:222222222222:connection/01234567-89ab-cdef-0123-456789abcdef
`...)
	assert.Empty(t, faultsOf(t, files))
}

func TestDevelopersHaveRoomForSoManyEnvironments(t *testing.T) {
	const member = "awsOrganization: {id: o-a1b2c3d4e5}\n"
	files := teams(t, MaxEnvironments+1, member, neighbours)
	edit(t, files, "organization.yaml", "developer: [security]", "developer: [team-0]")
	assert.Equal(t, []string{
		"identity.groups: have developers, whose policy names 41 environments of development and 0 of production, and has room for 40 or 350; leave developers out, or make a second organization for production",
	}, faultsOf(t, files))
}

func TestASummaryIsTheSameAddressesInFewerRanges(t *testing.T) {
	prefixes := func(all ...string) []Prefix {
		var prefixes []Prefix
		for _, text := range all {
			prefixes = append(prefixes, Prefix{netip.MustParsePrefix(text)})
		}
		return prefixes
	}
	assert.Equal(t, prefixes("10.0.0.0/15"), Summary(prefixes("10.1.0.0/16", "10.0.0.0/16")))
	assert.Equal(t, prefixes("10.1.0.0/16", "10.2.0.0/16"), Summary(prefixes("10.2.0.0/16", "10.1.0.0/16")), "they do not share a larger range")
}

func TestMistakesInBudgetsAreFound(t *testing.T) {
	findsMistakes(t, "organization.yaml", []mistake{
		{"  lock: governance", "  readers: [\"arn:aws:iam::111111111111:role/x\"]\n  lock: governance", `archive.readers[0]: "arn:aws:iam::111111111111:role/x" is not the name of a role; write it without ARN, such as audit-*`},
		{"    stage: 3000", "    stag: 3000", `budgets.monthly.stag: "stag" is not an account; did you mean stage?`},
		{"    stage: 3000", "    stage: 0", `budgets.monthly.stage: 0 is no budget; write whole US dollars, or leave the account out`},
		{"    stage: 3000", "    stage: \"3000\"", `budgets.monthly.stage: "3000" is text where a number is expected; write a number, without quotes`},
		{"  monthly: # US dollars", "  email: [nobody]\n  monthly: # US dollars", `budgets.email[0]: "nobody" is not an e-mail address; write it as name@example.com`},
	})
}
