package config

import (
	"cmp"
	"maps"
	"slices"
)

// Network is an environment's VPC. In each zone it has a public subnet (load
// balancers and NAT only), a private one (applications) and an isolated one (data).
type Network struct {
	// CIDR is the VPC's address range, /16 to /21; ranges of different environments never overlap.
	CIDR Prefix `yaml:"cidr" jsonschema:"required"`
	// Zones is the number of availability zones, 2 to 6 (default 3). Room for six is always reserved,
	// so that zones can be added without moving a subnet.
	Zones int `yaml:"zones" jsonschema:"minimum=2,maximum=6"`
	// Subnets is the number of availability zones that have subnets, at least zones (default: zones). To use fewer
	// zones, lower zones first and write here how many there were; a deployment later, when nothing is left in the
	// subnets, leave it out.
	Subnets int `yaml:"subnets" jsonschema:"minimum=2,maximum=6"`
	// NAT is how private subnets reach the internet: per-zone (default in production),
	// single (default in development), regional, or none.
	NAT NAT `yaml:"nat"`
	// Endpoints are the interface endpoints: standard (default in production: ecr.api, ecr.dkr, logs,
	// secretsmanager, ssm, ssmmessages, kms, sts, monitoring; without NAT also those of what runs in the environment,
	// such as xray with tracing) or none (default in development). That of SQS is always there where streams start
	// functions: what one could not deal with is told from where the brokers are, which has no other way out.
	// S3 and DynamoDB gateway endpoints are always there: they cost nothing.
	Endpoints Endpoints `yaml:"endpoints"`
	// FlowLogs go to the archive in the security account (archive, default), or there and to
	// CloudWatch as well (archive-and-cloudwatch).
	FlowLogs FlowLogs `yaml:"flowLogs"`
	// BlockPublicAccess keeps the internet out of all of the account's VPCs in the region, whatever routes say, except
	// of this one's public subnets (default disabled).
	BlockPublicAccess Switch `yaml:"blockPublicAccess"`
	// PublicBuckets are buckets of S3 in the region that private subnets may read without credentials of the account,
	// besides those of AWS with packages, patches and agents: public ones, and those that somebody hands out signed
	// addresses of. With its own credentials, the account reads what it may read anyway.
	PublicBuckets []string `yaml:"publicBuckets"`
	// Existing is a VPC that something else has made, which the environment is in instead of one of its own. Decide
	// before the first deployment: nothing moves from one network to another. cidr and zones say what it has; NAT,
	// endpoints and what keeps the internet out are decided by whoever has made it.
	Existing *ExistingNetwork `yaml:"existing"`
	// DNSFirewall is what becomes of questions for names that belong to malware. Left out, somebody is told of them.
	DNSFirewall DNSFirewall `yaml:"dnsFirewall"`
}

// NAT is how private subnets reach the internet.
type NAT string

// The kinds of NAT.
const (
	NATPerZone  NAT = "per-zone"
	NATSingle   NAT = "single"
	NATRegional NAT = "regional"
	NATNone     NAT = "none"
)

// Values returns the kinds of NAT.
func (NAT) Values() []string { return texts(NATPerZone, NATSingle, NATRegional, NATNone) }

// Endpoints is a set of interface endpoints.
type Endpoints string

// The sets of interface endpoints.
const (
	EndpointsStandard Endpoints = "standard"
	EndpointsNone     Endpoints = "none"
)

// Values returns the sets of interface endpoints.
func (Endpoints) Values() []string { return texts(EndpointsStandard, EndpointsNone) }

// FlowLogs is where flow logs go.
type FlowLogs string

// The destinations of flow logs.
const (
	FlowLogsArchive              FlowLogs = "archive"
	FlowLogsArchiveAndCloudWatch FlowLogs = "archive-and-cloudwatch"
)

// Values returns the destinations of flow logs.
func (FlowLogs) Values() []string { return texts(FlowLogsArchive, FlowLogsArchiveAndCloudWatch) }

// complete fills in the defaults.
func (n *Network) complete(tier Tier) {
	n.Zones = cmp.Or(n.Zones, 3)
	n.Subnets = cmp.Or(n.Subnets, n.Zones)
	n.FlowLogs = cmp.Or(n.FlowLogs, FlowLogsArchive)
	if n.Existing != nil {
		return
	}
	n.NAT = cmp.Or(n.NAT, byTier(tier, NATPerZone, NATSingle))
	n.Endpoints = cmp.Or(n.Endpoints, byTier(tier, EndpointsStandard, EndpointsNone))
	n.BlockPublicAccess = cmp.Or(n.BlockPublicAccess, Disabled)
	n.DNSFirewall.complete()
}

// MaxZones is the number of availability zones that address space is reserved for.
const MaxZones = 6

// StandardEndpoints are the interface endpoints of endpoints: standard, without which a task cannot
// start, log, read its secrets or be reached by an operator.
var StandardEndpoints = []string{
	"ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "kms", "sts", "monitoring",
}

// InterfaceEndpoints are the AWS services that the environment's VPC has an interface endpoint for. Without NAT, there
// is no other way to those that what runs in it asks.
func (e Environment) InterfaceEndpoints() []string {
	var all []string
	if e.Network.Existing != nil {
		return all
	}
	if len(e.startingStreams()) > 0 {
		all = append(all, "sqs")
	}
	if e.Network.Endpoints != EndpointsStandard {
		return all
	}
	all = append(slices.Clone(StandardEndpoints), all...)
	if e.Network.NAT != NATNone {
		return all
	}
	if e.Tracing != nil && e.Tracing.Exporter != ToOTLP {
		all = append(all, "xray")
	}
	if e.Instances != nil {
		all = append(all, "ecs", "ecs-agent", "ecs-telemetry", "ec2") // ec2 for the metrics agent, which asks for tags
	}
	if e.Kubernetes != nil {
		for _, service := range []string{"ec2", "eks", "eks-auth", "elasticloadbalancing"} {
			if !slices.Contains(all, service) {
				all = append(all, service)
			}
		}
	}
	for _, s := range e.sections() {
		for _, name := range slices.Sorted(maps.Keys(s.stores)) {
			if service := s.stores[name].endpoint(); service != "" && !slices.Contains(all, service) {
				all = append(all, service)
			}
		}
	}
	return all
}
