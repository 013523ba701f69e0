package config

import (
	"fmt"
	"slices"
	"strings"
)

// postgresVersions are the versions of RDS for PostgreSQL that a database may
// have, as of 2026-11-20: those that AWS creates. Standard support of a major
// version ends on: 13 2026-02-28, 14 2027-02-28, 15 2028-02-29, 16 2029-02-28,
// 17 2030-02-28, 18 2031-02-28. 13 has ended and 14 is about to; we do not
// enrol in paid extended support, so neither is offered.
var postgresVersions = []string{
	"15.13", "15.14", "15.15", "15.16", "15.17",
	"16.9", "16.10", "16.11", "16.12", "16.13",
	"17.5", "17.6", "17.7", "17.8", "17.9",
	"18.1", "18.2", "18.3",
}

// checkPostgresVersion demands one of postgresVersions.
func checkPostgresVersion(version string, at spot) {
	major, _, hasMinor := strings.Cut(version, ".")
	var minors []string
	for _, v := range postgresVersions {
		if strings.HasPrefix(v, major+".") {
			minors = append(minors, v)
		}
	}
	remedy := "choose " + orList(minors)
	switch {
	case len(minors) == 0:
		remedy = "choose major version 15, 16, 17 or 18, such as 17.7"
	case !hasMinor:
		remedy = "name the minor version too, such as " + minors[len(minors)-1]
	}
	at.demand(slices.Contains(postgresVersions, version), fmt.Sprintf("PostgreSQL %s is not offered with standard support", version), remedy)
}

// Sizes of instance classes, by what a family offers.
const (
	burstableSizes = " micro small medium large xlarge 2xlarge "
	commonSizes    = " large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge "
	to24           = commonSizes + "24xlarge "
	to32           = to24 + "32xlarge "
	to48           = to24 + "48xlarge "
)

// postgresClasses are the families that RDS for PostgreSQL offers and their sizes, as of 2026-11.
var postgresClasses = map[string]string{
	"t3": burstableSizes, "t4g": burstableSizes,
	"m5": to24, "m6g": commonSizes, "m6gd": commonSizes, "m6i": to32, "m6id": to32, "m7g": commonSizes, "m7i": to48, "m8g": to48,
	"r5": to24, "r6g": commonSizes, "r6gd": commonSizes, "r6i": to32, "r6id": to32, "r7g": commonSizes, "r7i": to48, "r8g": to48,
	"x2g": commonSizes,
}

// checkClass demands a class of postgresClasses.
func checkClass(class string, at spot) {
	family, size, _ := strings.Cut(class, ".")
	sizes, known := postgresClasses[family]
	switch {
	case family == "db":
		at.demand(false, class+" begins with db.", "leave it out: "+strings.TrimPrefix(class, "db."))
	case !known:
		at.demand(false, fmt.Sprintf("%q is not a known instance class", class), "choose one such as t4g.small, m7g.large or r7g.large")
	default:
		at.demand(size != "" && strings.Contains(sizes, " "+size+" "), fmt.Sprintf("%s has no size %q", family, size), "choose "+orList(strings.Fields(sizes)))
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
