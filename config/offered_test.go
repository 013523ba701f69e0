package config

import (
	"strings"
	"testing"

	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
)

const inCalgary = `tier: production
region: ca-west-1
network:
  cidr: 10.10.0.0/16
  zones: 3
databases:
  orders:
    engine: postgres
    version: "17.7"
    class: m6g.large
  people:
    engine: aurora-mysql
    version: "3.10.4"
    proxy: enabled
caches:
  sessions:
    class: m6g.large
search:
  articles:
    version: "3.3"
    class: r7g.large
instances:
  classes: [m6g.large]
  agents: {logs: "web:1.0.0", metrics: "web:1.0.0"}
services:
  web:
    image: web:1.0.0
    route: {path: /*}
firewall:
  shield: enabled
`

func TestWhatARegionLacksIsRefused(t *testing.T) {
	findsMistakesIn(t, inCalgary, []mistake{
		{
			"m6g.large\n  people",
			"t4g.large\n  people",
			`databases.orders.class: RDS does not offer t4g in ca-west-1; choose a class of m6g, m6gd, m6i, m6id, m8g, r6g, r6i, r6id, r7g or t3`,
		},
		{
			"proxy: enabled",
			"class: r8g.large",
			`databases.people.class: Aurora does not offer r8g in ca-west-1; choose a class of r5, r6g, r7g or t4g`,
		},
		{
			"class: m6g.large\nsearch",
			"class: m7g.large\nsearch",
			`caches.sessions.class: ElastiCache does not offer m7g in ca-west-1; choose a class of m5, m6g, r5, r6g, r7g, t3 or t4g`,
		},
		{
			"class: r7g.large",
			"class: m7g.large",
			`search.articles.class: OpenSearch Service does not offer m7g in ca-west-1; choose a class of c6g, c7g, m6g, r6g, r7g or t3`,
		},
		{
			"class: r7g.large",
			"managerClass: m7g.large",
			`search.articles.managerClass: OpenSearch Service does not offer m7g in ca-west-1; choose a class of c6g, c7g, m6g, r6g, r7g or t3`,
		},
		{
			"[m6g.large]",
			"[m6g.large, m7g.large]",
			`instances.classes[1]: EC2 does not offer m7g in ca-west-1; choose a class of c6g, c6i, c7g, c7i, c8g, m6g, m6i, m8g, r6g, r6i, r7g or r8g`,
		},
		{"ca-west-1", "ap-east-2", `databases.people.proxy: CloudFormation has no RDS Proxy in ap-east-2; leave it out
firewall.shield: CloudFormation has no Shield Advanced in ap-east-2; leave it out`},
	})
}

func TestWhatTheRegionOfAStandbyLacksIsRefused(t *testing.T) {
	const shield = "  shield: enabled\n"
	findsMistakesIn(t, inCalgary, []mistake{
		{shield, shield + "recovery: {region: ap-southeast-4, cidr: 10.11.0.0/16}\n", ``},
		{
			"    class: m6g.large\n  people",
			"    class: r6gd.large\n  people",
			`databases.orders.class: RDS does not offer r6gd in ca-west-1; choose a class of m6g, m6gd, m6i, m6id, m8g, r6g, r6i, r6id, r7g or t3`,
		},
		{
			"    class: m6g.large\nsearch",
			"    class: m6g.large\nrecovery: {region: ap-east-2, cidr: 10.11.0.0/16}\nsearch",
			`databases.people.proxy: CloudFormation has no RDS Proxy in ap-east-2; leave it out
firewall.shield: CloudFormation has no Shield Advanced in ap-east-2; leave it out`,
		},
	})
}

func TestWhatTemplatesOfARegionCannotSayIsRefused(t *testing.T) {
	const everywhere = `tier: production
region: eu-west-1
network: {cidr: 10.10.0.0/16}
backups: {restoreTests: enabled}
tracing: {collector: "web:1.0.0", exporter: transaction-search}
streams: {events: {version: "3.9.x"}}
functions: {report: {directory: report, on: {streams: {events: {topics: [orders]}}}}}
`
	findsMistakesIn(t, everywhere, []mistake{
		{"eu-west-1", "ap-southeast-5", `backups.restoreTests: CloudFormation has no restore tests of AWS Backup in ap-southeast-5; leave it out`},
		{"eu-west-1", "mx-central-1", `tracing.exporter: CloudFormation has no Transaction Search in mx-central-1; choose xray or otlp`},
		{"eu-west-1", "il-central-1", `functions.report.on.streams.events: CloudFormation has no groups of Lambda's pollers in il-central-1; have a service read the stream`},
		{
			"eu-west-1\n", "eu-west-1\nrecovery: {region: ap-southeast-7, cidr: 10.11.0.0/16}\n",
			`backups.restoreTests: CloudFormation has no restore tests of AWS Backup in ap-southeast-7; leave it out
streams.events.standby: there is no MSK Replicator in ap-southeast-7; set it to empty`,
		},
	})
}

func TestBackupsAreTestedInProductionWhereTheRegionsHaveTests(t *testing.T) {
	for region, want := range map[Region]Switch{"eu-west-1": Enabled, "ap-southeast-7": Disabled} {
		e := Environment{Tier: Production, Region: region}
		e.Backups.complete(e, Organization{})
		assert.Equal(t, want, e.Backups.RestoreTests, region)
	}
}

func TestDefaultsAreOfferedInEveryRegion(t *testing.T) {
	for _, region := range facts.Regions() {
		for _, tier := range []Tier{Production, Development} {
			if region == "us-west-1" {
				continue // which zones exist differs from account to account
			}
			other := "ca-west-1"
			if region == other {
				other = "eu-central-1"
			}
			files := example(t)
			files["environments/dev.yaml"].Data = []byte("tier: " + string(tier) + "\nregion: " + other +
				strings.Replace(minimal, "eu-central-1", region, 1))
			_, _, err := loadWithRecord(files, "") // its routes are not recorded
			assert.NoError(t, err, region)
		}
	}
}
