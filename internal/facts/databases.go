package facts

import "strings"

// What a database may have, by engine, as of 2026-11-20: the versions that AWS creates, in standard support; we do not
// enrol in paid extended support. Standard support ends on: PostgreSQL 13 2026-02-28, 14 2027-02-28 (not offered: about
// to end), 15 2028-02-29, 16 2029-02-28, 17 2030-02-28, 18 2031-02-28; MySQL 8.0 2026-07-31, 8.4 2029-07-31; Aurora
// PostgreSQL as PostgreSQL, with 16.8 and 17.7 long-term; Aurora MySQL 3 2028-04-30, with 3.10 long-term.
var (
	PostgreSQLVersions = []string{
		"15.13", "15.14", "15.15", "15.16", "15.17",
		"16.9", "16.10", "16.11", "16.12", "16.13",
		"17.5", "17.6", "17.7", "17.8", "17.9",
		"18.1", "18.2", "18.3",
	}
	MySQLVersions            = []string{"8.4.5", "8.4.6", "8.4.7", "8.4.8", "8.4.9"}
	AuroraPostgreSQLVersions = []string{"16.8", "16.9", "16.10", "16.11", "16.13", "17.4", "17.5", "17.6", "17.7", "17.9"}
	AuroraMySQLVersions      = []string{"3.10.0", "3.10.1", "3.10.2", "3.10.3", "3.10.4", "3.11.0", "3.11.1", "3.12.0"}
)

// burstableDatabase are the sizes of the burstable families of RDS.
var burstableDatabase = strings.Fields("micro small medium large xlarge 2xlarge")

// DatabaseClasses are the classes that RDS offers for PostgreSQL and MySQL, as of 2026-11.
var DatabaseClasses = Classes{
	"t3": burstableDatabase, "t4g": burstableDatabase,
	"m5": upTo24, "m6g": upTo16, "m6gd": upTo16, "m6i": upTo32, "m6id": upTo32, "m7g": upTo16, "m7i": upTo48, "m8g": upTo48,
	"r5": upTo24, "r6g": upTo16, "r6gd": upTo16, "r6i": upTo32, "r6id": upTo32, "r7g": upTo16, "r7i": upTo48, "r8g": upTo48,
	"x2g": upTo16,
}

// AuroraClasses are the classes that Aurora offers with Database Insights, as of 2026-11: memory-optimized, and
// burstable for development. Aurora MySQL has no insights on t3.
var AuroraClasses = Classes{
	"t4g": {"medium", "large"},
	"r5":  upTo24, "r6g": upTo16, "r6i": upTo32, "r7g": upTo16, "r7i": upTo48, "r8g": upTo48,
	"x2g": upTo16,
}

// PostgreSQLReserved are names that RDS takes itself, and PostgreSQL's reserved words, as of 2026-11.
var PostgreSQLReserved = strings.Fields(`
	postgres rdsadmin template0 template1
	all analyse analyze and any array as asc asymmetric authorization binary both case cast check
	collate collation column concurrently constraint create cross current_catalog current_date
	current_role current_schema current_time current_timestamp current_user default deferrable desc
	distinct do else end except false fetch for foreign freeze from full grant group having ilike in
	initially inner intersect into is isnull join lateral leading left like limit localtime
	localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
	references returning right select session_user similar some symmetric system_user table
	tablesample then to trailing true union unique user using variadic verbose when where window with`)

// MySQLReserved are names that RDS and MySQL take themselves, and likely reserved words of MySQL, as of 2026-11.
var MySQLReserved = strings.Fields(`
	mysql sys rdsadmin innodb information_schema performance_schema tmp
	add all alter and as asc between by case change check column condition create cross cube database databases
	default delete desc describe distinct drop each else exists explain false fetch for force foreign from
	fulltext function grant group groups having if ignore in index inner insert interval into is join key keys
	kill lateral leading leave left like limit linear lines load lock long loop match not null of on optimize
	option or order outer over partition primary procedure purge range rank read recursive references release
	rename repeat replace require restrict return revoke right row rows schema schemas select separator set show
	signal spatial sql ssl starting stored system table terminated then to trailing trigger true undo union unique
	unlock unsigned update usage use using values varying virtual when where while window with write`)
