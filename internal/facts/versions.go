package facts

import "slices"

// Version is a version of an engine that AWS offers in standard support. [LivesOf] says for how long.
type Version struct {
	Name     string
	LongTerm bool // AWS mends it for years, as long as nothing moves it to the next minor version by itself
}

// Versions are those of an engine, older ones first.
type Versions []Version

// versions returns those with these names.
func versions(names ...string) Versions {
	var all Versions
	for _, name := range names {
		all = append(all, Version{Name: name})
	}
	return all
}

// longTerm marks some of the versions.
func (v Versions) longTerm(names ...string) Versions {
	for i := range v {
		v[i].LongTerm = v[i].LongTerm || slices.Contains(names, v[i].Name)
	}
	return v
}

// Names returns what the versions are called.
func (v Versions) Names() []string {
	var all []string
	for _, version := range v {
		all = append(all, version.Name)
	}
	return all
}

// Named returns the version that is called so; it is not known of every name.
func (v Versions) Named(name string) (Version, bool) {
	if i := v.Index(name); i >= 0 {
		return v[i], true
	}
	return Version{}, false
}

// Index tells how many versions are older, or -1 when there is no such version.
func (v Versions) Index(name string) int {
	return slices.IndexFunc(v, func(version Version) bool { return version.Name == name })
}

// VersionsSeen is the day on which the tables of versions were last compared with AWS's calendars. Nothing is offered
// that ends within a month of it: whoever moves the day takes out what ends.
const VersionsSeen = "2026-11-28"

// What databases may have, by engine, as of 2026-11: the versions that AWS creates in standard support; we do not enrol
// in paid extended support. Sources: AWS's release calendars of RDS and Aurora, as endoflife.date copied them on
// 2026-08-22; the versions that cfn-lint 1.51 and CDK 2.276 know. Minor versions of MySQL have ends of their own;
// 8.4.5 to 8.4.7 have ended. PostgreSQL 14 is next, and nobody should begin with it.
var (
	PostgreSQLVersions = versions(
		"15.13", "15.14", "15.15", "15.16", "15.17", "15.18",
		"16.9", "16.10", "16.11", "16.12", "16.13", "16.14",
		"17.5", "17.6", "17.7", "17.8", "17.9", "17.10",
		"18.1", "18.2", "18.3", "18.4",
	)
	MySQLVersions            = versions("8.4.8", "8.4.9", "8.4.10")
	AuroraPostgreSQLVersions = versions(
		"16.8", "16.9", "16.10", "16.11", "16.13",
		"17.4", "17.5", "17.6", "17.7", "17.9",
		"18.3",
	).longTerm("16.8", "17.7")
	// AuroraMySQLVersions are 3, which is compatible with MySQL 8.0, and 8.4, as of 2026-11. Source for 8.4.7: the
	// release notes of Aurora MySQL, 2026-05-21.
	AuroraMySQLVersions = versions(
		"3.10.0", "3.10.1", "3.10.2", "3.10.3", "3.10.4", "3.11.1", "3.12.0", "8.4.7",
	).longTerm("3.10.0", "3.10.1", "3.10.2", "3.10.3", "3.10.4")
)

// What caches, search domains and streams may have, as of 2026-11: the versions in standard support. Older ones of
// Memcached have no TLS. Versions of Kafka are those that MSK offers with KRaft, by kind of broker: 3.6 ended on
// 2026-06-01 and 3.7 on 2026-09-01; 3.8 is next, so nobody should begin with it. 4.2 is for Express brokers only so
// far, and they skip 4.0 and 4.1. Sources: AWS's calendars as above; Amazon MSK developer guide, supported Apache Kafka
// versions and Express brokers; list-kafka-versions as of 2026-09.
var (
	ValkeyVersions       = versions("7.2", "8.0", "8.1", "8.2", "9.0", "9.1")
	RedisVersions        = versions("7.0", "7.1")
	MemcachedVersions    = versions("1.6.12", "1.6.17", "1.6.22")
	OpenSearchVersions   = versions("2.19", "3.1", "3.3", "3.5")
	KafkaVersions        = versions("3.9.x", "4.0.x", "4.1.x")
	KafkaExpressVersions = versions("3.9.x", "4.2.x")
)

// VersionsOf are all tables of versions, by product, as of 2026-11.
var VersionsOf = map[string]Versions{
	PostgreSQL: PostgreSQLVersions, MySQL: MySQLVersions,
	AuroraPostgreSQL: AuroraPostgreSQLVersions, AuroraMySQL: AuroraMySQLVersions,
	Valkey: ValkeyVersions, Redis: RedisVersions, Memcached: MemcachedVersions,
	CanaryRun: CanaryRuntimes, Kubernetes: KubernetesVersions, OpenSearch: OpenSearchVersions,
	Kafka: slices.Concat(KafkaVersions, KafkaExpressVersions[1:]), Grafana: versions(GrafanaVersions...),
}
