package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/cost"
	"bulkhead/constructs/detection"
	"bulkhead/constructs/oam"
	"bulkhead/constructs/server"
	"bulkhead/constructs/settings"
	"bulkhead/internal/address"
	"bulkhead/internal/facts"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
)

// newAccount is, for each of the regions, the stack of what every account has. Home is the account's first region,
// which has what there is once in an account, and watched are all regions in which it is watched. The stacks come after
// those before, where what they deliver to is in the same stage.
func (s stage) newAccount(home config.Region, regions, watched []config.Region, before ...awscdk.Stack) {
	d := s.Organization.Detection
	budgets := home
	if !facts.HasType(string(home), "AWS::Budgets::Budget") {
		budgets = address.GlobalRegion
	}
	var first awscdk.Stack
	for _, region := range regions {
		stack := s.newRegionalStack(
			"account",
			region,
			"What watches the account, what it is set to, and what it may cost",
		)
		for _, s := range before {
			stack.AddStackDependency(s, new("what is recorded and found is delivered there"))
		}
		var authority *detection.Authority
		if s.account == config.SharedServices && region == s.Organization.Regions.Primary {
			authority = s.authority()
		}
		detection.NewForwarder(stack, "Forwarder", detection.ForwarderProps{
			Prefix:      s.Organization.Name,
			Bus:         s.FindingsBusARN(),
			Undelivered: s.UndeliveredARN(s.id, region),
			BreakGlass:  s.emergencies(),
			Authority:   authority,
			Alarms:      d.Findings.Slack != nil,
		})
		if d.Watches(s.account, config.Trail) && region == home {
			detection.NewTrail(stack, "Trail", detection.TrailProps{
				Name:    s.Trail(),
				Bucket:  s.TrailsBucket(),
				Key:     s.ArchiveKeyARN(s.Organization.Regions.Primary),
				Objects: d.DataEvents,
				Archive: s.archiveARNs(),
			})
		}
		if d.Watches(s.account, config.Recorder) {
			detection.NewRecorder(stack, "Recorder", detection.RecorderProps{
				Recording: d.Recording,
				Bucket:    s.RecorderBucket(),
				Home:      region == home,
				Role:      region == home && !slices.Contains(d.RecorderRoleExists, s.account),
			})
		}
		if d.Watches(s.account, config.GuardDuty) {
			detection.NewGuardDuty(stack, "GuardDuty")
		}
		var others []config.Region // that the account shows in its first region
		if region == home {
			others = slices.DeleteFunc(slices.Clone(watched), func(r config.Region) bool { return r == home })
		}
		delegated := s.Organization.Delegates(config.DelegatedSecurityHub)
		member := delegated && s.account != config.Security
		if member {
			others = nil // security shows them
		}
		if d.Watches(s.account, config.SecurityHub) {
			detection.NewSecurityHub(stack, "SecurityHub", detection.SecurityHubProps{
				Standards:    d.Standards,
				Others:       others,
				Organization: delegated && !member,
				Member:       member,
			})
		}
		if d.Watches(s.account, config.SecurityHubV2) {
			detection.NewSecurityHubV2(stack, "SecurityHubV2", others)
		}
		if s.account == config.Security && s.Organization.Delegates(config.DelegatedAccessAnalyzer) {
			detection.NewOrganizationAnalyzer(stack, "OrganizationAnalyzer", s.Organization.Name+"-organization")
		}
		if s.account == config.Security && region == home && s.Organization.Delegates(config.DelegatedRecorder) {
			detection.NewAggregator(stack, "Aggregator", s.Organization.Name)
		}
		if d.Watches(s.account, config.AccessAnalyzer) {
			detection.NewAccessAnalyzer(stack, "AccessAnalyzer", s.Organization.Name)
		}
		if region == home {
			s.newUnusedAccess(stack)
		}
		s.newSettings(stack, region, region == home)
		if sink := s.sink(region); sink != "" && s.account != config.Security {
			oam.NewLink(stack, "Share", sink, s.account, s.UnsharedLogs(s.name)...)
		}
		if dollars := s.Organization.Budgets.Monthly[s.account]; dollars > 0 && region == budgets {
			cost.NewBudget(stack, "Budget", cost.BudgetProps{
				Name:    s.Organization.Name + "-" + s.account,
				Dollars: dollars,
				Email:   s.Organization.Budgets.Email,
			})
		}
		if first != nil {
			stack.AddStackDependency(first, new("it makes the role that AWS Config has in the account"))
		} else {
			first = stack
		}
	}
}

// newUnusedAccess has somebody look for access that nobody uses: in each account, or in security for all of them. The
// names differ, since an account that goes from one to the other has both for a moment.
func (s stage) newUnusedAccess(stack awscdk.Stack) {
	d, name := s.Organization.Detection, s.Organization.Name
	organization := s.Organization.Delegates(config.DelegatedAccessAnalyzer)
	switch {
	case d.UnusedAccessDays == 0:
	case organization && s.account == config.Security:
		detection.NewUnusedAccess(stack, "OrganizationUnusedAccess", name+"-organization-unused-access", true, d.UnusedAccessDays)
	case !organization && d.Watches(s.account, config.AccessAnalyzer):
		detection.NewUnusedAccess(stack, "UnusedAccess", name+"-unused-access", false, d.UnusedAccessDays)
	}
}

// archiveARNs begin the ARNs of the archive's objects, in an account that has any.
func (s stage) archiveARNs() []string {
	var all []string
	for _, bucket := range s.ArchiveBuckets(s.account) {
		all = append(all, "arn:aws:s3:::"+bucket)
	}
	return all
}

// newSettings sets a region of an account, in the stage of that name. Its log groups are there whatever is set: they
// are kept, and could not be made again under their names.
func (s stage) newSettings(stack awscdk.Stack, region config.Region, home bool) {
	apply := s.Organization.Settings.In(s.account)
	inspector := s.Organization.Detection.Watches(s.account, config.Inspector)
	key := s.accountKey(stack, region)
	log := func(id, component string) awslogs.LogGroup {
		return s.newSharedLog(stack, id, s.logName(component), key)
	}
	settings.New(stack, "Settings", settings.Props{
		Apply:       apply,
		KeptVPCs:    s.ExistingVPCs(s.id, region),
		Home:        home,
		Inspector:   inspector,
		Registry:    s.hasRegistry(region),
		Log:         log("FunctionLogs", "custom-resources/account"),
		Undelivered: s.UndeliveredARN(s.id, region),
	})
	sessions := log("SessionLogs", address.SessionsLog)
	if slices.Contains(apply, config.Sessions) {
		settings.NewSessions(stack, "Sessions", sessions, key)
	}
	if slices.Contains(apply, config.Patching) {
		cron, hours := s.Organization.Settings.PatchHours()
		settings.NewPatching(
			stack,
			"Patching",
			settings.PatchingProps{Name: s.Organization.Name + "-patching", Cron: cron, Hours: hours, Log: sessions},
		)
	}
}

// sessions are where the instances of a stage write what happens in sessions and when they are patched: the log group
// of the stage that watches the account there.
func (s stage) sessions(watcher string) server.Sessions {
	apply, to := s.Organization.Settings.In(s.account), server.Sessions{}
	if slices.Contains(apply, config.Sessions) || slices.Contains(apply, config.Patching) {
		to.Log = s.LogName(watcher, address.SessionsLog)
	}
	if slices.Contains(apply, config.Sessions) {
		to.Key = s.AccountKey()
	}
	return to
}

// recorded are all accounts, with the trails that they have.
func (o organization) recorded() []audit.Recorded {
	var all []audit.Recorded
	add := func(account config.AccountID, home config.Region) {
		all = append(all, audit.Recorded{Account: account, Trail: o.TrailARN(account, home)})
	}
	for _, name := range o.Organization.OwnAccounts() {
		add(o.Organization.Accounts[name], o.Organization.Regions.Primary)
	}
	for _, e := range o.Environments {
		add(e.AccountID, e.Region)
	}
	return all
}
