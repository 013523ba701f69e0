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

// Detector is something that watches an account.
type Detector string

// The detectors.
const (
	Trail          Detector = "trail"
	Recorder       Detector = "recorder"
	GuardDuty      Detector = "guard-duty"
	SecurityHub    Detector = "security-hub"
	AccessAnalyzer Detector = "access-analyzer"
	Inspector      Detector = "inspector"
)

var allDetectors = []Detector{Trail, Recorder, GuardDuty, SecurityHub, AccessAnalyzer, Inspector}

// Delegation is what security administers for the whole AWS organization.
type Delegation string

// The delegations.
const (
	DelegatedRecorder       Delegation = "recorder"
	DelegatedAccessAnalyzer Delegation = "access-analyzer"
)

// Setting is what an account is set to.
type Setting string

// The settings.
const (
	PublicAccess     Setting = "public-access"
	Volumes          Setting = "volumes"
	Images           Setting = "images"
	Snapshots        Setting = "snapshots"
	InstanceMetadata Setting = "instance-metadata"
	Passwords        Setting = "passwords"
	DefaultVPC       Setting = "default-vpc"
	Sessions         Setting = "sessions"
	Patching         Setting = "patching"
)

var allSettings = []Setting{PublicAccess, Volumes, Images, Snapshots, InstanceMetadata, Passwords, DefaultVPC, Sessions, Patching}

// VPNServer is what people connect to.
type VPNServer string

// The VPN servers.
const (
	OpenVPN   VPNServer = "openvpn"
	ClientVPN VPNServer = "client-vpn"
)

// MFA is what is asked for besides a profile.
type MFA string

// The choices of MFA.
const (
	MFANone MFA = "none"
	MFATOTP MFA = "totp"
)

// Standard is a list of controls that Security Hub compares an account with.
type Standard string

// The standards.
const (
	Foundational Standard = "foundational" // AWS Foundational Security Best Practices 1.0.0
	CIS          Standard = "cis"          // CIS AWS Foundations Benchmark 3.0.0
	NIST         Standard = "nist"         // NIST SP 800-53 revision 5
	PCI          Standard = "pci"          // PCI DSS 4.0.1
)

// Recording is how often AWS Config notes changes.
type Recording string

// The recordings.
const (
	Continuous Recording = "continuous"
	Daily      Recording = "daily"
)

// Severity is how bad a finding is.
type Severity string

// The severities, from the least to the worst.
const (
	Low      Severity = "low"
	Medium   Severity = "medium"
	High     Severity = "high"
	Critical Severity = "critical"
)

// Provider is where people sign in.
type Provider string

// The providers.
const (
	IdentityCenter Provider = "identity-center"
	IAMUsers       Provider = "iam-users"
)

// Role is what people may do in an account.
type Role string

// The roles of people.
const (
	ReadOnly  Role = "read-only"
	Developer Role = "developer"
	Admin     Role = "admin"
)

// BreakGlass is the name of the role for emergencies, and of the group that may assume it.
const BreakGlass = "break-glass"

// Lock is who may delete the trails' log files before their time.
type Lock string

// The locks, from S3 Object Lock.
const (
	LockNone       Lock = "none"
	LockGovernance Lock = "governance"
	LockCompliance Lock = "compliance"
)

// Upstream is a registry whose images are cached in the organization's own.
type Upstream string

// The upstreams. None of them asks for credentials.
const (
	ECRPublic  Upstream = "ecr-public" // public.ecr.aws
	Kubernetes Upstream = "kubernetes" // registry.k8s.io
	Quay       Upstream = "quay"       // quay.io
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

// The engines.
const (
	Postgres       Engine = "postgres"
	MySQL          Engine = "mysql"
	AuroraPostgres Engine = "aurora-postgres"
	AuroraMySQL    Engine = "aurora-mysql"
)

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

// Launch is what the tasks of a service run on.
type Launch string

// The launch types.
const (
	Fargate Launch = "fargate"
	EC2     Launch = "ec2"
)

// Strategy is how a new version of a service replaces the old one.
type Strategy string

// The strategies.
const (
	Rolling   Strategy = "rolling"
	BlueGreen Strategy = "blue-green"
	Canary    Strategy = "canary"
	Linear    Strategy = "linear"
)

// Balancer is a load balancer of an environment.
type Balancer string

// The load balancers.
const (
	PublicBalancer   Balancer = "public"
	InternalBalancer Balancer = "internal"
)

// Run says what starts a task.
type Run string

// What starts a task.
const (
	BeforeStart Run = "before-start"
	Scheduled   Run = "scheduled"
	ByHand      Run = "by-hand"
)

// OS is the operating system of instances.
type OS string

// The operating systems.
const (
	AL2023       OS = "al2023"
	Bottlerocket OS = "bottlerocket"
)

// CacheEngine is the engine of a cache.
type CacheEngine string

// The engines of caches.
const (
	Valkey    CacheEngine = "valkey"
	Redis     CacheEngine = "redis"
	Memcached CacheEngine = "memcached"
)

// Front is what the internet reaches first.
type Front string

// The choices of Front.
const (
	FrontLoadBalancer Front = "load-balancer"
	FrontZonal        Front = "zonal"
	FrontAPIGateway   Front = "api-gateway"
)

// FirewallMode is what the firewall does with a request that a rule matches.
type FirewallMode string

// The choices of FirewallMode.
const (
	FirewallBlock FirewallMode = "block"
	FirewallCount FirewallMode = "count"
)

// ServiceRoles says whether the account has OpenSearch's service-linked role already.
type ServiceRoles string

// The choices of ServiceRoles.
const (
	ServiceRolesCreate   ServiceRoles = "create"
	ServiceRolesExisting ServiceRoles = "existing"
)

// texts are values as plain strings.
func texts[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
