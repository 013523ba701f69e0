package config

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"bulkhead/internal/document"
)

// Detection is what watches every account, in each of its regions and in us-east-1, where AWS reports what has no
// region.
type Detection struct {
	// Watch lists what is switched on (default all but the last): trail (CloudTrail), recorder (AWS Config),
	// guard-duty, security-hub (Security Hub CSPM, which compares with standards), access-analyzer, inspector, and
	// security-hub-v2: what AWS calls Security Hub by now, beside security-hub, which tells what is exposed by all
	// that others found. AWS asks for money by the resource then, and no more by what security-hub, guard-duty and
	// inspector look at.
	Watch []Detector `yaml:"watch"`
	// Elsewhere lists, by account, what something else has switched on there already: AWS refuses most of them twice.
	Elsewhere map[string][]Detector `yaml:"elsewhere"`
	// RecorderRoleExists lists accounts that have used AWS Config before, recorder switched off here included, and so
	// have AWSServiceRoleForConfig: AWS makes it once per account, and refuses to make it twice.
	RecorderRoleExists []string `yaml:"recorderRoleExists"`
	// Standards are what Security Hub compares accounts with (default foundational and cis): foundational, cis, nist or
	// pci.
	Standards []Standard `yaml:"standards"`
	// Recording is how often AWS Config notes changes: continuous (default), or daily, which costs less.
	Recording Recording `yaml:"recording"`
	// DataEvents are the requests to objects in S3 that trails record: none (default), writes, or all, reads included.
	// Of the log archive's buckets they record reads alone. AWS asks for money by the event.
	DataEvents DataEvents `yaml:"dataEvents"`
	// UnusedAccessDays is after how many days without use somebody hears of roles, of passwords and keys of users, and
	// of permissions (default: never). AWS asks for money by role and user. Where security administers access-analyzer,
	// it looks at the whole AWS organization.
	UnusedAccessDays int `yaml:"unusedAccessDays" jsonschema:"minimum=1,maximum=365"`
	// Findings is who hears of what was found.
	Findings Findings `yaml:"findings"`
}

// DataEvents are which requests to objects are recorded.
type DataEvents string

// The choices of data events.
const (
	DataEventsNone   DataEvents = "none"
	DataEventsWrites DataEvents = "writes"
	DataEventsAll    DataEvents = "all"
)

// Values returns the choices of data events.
func (DataEvents) Values() []string { return texts(DataEventsNone, DataEventsWrites, DataEventsAll) }

// Detector is something that watches an account.
type Detector string

// The detectors.
const (
	Trail          Detector = "trail"
	Recorder       Detector = "recorder"
	GuardDuty      Detector = "guard-duty"
	SecurityHub    Detector = "security-hub"
	AccessAnalyzer Detector = "access-analyzer"
	Inspector      Detector = "inspector"
	SecurityHubV2  Detector = "security-hub-v2"
)

// allDetectors are those that watch unless somebody says otherwise.
var allDetectors = []Detector{Trail, Recorder, GuardDuty, SecurityHub, AccessAnalyzer, Inspector}

// Values returns the detectors.
func (Detector) Values() []string { return texts(append(allDetectors, SecurityHubV2)...) }

// Standard is a list of controls that Security Hub compares an account with.
type Standard string

// The standards.
const (
	Foundational Standard = "foundational" // AWS Foundational Security Best Practices 1.0.0
	CIS          Standard = "cis"          // CIS AWS Foundations Benchmark 5.0.0
	NIST         Standard = "nist"         // NIST SP 800-53 revision 5
	PCI          Standard = "pci"          // PCI DSS 4.0.1
)

// Values returns the standards.
func (Standard) Values() []string { return texts(Foundational, CIS, NIST, PCI) }

// Recording is how often AWS Config notes changes.
type Recording string

// The recordings.
const (
	Continuous Recording = "continuous"
	Daily      Recording = "daily"
)

// Values returns the recordings.
func (Recording) Values() []string { return texts(Continuous, Daily) }

// Findings is who hears of what was found. All of it is archived.
type Findings struct {
	// Email addresses (default: those of defaults.alerts); each has to confirm its subscriptions once.
	Email []string `yaml:"email"`
	// Slack is a channel that shows findings, and every account's alarms. Its workspace has to be authorized once, in
	// the console of the security account.
	Slack *Slack `yaml:"slack"`
	// Least is the least severity that people hear of: low, medium (default), high or critical.
	Least Severity `yaml:"least"`
	// KeepDays is how long everything that was found is kept (default 365).
	KeepDays int `yaml:"keepDays" jsonschema:"minimum=1,maximum=3650"`
}

// Severity is how bad a finding is.
type Severity string

// The severities, from the least to the worst.
const (
	Low      Severity = "low"
	Medium   Severity = "medium"
	High     Severity = "high"
	Critical Severity = "critical"
)

// Values returns the severities.
func (Severity) Values() []string { return texts(Low, Medium, High, Critical) }

// Slack is a channel of a workspace.
type Slack struct {
	// Workspace is its id, such as T0123ABCDEF.
	Workspace string `yaml:"workspace" jsonschema:"required"`
	// Channel is its id, such as C0123ABCDEF; not its name.
	Channel string `yaml:"channel" jsonschema:"required"`
}

var (
	slackWorkspace = regexp.MustCompile(`^T[A-Z0-9]{8,254}$`)
	slackChannel   = regexp.MustCompile(`^[CG][A-Z0-9]{8,254}$`)
)

// complete fills in the defaults.
func (d *Detection) complete(alerts Alerts) {
	if len(d.Findings.Email) == 0 {
		d.Findings.Email = alerts.Email
	}
	d.Findings.Least = cmp.Or(d.Findings.Least, Medium)
	d.Findings.KeepDays = cmp.Or(d.Findings.KeepDays, 365)
	if d.Watch == nil {
		d.Watch = slices.Clone(allDetectors)
	}
	if len(d.Standards) == 0 && slices.Contains(d.Watch, SecurityHub) {
		d.Standards = []Standard{Foundational, CIS}
	}
	d.Recording = cmp.Or(d.Recording, Continuous)
	d.DataEvents = cmp.Or(d.DataEvents, DataEventsNone)
}

// Watches tells whether we switch a detector on in an account.
func (d Detection) Watches(account string, detector Detector) bool {
	return slices.Contains(d.Watch, detector) && !slices.Contains(d.Elsewhere[account], detector)
}

// Inspected tells whether Amazon Inspector watches an account, whoever switched it on.
func (d Detection) Inspected(account string) bool {
	return slices.Contains(d.Watch, Inspector) || slices.Contains(d.Elsewhere[account], Inspector)
}

// check runs the rules of detection.
func (d Detection) check(at document.Path, o Organization) {
	checkOnce(at.Key("watch"), d.Watch)
	checkOnce(at.Key("standards"), d.Standards)
	at.Key("dataEvents").Demand(d.DataEvents == DataEventsNone || slices.Contains(d.Watch, Trail), "without a trail nothing records them", "leave it out, or watch trail")
	at.Key("standards").Demand(len(d.Standards) == 0 || slices.Contains(d.Watch, SecurityHub), "without Security Hub nothing compares with them", "leave them out, or watch security-hub")
	at.Key("watch").Demand(!slices.Contains(d.Watch, SecurityHub) || slices.Contains(d.Watch, Recorder), "Security Hub sees what AWS Config records", "add recorder, or leave security-hub out")
	at.Key("watch").Demand(!slices.Contains(d.Watch, SecurityHubV2) || slices.Contains(d.Watch, SecurityHub), "Security Hub V2 judges what Security Hub CSPM finds", "add security-hub, or leave security-hub-v2 out")
	at.Key("unusedAccessDays").Demand(d.UnusedAccessDays == 0 || slices.Contains(d.Watch, AccessAnalyzer), "without access-analyzer nothing looks for unused access", "leave it out, or watch access-analyzer")
	findings := at.Key("findings")
	if findings.Key("email").Given() {
		Alerts{Email: d.Findings.Email}.check(findings)
	}
	if slack := d.Findings.Slack; slack != nil {
		here := findings.Key("slack")
		here.Key(
			"workspace",
		).Demand(
			slack.Workspace == "" || slackWorkspace.MatchString(slack.Workspace),
			fmt.Sprintf("%q is not the id of a workspace", slack.Workspace),
			"copy it from Slack, such as T0123ABCDEF",
		)
		here.Key(
			"channel",
		).Demand(
			slack.Channel == "" || slackChannel.MatchString(slack.Channel),
			fmt.Sprintf("%q is not the id of a channel", slack.Channel),
			"copy it from the channel's details, such as C0123ABCDEF",
		)
	}
	checkOnce(at.Key("recorderRoleExists"), d.RecorderRoleExists)
	for i, account := range d.RecorderRoleExists {
		checkAccount(at.Key("recorderRoleExists").Index(i), account, o)
	}
	for _, account := range slices.Sorted(maps.Keys(d.Elsewhere)) {
		here := at.Key("elsewhere").Key(account)
		checkAccount(here, account, o)
		checkOnce(here, d.Elsewhere[account])
	}
}
