package address

import (
	"slices"

	"bulkhead/config"
)

// GlobalRegion is where AWS has what has no region: CloudFront's certificates, and reports such as who signs in as
// root.
const GlobalRegion = config.SitesRegion

// WithGlobal are the regions and the global one, each once.
func WithGlobal(regions []config.Region) []config.Region {
	if slices.Contains(regions, GlobalRegion) {
		return regions
	}
	return append(slices.Clone(regions), GlobalRegion)
}

// Regions are all regions that a side of an environment runs in, the organization's primary first.
func (b Book) Regions() []config.Region {
	all := []config.Region{b.home()}
	for _, e := range b.Sides() {
		if !slices.Contains(all, e.Region) {
			all = append(all, e.Region)
		}
	}
	return all
}

// LogRegions are all regions that something logs from, the primary first.
func (b Book) LogRegions() []config.Region {
	if b.HasSites() {
		return WithGlobal(b.Regions())
	}
	return b.Regions()
}

// SecurityRegions are those in which the security account is watched: where something logs, and where people sign in.
func (b Book) SecurityRegions() []config.Region {
	regions := b.ArchiveRegions()
	if i := b.Organization.Identity; i != nil && !slices.Contains(regions, i.Region) {
		regions = append(slices.Clone(regions), i.Region)
	}
	return regions
}

// ArchiveRegions are those in which an account of its own for the log archive is watched: where something logs.
func (b Book) ArchiveRegions() []config.Region { return WithGlobal(b.LogRegions()) }

// HasSites tells whether any environment has static sites.
func (b Book) HasSites() bool {
	return slices.ContainsFunc(b.Environments, func(e config.Environment) bool { return len(e.Sites) > 0 })
}

// In are the sides of environments that run in a region.
func (b Book) In(region config.Region) []config.Environment {
	return slices.DeleteFunc(b.Sides(), func(e config.Environment) bool { return e.Region != region })
}

// ExistingVPCs are the VPCs that environments of an account and region are in, and that something else has made.
func (b Book) ExistingVPCs(account config.AccountID, region config.Region) []string {
	var all []string
	for _, e := range b.In(region) {
		if e.AccountID == account && e.Network.Existing != nil {
			all = append(all, e.Network.Existing.VPC)
		}
	}
	return all
}

// Accounts are the accounts of environments, each once, in order.
func Accounts(environments []config.Environment) []config.AccountID {
	var all []config.AccountID
	for _, e := range environments {
		all = append(all, e.AccountID)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Networks are the address ranges of environments: of so many that there is no room for each, neighbouring ones as one.
func (b Book) Networks(environments []config.Environment) []config.Prefix {
	var all []config.Prefix
	for _, e := range environments {
		all = append(all, e.Network.CIDR)
	}
	if b.Large() {
		return config.Summary(all)
	}
	return all
}

// WorkloadAccounts are the accounts of all environments, each once, in order.
func (b Book) WorkloadAccounts() []config.AccountID { return Accounts(b.Environments) }

// LoggingAccounts are the accounts with a network: those of all environments, and that of the VPN.
func (b Book) LoggingAccounts() []config.AccountID {
	all := b.WorkloadAccounts()
	if b.Organization.VPN != nil {
		all = append(all, b.sharedServices())
	}
	slices.Sort(all)
	return all
}

// StageAccounts are the names of all accounts that have stages, in order.
func (b Book) StageAccounts() []string {
	all := b.Organization.OwnAccounts()
	for _, e := range b.Environments {
		all = append(all, e.Account)
	}
	return all
}

// EmergencyAccounts are the names of the accounts that have the role for emergencies, in order: whoever administers
// security can take its users over, and the log archive is not theirs.
func (b Book) EmergencyAccounts() []string {
	return slices.DeleteFunc(b.StageAccounts(), func(name string) bool { return name == config.LogArchive })
}

// Development are the environments whose tier is development.
func (b Book) Development() []config.Environment {
	return slices.DeleteFunc(slices.Clone(b.Environments), config.Environment.Production)
}

// InDevelopment tells whether an account, by its name, is of an environment for development.
func (b Book) InDevelopment(account string) bool {
	return slices.ContainsFunc(b.Development(), func(e config.Environment) bool { return e.Account == account })
}

// Watched are the regions in which one side of an environment has its account watched. The global one is the
// primary's, even where the standby is there: it is the same account, and what there is once in a region stays whose it
// is when the standby moves.
func Watched(e config.Environment) []config.Region {
	switch {
	case e.Side == config.Primary:
		return WithGlobal([]config.Region{e.Region})
	case e.Region == GlobalRegion:
		return nil
	}
	return []config.Region{e.Region}
}

// Watcher is the name of the stage that watches the account in the region of one side of an environment.
func Watcher(e config.Environment) string {
	if len(Watched(e)) == 0 {
		return e.Other.Name
	}
	return e.Name
}

// WatchedEverywhere are all regions in which an environment's account is watched, those of its standby among them.
func WatchedEverywhere(e config.Environment) []config.Region {
	regions := Watched(e)
	if e.Other != nil {
		regions = append(regions, Watched(*e.Other)...)
	}
	return regions
}

// Home is the first region of an environment's account.
func Home(e config.Environment) config.Region {
	if e.Side == config.Standby {
		return e.Other.Region
	}
	return e.Region
}
