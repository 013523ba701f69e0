package config

import "cmp"

// Stream is a Kafka cluster (MSK, KRaft) that services name in uses. Clients
// log in with IAM over TLS. MSK patches it when it likes, one broker after the
// other: there is no maintenance window to choose.
type Stream struct {
	// Brokers are standard (default: volumes of their own, any supported version) or express (storage
	// that grows by itself and is billed by use, three zones, faster to scale and to recover).
	Brokers BrokerKind `yaml:"brokers"`
	// Version is Kafka's, such as 4.1.x; AWS chooses the patch.
	Version string `yaml:"version" jsonschema:"required"`
	// Class is the brokers' instance class without "kafka." or "express.", such as m7g.large (default). It
	// is the same in development.
	Class string `yaml:"class"`
	// Zones that the brokers are in, 2 or 3 (default 3; a network of two zones needs 2 written down). It cannot be
	// changed later. In two zones, topics have two replicas and take messages while one of them is in sync: the loss of
	// a zone stops nothing, but may lose the last messages.
	Zones int `yaml:"zones" jsonschema:"minimum=2,maximum=3"`
	// Nodes are the brokers: how many, a multiple of the zones (default: one in each). Kafka does
	// not move partitions to new brokers by itself.
	Nodes int `yaml:"nodes" jsonschema:"minimum=2,maximum=60"`
	// StorageGiB is the volume of each standard broker in GiB (default 100 in production, 20 in
	// development). It can grow later but never shrink: once autoscaling has grown the volumes,
	// leave this alone, or raise it to at least 10 GiB above what they have by then.
	StorageGiB int `yaml:"storageGiB" jsonschema:"minimum=1,maximum=16384"`
	// MaxStorageGiB is how far the volumes of standard brokers grow by themselves, in GiB (default: four
	// times StorageGiB; the same as StorageGiB: not at all). MSK grows them at most every six hours.
	MaxStorageGiB int `yaml:"maxStorageGiB" jsonschema:"minimum=1,maximum=16384"`
	// AutoCreateTopics makes a topic when a client first names it: enabled (default) or disabled. With
	// it, a misspelt name is a new, empty topic instead of an error.
	AutoCreateTopics Switch `yaml:"autoCreateTopics"`
	// Partitions of a topic that does not say how many it wants (default 3 in production, 1 in development).
	Partitions int `yaml:"partitions" jsonschema:"minimum=1,maximum=1000"`
	// RetentionHours is how long messages are kept in topics that do not say it, in hours (default 168).
	RetentionHours int `yaml:"retentionHours" jsonschema:"minimum=1,maximum=87600"`
	// Monitoring is how fine the CloudWatch metrics are: cluster (default in development, free), broker
	// (default in production), topic or partition. Each costs more than the one before.
	Monitoring StreamMonitoring `yaml:"monitoring"`
	// Prometheus opens the exporters of JMX and of the hosts, on 11001 and 11002, to the services that
	// use the stream: enabled or disabled (default).
	Prometheus Switch `yaml:"prometheus"`
	// CertificateAuthorities are ARNs of AWS Private CAs. With them, clients that cannot use IAM may log
	// in on port 9094 with a certificate of theirs, as well. Such a client may do anything until Kafka
	// ACLs are made, so use CAs that serve nothing else.
	CertificateAuthorities []string `yaml:"certificateAuthorities"`
	// Alarms are when people hear that the stream is in trouble.
	Alarms StreamAlarms `yaml:"alarms"`
	// Standby is what the recovery region has of it: a replica that MSK Replicator writes (default), with topics and
	// consumer groups of the same names, of which a disaster loses what ReplicationLatency tells until the region that
	// was left answers again, or a cluster of its own without the messages (empty; in development the default for fewer
	// than three brokers, or than four in two zones, and in regions without MSK Replicator). Only with recovery.
	Standby Copy `yaml:"standby"`
}

// BrokerKind is the kind of a stream's brokers.
type BrokerKind string

// The kinds of brokers.
const (
	StandardBrokers BrokerKind = "standard"
	ExpressBrokers  BrokerKind = "express"
)

// Values returns the kinds of brokers.
func (BrokerKind) Values() []string { return texts(StandardBrokers, ExpressBrokers) }

// Offers tells whether such brokers can have that version.
func (k BrokerKind) Offers(version string) bool { return brokerKinds[k].versions.Index(version) >= 0 }

// StreamMonitoring is how fine a stream's CloudWatch metrics are.
type StreamMonitoring string

// The levels of monitoring.
const (
	ClusterMetrics   StreamMonitoring = "cluster"
	BrokerMetrics    StreamMonitoring = "broker"
	TopicMetrics     StreamMonitoring = "topic"
	PartitionMetrics StreamMonitoring = "partition"
)

// Values returns the levels of monitoring.
func (StreamMonitoring) Values() []string {
	return texts(ClusterMetrics, BrokerMetrics, TopicMetrics, PartitionMetrics)
}

// complete fills in the defaults of the stream with this name.
func (x *Stream) complete(_ string, e Environment) {
	x.Zones = cmp.Or(x.Zones, mostStreamZones) // whatever the network has, which may change
	x.Brokers = cmp.Or(x.Brokers, StandardBrokers)
	x.Class = cmp.Or(x.Class, "m7g.large")
	x.Nodes = cmp.Or(x.Nodes, x.Zones)
	if x.Brokers == StandardBrokers {
		x.StorageGiB = cmp.Or(x.StorageGiB, byTier(e.Tier, 100, 20))
		x.MaxStorageGiB = cmp.Or(x.MaxStorageGiB, min(4*min(x.StorageGiB, maxBrokerGiB), maxBrokerGiB))
	}
	x.AutoCreateTopics = cmp.Or(x.AutoCreateTopics, Enabled)
	x.Partitions = cmp.Or(x.Partitions, byTier(e.Tier, 3, 1))
	x.RetentionHours = cmp.Or(x.RetentionHours, 168)
	x.Monitoring = cmp.Or(x.Monitoring, byTier(e.Tier, BrokerMetrics, ClusterMetrics))
	x.Prometheus = cmp.Or(x.Prometheus, Disabled)
	x.Alarms.complete(x.Brokers)
	x.Standby = e.copyOf(x.Standby, e.Production() || x.Nodes >= x.leastToReplicate() && e.noReplicators() == "")
}

// Limits of MSK. Source: Amazon MSK developer guide, quotas, 2026-11.
const (
	mostStreamZones = 3
	maxBrokerGiB    = 16384
	mostBrokers     = 60 // of a cluster; we allow no more in an environment
)

func (Stream) kind() string        { return "stream" }
func (Stream) endpoint() string    { return "kafka" }
func (Stream) variables() []string { return []string{ClusterARN} }

// ports are IAM's, that of certificates, and two of Prometheus.
func (x Stream) ports() int {
	all := 1
	if len(x.CertificateAuthorities) > 0 {
		all++
	}
	if x.Prometheus == Enabled {
		all += 2
	}
	return all
}

// addresses are one for each broker of a zone, and one more: AWS does not say
// that KRaft's controllers take none, as ZooKeeper's nodes did. One that is replicated has two more, those of a
// Replicator and of its connection to the other region.
func (x Stream) addresses() int {
	all := ceilDiv(x.Nodes, max(x.Zones, 1)) + 1
	if x.Standby == Replica {
		all += 2
	}
	return all
}

// ClusterARN is the suffix for the ARN of a stream's cluster: ask MSK for its
// brokers with it, and sign in as the task's role.
const ClusterARN = "CLUSTER_ARN"
