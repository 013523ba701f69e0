package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var (
	databaseName  = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)
	parameterName = regexp.MustCompile(`^[a-z][a-z0-9_.]*$`)
)

// check runs the rules of one database.
func (d Database) check(at spot, name string, e Environment) {
	if componentName.MatchString(name) || at.key("name").given() {
		d.checkName(at.key("name"))
	}
	checkPostgresVersion(d.Version, at.key("version"))
	checkClass(d.Class, at.key("class"))

	at.key("maxStorageGiB").demand(d.MaxStorageGiB*10 >= d.StorageGiB*11,
		fmt.Sprintf("%d GiB is not a tenth above storageGiB, which is %d", d.MaxStorageGiB, d.StorageGiB),
		fmt.Sprintf("RDS demands at least %d", ceilDiv(d.StorageGiB*11, 10)))
	at.key("multiAZ").demand(!e.Production() || d.MultiAZ == Enabled, "a production database needs a standby in a second zone", "set it to enabled or leave it out, or set tier to development")
	d.checkWindows(at)

	parameters := at.key("parameters")
	for _, key := range slices.Sorted(maps.Keys(d.Parameters)) {
		parameters.key(key).demand(parameterName.MatchString(key), fmt.Sprintf("%q is not the name of a parameter", key), "use the name in RDS's parameter group, such as log_min_duration_statement")
		parameters.key(key).demand(key != "rds.force_ssl", "TLS is always forced", "leave it out")
		parameters.key(key).demand(strings.TrimSpace(d.Parameters[key]) != "", "has no value", "write one, or leave the key out")
	}
}

// checkName demands a name that RDS lets the first database have.
func (d Database) checkName(at spot) {
	at.demand(databaseName.MatchString(d.Name), fmt.Sprintf("%q cannot be the name of a database", d.Name), "use lower-case letters, digits and underscores, beginning with a letter")
	at.demand(!slices.Contains(reservedDatabaseNames, d.Name), d.Name+" is reserved by PostgreSQL or RDS", "set name to another, such as "+d.Name+"_db")
}

// checkWindows demands windows that RDS accepts: half an hour or more, and apart.
func (d Database) checkWindows(at spot) {
	backup, backupOK := parseDaily(d.BackupWindow)
	here := at.key("backupWindow")
	here.demand(backupOK, fmt.Sprintf("%q is not a daily window", d.BackupWindow), "write it as hh:mm-hh:mm in UTC, such as 01:00-02:00")
	here.demand(!backupOK || backup.minutes >= 30, d.BackupWindow+" is shorter than 30 minutes", "make it longer")

	weekly, weeklyOK := parseWeekly(d.MaintenanceWindow)
	here = at.key("maintenanceWindow")
	here.demand(weeklyOK, fmt.Sprintf("%q is not a weekly window", d.MaintenanceWindow), "write it as ddd:hh:mm-ddd:hh:mm in UTC, such as sun:03:00-sun:04:00")
	here.demand(!weeklyOK || weekly.minutes >= 30, d.MaintenanceWindow+" is shorter than 30 minutes", "make it longer")
	here.demand(!weeklyOK || weekly.minutes <= minutesPerDay, d.MaintenanceWindow+" is longer than a day", "make it shorter")
	here.demand(!backupOK || !weeklyOK || weekly.minutes > minutesPerDay || !overlap(backup, weekly), d.MaintenanceWindow+" overlaps the backup window "+d.BackupWindow, "move one of them")
}
