package config

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"bulkhead/internal/document"
)

// Backups are what AWS Backup keeps of databases on RDS, of Aurora, tables, volumes and buckets, in a vault of the
// environment, beside what these keep by themselves, which is nothing for volumes. The side that is active is backed
// up. AWS Backup takes no caches, search domains and streams.
type Backups struct {
	// KeepDays is how long a backup is kept, and each copy of it, in days: 7 or more (default 35 in production), or 0
	// for no backups (default in development). Buckets can be restored to any second of it, of 35 days at most.
	KeepDays *int `yaml:"keepDays" jsonschema:"minimum=0,maximum=3650"`
	// Start is when the hour begins in which the daily snapshots are taken, in UTC, hh:mm (default 05:00). For two
	// hours from then on no database may have its backup window or its maintenance window: RDS would refuse the
	// snapshot.
	Start string `yaml:"start"`
	// Copies puts a copy of each backup into the vault of the security account in the same region, which this account
	// cannot empty: enabled (default in production with awsOrganization) or disabled. Both accounts have to be of one
	// AWS organization, whose management account allows it once.
	Copies Switch `yaml:"copies"`
	// RestoreTests restores, every Monday, the last backup of each database, table, volume and bucket, and deletes what
	// was restored: enabled (default in production, where its regions have that) or disabled. It costs what the
	// databases cost for the time, and a request for each object.
	RestoreTests Switch `yaml:"restoreTests"`
}

// Vaults is what holds in every vault for backups, those of environments and that of security.
type Vaults struct {
	// Lock keeps backups from being deleted before their time, and from being kept for less than 7 days: governance
	// (default), which roles with a permission of its own may lift, or compliance, which nobody can lift from the third
	// day on, AWS included, so that what is kept too long cannot be deleted either.
	Lock VaultLock `yaml:"lock"`
}

// VaultLock is who may delete backups before their time.
type VaultLock string

// The locks of vaults.
const (
	VaultGovernance VaultLock = "governance"
	VaultCompliance VaultLock = "compliance"
)

// Values returns the locks of vaults.
func (VaultLock) Values() []string { return texts(VaultGovernance, VaultCompliance) }

// LeastKept is for how many days a vault keeps backups at least. A job that would keep one for less fails, and no
// deployment does.
const LeastKept = 7

// MostContinuous is for how many days AWS Backup restores to any second.
const MostContinuous = 35

// restoreTests is what CloudFormation calls them.
const restoreTests = "AWS::Backup::RestoreTestingPlan"

// complete fills in the defaults of an environment's backups.
func (b *Backups) complete(e Environment, o Organization) {
	if b.KeepDays == nil {
		b.KeepDays = new(byTier(e.Tier, 35, 0))
	}
	b.Start = cmp.Or(b.Start, "05:00")
	copied := Disabled
	if o.AWSOrganization != nil {
		copied = byTier(e.Tier, Enabled, Disabled)
	}
	b.Copies = cmp.Or(b.Copies, copied)
	tested := byTier(e.Tier, Enabled, Disabled)
	if e.withoutType(restoreTests) != "" {
		tested = Disabled
	}
	b.RestoreTests = cmp.Or(b.RestoreTests, tested)
}

// BacksUp tells whether AWS Backup keeps anything of the environment.
func (e Environment) BacksUp() bool { return e.Backups.KeepDays != nil && *e.Backups.KeepDays > 0 }

// CopiesBackups tells whether security keeps copies of the environment's backups.
func (e Environment) CopiesBackups() bool { return e.BacksUp() && e.Backups.Copies == Enabled }

var dailyTime = regexp.MustCompile(`^` + clock + `$`)

// snapshotMinutes is from its start on how long a snapshot must meet no window of a database: it is begun within an
// hour, and RDS refuses one within an hour before a window. Source: the AWS Backup developer guide, "AWS Backup metrics
// with Amazon CloudWatch".
const snapshotMinutes = 120

// check runs the rules of an environment's backups.
func (b Backups) check(at document.Path, e Environment) {
	at.Key("keepDays").Demand(*b.KeepDays == 0 || *b.KeepDays >= LeastKept,
		fmt.Sprintf("%d days are less than a vault keeps a backup for", *b.KeepDays),
		fmt.Sprintf("choose %d or more, or 0 for no backups", LeastKept))
	if b.RestoreTests == Enabled {
		checkTypes(at.Key("restoreTests"), e, restoreTests, "restore tests of AWS Backup", "leave it out")
	}
	m := dailyTime.FindStringSubmatch(b.Start)
	at.Key("start").
		Demand(m != nil, fmt.Sprintf("%q is not a time of the day", b.Start), "write it as hh:mm in UTC, such as 05:00")
	if m == nil || *b.KeepDays == 0 {
		return
	}
	snapshot := window{minutes(m[1], m[2]), snapshotMinutes}
	for _, name := range slices.Sorted(maps.Keys(e.Databases)) {
		for _, met := range e.Databases[name].meets(snapshot) {
			at.Key("start").
				Demand(false, fmt.Sprintf("a snapshot from %s on would meet %s of %s", b.Start, met, name),
					"leave two hours after start free of windows, or move the window")
		}
	}
}

// meets are the windows of the database that a daily one meets, as people know them.
func (d Database) meets(daily window) []string {
	var all []string
	if backup, ok := parseDaily(d.BackupWindow); ok && overlap(daily, window{backup.start, backup.minutes}) {
		all = append(all, "backupWindow "+d.BackupWindow)
	}
	if weekly, ok := parseWeekly(
		d.MaintenanceWindow,
	); ok && weekly.minutes <= minutesPerDay &&
		overlap(daily, weekly) {
		all = append(all, "maintenanceWindow "+d.MaintenanceWindow)
	}
	return all
}
