package facts

import "strings"

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

// NotGlobalAurora are the families that Aurora offers, and that an Aurora global database does not take, as of 2026-11.
// Source: the Aurora user guide, "Configuration requirements of an Amazon Aurora global database".
var NotGlobalAurora = []string{"t4g"}

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
