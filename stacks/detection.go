package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/detection"
	"bulkhead/constructs/keys"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newFindings is the stack of what gathers every account's findings.
func newFindings(stage awscdk.Stage, c *config.Config) awscdk.Stack {
	stack := newStack(stage, "findings", stateful, "Findings of every account, and who hears of them")
	key := keys.NewKey(stack, "Key", keys.KeyProps{Alias: c.Organization.Name + "-findings", Description: "encrypts findings on their way to people"})
	key.AddToResourcePolicy(keys.ForEvents(), nil)
	key.AddToResourcePolicy(keys.ForAlarms(stack), nil)
	var accounts []config.AccountID
	for _, r := range recorded(c) {
		accounts = append(accounts, r.Account)
	}
	detection.NewFindings(stack, "Findings", detection.FindingsProps{
		Findings: c.Organization.Detection.Findings,
		Name:     findingsBus(c),
		ARN:      findingsBusARN(c),
		Accounts: accounts,
		Key:      key,
	})
	return stack
}

// globalRegion is where AWS reports what has no region, such as who logs in as root.
const globalRegion config.Region = "us-east-1"

// newDetection is, for each of the regions, the stack of what watches an account. Home is the account's first region,
// which watches what has no region as well. The stacks come after those before, where what they deliver to is in the same stage.
func newDetection(stage awscdk.Stage, c *config.Config, account string, home config.Region, regions []config.Region, before ...awscdk.Stack) {
	d := c.Organization.Detection
	var first awscdk.Stack
	for _, region := range regions {
		stack := newRegionalStack(stage, "detection", region, "What watches the account")
		for _, s := range before {
			stack.AddStackDependency(s, new("what is recorded and found is delivered there"))
		}
		detection.NewForwarder(stack, "Forwarder", findingsBusARN(c))
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
		if d.Watches(account, config.AccessAnalyzer) {
			detection.NewAccessAnalyzer(stack, "AccessAnalyzer", c.Organization.Name)
		}
		if first != nil {
			stack.AddStackDependency(first, new("it makes the role that AWS Config has in the account"))
		} else {
			first = stack
		}
	}
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
