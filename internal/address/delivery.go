package address

import (
	"slices"

	"bulkhead/config"
)

// Delivery is what a role of the pipeline's does in other accounts. Those that do the same are in a path of their own,
// by which accounts let them in: a path, unlike the id of a role, is the same when a role is made anew.
type Delivery string

// What roles of the pipeline's do.
const (
	Deploys   Delivery = "deploy"    // what a stage has
	Publishes Delivery = "publish"   // files, before stages that need them are deployed
	Changes   Delivery = "change"    // the pipeline itself, in shared-services
	LooksOver Delivery = "look-over" // what is left over in accounts
)

// PipelineAccount is the account that the pipeline deploys from; empty where there is none.
func (b Book) PipelineAccount() config.AccountID {
	if b.Organization.Pipeline == nil {
		return ""
	}
	return b.sharedServices()
}

// DeliveryPath is the path of the pipeline's roles that do something.
func (b Book) DeliveryPath(does Delivery) string { return b.pipelinePath() + string(does) + "/" }

// pipelinePath begins those paths.
func (b Book) pipelinePath() string { return "/" + b.Organization.Name + "/pipeline/" }

// PipelineRoles are patterns of the ARNs of all roles of the pipelines that deploy: those in their paths and, by what
// CloudFormation calls them, those of steps that nobody lets in.
func (b Book) PipelineRoles() []string {
	var all []string
	for _, name := range []string{b.pipelinePath()[1:] + "*", "pipeline-Pipeline*", Infrastructure + "-*"} {
		all = append(all, RoleARN(b.sharedServices(), name))
	}
	return all
}

// deliveryRoles is the pattern of the ARNs of those roles.
func (b Book) deliveryRoles(does Delivery) string {
	return RoleARN(b.sharedServices(), b.DeliveryPath(does)[1:]+"*")
}

// Trusted returns whom an account, given by name, lets assume CDK's roles: patterns of the ARNs of roles, by the kind
// of CDK's role. These are the account's own administrators, and those of the pipeline's where it deploys there.
func (b Book) Trusted(account string) map[string][]string {
	people := b.administrators(account)
	trusted := map[string][]string{DeployRole: people, PublishRole: people, LookupRole: people}
	let := func(role string, does Delivery) {
		trusted[role] = append(slices.Clone(trusted[role]), b.deliveryRoles(does))
	}
	if b.Organization.Pipeline.DeploysTo(account) {
		let(DeployRole, Deploys)
		let(PublishRole, Publishes)
		let(LookupRole, LooksOver)
	}
	if b.Organization.Pipeline != nil && account == config.SharedServices {
		let(DeployRole, Changes)
		let(PublishRole, Changes)
	}
	return trusted
}

// TrustedBy are those of all accounts, by their ids. The management account is somebody else's, who has bootstrapped it
// as CDK does: it lets in its own roles, all of them.
func (b Book) TrustedBy() map[string]map[string][]string {
	all := map[string]map[string][]string{}
	for name, id := range b.Organization.Accounts {
		all[string(id)] = b.Trusted(name)
	}
	if m := b.Organization.Management; m != nil {
		own := []string{RoleARN(m.Account, "*")}
		all[string(m.Account)] = map[string][]string{DeployRole: own, PublishRole: own, LookupRole: own}
	}
	return all
}

// administrators are patterns of the roles of the administrators of an account, given by name, that the configuration
// knows. Nobody but Identity Center makes roles in its path. Whom identity lets in does not administer the log archive:
// who administers an account of its own is the AWS organization's management account.
func (b Book) administrators(name string) []string {
	account := b.Organization.Accounts[name]
	if name == config.LogArchive {
		return b.deployers(account)
	}
	all := []string{RoleARN(account, PermissionSetRole(b.RoleName(config.Admin)))}
	if b.Organization.Identity == nil {
		return all
	}
	if b.Organization.Identity.Provider == config.IAMUsers {
		all = []string{RoleARN(account, b.RoleName(config.Admin))}
	}
	return append(all, RoleARN(account, b.BreakGlassRole()))
}

// deployers are patterns of the ARNs of the roles that deploy to the log archive's account by hand. Where security
// administers Identity Center, none that it makes is among them: security could let anybody be it.
func (b Book) deployers(account config.AccountID) []string {
	names := config.DefaultDeployers()
	if m := b.Organization.Management; m != nil && len(m.Deployers) > 0 {
		names = m.Deployers
	}
	var all []string
	for _, name := range names {
		if !b.Organization.Identity.OfCenter() || !config.ByIdentityCenter(name) {
			all = append(all, RoleARN(account, name))
		}
	}
	return all
}

// PermissionSetRole is the pattern of the role that Identity Center makes in an account for a permission set, behind
// "role/". Source: the IAM Identity Center user guide, "Referencing permission sets in resource policies".
func PermissionSetRole(name string) string {
	return "aws-reserved/sso.amazonaws.com/*AWSReservedSSO_" + name + "_*"
}

// Deployed are the regions in which an account, given by name, has stacks; none of an account that nothing is for.
func (b Book) Deployed(account string) []config.Region {
	var all []config.Region
	switch account {
	case config.LogArchive:
		all = b.ArchiveRegions()
	case config.Security:
		all = b.SecurityRegions()
	case config.SharedServices:
		all = WithGlobal(b.Regions())
	}
	for _, side := range b.Sides() {
		if side.Account == account {
			all = append(all, side.Region)
			all = append(all, Watched(side)...)
		}
	}
	var once []config.Region
	for _, region := range all {
		if !slices.Contains(once, region) {
			once = append(once, region)
		}
	}
	return once
}
