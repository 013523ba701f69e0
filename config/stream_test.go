package config

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

const withStreams = `tier: development
network:
  cidr: 10.10.0.0/16
  zones: 3
streams:
  events:
    brokers: standard
    version: 4.1.x
    class: m7g.large
    nodes: 3
    storageGiB: 100
    maxStorageGiB: 400
    partitions: 3
    retentionHours: 168
    certificateAuthorities:
      - arn:aws:acm-pca:eu-west-1:333333333333:certificate-authority/11111111-2222-3333-4444-555555555555
  clicks: {brokers: express, version: 4.2.x}
services:
  web:
    image: web:1.0.0
    uses: [events]
    environment: {MODE: fast}
`

func TestMistakesInAStreamAreFound(t *testing.T) {
	const events = "streams.events."
	findsMistakesIn(t, withStreams, []mistake{
		{"  clicks:", "  Clicks:", `streams.Clicks: "Clicks" cannot be the name of a stream; use lower-case letters, digits and single hyphens, beginning with a letter`},
		{"brokers: standard", "brokers: serverless", events + `brokers: "serverless" is not offered; choose standard or express`},
		{"zones: 3", "zones: 2", events + "zones: the brokers are to be in 3 zones, and the network has 2; lower it, or raise network.zones\nstreams.clicks.zones: the brokers are to be in 3 zones, and the network has 2; lower it, or raise network.zones"},
		{"    version: 4.1.x", "    version: 4.1.x\n    zones: 2", events + "nodes: 3 is no multiple of the 2 zones that the brokers are in; choose 2 or 4"},
		{"version: 4.2.x", "version: 4.2.x, zones: 2", `streams.clicks.brokers: express brokers need three zones, and there are 2; set zones and network.zones to 3, or brokers to standard`},
		{"class: m7g.large", "zones: 4", events + `zones: 4 is too large; the most is 3`},
		{"    version: 4.1.x\n", "", events + `version: is missing; add it`},
		{"    version: 4.1.x", "    version: 4.1.x.kraft", events + `version: MSK does not offer Kafka 4.1.x.kraft with KRaft and standard support on standard brokers; write it as 4.1.x; KRaft is always used, and AWS chooses the patch`},
		{"    version: 4.1.x", "    version: 3.9.1", events + `version: MSK does not offer Kafka 3.9.1 with KRaft and standard support on standard brokers; write it as 3.9.x; KRaft is always used, and AWS chooses the patch`},
		{"    version: 4.1.x", "    version: 3.7.x", events + `version: MSK does not offer Kafka 3.7.x with KRaft and standard support on standard brokers; choose 3.9.x, 4.0.x or 4.1.x`},
		{"    version: 4.1.x", "    version: 4.2.x", events + `version: MSK does not offer Kafka 4.2.x with KRaft and standard support on standard brokers; choose 3.9.x, 4.0.x or 4.1.x`},
		{"version: 4.2.x", "version: 4.1.x", `streams.clicks.version: MSK does not offer Kafka 4.1.x with KRaft and standard support on express brokers; choose 3.9.x or 4.2.x`},
		{"class: m7g.large", "class: t3.small", events + `class: brokers of class t3.small cannot run KRaft; choose m7g.large or m5.large, the smallest that can`},
		{"class: m7g.large", "class: kafka.m7g.large", events + `class: kafka.m7g.large begins with kafka.; leave it out: m7g.large`},
		{"class: m7g.large", "class: m7g.24xlarge", events + `class: m7g has no size "24xlarge"; choose large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge or 16xlarge`},
		{"class: m7g.large", "class: m6g.large", events + `class: "m6g.large" is not a class of standard brokers; choose a size of m5 or m7g, such as m7g.large`},
		{"version: 4.2.x", "version: 4.2.x, class: m5.large", `streams.clicks.class: "m5.large" is not a class of express brokers; choose a size of m7g, such as m7g.large`},
		{"nodes: 3", "nodes: 4", events + `nodes: 4 is no multiple of the 3 zones that the brokers are in; choose 3 or 6`},
		{"nodes: 3", "nodes: 2", events + `nodes: 2 is no multiple of the 3 zones that the brokers are in; choose 3`},
		{"version: 4.2.x", "version: 4.2.x, nodes: 60", `streams: there are 63 brokers, and their alarms are too many for a stack; have 60 at most in an environment, and put the others into another`},
		{"nodes: 3", "nodes: 63", events + `nodes: 63 is too large; the most is 60`},
		{"storageGiB: 100", "storageGiB: 0", events + `storageGiB: 0 is too small; the least is 1`},
		{"maxStorageGiB: 400", "maxStorageGiB: 16385", events + `maxStorageGiB: 16385 is too large; the most is 16384`},
		{"storageGiB: 100", "storageGiB: 500", events + `maxStorageGiB: 400 GiB is below storageGiB, which is 500; raise it, or leave it out`},
		{"version: 4.2.x", "version: 4.2.x, alarms: {diskPercent: 70}", `streams.clicks.alarms.diskPercent: express brokers manage their storage themselves; leave it out, or set brokers to standard`},
		{"version: 4.2.x", "version: 4.2.x, storageGiB: 10", `streams.clicks.storageGiB: express brokers manage their storage themselves; leave it out, or set brokers to standard`},
		{"version: 4.2.x", "version: 4.2.x, maxStorageGiB: 10", `streams.clicks.maxStorageGiB: express brokers manage their storage themselves; leave it out, or set brokers to standard`},
		{"partitions: 3", "partitions: 0", events + `partitions: 0 is too small; the least is 1`},
		{"retentionHours: 168", "retentionHours: 0", events + `retentionHours: 0 is too small; the least is 1`},
		{"partitions: 3", "autoCreateTopics: true", events + `autoCreateTopics: "true" is not offered; choose enabled or disabled`},
		{"partitions: 3", "monitoring: brokers", events + `monitoring: "brokers" is not offered; did you mean broker? The choice is cluster, broker, topic or partition`},
		{"    certificateAuthorities:\n      - arn:aws:acm-pca:eu-west-1:333333333333:certificate-authority/11111111-2222-3333-4444-555555555555", "    certificateAuthorities: []", events + `certificateAuthorities: is empty, and nobody could log in with a certificate; add the ARN of an AWS Private CA, or leave it out`},
		{"arn:aws:acm-pca:eu-west-1:333333333333:certificate-authority/11111111-2222-3333-4444-555555555555", "arn:aws:acm:eu-west-1:333333333333:certificate/11111111-2222-3333-4444-555555555555", events + `certificateAuthorities[0]: "arn:aws:acm:eu-west-1:333333333333:certificate/11111111-2222-3333-4444-555555555555" is not the ARN of an AWS Private CA; copy it from AWS Private CA, such as arn:aws:acm-pca:eu-west-1:111111111111:certificate-authority/11111111-2222-3333-4444-555555555555`},
		{"acm-pca:eu-west-1", "acm-pca:eu-central-1", events + "certificateAuthorities[0]: is in eu-central-1, where the environment does not run; use one of eu-west-1"},
		{"services:", "recovery: {region: eu-central-1, cidr: 10.11.0.0/16}\nservices:", events + `certificateAuthorities: lists no CA in eu-central-1, where the environment runs as well; add one`},
		{"MODE: fast", "EVENTS_CLUSTER_ARN: here", `services.web.environment.EVENTS_CLUSTER_ARN: EVENTS_CLUSTER_ARN is set already, because the service uses events; leave it out or rename it`},
	})
}

// streamIn completes a stream in a network of some zones.
func streamIn(zones int, tier Tier, x Stream) Stream {
	x.complete("events", Environment{Tier: tier, Network: Network{Zones: zones}})
	return x
}

func TestTheZonesOfANetworkNeverMoveBrokers(t *testing.T) {
	for _, zones := range []int{2, 3, 6} {
		if x := streamIn(zones, Production, Stream{}); x.Zones != 3 || x.Nodes != 3 {
			t.Errorf("%d zones: brokers in %d, and %d of them", zones, x.Zones, x.Nodes)
		}
		if x := streamIn(zones, Production, Stream{Zones: 2}); x.Zones != 2 || x.Nodes != 2 {
			t.Errorf("%d zones: brokers in %d, and %d of them", zones, x.Zones, x.Nodes)
		}
	}
}

func TestEveryBrokerOfAZoneNeedsAnAddressAndPerhapsItsControllers(t *testing.T) {
	for count, want := range map[int]int{3: 2, 6: 3, 30: 11} {
		if got := streamIn(3, Production, Stream{Nodes: count}).addresses(); got != want {
			t.Errorf("%d brokers need %d addresses in a zone, want %d", count, got, want)
		}
	}
}

func TestExpressBrokersHaveNoStorageOfTheirOwn(t *testing.T) {
	if x := streamIn(3, Production, Stream{Brokers: ExpressBrokers}); x.StorageGiB != 0 || x.MaxStorageGiB != 0 {
		t.Errorf("got %+v", x)
	}
}

func TestWhatRunsWithoutNATHasAWayToEachAWSServiceItAsks(t *testing.T) {
	streams := map[string]Stream{"a": {}, "b": {}}
	without := Network{NAT: NATNone, Endpoints: EndpointsStandard}
	for _, c := range []struct {
		environment Environment
		want        []string // beyond the standard ones
	}{
		{Environment{Network: without}, nil},
		{Environment{Network: without, Streams: streams}, []string{"kafka"}},
		{Environment{Network: without, Tracing: &Tracing{Exporter: ToXRay}}, []string{"xray"}},
		{Environment{Network: without, Tracing: &Tracing{Exporter: ToTransactionSearch}}, []string{"xray"}},
		{Environment{Network: without, Tracing: &Tracing{Exporter: ToOTLP}}, nil},
		{Environment{Network: without, Instances: &Instances{}}, []string{"ecs", "ecs-agent", "ecs-telemetry", "ec2"}},
		{Environment{Network: Network{NAT: NATSingle, Endpoints: EndpointsStandard}, Streams: streams}, nil},
	} {
		assert.Equal(t, append(slices.Clone(StandardEndpoints), c.want...), c.environment.InterfaceEndpoints())
	}
	assert.Empty(
		t,
		Environment{Network: Network{NAT: NATSingle, Endpoints: EndpointsNone}, Streams: streams}.InterfaceEndpoints(),
	)
	assert.NotContains(t, StandardEndpoints, "kafka", "the list that all share is as it was")
}

func TestDefaultsOfAStreamDependOnTheTier(t *testing.T) {
	common := Stream{
		Brokers:          StandardBrokers,
		Class:            "m7g.large",
		Nodes:            3,
		AutoCreateTopics: Enabled,
		RetentionHours:   168,
		Prometheus:       Disabled,
		Alarms:           StreamAlarms{CPUPercent: 60, DiskPercent: 85},
		Zones:            3,
	}
	production, development := common, common
	production.StorageGiB, production.MaxStorageGiB = 100, 400
	production.Partitions, production.Monitoring = 3, BrokerMetrics
	development.StorageGiB, development.MaxStorageGiB = 20, 80
	development.Partitions, development.Monitoring = 1, ClusterMetrics
	for tier, want := range map[Tier]Stream{Production: production, Development: development} {
		if got := streamIn(3, tier, Stream{}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v", tier, got)
		}
	}
	if got := streamIn(3, Production, Stream{StorageGiB: 8000}).MaxStorageGiB; got != maxBrokerGiB {
		t.Errorf("volumes would grow to %d GiB", got)
	}
}
