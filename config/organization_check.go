package config

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

var (
	zoneID         = regexp.MustCompile(`^Z[A-Z0-9]{1,31}$`)
	roleARN        = regexp.MustCompile(`^arn:aws:iam::([0-9]{12}):role/[\w+=,.@/-]+$`)
	connectionARN  = regexp.MustCompile(`^arn:aws:(?:codeconnections|codestar-connections):([a-z0-9-]+):([0-9]{12}):connection/[0-9a-f-]{36}$`)
	repositoryName = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*$`)
	sourceName     = regexp.MustCompile(`^[A-Za-z0-9][\w.-]*(/[A-Za-z0-9_.][\w.-]*)+$`)
	branchName     = regexp.MustCompile(`^[A-Za-z0-9_][\w./-]*$`)
	rolePattern    = regexp.MustCompile(`^[\w+=,.@*/-]{1,128}$`)
	policyName     = regexp.MustCompile(`^[\w+=,.@-]{1,128}$`)
)

// check runs the rules of organization.yaml.
func (o Organization) check(at document.Path) {
	at.Key("name").Demand(componentName.MatchString(o.Name) && len(o.Name) >= 2 && len(o.Name) <= 12,
		fmt.Sprintf("%q cannot begin the names of resources", o.Name), "use 2 to 12 lower-case letters, digits and single hyphens, beginning with a letter")
	o.Domain.check(at.Key("domain"), o)
	o.Regions.check(at.Key("regions"))
	o.checkAccounts(at.Key("accounts"))

	tags := at.Key("tags")
	o.Tags.check(tags)
	tags.Key("owner").Demand(o.Tags.Owner != "", "is missing", "say which team answers for the resources")
	tags.Key("costCentre").Demand(o.Tags.CostCentre != "", "is missing", "say who pays")
	tags.Key("dataClass").Demand(o.Tags.DataClass != "", "is missing", "choose "+document.OneOf(o.Tags.DataClass.Values()))

	for i, name := range o.Repositories {
		at := at.Key("repositories").Index(i)
		at.Demand(repositoryName.MatchString(name) && len(name) >= 2 && len(name) <= 200,
			fmt.Sprintf("%q cannot be the name of a repository", name), "use lower-case letters, digits, and single . _ - or / between them")
	}
	checkOnce(at.Key("repositories"), o.Repositories)
	for _, name := range slices.Sorted(maps.Keys(o.ExistingRepositories)) {
		o.ExistingRepositories[name].check(at.Key("existingRepositories").Key(name), name, o)
	}

	for i, upstream := range o.Upstreams {
		here := at.Key("upstreams").Index(i)
		ours := func(name string) bool {
			return name == string(upstream) || strings.HasPrefix(name, string(upstream)+"/")
		}
		here.Demand(!slices.ContainsFunc(o.Repositories, ours), "a repository of the organization has this name too", "rename the repository")
	}
	checkOnce(at.Key("upstreams"), o.Upstreams)

	o.Archive.check(at.Key("archive"))
	if o.AWSOrganization != nil {
		o.AWSOrganization.check(at.Key("awsOrganization"))
	}
	o.checkArchiveKept(at.Key("accounts").Key(LogArchive))
	if o.Management != nil {
		o.Management.check(at.Key("management"), o)
	}
	o.Detection.check(at.Key("detection"), o)
	o.Settings.check(at.Key("settings"), o)
	if o.Observability != nil {
		o.Observability.check(at.Key("observability"), o)
	}
	if o.VPN != nil {
		o.VPN.check(at.Key("vpn"), o)
	}
	if o.Identity != nil {
		o.Identity.check(at.Key("identity"), o)
	}
	o.Budgets.check(at.Key("budgets"), o)
	o.checkApplications(at)

	defaults := at.Key("defaults")
	checkRetention(o.Defaults.LogRetentionDays, defaults.Key("logRetentionDays"))
	o.Defaults.Alerts.check(defaults.Key("alerts"))

	at.Key("permissionsBoundary").Demand(o.PermissionsBoundary == "" || policyName.MatchString(o.PermissionsBoundary),
		fmt.Sprintf("%q is not the name of an IAM policy", o.PermissionsBoundary), "write the name alone, without ARN or path")
	if o.Pipeline != nil {
		o.Pipeline.check(at.Key("pipeline"), o)
		checkType(at.Key("pipeline"), o.Regions.Primary, "AWS::CodeBuild::Project", "CodeBuild", "leave it out and deploy by hand, or choose another primary region")
	}
}

// checkAccounts demands the accounts that always exist, each with an id of its own.
func (o Organization) checkAccounts(at document.Path) {
	for _, name := range []string{Security, SharedServices} {
		_, ok := o.Accounts[name]
		at.Key(name).Demand(ok, "is missing", "add the account's id")
	}
	for i, name := range slices.Sorted(maps.Keys(o.Accounts)) {
		here := at.Key(name)
		problem, remedy := accountName(name)
		here.Demand(problem == "", problem, remedy)
		for _, other := range slices.Sorted(maps.Keys(o.Accounts))[:i] {
			here.Demand(o.Accounts[name] == "" || o.Accounts[name] != o.Accounts[other],
				fmt.Sprintf("%s is the account of %s already", o.Accounts[name], other), "give "+name+" an account of its own")
		}
	}
}

// check runs the rules of the parent domain.
func (d Domain) check(at document.Path, o Organization) {
	at.Key("name").Demand(isDomain(d.Name), fmt.Sprintf("%q is not a domain name", d.Name), domainRemedy(d.Name, "write it in lower case, such as example.com"))

	ours := d.Account == Security || d.Account == SharedServices
	account := at.Key("account")
	for name, id := range o.Accounts {
		if d.Account == string(id) && d.Account != "" {
			account.Demand(false, d.Account+" is "+name+", an account of this organization", "write shared-services, security, or the id of an account outside")
			return
		}
	}
	account.Demand(ours || accountID.MatchString(d.Account),
		fmt.Sprintf("%q cannot own the zone", d.Account), "write shared-services, security, or the 12-digit id of an account outside this organization")

	at.Key("zone").Demand(d.Zone == "" || zoneID.MatchString(d.Zone), fmt.Sprintf("%q is not the id of a hosted zone", d.Zone), "write it as Route 53 shows it, such as Z0123456789ABC")
	ours = ours || !accountID.MatchString(d.Account) // a wrong account is fault enough
	at.Key("zone").Demand(ours || d.Zone != "", "is missing, and the zone is not ours to create", "add the id of the zone in account "+d.Account)

	role := roleARN.FindStringSubmatch(d.DelegationRole)
	roleAt := at.Key("delegationRole")
	roleAt.Demand(ours || d.DelegationRole != "", "is missing, and account "+d.Account+" is not of this organization", "add the ARN of a role there that may write NS records in the zone")
	roleAt.Demand(!ours || d.DelegationRole == "", "has no use, because the zone is in "+d.Account, "leave it out")
	roleAt.Demand(d.DelegationRole == "" || role != nil, fmt.Sprintf("%q is not the ARN of a role", d.DelegationRole), "write it as arn:aws:iam::<account>:role/<name>")
	roleAt.Demand(ours || role == nil || role[1] == d.Account, "is a role of another account than the zone's, "+d.Account, "name a role in that account")
}

// check runs the rules of the regions.
func (r Regions) check(at document.Path) {
	for region, letters := range r.Zones {
		here := at.Key("zones").Key(string(region))
		here.Demand(len(letters) >= 2, "lists fewer than two zones", "list at least two")
		for i, letter := range letters {
			here.Index(
				i,
			).Demand(
				len(letter) == 1 && letter >= "a" && letter <= "z",
				fmt.Sprintf("%q is not the letter of a zone", letter),
				"write a for "+string(region)+"a",
			)
		}
		checkOnce(here, letters)
	}
}

// check runs the rules of the pipeline, whose connection is in the shared-services account.
func (p Pipeline) check(at document.Path, o Organization) {
	account := o.Accounts[SharedServices]
	at.Key(
		"repository",
	).Demand(
		sourceName.MatchString(p.Repository),
		fmt.Sprintf("%q is not a repository", p.Repository),
		"write owner/name",
	)
	at.Key(
		"branch",
	).Demand(
		branchName.MatchString(p.Branch) && !strings.Contains(p.Branch, ".."),
		fmt.Sprintf("%q is not a branch", p.Branch),
		"write its name, such as main",
	)
	at.Key(
		"directory",
	).Demand(
		fs.ValidPath(p.Directory),
		fmt.Sprintf("%q does not stay inside the repository", p.Directory),
		"write the path from the repository's root, such as config/example",
	)

	checkOnce(at.Key("deploys"), p.Deploys)
	for i, what := range p.Approve {
		own := string(what)
		at.Key("approve").Index(i).Demand(what == ApprovedSelf || p.DeploysTo(own),
			"the pipeline does not deploy to "+own, "leave it out, or list "+own+" under deploys")
	}
	for i, what := range p.Deploys {
		at.Key("deploys").Index(i).Demand(slices.Contains(o.OwnAccounts(), string(what)), "there is no account "+string(what), "leave it out, or add its id to accounts")
	}

	arn := connectionARN.FindStringSubmatch(p.Connection)
	here := at.Key("connection")
	here.Demand(arn != nil, fmt.Sprintf("%q is not the ARN of a connection", p.Connection), "write it as arn:aws:codeconnections:<region>:<account>:connection/<id>")
	if arn != nil {
		here.Demand(slices.Contains(Region("").Values(), arn[1]), arn[1]+" is not a known AWS region", "copy the ARN from the console")
		here.Demand(account == "" || arn[2] == string(account), "is a connection of account "+arn[2], "create it in shared-services, "+string(account)+", where the pipeline runs")
	}
}

// checkAccount demands that an account is listed under accounts.
func checkAccount(at document.Path, account string, o Organization) {
	accounts := slices.Sorted(maps.Keys(o.Accounts))
	at.Demand(slices.Contains(accounts, account), fmt.Sprintf("%q is not an account", account), document.Suggest(account, accounts))
}
