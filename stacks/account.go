package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/cost"
	"bulkhead/constructs/detection"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/server"
	"bulkhead/constructs/settings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
)

// globalRegion is where AWS has what has no region: CloudFront's certificates, and reports such as who logs in as root.
const globalRegion = config.SitesRegion

// newAccount is, for each of the regions, the stack of what every account has. Home is the account's first region,
// which has what there is once in an account. The stacks come after those before, where what they deliver to is in the same stage.
func newAccount(stage awscdk.Stage, c *config.Config, account string, p place, home config.Region, regions []config.Region, before ...awscdk.Stack) {
	d := c.Organization.Detection
	var first awscdk.Stack
	for _, region := range regions {
		stack := newRegionalStack(stage, "account", region, "What watches the account, what it is set to, and what it may cost")
		for _, s := range before {
			stack.AddStackDependency(s, new("what is recorded and found is delivered there"))
		}
		detection.NewForwarder(stack, "Forwarder", detection.ForwarderProps{
			Prefix:     c.Organization.Name,
			Bus:        findingsBusARN(c),
			BreakGlass: emergencies(c),
		})
		if d.Watches(account, config.Trail) && region == home {
			detection.NewTrail(stack, "Trail", detection.TrailProps{
				Name:   trail(c),
				Bucket: trailsBucket(c),
				Key:    archiveKeyARN(c, c.Organization.Regions.Primary),
			})
		}
		if d.Watches(account, config.Recorder) {
			detection.NewRecorder(stack, "Recorder", detection.RecorderProps{
				Recording: d.Recording,
				Bucket:    recorderBucket(c),
				Home:      region == home,
				Role:      region == home && !slices.Contains(d.RecorderRoleExists, account),
			})
		}
		if d.Watches(account, config.GuardDuty) {
			detection.NewGuardDuty(stack, "GuardDuty")
		}
		if d.Watches(account, config.SecurityHub) {
			detection.NewSecurityHub(stack, "SecurityHub", d.Standards)
		}
		if account == config.Security && c.Organization.Delegates(config.DelegatedAccessAnalyzer) {
			detection.NewOrganizationAnalyzer(stack, "OrganizationAnalyzer", c.Organization.Name+"-organization")
		}
		if account == config.Security && region == home && c.Organization.Delegates(config.DelegatedRecorder) {
			detection.NewAggregator(stack, "Aggregator", c.Organization.Name)
		}
		if d.Watches(account, config.AccessAnalyzer) {
			detection.NewAccessAnalyzer(stack, "AccessAnalyzer", c.Organization.Name)
		}
		newSettings(stack, c, account, p.name, region == home)
		if dollars := c.Organization.Budgets.Monthly[account]; dollars > 0 && region == home {
			cost.NewBudget(stack, "Budget", cost.BudgetProps{
				Name:    c.Organization.Name + "-" + account,
				Dollars: dollars,
				Email:   c.Organization.Budgets.Email,
				Tags:    tags(c, p), // CDK does not know that budgets take them
			})
		}
		if first != nil {
			stack.AddStackDependency(first, new("it makes the role that AWS Config has in the account"))
		} else {
			first = stack
		}
	}
}

// newSettings sets a region of an account, in the stage of that name.
func newSettings(stack awscdk.Stack, c *config.Config, account, name string, home bool) {
	apply := c.Organization.Settings.In(account)
	inspector := c.Organization.Detection.Watches(account, config.Inspector)
	if len(apply) == 0 && !inspector {
		return
	}
	key := keys.New(stack, "Key", keys.Props{Alias: accountKey(c), Description: "encrypts recorded sessions, and what functions and patching say"})
	key.AddToResourcePolicy(keys.ForLogs(stack), nil)
	log := func(id, component string) awslogs.LogGroup {
		return newSharedLog(stack, c, id, logName(c, name, component), key)
	}
	settings.New(stack, "Settings", settings.Props{
		Apply:     apply,
		Home:      home,
		Inspector: inspector,
		Log:       log("FunctionLogs", "custom-resources/account"),
	})
	to := sessions(c, account, name)
	if to.Log == "" {
		return
	}
	sessions := log("SessionLogs", sessionsLog)
	if to.Key != "" {
		settings.NewSessions(stack, "Sessions", sessions, key)
	}
	if slices.Contains(apply, config.Patching) {
		cron, hours := c.Organization.Settings.PatchHours()
		settings.NewPatching(stack, "Patching", settings.PatchingProps{Name: c.Organization.Name + "-patching", Cron: cron, Hours: hours, Log: sessions})
	}
}

// sessions are where the instances of a stage write what happens in sessions and when they are patched.
func sessions(c *config.Config, account, stage string) server.Sessions {
	apply, to := c.Organization.Settings.In(account), server.Sessions{}
	if slices.Contains(apply, config.Sessions) || slices.Contains(apply, config.Patching) {
		to.Log = logName(c, stage, sessionsLog)
	}
	if slices.Contains(apply, config.Sessions) {
		to.Key = accountKey(c)
	}
	return to
}

// watched are the regions of a stage in which its account is watched: its own, and the global one unless the account's
// other stage is there.
func watched(e config.Environment) []config.Region {
	regions := []config.Region{e.Region}
	if e.Primary == nil && e.Region != globalRegion && (e.Recovery == nil || e.Recovery.Region != globalRegion) {
		regions = append(regions, globalRegion)
	}
	return regions
}

// watchedEverywhere are all regions in which an environment's account is watched, those of its standby's stage among them.
func watchedEverywhere(e config.Environment) []config.Region {
	regions := watched(e)
	if e.Recovery != nil {
		regions = append(regions, watched(e.Standby())...)
	}
	return regions
}

// securityRegions are those in which the security account is watched: where something logs, and where people sign in.
func securityRegions(c *config.Config) []config.Region {
	regions := withGlobal(logRegions(c))
	if i := c.Organization.Identity; i != nil && !slices.Contains(regions, i.Region) {
		regions = append(slices.Clone(regions), i.Region)
	}
	return regions
}

// home is the first region of an environment's account.
func home(e config.Environment) config.Region {
	if e.Primary != nil {
		return e.Primary.Region
	}
	return e.Region
}

// withGlobal are the regions and the global one, each once.
func withGlobal(regions []config.Region) []config.Region {
	if slices.Contains(regions, globalRegion) {
		return regions
	}
	return append(slices.Clone(regions), globalRegion)
}

// recorded are all accounts, with the trails that they have.
func recorded(c *config.Config) []audit.Recorded {
	var all []audit.Recorded
	add := func(account config.AccountID, home config.Region) {
		all = append(all, audit.Recorded{Account: account, Trail: "arn:aws:cloudtrail:" + string(home) + ":" + string(account) + ":trail/" + trail(c)})
	}
	for _, name := range []string{config.Security, config.SharedServices} {
		add(c.Organization.Accounts[name], c.Organization.Regions.Primary)
	}
	for _, e := range c.Environments {
		add(e.AccountID, e.Region)
	}
	return all
}
