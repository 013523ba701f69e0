package config

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

var (
	databaseName  = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)
	parameterName = regexp.MustCompile(`^[a-z][a-z0-9_.]*$`)
)

// minBackupDays is how long production keeps backups at least, as Control Tower's rules demand (CT.RDS.PR.8).
const minBackupDays = 7

// check runs the rules of one database.
func (d Database) check(at document.Path, name string, e Environment) {
	d.Alarms.check(at.Key("alarms"), d)
	if d.Engine == "" {
		return // reported already
	}
	if d.onInstances() {
		d.checkInstances(at, name, e)
		return
	}
	checkInstancesOnly(at, "image", "primary")
	if componentName.MatchString(name) || at.Key("name").Given() {
		d.checkName(at.Key("name"))
	}
	d.checkVersion(at.Key("version"))
	if d.Aurora() {
		d.checkAurora(at, e)
	} else {
		d.checkInstance(at, e)
	}
	for _, side := range e.sides() {
		side.Databases[name].checkRegion(at, side.Region)
	}
	d.checkUpgrade(at.Key("upgradeTo"))
	e.checkInstanceNames(at, name)
	checkAlias(d.As, name, d.kind(), at.Key("as"))
	if d.RestoreFrom != nil {
		d.RestoreFrom.check(at.Key("restoreFrom"), d, e)
	}
	at.Key("backupDays").Demand(!e.Production() || d.BackupDays >= minBackupDays,
		fmt.Sprintf("%d days are gone before anybody may know that data is wrong", d.BackupDays),
		fmt.Sprintf("production keeps %d or more", minBackupDays))
	d.checkProxy(at.Key("proxy"))
	d.checkWindows(at)
	d.checkStandby(at, e)
	d.checkParameters(at.Key("parameters"))
}

// numbered is the name of a database that RDS's instances of another one may have: replicas, and the copies
// that a move to the other region makes.
var numbered = regexp.MustCompile(`^(.+?)(-replica)?-[0-9]+$`)

// checkInstanceNames demands a name that no instance of another database has, or may get.
func (e Environment) checkInstanceNames(at document.Path, name string) {
	for other, database := range e.Databases {
		if database.onInstances() {
			continue
		}
		match := numbered.FindStringSubmatch(name)
		at.Demand(match == nil || match[1] != other, "RDS's instances of "+other+" may be called "+name,
			"choose another name, such as "+other+"-b")
	}
}

// checkRegion demands what RDS has in a region.
func (d Database) checkRegion(at document.Path, region Region) {
	service, lacking := "RDS", facts.DatabaseLacks
	if d.Aurora() {
		service, lacking = "Aurora", facts.AuroraLacks
	}
	if d.Serverless == nil {
		checkRegion(at.Key("class"), region, service, engines[d.Engine].classes.Families(), lacking, d.Class)
	}
	if d.Proxy == Enabled {
		checkType(at.Key("proxy"), region, "AWS::RDS::DBProxy", "RDS Proxy", "leave it out")
	}
}

// checkProxy demands a database that RDS Proxy can stand before.
func (d Database) checkProxy(at document.Path) {
	if d.Proxy != Enabled {
		return
	}
	for _, version := range []string{d.Version, d.UpgradeTo} {
		major := d.Engine.Major(version)
		at.Demand(d.MySQL() || major != "18", "RDS Proxy does not know PostgreSQL 18 yet", "choose version 17, or leave the proxy out")
		at.Demand(d.Engine != AuroraMySQL || major != "8.4", "RDS Proxy does not know Aurora MySQL 8.4 yet", "choose version 3, or leave the proxy out")
	}
	at.Demand(d.Aurora() || *d.Replicas == 0, "RDS Proxy stands before the primary only, and nothing would lead to the replicas", "leave it or replicas out, or use Aurora")
	at.Demand(!d.Aurora() || *d.Replicas > 0, "RDS Proxy makes no address for replicas while there is none", "set replicas to 1 or more, or leave the proxy out")
	at.Demand(d.Serverless == nil || d.Serverless.Pause != Enabled, "a proxy keeps its connections, so that the database never pauses", "leave it or pause out")
}

// checkParameters demands parameters that RDS knows the form of.
func (d Database) checkParameters(parameters document.Path) {
	for _, key := range slices.Sorted(maps.Keys(d.Parameters)) {
		parameters.Key(key).Demand(parameterName.MatchString(key), fmt.Sprintf("%q is not the name of a parameter", key), "use the name in RDS's parameter group, such as log_min_duration_statement")
		parameters.Key(key).Demand(key != "rds.force_ssl" && key != "require_secure_transport", "TLS is always forced", "leave it out")
		parameters.Key(key).Demand(strings.TrimSpace(d.Parameters[key]) != "", "has no value", "write one, or leave the key out")
		_, err := strconv.ParseUint(d.Parameters[key], 10, 31)
		parameters.Key(key).Demand(key != "max_connections" || err == nil, "is not a number, and the alarm before the last connection goes by it", "write a number, or leave it out")
	}
}

// checkStandby demands a database that AWS replicates to another region, where it has to be.
func (d Database) checkStandby(at document.Path, e Environment) {
	e.checkCopy(at.Key("standby"))
	if d.Standby != Replica {
		return
	}
	at.Key("class").Demand(d.takesReplicas(), "an Aurora global database takes no "+d.Class, "choose a memory-optimized class such as r7g.large, or set standby to empty")
	at.Key("proxy").Demand(d.Aurora() || d.Proxy != Enabled, "RDS Proxy does not stand before a replica on RDS, as the recovery region's is", "leave it out, or set standby to empty")
}

// maxReplicas is how many replicas we make of a database on RDS.
const maxReplicas = 5

// checkInstance runs the rules of a database on RDS.
func (d Database) checkInstance(at document.Path, e Environment) {
	d.checkClass(at.Key("class"))
	at.Key("maxStorageGiB").Demand(d.MaxStorageGiB*10 >= d.StorageGiB*11,
		fmt.Sprintf("%d GiB is not a tenth above storageGiB, which is %d", d.MaxStorageGiB, d.StorageGiB),
		fmt.Sprintf("RDS demands at least %d", ceilDiv(d.StorageGiB*11, 10)))
	at.Key("multiAZ").Demand(!e.Production() || d.MultiAZ == Enabled, "a production database needs a standby in a second zone", "set it to enabled or leave it out, or set tier to development")
	at.Key("replicas").Demand(*d.Replicas <= maxReplicas, fmt.Sprintf("%d is too large", *d.Replicas),
		fmt.Sprintf("the most is %d on RDS; Aurora has 15", maxReplicas))
	at.Key("serverless").Demand(!at.Key("serverless").Given(), "only Aurora has it", "leave it out, or set engine to aurora-"+string(d.Engine))
}

// checkAurora runs the rules of an Aurora cluster.
func (d Database) checkAurora(at document.Path, e Environment) {
	for _, key := range []string{"storageGiB", "maxStorageGiB", "multiAZ"} {
		remedy := "leave it out: storage grows by itself"
		if key == "multiAZ" {
			remedy = "use replicas: they are in other zones and take over"
		}
		at.Key(key).Demand(!at.Key(key).Given(), "Aurora does not have it", remedy)
	}
	at.Key("replicas").Demand(!e.Production() || *d.Replicas > 0, "a production cluster needs a replica in a second zone", "leave it out, or set it to 1 or more")
	if d.Serverless == nil {
		d.checkClass(at.Key("class"))
		return
	}
	at.Key("class").Demand(d.Class == "", "a serverless database has no class", "leave it or serverless out")
	d.Serverless.check(at.Key("serverless"), e)
}

// check runs the rules of a serverless database.
func (s Serverless) check(at document.Path, e Environment) {
	steps := func(acu float64) bool { return acu*2 == math.Trunc(acu*2) }
	at.Key("minACU").Demand(s.MinACU >= 0.5 && s.MinACU <= 256 && steps(s.MinACU), "is not offered", "choose 0.5 to 256, in steps of 0.5")
	at.Key("pause").Demand(s.Pause != Enabled || !e.Production(), "a production database must not pause", "leave it out")
	at.Key("maxACU").Demand(s.MaxACU >= 1 && s.MaxACU <= 256 && steps(s.MaxACU), "is not offered", "choose 1 to 256, in steps of 0.5")
	at.Key("maxACU").Demand(s.MaxACU >= s.MinACU, "is below minACU", "raise it, or lower minACU")
}

// checkName demands a name that the engine lets the first database have.
func (d Database) checkName(at document.Path) {
	at.Demand(databaseName.MatchString(d.Name), fmt.Sprintf("%q cannot be the name of a database", d.Name), "use lower-case letters, digits and underscores, beginning with a letter")
	engine := engines[d.Engine]
	at.Demand(!slices.Contains(engine.reserved, d.Name), d.Name+" is reserved by "+engine.reservedBy, "set name to another, such as "+d.Name+"_db")
}

// checkWindows demands windows that RDS accepts: half an hour or more, and apart.
func (d Database) checkWindows(at document.Path) {
	checkWindows(d.BackupWindow, at.Key("backupWindow"), 30, d.MaintenanceWindow, at.Key("maintenanceWindow"), 30)
	if weekly, ok := parseWeekly(d.MaintenanceWindow); ok && *d.Replicas > 0 {
		at.Key("maintenanceWindow").Demand(weekly.minutes*(*d.Replicas+1) <= minutesPerWeek, "is too long for one after the other in a week", "make it shorter")
	}
}
