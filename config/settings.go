package config

import (
	"fmt"
	"maps"
	"slices"

	"bulkhead/internal/document"
)

// Settings are what every account is set to, in each of its regions and in us-east-1.
type Settings struct {
	// Apply lists what is set (default all of them): public-access (no bucket can be made public), volumes (they are
	// encrypted), images, snapshots and documents (of Systems Manager; none can be made public), instance-metadata
	// (version 2 only), passwords (of IAM users: 14 characters of all kinds), default-vpc (removed), sessions (Session
	// Manager logs and encrypts them) and patching (the VPN's server and bastions every week; what ECS runs on is only
	// looked at).
	Apply []Setting `yaml:"apply"`
	// Except lists, by account, what is left as it is there: what something else sets, default-vpc where somebody
	// uses it, or sessions where Session Manager has preferences already.
	Except map[string][]Setting `yaml:"except"`
	// PatchWindow is when instances are patched, and restarted when a patch asks for it: a weekly window in UTC of two
	// hours to a day (default sun:03:00-sun:05:00).
	PatchWindow string `yaml:"patchWindow"`
}

// Setting is what an account is set to.
type Setting string

// The settings.
const (
	PublicAccess     Setting = "public-access"
	Volumes          Setting = "volumes"
	Images           Setting = "images"
	Snapshots        Setting = "snapshots"
	Documents        Setting = "documents"
	InstanceMetadata Setting = "instance-metadata"
	Passwords        Setting = "passwords"
	DefaultVPC       Setting = "default-vpc"
	Sessions         Setting = "sessions"
	Patching         Setting = "patching"
)

var allSettings = []Setting{
	PublicAccess,
	Volumes,
	Images,
	Snapshots,
	Documents,
	InstanceMetadata,
	Passwords,
	DefaultVPC,
	Sessions,
	Patching,
}

// Values returns the choices.
func (Setting) Values() []string { return texts(allSettings...) }

// complete fills in the defaults.
func (s *Settings) complete() {
	if s.Apply == nil {
		s.Apply = slices.Clone(allSettings)
	}
	if s.PatchWindow == "" {
		s.PatchWindow = "sun:03:00-sun:05:00"
	}
}

// In is what we set in an account.
func (s Settings) In(account string) []Setting {
	return slices.DeleteFunc(
		slices.Clone(s.Apply),
		func(setting Setting) bool { return slices.Contains(s.Except[account], setting) },
	)
}

// PatchHours is when the weekly window for patches begins, as a cron expression of Systems Manager in UTC, and how many
// whole hours it lasts.
func (s Settings) PatchHours() (cron string, hours int) {
	w, _ := parseWeekly(s.PatchWindow)
	return fmt.Sprintf("cron(%d %d ? * %s *)", w.start%60, w.start%minutesPerDay/60, w.day()), w.minutes / 60
}

// check runs the rules of settings.
func (s Settings) check(at document.Path, o Organization) {
	checkOnce(at.Key("apply"), s.Apply)
	for _, account := range slices.Sorted(maps.Keys(s.Except)) {
		here := at.Key("except").Key(account)
		checkAccount(here, account, o)
		checkOnce(here, s.Except[account])
	}
	window, ok := parseWeekly(s.PatchWindow)
	here := at.Key("patchWindow")
	here.Demand(ok, fmt.Sprintf("%q is not a weekly window", s.PatchWindow), "write it as ddd:hh:mm-ddd:hh:mm in UTC, such as sun:03:00-sun:05:00")
	here.Demand(!ok || window.minutes >= 2*60 && window.minutes <= minutesPerDay, s.PatchWindow+" is shorter than two hours or longer than a day", "Systems Manager starts nothing in the last hour")
}
