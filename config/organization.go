package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"bulkhead/internal/document"
)

// Organization is organization.yaml: what all accounts have in common.
type Organization struct {
	// Name is the prefix of every physical name: 2 to 12 lower-case letters, digits and hyphens.
	Name string `yaml:"name" jsonschema:"required"`
	// Domain is the public DNS domain that environments are delegated from.
	Domain Domain `yaml:"domain" jsonschema:"required"`
	// Regions are where the organization runs.
	Regions Regions `yaml:"regions" jsonschema:"required"`
	// Accounts maps security, shared-services and every environment to its AWS account id. With log-archive, the log
	// archive is in an account of its own, and in security otherwise.
	Accounts map[string]AccountID `yaml:"accounts" jsonschema:"required"`
	// AWSOrganization is the AWS organization that all accounts are members of; without it, accounts know each other by
	// their ids alone.
	AWSOrganization *AWSOrganization `yaml:"awsOrganization"`
	// Management is what the management account of the AWS organization puts upon the accounts; without it, nothing.
	Management *Management `yaml:"management"`
	// Tags are on every taggable resource.
	Tags Tags `yaml:"tags" jsonschema:"required"`
	// Repositories are the container image repositories of the organization.
	Repositories []string `yaml:"repositories"`
	// ExistingRepositories are repositories of ECR that something else has made and keeps, by the name that images of
	// them are written with. Services run them, and neither releases nor applications push there.
	ExistingRepositories map[string]ExistingRepository `yaml:"existingRepositories"`
	// Upstreams are registries outside whose images the organization's own keeps copies of, from the first time that
	// one is pulled: ecr-public, kubernetes or quay. Images are then called such as ecr-public/nginx/nginx:1.29.3.
	Upstreams []Upstream `yaml:"upstreams"`
	// Archive is the log archive: in the account log-archive, or in security where accounts has none.
	Archive Archive `yaml:"archive"`
	// Backups are the vaults that AWS Backup keeps backups in.
	Backups Vaults `yaml:"backups"`
	// Detection is what watches every account.
	Detection Detection `yaml:"detection"`
	// Observability is what people see of all accounts from the security account; without it, each account is seen by
	// itself.
	Observability *Observability `yaml:"observability"`
	// Settings are what every account is set to.
	Settings Settings `yaml:"settings"`
	// VPN is how people reach what has no public address; without it there is none.
	VPN *VPN `yaml:"vpn"`
	// Identity is who gets into the accounts; without it, that is decided elsewhere.
	Identity *Identity `yaml:"identity"`
	// Budgets are what accounts may cost.
	Budgets Budgets `yaml:"budgets"`
	// Defaults fill what an environment file leaves out.
	Defaults Defaults `yaml:"defaults"`
	// Pipeline delivers this application from its repository; without it, there is no pipeline.
	Pipeline *Pipeline `yaml:"pipeline"`
	// Applications are what is built from code and released here, by name; those without an entry are released by
	// whoever may start an environment's releaser.
	Applications map[string]Application `yaml:"applications"`
	// OIDCProviderExists lists, for github and circleci, accounts that have the provider in IAM already: AWS refuses to
	// make it twice.
	OIDCProviderExists OIDCProviders `yaml:"oidcProviderExists"`
	// PermissionsBoundary is the name of an IAM policy, present in every account, that bounds every role
	// but those for emergencies and those that rotate passwords.
	PermissionsBoundary string `yaml:"permissionsBoundary"`
}

// Domain is the parent domain and who owns its zone.
type Domain struct {
	// Name is the parent domain, such as example.com.
	Name string `yaml:"name" jsonschema:"required"`
	// Account owns the parent zone: a name from accounts (default shared-services) or a 12-digit account id.
	Account string `yaml:"account"`
	// Zone is the id of the existing hosted zone; without it the zone is created in the account.
	Zone string `yaml:"zone"`
	// DelegationRole is the ARN of the role that may write NS records in the zone.
	// It is needed only when Account is not an account of this organization.
	DelegationRole string `yaml:"delegationRole"`
}

// Regions are the organization's AWS regions.
type Regions struct {
	// Primary is where everything runs unless an environment says otherwise.
	Primary Region `yaml:"primary" jsonschema:"required"`
	// Zones lists the availability zones to use in a region, as letters, where a, b, c … does not fit the account.
	Zones map[Region][]string `yaml:"zones"`
}

// Tags describe who owns a resource and who pays for it.
type Tags struct {
	// Owner is the team that answers for the resource.
	Owner string `yaml:"owner"`
	// CostCentre is who pays.
	CostCentre string `yaml:"costCentre"`
	// DataClass is the most sensitive data the resource may hold.
	DataClass DataClass `yaml:"dataClass"`
}

// DataClass is how sensitive data may be.
type DataClass string

// The data classes.
const (
	Public       DataClass = "public"
	Internal     DataClass = "internal"
	Confidential DataClass = "confidential"
	Restricted   DataClass = "restricted"
)

// Values returns the data classes.
func (DataClass) Values() []string { return texts(Public, Internal, Confidential, Restricted) }

// Archive is the log archive that every account writes to.
type Archive struct {
	// RetentionDays is how long logs are kept, in days (default 2555, seven years).
	RetentionDays int `yaml:"retentionDays" jsonschema:"minimum=31,maximum=36500"`
	// ColdDays is when logs move to cheaper storage, in days (default 90).
	ColdDays int `yaml:"coldDays" jsonschema:"minimum=30,maximum=36499"`
	// Lock keeps what is under locks from being deleted or overwritten before retentionDays are over: none,
	// governance, which roles with a permission of its own may lift, or compliance, which nobody can lift, AWS included
	// (default governance). It holds for what is written from then on. S3 lets nobody take it away again.
	Lock Lock `yaml:"lock"`
	// Locks lists which buckets are locked (default trails): trails, network (flow logs, logs of DNS and CloudFront,
	// which share one) and firewall. That CloudTrail delivers to a bucket with a lock is known from others' use, and
	// AWS says nothing of the rest: try one where nothing is lost, and see its files arrive, before you list it.
	Locks []Locked `yaml:"locks"`
	// Readers lists roles of the archive's account that read it, besides those that identity makes: auditors, and in
	// security the admins and the role for emergencies; * stands for any text. Without any of these, the account's own
	// permissions decide.
	Readers []string `yaml:"readers"`
	// QuestionGiB is how much a question about the archive may read in GiB (default 100); one that would read more is
	// stopped. AWS asks for money by what was read.
	QuestionGiB int `yaml:"questionGiB" jsonschema:"minimum=1,maximum=7168"`
}

// Lock is who may delete logs before their time.
type Lock string

// The locks, from S3 Object Lock.
const (
	LockNone       Lock = "none"
	LockGovernance Lock = "governance"
	LockCompliance Lock = "compliance"
)

// Values returns the locks.
func (Lock) Values() []string { return texts(LockNone, LockGovernance, LockCompliance) }

// Locked is a bucket of the archive that can be locked.
type Locked string

// The buckets that can be locked. S3 delivers access logs to none that has a lock, and AWS Config to none that keeps
// objects for a time by default.
const (
	LockedTrails   Locked = "trails"
	LockedNetwork  Locked = "network"
	LockedFirewall Locked = "firewall"
)

// Values returns the buckets.
func (Locked) Values() []string { return texts(LockedTrails, LockedNetwork, LockedFirewall) }

// check runs the rules of the archive.
func (a Archive) check(at document.Path) {
	at.Key("retentionDays").Demand(a.RetentionDays > a.ColdDays,
		fmt.Sprintf("logs would be deleted after %d days, before they move to cheaper storage after %d", a.RetentionDays, a.ColdDays),
		"keep them longer, or lower coldDays")
	locks := at.Key("locks")
	checkOnce(locks, a.Locks)
	locks.Demand(a.Lock == LockNone || len(a.Locks) > 0, "nothing would be locked", "list trails, or write lock: none")
	locks.Demand(a.Lock != LockNone || len(a.Locks) == 0, "lock is none, which locks nothing", "leave locks out, or write lock: governance")
	checkOnce(at.Key("readers"), a.Readers)
	for i, role := range a.Readers {
		at.Key("readers").Index(i).Demand(rolePattern.MatchString(role), fmt.Sprintf("%q is not the name of a role", role), "write it without ARN, such as audit-*")
	}
}

// Budgets are what accounts may cost. Somebody hears when most of a month's is spent, all of it, or when it will be.
type Budgets struct {
	// Monthly is by account, in US dollars; an account without one is not watched.
	Monthly map[string]int `yaml:"monthly"`
	// Email addresses, at most 10 (default: those of defaults.alerts).
	Email []string `yaml:"email"`
}

// check runs the rules of budgets.
func (b Budgets) check(at document.Path, o Organization) {
	for _, account := range slices.Sorted(maps.Keys(b.Monthly)) {
		here := at.Key("monthly").Key(account)
		checkAccount(here, account, o)
		here.Demand(b.Monthly[account] > 0 || here.Unreadable(), fmt.Sprintf("%d is no budget", b.Monthly[account]), "write whole US dollars, or leave the account out")
	}
	if at.Key("email").Given() {
		Alerts{Email: b.Email}.check(at)
	}
	at.Key("email").Demand(len(b.Monthly) == 0 || len(b.Email) > 0, "nobody would hear of a budget", "add an address, here or to defaults.alerts")
	at.Key("email").Demand(len(b.Email) <= 10, "AWS Budgets tells at most 10 addresses", "name a list of people")
}

// Defaults are organization-wide values that an environment may override.
type Defaults struct {
	// LogRetentionDays is how long CloudWatch keeps logs, in days (default 365 in production, 30 in development).
	LogRetentionDays int `yaml:"logRetentionDays"`
	// Alerts says who hears of alarms.
	Alerts Alerts `yaml:"alerts"`
}

// Alerts says who hears of alarms.
type Alerts struct {
	// Email addresses receive every alarm, pages and tickets; each has to confirm its subscriptions once.
	Email []string `yaml:"email"`
	// Pager is the https URL of whatever wakes people, such as an integration of a paging service with Amazon SNS. It
	// receives pages, and nothing else (default: in production, that of defaults.alerts). The URL is in templates, so
	// whoever reads them can page.
	Pager string `yaml:"pager"`
}

// complete fills in the organization's. Nobody is woken for a development environment unless it says so itself.
func (a *Alerts) complete(organization Alerts, tier Tier) {
	if len(a.Email) == 0 {
		a.Email = organization.Email
	}
	a.Pager = cmp.Or(a.Pager, byTier(tier, organization.Pager, ""))
}

// complete fills in the defaults.
func (o *Organization) complete() {
	o.Domain.Account = cmp.Or(o.Domain.Account, SharedServices)
	o.Archive.RetentionDays = cmp.Or(o.Archive.RetentionDays, 2555)
	o.Archive.ColdDays = cmp.Or(o.Archive.ColdDays, 90)
	o.Archive.Lock = cmp.Or(o.Archive.Lock, LockGovernance)
	if o.Archive.Locks == nil && o.Archive.Lock != LockNone {
		o.Archive.Locks = []Locked{LockedTrails}
	}
	o.Backups.Lock = cmp.Or(o.Backups.Lock, VaultGovernance)
	o.Archive.QuestionGiB = cmp.Or(o.Archive.QuestionGiB, 100)
	if len(o.Budgets.Email) == 0 {
		o.Budgets.Email = o.Defaults.Alerts.Email
	}
	o.Detection.complete(o.Defaults.Alerts)
	o.Settings.complete()
	if o.Observability != nil {
		o.Observability.complete()
	}
	if o.VPN != nil {
		o.VPN.complete()
	}
	if o.Management != nil {
		o.Management.complete()
	}
	if o.Identity != nil {
		o.Identity.complete(o.Regions)
	}
	if o.Pipeline != nil {
		o.Pipeline.complete()
	}
	for name, a := range o.Applications {
		a.complete(name)
		o.Applications[name] = a
	}
}

// The organization's own accounts, by their names under accounts. Every one has the first two.
const (
	Security       = "security"
	SharedServices = "shared-services"
	LogArchive     = "log-archive"
)

// OwnAccounts are the names of the organization's own accounts that there are, in the order of their deployment.
func (o Organization) OwnAccounts() []string {
	if o.ArchiveApart() {
		return []string{LogArchive, Security, SharedServices}
	}
	return []string{Security, SharedServices}
}

// ArchiveApart tells whether the log archive has an account of its own.
func (o Organization) ArchiveApart() bool {
	_, apart := o.Accounts[LogArchive]
	return apart
}

// ArchiveAccount is the name of the account that the log archive is in.
func (o Organization) ArchiveAccount() string {
	if o.ArchiveApart() {
		return LogArchive
	}
	return Security
}
