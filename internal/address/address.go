// Package address is every name, ARN, region and set of accounts that follows from the configuration. It is what one
// account knows of another, and what a command knows of both: names that each derives, never values that
// CloudFormation would have to carry. It knows no CDK and calls no AWS.
package address

import (
	"strings"

	"bulkhead/config"
	"bulkhead/internal/hash"
)

// Book derives the names and addresses of an organization.
type Book struct{ *config.Config }

// Of returns the book of a configuration.
func Of(c *config.Config) Book { return Book{c} }

// The tags that tell whose a stack and a resource are.
const (
	OrganizationTag = "organization"
	EnvironmentTag  = "environment" // the name of the stage
	ManagedByTag    = "managed-by"
	ManagedBy       = "bulkhead"
)

// ManagementStage is the name of the stage of the management account.
const ManagementStage = config.ManagementStage

// Prefix begins the physical names of a stage.
func (b Book) Prefix(stage string) string { return b.Organization.Name + "-" + stage }

// LogName is the name of a log group of a stage, where the name is ours to choose.
func (b Book) LogName(stage, component string) string {
	return "/" + b.Organization.Name + "/" + stage + "/" + component
}

// Dashboard is the name of the dashboard of a stage in a region: an account has each name once for all its regions.
func (b Book) Dashboard(stage string, region config.Region) string {
	return b.Prefix(stage) + "-" + string(region)
}

// PipelineLog is the name of the log group of the pipeline's builds.
func (b Book) PipelineLog() string { return "/" + b.Organization.Name + "/pipeline" }

// AccountKey is the alias of the key that every region of an account has for sessions and the logs of its functions.
func (b Book) AccountKey() string { return b.Organization.Name + "-account" }

// Undelivered is the name of the queue of what the rules of an account and region could not deliver.
func (b Book) Undelivered() string { return b.Organization.Name + "-undelivered" }

// UndeliveredARN is the ARN of the queue in an account and region.
func (b Book) UndeliveredARN(account config.AccountID, region config.Region) string {
	return arn("sqs", region, account, b.Undelivered())
}

// The components in the names of a stage's log groups for recorded sessions: on instances, with patching, and in tasks.
const (
	SessionsLog     = "sessions"
	ExecSessionsLog = "exec-sessions"
)

// StoreLog is the id of the log group of a store on instances, of which CloudFormation makes up the name.
const StoreLog = "StoreLog"

// storeLogs begin the components of log groups that services write what is asked of stores into.
var storeLogs = []string{"cache/", "search/", "stream/"}

// rdsLogs begins the names that Amazon RDS insists on.
const rdsLogs = "/aws/rds/"

// ClosedLogs are patterns of the names of log groups that only admins and the role for emergencies read: what people
// type in sessions, and what databases, caches, search domains and streams write, which has values of data in it.
func (b Book) ClosedLogs() []string {
	all := []string{rdsLogs + "*", "*-" + StoreLog + "*"}
	for _, component := range append([]string{SessionsLog, ExecSessionsLog}, storeLogs...) {
		all = append(all, b.LogName("*", component)+"*")
	}
	return all
}

// UnsharedLogs begin the names of the closed log groups of a stage.
func (b Book) UnsharedLogs(stage string) []string {
	all := []string{rdsLogs, stage + "-data-"}
	for _, component := range append([]string{SessionsLog, ExecSessionsLog}, storeLogs...) {
		all = append(all, b.LogName(stage, component))
	}
	return all
}

// RepositoryARN is the ARN of an image repository in a region.
func (b Book) RepositoryARN(region config.Region, name string) string {
	account, repository := b.repository(name)
	return arn("ecr", region, account, "repository/"+repository)
}

// RepositoryURI is where Docker pulls images of a repository in a region from.
func (b Book) RepositoryURI(region config.Region, name string) string {
	account, repository := b.repository(name)
	return string(account) + ".dkr.ecr." + string(region) + ".amazonaws.com/" + repository
}

// repository returns the account of an image repository, and what it is called there.
func (b Book) repository(name string) (config.AccountID, string) {
	if existing, is := b.Organization.ExistingRepositories[name]; is {
		return existing.Account, existing.Repository
	}
	return b.sharedServices(), b.Organization.Name + "/" + name
}

// Secret is the name of a secret of an environment, in Secrets Manager or, after a slash, in Parameter Store.
func (b Book) Secret(environment, name string) string {
	return b.Organization.Name + "/" + environment + "/" + name
}

// DomainLength is how long the name of a search domain may be.
const DomainLength = 28

// Short is a name of at most so many characters: itself, or its beginning and a hash of all of it.
func Short(name string, most int) string {
	if len(name) <= most {
		return name
	}
	suffix := "-" + hash.Of(name)
	return strings.TrimSuffix(name[:most-len(suffix)], "-") + suffix
}

// archive is the account that has the log archive.
func (b Book) archive() config.AccountID {
	return b.Organization.Accounts[b.Organization.ArchiveAccount()]
}

func (b Book) security() config.AccountID { return b.Organization.Accounts[config.Security] }

func (b Book) sharedServices() config.AccountID {
	return b.Organization.Accounts[config.SharedServices]
}

// home is the organization's primary region.
func (b Book) home() config.Region { return b.Organization.Regions.Primary }

// arn composes an ARN in the partition that bulkhead is for.
func arn(service string, region config.Region, account config.AccountID, resource string) string {
	return "arn:aws:" + service + ":" + string(region) + ":" + string(account) + ":" + resource
}
