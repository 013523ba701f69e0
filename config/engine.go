package config

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// engines are what people call each engine, what AWS offers of it, and names that a database of it cannot have.
var engines = map[Engine]struct {
	name       string
	versions   facts.Versions
	classes    facts.Classes
	reserved   []string
	reservedBy string
}{
	Postgres:       {"PostgreSQL", facts.PostgreSQLVersions, facts.DatabaseClasses, facts.PostgreSQLReserved, "PostgreSQL or RDS"},
	MySQL:          {"MySQL", facts.MySQLVersions, facts.DatabaseClasses, facts.MySQLReserved, "MySQL or RDS"},
	AuroraPostgres: {"Aurora PostgreSQL", facts.AuroraPostgreSQLVersions, facts.AuroraClasses, facts.PostgreSQLReserved, "PostgreSQL or RDS"},
	AuroraMySQL:    {"Aurora MySQL", facts.AuroraMySQLVersions, facts.AuroraClasses, facts.MySQLReserved, "MySQL or RDS"},
}

// checkVersion demands a version that AWS offers.
func (d Database) checkVersion(at document.Path) { d.checkOffered(d.Version, at) }

// checkOffered demands a version that AWS offers.
func (d Database) checkOffered(version string, at document.Path) {
	offered := engines[d.Engine].versions.Names()
	near := ""
	for _, v := range offered {
		if strings.HasPrefix(v, version+".") {
			near = v // the last one is the newest
		}
	}
	major := strings.TrimRight(version, "0123456789")
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
	at.Demand(slices.Contains(offered, version), fmt.Sprintf("%s %s is not offered with standard support", engines[d.Engine].name, version), remedy)
}

// majors are the versions without their last number, each once.
func majors(versions []string) []string {
	var all []string
	for _, v := range versions {
		all = append(all, v[:strings.LastIndex(v, ".")])
	}
	return slices.Compact(all)
}

// checkClass demands a class that AWS offers of the engine.
func (d Database) checkClass(at document.Path) {
	family, size, _ := strings.Cut(d.Class, ".")
	sizes, known := engines[d.Engine].classes[family]
	_, elsewhere := facts.DatabaseClasses[family]
	switch {
	case family == "db":
		at.Demand(false, d.Class+" begins with db.", "leave it out: "+strings.TrimPrefix(d.Class, "db."))
	case !known && elsewhere:
		at.Demand(false, "Aurora does not offer "+family, "choose one such as t4g.medium or r7g.large")
	case !known:
		at.Demand(false, fmt.Sprintf("%q is not a known instance class", d.Class), "choose one such as t4g.small, m7g.large or r7g.large")
	default:
		at.Demand(slices.Contains(sizes, size), fmt.Sprintf("%s has no size %q", family, size), "choose "+document.OneOf(sizes))
	}
}
