package config

import "cmp"

// Environment is one file of environments/: a workload account and what runs in it.
// Its name is the file's name.
type Environment struct {
	Name string `yaml:"-"`
	// Tier selects the defaults: production or development.
	Tier Tier `yaml:"tier" jsonschema:"required"`
	// Account is a name from the organization's accounts (default: the environment's name).
	Account string `yaml:"account"`
	// Region is where it runs (default: the organization's primary region).
	Region Region `yaml:"region"`
	// Domain is its public domain, below the organization's (default: <name>.<organization's domain>).
	Domain string `yaml:"domain"`
	// Domains are further domains that lead to the environment's public services, by name.
	Domains map[string]FurtherDomain `yaml:"domains"`
	// Wave orders deployments: lower first, equal together (default 1 in development, 3 in production).
	Wave int `yaml:"wave" jsonschema:"minimum=1,maximum=99"`
	// Approval says whether the pipeline waits for a person first (default required in production, none in
	// development).
	Approval Approval `yaml:"approval"`
	// Tags override the organization's, field by field.
	Tags Tags `yaml:"tags"`
	// LogRetentionDays is how long CloudWatch keeps logs, in days (default: the organization's).
	LogRetentionDays int `yaml:"logRetentionDays"`
	// Alerts says who hears of alarms (default: the organization's).
	Alerts Alerts `yaml:"alerts"`
	// Network is the environment's VPC.
	Network Network `yaml:"network" jsonschema:"required"`
	// Databases by name.
	Databases map[string]Database `yaml:"databases"`
	// Caches by name.
	Caches map[string]Cache `yaml:"caches"`
	// Search domains by name.
	Search map[string]Search `yaml:"search"`
	// ExistingRoles lists the service-linked roles that the account has already, because it has used the service
	// before: ecs (AWSServiceRoleForECS) and opensearch (AWSServiceRoleForAmazonOpenSearchService). The others are
	// made: AWS makes each once per account, and refuses to make it twice.
	ExistingRoles []ServiceRole `yaml:"existingRoles"`
	// Streams are Kafka clusters, by name.
	Streams map[string]Stream `yaml:"streams"`
	// Buckets by name.
	Buckets map[string]Bucket `yaml:"buckets"`
	// Existing are stores that something else has made, by name.
	Existing map[string]Existing `yaml:"existing"`
	// Tables by name.
	Tables map[string]Table `yaml:"tables"`
	// Volumes are directories that services and functions share, by name.
	Volumes map[string]Volume `yaml:"volumes"`
	// Mail are addresses that services and functions send mail from, by name.
	Mail map[string]Mail `yaml:"mail"`
	// Topics by name.
	Topics map[string]Topic `yaml:"topics"`
	// Queues by name.
	Queues map[string]Queue `yaml:"queues"`
	// Secrets are API keys and the like, by name; their values are never here.
	Secrets map[string]Secret `yaml:"secrets"`
	// Instances are what services with launch ec2 run on; without it there are none.
	Instances *Instances `yaml:"instances"`
	// Kubernetes is a cluster of Amazon EKS; without it there is none.
	Kubernetes *Kubernetes `yaml:"kubernetes"`
	// Tracing runs a collector beside each service; without it there is none.
	Tracing *Tracing `yaml:"tracing"`
	// Front is what the internet reaches first: load-balancer (default), zonal, which is a network load balancer that
	// stands alone in each zone before a private one, so that the loss of a zone takes only its own with it, or
	// api-gateway, an HTTP API before a private load balancer: requests take at most 30 seconds and carry at most 10
	// MB, and there are no WebSockets.
	Front Front `yaml:"front"`
	// Firewall is the web ACL before it. Left out, it is there and blocks.
	Firewall Firewall `yaml:"firewall"`
	// Sites are static sites, by name.
	Sites map[string]Site `yaml:"sites"`
	// Services by name.
	Services map[string]Service `yaml:"services"`
	// Functions by name.
	Functions map[string]Function `yaml:"functions"`
	// Bastion is an instance that people forward ports through; without it there is none.
	Bastion *Bastion `yaml:"bastion"`
	// OpenToVPN lists stores, and services behind the internal load balancer, that people reach through the VPN;
	// kubernetes is the environment's cluster.
	OpenToVPN []string `yaml:"openToVPN"`
	// Canaries ask for the environment's public hosts and static sites from outside.
	Canaries Canaries `yaml:"canaries"`
	// Backups are what AWS Backup keeps of databases, tables, volumes and buckets.
	Backups Backups `yaml:"backups"`
	// Recovery adds a standby of this environment in another region of the same account.
	Recovery *Recovery `yaml:"recovery"`

	// Side is which of the environment's two regions this is. It never changes.
	Side Side `yaml:"-"`
	// Active tells whether this side takes requests and writes. After a failover, it is the other.
	Active bool `yaml:"-"`
	// Other is the environment's other side: the standby of a primary with recovery, and the primary of a standby.
	Other *Environment `yaml:"-"`
	// AccountID is the id that Account denotes.
	AccountID AccountID `yaml:"-"`

	organization string // begins physical names
}

// InternalDomain is the name of the internal load balancer, which only the VPC resolves. The certificate of the
// environment's domain covers it.
func (e Environment) InternalDomain() string { return "internal." + e.Domain }

// HasInternal tells whether any service or function is reached through the internal load balancer.
func (e Environment) HasInternal() bool { return len(e.InternalRoutes()) > 0 }

// Production tells whether the environment gets production defaults and protection.
func (e Environment) Production() bool { return e.Tier == Production }

// complete fills in the defaults.
func (e *Environment) complete(o Organization) {
	e.organization = o.Name
	e.Side = cmp.Or(e.Side, Primary)
	e.Account = cmp.Or(e.Account, e.Name)
	e.AccountID = o.Accounts[e.Account]
	e.Region = cmp.Or(e.Region, o.Regions.Primary)
	e.Domain = cmp.Or(e.Domain, e.Name+"."+o.Domain.Name)
	e.Wave = cmp.Or(e.Wave, byTier(e.Tier, 3, 1))
	e.Approval = cmp.Or(e.Approval, byTier(e.Tier, ApprovalRequired, ApprovalNone))
	e.Tags.Owner = cmp.Or(e.Tags.Owner, o.Tags.Owner)
	e.Tags.CostCentre = cmp.Or(e.Tags.CostCentre, o.Tags.CostCentre)
	e.Tags.DataClass = cmp.Or(e.Tags.DataClass, o.Tags.DataClass)
	e.LogRetentionDays = cmp.Or(e.LogRetentionDays, o.Defaults.LogRetentionDays, byTier(e.Tier, 365, 30))
	e.Alerts.complete(o.Defaults.Alerts, e.Tier)
	e.Network.complete(e.Tier)
	for _, section := range e.sections() {
		section.complete(*e)
	}
	if e.Instances != nil {
		e.Instances.complete(*e)
	}
	if e.Kubernetes != nil {
		e.Kubernetes.complete(*e)
	}
	if e.Bastion != nil {
		e.Bastion.complete()
	}
	if e.Tracing != nil {
		e.Tracing.complete()
	}
	completeEach(e.Services, *e)
	completeEach(e.Functions, *e)
	e.Front = cmp.Or(e.Front, FrontLoadBalancer)
	e.Firewall.complete()
	completeEach(e.Sites, *e)
	e.Canaries.complete(*e)
	e.Backups.complete(*e, o)
	if e.Recovery != nil {
		e.Recovery.complete(*e, o)
	}
	e.Active = e.Recovery == nil || e.Recovery.Active == ActivePrimary
}

// byTier is the production value in production and the other elsewhere.
func byTier[T any](tier Tier, production, development T) T {
	if tier == Production {
		return production
	}
	return development
}
