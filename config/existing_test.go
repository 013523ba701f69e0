package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const existingNetwork = `tier: development
network:
  cidr: 10.10.0.0/16
  zones: 2
  existing:
    vpc: vpc-01234567
    public: [{subnet: subnet-0a000001, routeTable: rtb-0a000001}, {subnet: subnet-0a000002, routeTable: rtb-0a000001}]
    private: [{subnet: subnet-0b000001, routeTable: rtb-0b000001}, {subnet: subnet-0b000002, routeTable: rtb-0b000001}]
    data: [{subnet: subnet-0c000001, routeTable: rtb-0c000001}, {subnet: subnet-0c000002, routeTable: rtb-0c000001}]
`

func TestMistakesInANetworkThatExistsAreFound(t *testing.T) {
	findsMistakesIn(t, existingNetwork, []mistake{
		{`10.10.0.0/16`, `192.0.2.0/24`, ``},
		{`zones: 2`, `zones: 3`, `network.existing.public: 3 zones are used, and there are 2 subnets; write one for each zone, in the order of the zones, or change zones
network.existing.private: 3 zones are used, and there are 2 subnets; write one for each zone, in the order of the zones, or change zones
network.existing.data: 3 zones are used, and there are 2 subnets; write one for each zone, in the order of the zones, or change zones`},
		{`zones: 2`, "zones: 2\n  nat: none", `network.nat: is decided by whoever has made the network; leave it out`},
		{`zones: 2`, "zones: 2\n  endpoints: standard", `network.endpoints: is decided by whoever has made the network; leave it out`},
		{`zones: 2`, "zones: 2\n  subnets: 3", `network.subnets: is decided by whoever has made the network; leave it out`},
		{`zones: 2`, "zones: 2\n  publicBuckets: [a-bucket]", `network.publicBuckets: is decided by whoever has made the network; leave it out`},
		{`zones: 2`, "zones: 2\n  blockPublicAccess: enabled", `network.blockPublicAccess: is decided by whoever has made the network; leave it out`},
		{`zones: 2`, "zones: 2\n  dnsFirewall: {mode: block}", `network.dnsFirewall: is decided by whoever has made the network; leave it out`},
		{`vpc-01234567`, `shared`, `network.existing.vpc: "shared" is not the id of a VPC; write it as vpc- and hexadecimal digits`},
		{`subnet-0a000002`, `subnet-a`, `network.existing.public[1].subnet: "subnet-a" is not the id of a subnet; write it as subnet- and hexadecimal digits`},
		{`subnet-0c000001`, `subnet-0b000001`, `network.existing.data[0].subnet: subnet-0b000001 is private[0] already; a subnet is of one tier and one zone`},
		{`, routeTable: rtb-0c000001}]`, `, routeTable: main}]`, `network.existing.data[1].routeTable: "main" is not the id of a route table; write it as rtb- and hexadecimal digits; a subnet without one of its own has the main one of the VPC`},
		{`  existing:`, "  flowLogs: archive\n  existing:", ``},
		{`tier: development`, "tier: development\nrecovery: {region: eu-central-1, cidr: 10.11.0.0/16}", `network.existing: the other region would need a network of its own, with other ids; leave recovery out, or leave existing out`},
	})
}

func TestMistakesInAStoreThatExistsAreFound(t *testing.T) {
	const keptFiles = "\n  files: {bucket: files-of-old}"
	const ledger = `ledger: {host: db.internal, port: 5432, securityGroup: sg-01234567, secret: "arn:aws:secretsmanager:eu-west-1:333333333333:secret:ledger-A1b2C3"}`
	findsMistakesIn(t, "tier: development\nnetwork: {cidr: 10.10.0.0/16}\nexisting:\n  "+ledger+keptFiles+"\n", []mistake{
		{`host: db.internal, `, ``, `existing.ledger: does not say what it is; write bucket, or host`},
		{`bucket: files-of-old`, `bucket: files-of-old, host: db.internal`, `existing.files: cannot be a bucket and what listens at a host; leave one of them out`},
		{`bucket: files-of-old`, `bucket: files-of-old, port: 443`, `existing.files.port: a bucket has none; leave it out`},
		{`bucket: files-of-old`, `bucket: Files`, `existing.files.bucket: "Files" is not the name of a bucket; write the name alone: 3 to 63 lower-case letters, digits, hyphens and dots`},
		{`bucket: files-of-old`, `bucket: cdk-hnb659fds-assets-333333333333-eu-west-1`, `existing.files.bucket: cdk-hnb659fds-assets-333333333333-eu-west-1 is made here, or by the CDK; name a bucket that something else has made; services name those of buckets in uses`},
		{`bucket: files-of-old`, `bucket: acme-trails-111111111111-eu-west-1`, `existing.files.bucket: acme-trails-111111111111-eu-west-1 is made here, or by the CDK; name a bucket that something else has made; services name those of buckets in uses`},
		{`bucket: files-of-old`, `bucket: dev-canaries-artifacts82dd59a1-0a1b2c3d4e5f`, `existing.files.bucket: dev-canaries-artifacts82dd59a1-0a1b2c3d4e5f is made here, or by the CDK; name a bucket that something else has made; services name those of buckets in uses`},
		{`bucket: files-of-old}`, `bucket: acme-dev-uploads-333333333333}` + "\nbuckets: {uploads: {}}", `existing.files.bucket: acme-dev-uploads-333333333333 is made here, or by the CDK; name a bucket that something else has made; services name those of buckets in uses`},
		{`bucket: files-of-old`, `bucket: acme-dev-uploads-333333333333`, ``}, // which was kept
		{`bucket: files-of-old`, `bucket: acme-scans`, ``},
		{`:secret:ledger-A1b2C3`, `:secret:rds!cluster-01234567-89ab-cdef-0123-456789abcdef-A1b2C3`, ``},
		{`:secret:ledger-A1b2C3`, `:secret:acme/dev/prices-A1b2C3`, `existing.ledger.secret: it is made here, and not for services; name a secret that something else has made; services name stores and secrets of the environment in uses`},
		{`:secret:ledger-A1b2C3"}` + keptFiles, `:secret:ordersoldPassword45D345EE-0a1B2c3D4e5F-A1b2C3"}` + keptFiles + "\ncaches: {orders-old: {engine: memcached}}", `existing.ledger.secret: it is made here, and not for services; name a secret that something else has made; services name stores and secrets of the environment in uses`},
		{`:secret:ledger-A1b2C3`, `:secret:othersPassword45D345EE-0a1B2c3D4e5F-A1b2C3`, ``},
		{`bucket: files-of-old`, `bucket: files-of-old, key: alias/files`, `existing.files.key: "alias/files" is not the ARN of a key; write what aws kms describe-key says`},
		{`bucket: files-of-old`, `bucket: files-of-old, key: "arn:aws:kms:us-east-1:333333333333:key/01234567-89ab-cdef-0123-456789abcdef"`, `existing.files.key: the key is in us-east-1, and dev in eu-west-1; name one of the environment's region`},
		{`bucket: files-of-old`, `bucket: files-of-old, key: "arn:aws:kms:eu-west-1:909090909090:key/01234567-89ab-cdef-0123-456789abcdef"`, ``},
		{`host: db.internal`, `host: db.internal:5432`, `existing.ledger.host: "db.internal:5432" is not a name or an address; write it without a port`},
		{`port: 5432, `, `port: 5432, name: "the ledger", `, `existing.ledger.name: "the ledger" cannot be the name of a database; write at most 64 characters without spaces and quotes`},
		{`port: 5432, `, ``, `existing.ledger.port: is missing; write the port where it listens, such as 5432`},
		{`sg-01234567`, `default`, `existing.ledger.securityGroup: "default" is not the id of a security group; write it as sg- and hexadecimal digits`},
		{`:secret:ledger-A1b2C3`, `:secret:ledger`, `existing.ledger.secret: "arn:aws:secretsmanager:eu-west-1:333333333333:secret:ledger" is not the whole ARN of a secret; write what aws secretsmanager describe-secret says, with the six characters at its end`},
		{`:eu-west-1:333333333333:secret`, `:eu-west-2:333333333333:secret`, `existing.ledger.secret: the secret is in eu-west-2, and dev in eu-west-1; name one of the environment's region`},
		{`:eu-west-1:333333333333:secret`, `:eu-west-1:909090909090:secret`, `existing.ledger.secret: the secret is in account 909090909090, and dev in 333333333333; name one of the environment's account`},
		{`, secret: "arn:aws:secretsmanager:eu-west-1:333333333333:secret:ledger-A1b2C3"`, `, key: "arn:aws:kms:eu-west-1:333333333333:key/01234567-89ab-cdef-0123-456789abcdef"`, `existing.ledger.key: there is no secret that it would be the key of; leave it out, or write secret`},
		{`tier: development`, "tier: development\nopenToVPN: [ledger]", `openToVPN[0]: ledger has a security group that something else keeps; open it there to 172.30.0.0/20`},
		{`tier: development`, "tier: development\nrecovery: {region: eu-central-1, cidr: 10.11.0.0/16}", `existing.ledger: the other region would need another one, and its services would look for this one; leave recovery out, or have the store made here
existing.files: the other region would need another one, and its services would look for this one; leave recovery out, or have the store made here`},
		{`files: {bucket`, `ledger-host: {bucket`, ``},
		{`files: {bucket: files-of-old}`, `files: {bucket: files-of-old}` + "\ncaches: {files: {engine: redis, version: \"7.1\"}}", `existing.files: files is the name of a cache already; give one of them another name; services use them by it`},
	})
}

func TestAnEnvironmentInANetworkThatExistsMakesNothingThatLeadsThere(t *testing.T) {
	files := example(t)
	leaveOnly(t, files, "dev")
	files["environments/dev.yaml"].Data = []byte(existingNetwork)
	c, err := load(files, "example")
	require.NoError(t, err)
	e := c.Environments[0]
	assert.Empty(t, e.InterfaceEndpoints())
	assert.Empty(t, e.Capacity(), "its subnets are as large as they are")
	assert.NotEqual(t, NATNone, e.Network.NAT, "whoever has made it gives it a way out")
}

func TestMistakesInARepositoryThatExistsAreFound(t *testing.T) {
	const old = "\nexistingRepositories:\n  legacy/web: {account: \"909090909090\", repository: team/web}\n"
	for edit, want := range map[[2]string]string{
		{"", ""}:                   "",
		{`"909090909090"`, `"12"`}: `existingRepositories["legacy/web"].account: "12" is not an AWS account id; write its 12 digits in quotes, such as "111111111111"`,
		{"repository: team/web", "repository: Team"}: `existingRepositories["legacy/web"].repository: "Team" cannot be the name of a repository; write what aws ecr describe-repositories says: repositoryName`,
		{"legacy/web:", "web:"}:                      `existingRepositories.web: a repository of the organization has this name too; choose another; images are written with it`,
		{"legacy/web:", "Web:"}:                      `existingRepositories.Web: "Web" cannot be the name of a repository; use lower-case letters, digits, and single . _ - or / between them`,
	} {
		files := example(t)
		organization := string(files["organization.yaml"].Data)
		files["organization.yaml"].Data = []byte(organization + strings.Replace(old, edit[0], edit[1], 1))
		_, err := load(files, "example")
		if want == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, want)
		}
	}
}

func TestAServiceRunsAnImageOfARepositoryThatExistsAndNoReleaseMovesIt(t *testing.T) {
	files := example(t)
	files["organization.yaml"].Data = append(files["organization.yaml"].Data,
		"\nexistingRepositories:\n  legacy/web: {account: \"909090909090\", repository: team/web}\n"...)
	edit(t, files, "environments/dev.yaml", "image: web:1.0.0", "image: legacy/web:1.0.0")
	_, err := load(files, "example")
	require.NoError(t, err)
}
