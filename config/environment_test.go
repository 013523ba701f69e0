package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAnEnvironmentHasRoomForSoManyServicesAndStores(t *testing.T) {
	for n, want := range map[int][]string{
		MaxStacks:     nil,
		MaxStacks + 1: {"has 201 services, functions and stores, and a pipeline has room for the stacks of 200; divide the environment"},
	} {
		var secrets strings.Builder
		for i := range n {
			fmt.Fprintf(&secrets, "  key-%d: {}\n", i)
		}
		files := teams(t, 1, "", neighbours)
		files["environments/team-0.yaml"].Data = append(
			files["environments/team-0.yaml"].Data,
			"secrets:\n"+secrets.String()...)
		assert.Equal(t, want, faultsOf(t, files))
	}
}

func TestMistakesInAnEnvironmentAreFound(t *testing.T) {
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{"tier: production", "", `tier: is missing; add it: production or development`},
		{"tier: production", "tier: prod", `tier: "prod" is not offered; choose production or development`},
		{
			"tier: production",
			"tier: production\naccount: prd",
			`account: prd is not among the accounts of organization.yaml; did you mean prod?`,
		},
		{
			"tier: production",
			"tier: production\naccount: dev",
			`account: 333333333333 is the account of dev already; give prod an account of its own`,
		},
		{
			"tier: production",
			"tier: production\naccount: shared-services",
			`account: 222222222222 is the account of shared-services already; give prod an account of its own`,
		},
		{
			"tier: production",
			"tier: production\nregion: eu-central-1",
			`recovery.region: eu-central-1 is the environment's own region; choose another one`,
		},
		{
			"domain: app.example.com",
			"domain: example.com",
			`domain: example.com is not below the organization's domain; choose one such as app.example.com`,
		},
		{
			"domain: app.example.com",
			"domain: app.example.org",
			`domain: app.example.org is not below the organization's domain; choose one such as app.example.com`,
		},
		{
			"domain: app.example.com",
			"domain: App.example.com",
			`domain: "App.example.com" is not a domain name; write it in lower case, such as app.example.com`,
		},
		{
			"domain: app.example.com",
			"domain: dev.example.com",
			`domain: dev.example.com is dev's domain already; give prod a domain of its own`,
		},
		{
			"domain: app.example.com",
			"domain: app.dev.example.com",
			`domain: app.dev.example.com is inside dev's domain dev.example.com; choose one beside it`,
		},
		{
			"domain: app.example.com",
			"domain: an-application-with-a-name-that-is-longer-than-it-should.example.com",
			`domain: an-application-with-a-name-that-is-longer-than-it-should.example.com has more than the 64 characters that a certificate allows; choose a shorter one`,
		},
		{"wave: 3", "wave: 3\nexistingRoles: [ecs, ecs]", `existingRoles[1]: ecs is listed twice; keep one`},
		{
			"wave: 3",
			"wave: 3\nexistingRoles: [rds]",
			`existingRoles[0]: "rds" is not offered; choose ecs or opensearch`,
		},
		{"wave: 3", "wave: 0", `wave: 0 is too small; the least is 1`},
		{"wave: 3", "wave: 100", `wave: 100 is too large; the most is 99`},
		{"approval: required", "approval: yes", `approval: "yes" is not offered; choose required or none`},
		{
			"logRetentionDays: 365",
			"logRetentionDays: 364",
			`logRetentionDays: CloudWatch cannot keep logs for 364 days; choose 365, or leave it out`,
		},
		{
			"logRetentionDays: 365",
			"tags: {owner: \"#\"}",
			`tags.owner: "#" cannot be the value of a tag; use at most 256 letters, digits, spaces and _.:/=+@-`,
		},
		{
			"logRetentionDays: 365",
			"alerts: {email: [nobody]}",
			`alerts.email[0]: "nobody" is not an e-mail address; write it as name@example.com`,
		},
		{
			"region: eu-central-1",
			"region: eu-west-1",
			`recovery.region: eu-west-1 is the environment's own region; choose another one`,
		},
		{
			"region: eu-central-1",
			"region: us-west-1",
			`recovery.region: which zones of us-west-1 exist differs from account to account; list the account's zones under regions.zones in organization.yaml`,
		},
		{"  region: eu-central-1\n", "", `recovery.region: is missing; add it`},
		{"  cidr: 10.40.0.0/16\n", "", `recovery.cidr: is missing; add it`},
		{
			"cidr: 10.40.0.0/16",
			"cidr: 10.40.0.0/16\n  domain: app.example.com",
			`recovery.domain: app.example.com is prod's domain already; give prod-dr a domain of its own`,
		},
		{
			"cidr: 10.40.0.0/16",
			"cidr: 10.40.0.0/16\n  domain: dr.app.example.com",
			`recovery.domain: dr.app.example.com is inside prod's domain app.example.com; choose one beside it`,
		},
		{"minTasks: 1", "minTasks: -1", `recovery.minTasks: -1 is too small; the least is 0`},
		{"minTasks: 1", "active: standby", `recovery.active: "standby" is not offered; choose primary or recovery`},
		{
			"requestsPer5Minutes: 2000",
			"requestsPer5Minutes: 99",
			`firewall.requestsPer5Minutes: 99 would block Route 53, which asks every ten seconds whether the standby is active; let one address send 100 or more`,
		},
		{
			"minTasks: 1",
			"traffic: accelerator",
			`recovery.traffic: "accelerator" is not offered; choose accelerator-and-dns or dns`,
		},
		{
			"minTasks: 1",
			"minTasks: 1\nfront: api-gateway",
			`recovery.traffic: Global Accelerator leads to load balancers, and with front: api-gateway the internet reaches none; set it to dns, or front to load-balancer or zonal`,
		},
		{"minTasks: 1", "generation: 0", `recovery.generation: 0 is too small; the least is 1`},
	})
}

func TestMistakesInANetworkAreFound(t *testing.T) {
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{
			"cidr: 10.30.0.0/16",
			"cidr: 10.20.0.0/16",
			`network.cidr: 10.20.0.0/16 overlaps stage's 10.20.0.0/16; give prod a range of its own, such as 10.21.0.0/16 if it is free`,
		},
		{
			"cidr: 10.30.0.0/16",
			"cidr: 10.40.0.0/16",
			`recovery.cidr: 10.40.0.0/16 overlaps prod's 10.40.0.0/16; give prod-dr a range of its own, such as 10.41.0.0/16 if it is free`,
		},
		{
			"cidr: 10.30.0.0/16",
			"cidr: 10.30.1.0/16",
			`network.cidr: 10.30.1.0/16 does not begin where a /16 range begins; did you mean 10.30.0.0/16?`,
		},
		{
			"cidr: 10.30.0.0/16",
			"cidr: 10.30.0.0",
			`network.cidr: "10.30.0.0" is not an IPv4 range; write an address and a mask, such as 10.20.0.0/16`,
		},
		{
			"cidr: 10.30.0.0/16",
			"cidr: fd00::/48",
			`network.cidr: "fd00::/48" is not an IPv4 range; write an address and a mask, such as 10.20.0.0/16`,
		},
		{
			"cidr: 10.30.0.0/16",
			"cidr: 10.128.0.0/15",
			`network.cidr: /15 is larger than a VPC can be; choose /16 to /21`,
		},
		{
			"cidr: 10.30.0.0/16",
			"cidr: 10.30.0.0/22",
			`network.cidr: /22 is too small: its public subnets would be below the /27 that a load balancer demands; choose /16 to /21`,
		},
		{
			"cidr: 10.30.0.0/16",
			"cidr: 52.30.0.0/16",
			`network.cidr: 52.30.0.0/16 is not a private range; choose one inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10`,
		},
		{
			"cidr: 10.30.0.0/16",
			"cidr: 172.17.0.0/16",
			`network.cidr: 172.17.0.0/16 overlaps 172.17.0.0/16, which Docker uses inside instances; choose another range`,
		},
		{"cidr: 10.30.0.0/16", "cdir: 10.30.0.0/16", `network.cdir: is not a known key; did you mean cidr?`},
		{"  cidr: 10.30.0.0/16", "  #", `network.cidr: is missing; add it`},
		{"zones: 3", "zones: 1", `network.zones: 1 is too small; the least is 2`},
		{"zones: 3", "zones: 7", `network.zones: 7 is too large; the most is 6`},
		{
			"zones: 3",
			"zones: 4",
			"network.zones: 4 zones are used, and eu-west-1 is known to have 3; use at most 3, or list the account's zones under regions.zones in organization.yaml\nrecovery.region: 4 zones are used, and eu-central-1 is known to have 3; use at most 3, or list the account's zones under regions.zones in organization.yaml",
		},
		{
			"zones: 3",
			"zones: 3\n  subnets: 2",
			`network.subnets: 3 zones are used, and 2 have subnets; write at least as many as zones, or leave it out`,
		},
		{
			"zones: 3",
			"zones: 3\n  publicBuckets: [\"s3://data\"]",
			`network.publicBuckets[0]: "s3://data" is not the name of a bucket; write the name alone: 3 to 63 lower-case letters, digits, hyphens and dots`,
		},
		{
			"zones: 3",
			"zones: 3\n  publicBuckets: [data, data]",
			`network.publicBuckets[1]: data is listed twice; keep one`,
		},
		{
			"nat: per-zone",
			"nat: per-zones",
			`network.nat: "per-zones" is not offered; did you mean per-zone? The choice is per-zone, single, regional or none`,
		},
		{"endpoints: standard", "endpoints: all", `network.endpoints: "all" is not offered; choose standard or none`},
		{
			"nat: per-zone # survives the loss of a zone\n  endpoints: standard",
			"nat: none\n  endpoints: none",
			`network.nat: without NAT, tasks cannot pull images, read secrets or write logs; set network.endpoints to standard, or choose another NAT`,
		},
		{
			"flowLogs: archive",
			"flowLogs: nowhere",
			`network.flowLogs: "nowhere" is not offered; choose archive or archive-and-cloudwatch`,
		},
		{
			"cidr: 10.30.0.0/16",
			"cidr: 10.30.0.0/21",
			"network.cidr: 10.30.0.0/21 is too small: each of 3 zones needs up to 34 addresses in its data subnet, a /27 with 27; a /20 would do\n" + `network.cidr: 10.30.0.0/21 is too small: each of 3 zones needs up to 36 addresses in its public subnet, a /27 with 27; a /20 would do`,
		},
		{
			"cidr: 10.40.0.0/16",
			"cidr: 10.40.0.0/21",
			"recovery.cidr: 10.40.0.0/21 is too small: each of 3 zones needs up to 34 addresses in its data subnet, a /27 with 27; a /20 would do\n" + `recovery.cidr: 10.40.0.0/21 is too small: each of 3 zones needs up to 36 addresses in its public subnet, a /27 with 27; a /20 would do`,
		},
	})
}

func TestADomainDoesNotContainAnothers(t *testing.T) {
	findsMistakes(t, "environments/stage.yaml", []mistake{
		{
			"wave: 2",
			"wave: 2\ndomain: stage.app.example.com",
			`domain: app.example.com contains stage's domain stage.app.example.com; choose one beside it`,
		},
	})
}

func TestNamesMadeFromOrganizationAndEnvironmentFitAWS(t *testing.T) {
	files := example(t)
	edit(t, files, "organization.yaml", "name: acme", "name: acme-company")
	edit(t, files, "organization.yaml", "  dev: \"", "  acceptance-tests-eu: \"")
	edit(t, files, "organization.yaml", "    dev: 800\n", "")
	for range 5 { // levels of the VPN, and groups
		edit(t, files, "organization.yaml", "dev, ", "")
	}
	files["environments/acceptance-tests-eu.yaml"] = files["environments/dev.yaml"]
	delete(files, "environments/dev.yaml")
	want := "acme-company-acceptance-tests-eu has 32 characters, and names made from it have more than AWS allows; " +
		"choose a shorter name; organization and environment may have 28 characters together"
	if got := faultsOf(t, files); len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
