package config

import (
	"fmt"
	"maps"
	"slices"
)

// Detection is what watches every account, in each of its regions and in us-east-1, where AWS reports what has no region.
type Detection struct {
	// Watch lists what is switched on (default all of them): trail (CloudTrail), recorder (AWS Config), guard-duty,
	// security-hub and access-analyzer.
	Watch []Detector `yaml:"watch"`
	// Elsewhere lists, by account, what something else has switched on there already: AWS refuses most of them twice.
	Elsewhere map[string][]Detector `yaml:"elsewhere"`
	// RecorderRoleExists lists accounts that have used AWS Config before, and so have AWSServiceRoleForConfig: AWS makes it
	// once per account, and refuses to make it twice.
	RecorderRoleExists []string `yaml:"recorderRoleExists"`
	// Standards are what Security Hub compares accounts with (default foundational and cis): foundational, cis, nist or pci.
	Standards []Standard `yaml:"standards"`
	// Recording is how often AWS Config notes changes: continuous (default), or daily, which costs less.
	Recording Recording `yaml:"recording"`
}

// complete fills in the defaults.
func (d *Detection) complete() {
	if d.Watch == nil {
		d.Watch = []Detector{Trail, Recorder, GuardDuty, SecurityHub, AccessAnalyzer}
	}
	if len(d.Standards) == 0 && slices.Contains(d.Watch, SecurityHub) {
		d.Standards = []Standard{Foundational, CIS}
	}
	if d.Recording == "" {
		d.Recording = Continuous
	}
}

// Watches tells whether we switch a detector on in an account.
func (d Detection) Watches(account string, detector Detector) bool {
	return slices.Contains(d.Watch, detector) && !slices.Contains(d.Elsewhere[account], detector)
}

// WatchesAny tells whether we switch anything on in an account.
func (d Detection) WatchesAny(account string) bool {
	return slices.ContainsFunc(d.Watch, func(detector Detector) bool { return d.Watches(account, detector) })
}

// WatchesRegions tells whether we switch on what each region of an account has its own of.
func (d Detection) WatchesRegions(account string) bool {
	return slices.ContainsFunc(d.Watch, func(detector Detector) bool { return detector != Trail && d.Watches(account, detector) })
}

// check runs the rules of detection.
func (d Detection) check(at spot, o Organization) {
	for i, detector := range d.Watch {
		here := at.key("watch").index(i)
		here.demand(!slices.Contains(d.Watch[:i], detector), string(detector)+" is listed twice", "keep one")
	}
	for i, standard := range d.Standards {
		here := at.key("standards").index(i)
		here.demand(!slices.Contains(d.Standards[:i], standard), string(standard)+" is listed twice", "keep one")
	}
	at.key("standards").demand(len(d.Standards) == 0 || slices.Contains(d.Watch, SecurityHub), "without Security Hub nothing compares with them", "leave them out, or watch security-hub")
	at.key("watch").demand(!slices.Contains(d.Watch, SecurityHub) || slices.Contains(d.Watch, Recorder), "Security Hub sees what AWS Config records", "add recorder, or leave security-hub out")
	accounts := slices.Sorted(maps.Keys(o.Accounts))
	for i, account := range d.RecorderRoleExists {
		here := at.key("recorderRoleExists").index(i)
		here.demand(slices.Contains(accounts, account), fmt.Sprintf("%q is not an account", account), didYouMean(account, accounts))
		here.demand(!slices.Contains(d.RecorderRoleExists[:i], account), account+" is listed twice", "keep one")
	}
	for _, account := range slices.Sorted(maps.Keys(d.Elsewhere)) {
		here := at.key("elsewhere").key(account)
		here.demand(slices.Contains(accounts, account), fmt.Sprintf("%q is not an account", account), didYouMean(account, accounts))
		for i, detector := range d.Elsewhere[account] {
			here.index(i).demand(!slices.Contains(d.Elsewhere[account][:i], detector), string(detector)+" is listed twice", "keep one")
		}
	}
}
