package config

import "net/netip"

// Prefix is an IPv4 address range in CIDR notation.
type Prefix struct{ netip.Prefix }

// AccountID is a 12-digit AWS account id; quote it in YAML.
type AccountID string

// Region is the code of an AWS region, such as eu-west-1.
type Region string

// Tier selects an environment's defaults.
type Tier string

// The tiers.
const (
	Production  Tier = "production"
	Development Tier = "development"
)

// Approval says whether the pipeline waits for a person before it deploys.
type Approval string

// The approvals.
const (
	ApprovalRequired Approval = "required"
	ApprovalNone     Approval = "none"
)

// DataClass is how sensitive data may be.
type DataClass string

// The data classes.
const (
	Public       DataClass = "public"
	Internal     DataClass = "internal"
	Confidential DataClass = "confidential"
	Restricted   DataClass = "restricted"
)

// NAT is how private subnets reach the internet.
type NAT string

// The kinds of NAT.
const (
	NATPerZone  NAT = "per-zone"
	NATSingle   NAT = "single"
	NATRegional NAT = "regional"
	NATNone     NAT = "none"
)

// Endpoints is a set of interface endpoints.
type Endpoints string

// The sets of interface endpoints.
const (
	EndpointsStandard Endpoints = "standard"
	EndpointsNone     Endpoints = "none"
)

// FlowLogs is where flow logs go.
type FlowLogs string

// The destinations of flow logs.
const (
	FlowLogsArchive              FlowLogs = "archive"
	FlowLogsArchiveAndCloudWatch FlowLogs = "archive-and-cloudwatch"
)

// Engine is a database engine.
type Engine string

// Postgres is the one engine so far.
const Postgres Engine = "postgres"

// Switch is a choice whose zero value means the tier's default.
type Switch string

// The positions of a Switch.
const (
	Enabled  Switch = "enabled"
	Disabled Switch = "disabled"
)

// Architecture is a processor architecture.
type Architecture string

// The architectures.
const (
	ARM64 Architecture = "arm64"
	AMD64 Architecture = "amd64"
)

// Statistic is how CloudWatch aggregates a metric.
type Statistic string

// The statistics.
const (
	Average     Statistic = "Average"
	Sum         Statistic = "Sum"
	Minimum     Statistic = "Minimum"
	Maximum     Statistic = "Maximum"
	SampleCount Statistic = "SampleCount"
)
