package config

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// versions are what a database may have, by engine, as of 2026-11-20: those
// that AWS creates, in standard support; we do not enrol in paid extended
// support. Standard support ends on: PostgreSQL 13 2026-02-28, 14 2027-02-28 (not
// offered: about to end), 15 2028-02-29, 16 2029-02-28, 17 2030-02-28, 18
// 2031-02-28; MySQL 8.0 2026-07-31, 8.4 2029-07-31; Aurora PostgreSQL as
// PostgreSQL, with 16.8 and 17.7 long-term; Aurora MySQL 3 2028-04-30, with 3.10
// long-term.
var versions = map[Engine][]string{
	Postgres: {
		"15.13", "15.14", "15.15", "15.16", "15.17",
		"16.9", "16.10", "16.11", "16.12", "16.13",
		"17.5", "17.6", "17.7", "17.8", "17.9",
		"18.1", "18.2", "18.3",
	},
	MySQL:          {"8.4.5", "8.4.6", "8.4.7", "8.4.8", "8.4.9"},
	AuroraPostgres: {"16.8", "16.9", "16.10", "16.11", "16.13", "17.4", "17.5", "17.6", "17.7", "17.9"},
	AuroraMySQL:    {"3.10.0", "3.10.1", "3.10.2", "3.10.3", "3.10.4", "3.11.0", "3.11.1", "3.12.0"},
}

// engineNames are what people call the engines.
var engineNames = map[Engine]string{Postgres: "PostgreSQL", MySQL: "MySQL", AuroraPostgres: "Aurora PostgreSQL", AuroraMySQL: "Aurora MySQL"}

// checkVersion demands one of versions.
func (d Database) checkVersion(at document.Path) {
	offered := versions[d.Engine]
	near := ""
	for _, v := range offered {
		if strings.HasPrefix(v, d.Version+".") {
			near = v // the last one is the newest
		}
	}
	major := strings.TrimRight(d.Version, "0123456789")
	var same []string
	for _, v := range offered {
		if major != "" && strings.HasPrefix(v, major) {
			same = append(same, v)
		}
	}
	remedy := "choose " + document.OneOf(same)
	switch {
	case near != "":
		remedy = "name the minor version too, such as " + near
	case len(same) == 0:
		remedy = "choose " + document.OneOf(majors(offered)) + ", such as " + offered[len(offered)-1]
	}
	at.Demand(slices.Contains(offered, d.Version), fmt.Sprintf("%s %s is not offered with standard support", engineNames[d.Engine], d.Version), remedy)
}

// majors are the versions without their last number, each once.
func majors(versions []string) []string {
	var all []string
	for _, v := range versions {
		all = append(all, v[:strings.LastIndex(v, ".")])
	}
	return slices.Compact(all)
}

// Sizes of instance classes, by what a family offers.
const (
	burstableSizes = " micro small medium large xlarge 2xlarge "
	commonSizes    = " large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge "
	to24           = commonSizes + "24xlarge "
	to32           = to24 + "32xlarge "
	to48           = to24 + "48xlarge "
)

// instanceClasses are the families that RDS offers for PostgreSQL and MySQL, and their sizes, as of 2026-11.
var instanceClasses = map[string]string{
	"t3": burstableSizes, "t4g": burstableSizes,
	"m5": to24, "m6g": commonSizes, "m6gd": commonSizes, "m6i": to32, "m6id": to32, "m7g": commonSizes, "m7i": to48, "m8g": to48,
	"r5": to24, "r6g": commonSizes, "r6gd": commonSizes, "r6i": to32, "r6id": to32, "r7g": commonSizes, "r7i": to48, "r8g": to48,
	"x2g": commonSizes,
}

// auroraClasses are the families that Aurora offers with Database Insights, as of 2026-11: memory-optimized, and
// burstable for development. Aurora MySQL has no insights on t3.
var auroraClasses = map[string]string{
	"t4g": " medium large ",
	"r5":  to24, "r6g": commonSizes, "r6i": to32, "r7g": commonSizes, "r7i": to48, "r8g": to48,
	"x2g": commonSizes,
}

// checkClass demands one of the classes.
func checkClass(class string, classes map[string]string, at document.Path) {
	family, size, _ := strings.Cut(class, ".")
	sizes, known := classes[family]
	switch {
	case family == "db":
		at.Demand(false, class+" begins with db.", "leave it out: "+strings.TrimPrefix(class, "db."))
	case !known && instanceClasses[family] != "":
		at.Demand(false, "Aurora does not offer "+family, "choose one such as t4g.medium or r7g.large")
	case !known:
		at.Demand(false, fmt.Sprintf("%q is not a known instance class", class), "choose one such as t4g.small, m7g.large or r7g.large")
	default:
		at.Demand(size != "" && strings.Contains(sizes, " "+size+" "), fmt.Sprintf("%s has no size %q", family, size), "choose "+document.OneOf(strings.Fields(sizes)))
	}
}

// reservedDatabaseNames are names that RDS takes itself, and PostgreSQL's reserved words.
var reservedDatabaseNames = strings.Fields(`
	postgres rdsadmin template0 template1
	all analyse analyze and any array as asc asymmetric authorization binary both case cast check
	collate collation column concurrently constraint create cross current_catalog current_date
	current_role current_schema current_time current_timestamp current_user default deferrable desc
	distinct do else end except false fetch for foreign freeze from full grant group having ilike in
	initially inner intersect into is isnull join lateral leading left like limit localtime
	localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
	references returning right select session_user similar some symmetric system_user table
	tablesample then to trailing true union unique user using variadic verbose when where window with`)

// reservedMySQLNames are names that RDS and MySQL take themselves, and likely reserved words of MySQL.
var reservedMySQLNames = strings.Fields(`
	mysql sys rdsadmin innodb information_schema performance_schema tmp
	add all alter and as asc between by case change check column condition create cross cube database databases
	default delete desc describe distinct drop each else exists explain false fetch for force foreign from
	fulltext function grant group groups having if ignore in index inner insert interval into is join key keys
	kill lateral leading leave left like limit linear lines load lock long loop match not null of on optimize
	option or order outer over partition primary procedure purge range rank read recursive references release
	rename repeat replace require restrict return revoke right row rows schema schemas select separator set show
	signal spatial sql ssl starting stored system table terminated then to trailing trigger true undo union unique
	unlock unsigned update usage use using values varying virtual when where while window with write`)
