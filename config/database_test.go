package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMistakesInADatabaseAreFound(t *testing.T) {
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{"  orders:", "  Orders:", "databases.Orders: \"Orders\" cannot be the name of a database; use lower-case letters, digits and single hyphens, beginning with a letter\nservices.web.uses[0]: prod has no store \"orders\"; did you mean Orders?\nservices.worker.uses[0]: prod has no store \"orders\"; did you mean Orders?"},
		{"  orders:", "  order:", "databases.order.name: order is reserved by PostgreSQL or RDS; set name to another, such as order_db\nservices.web.uses[0]: prod has no store \"orders\"; did you mean order?\nservices.worker.uses[0]: prod has no store \"orders\"; did you mean order?"},
		{"  orders:", "  orders-of-all-customers:", "databases.orders-of-all-customers: the name has more than 20 characters; AWS limits the names made from it; choose a shorter one\nservices.web.uses[0]: prod has no store \"orders\"; known: catalogue, events, invoices, issued, orders-of-all-customers, payment-key, prices, products, purchases, sessions, shipments, uploads\nservices.worker.uses[0]: prod has no store \"orders\"; known: catalogue, events, invoices, issued, orders-of-all-customers, payment-key, prices, products, purchases, sessions, shipments, uploads"},
		{"engine: postgres", "engine: postgresql", `databases.orders.engine: "postgresql" is not offered; did you mean postgres? The choice is postgres, mysql, aurora-postgres or aurora-mysql`},
		{"    engine: postgres\n", "", `databases.orders.engine: is missing; add it: postgres, mysql, aurora-postgres or aurora-mysql`},
		{`version: "17.7"`, `version: 17.7`, `databases.orders.version: is a number where text is expected; write it in quotes: "17.7"`},
		{`version: "17.7"`, `version: "17"`, `databases.orders.version: PostgreSQL 17 is not offered with standard support; name the minor version too, such as 17.10`},
		{`version: "17.7"`, `version: "17.1"`, `databases.orders.version: PostgreSQL 17.1 is not offered with standard support; choose 17.5, 17.6, 17.7, 17.8, 17.9 or 17.10`},
		{`version: "17.7"`, `version: "14.20"`, `databases.orders.version: PostgreSQL 14.20 is not offered with standard support; choose 15, 16, 17 or 18, such as 18.4`},
		{"class: m7g.large", "class: db.m7g.large", `databases.orders.class: db.m7g.large begins with db.; leave it out: m7g.large`},
		{"class: m7g.large", "class: m7g.micro", `databases.orders.class: m7g has no size "micro"; choose large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge or 16xlarge`},
		{"class: m7g.large", "class: large", `databases.orders.class: "large" is not a known instance class; choose one such as t4g.small, m7g.large or r7g.large`},
		{"class: m7g.large", "class: m7g.large\n    name: Orders", `databases.orders.name: "Orders" cannot be the name of a database; use lower-case letters, digits and underscores, beginning with a letter`},
		{"class: m7g.large", "class: m7g.large\n    name: user", `databases.orders.name: user is reserved by PostgreSQL or RDS; set name to another, such as user_db`},
		{"class: m7g.large", "class: m7g.large\n    name: rdsadmin", `databases.orders.name: rdsadmin is reserved by PostgreSQL or RDS; set name to another, such as rdsadmin_db`},
		{"storageGiB: 100", "storageGiB: 10", `databases.orders.storageGiB: 10 is too small; the least is 20`},
		{"storageGiB: 100", "storageGiB: 59579", `databases.orders.storageGiB: 59579 is too large; the most is 59578`},
		{"storageGiB: 100", "storageGiB: 950", `databases.orders.maxStorageGiB: 1000 GiB is not a tenth above storageGiB, which is 950; RDS demands at least 1045`},
		{"maxStorageGiB: 1000", "maxStorageGiB: 70000", `databases.orders.maxStorageGiB: 70000 is too large; the most is 65536`},
		{"multiAZ: enabled", "multiAZ: disabled", `databases.orders.multiAZ: a production database needs a standby in a second zone; set it to enabled or leave it out, or set tier to development`},
		{"multiAZ: enabled", "multiAZ: true", `databases.orders.multiAZ: "true" is not offered; choose enabled or disabled`},
		{"backupDays: 35", "backupDays: 36", `databases.orders.backupDays: 36 is too large; the most is 35`},
		{"backupDays: 35", "backupDays: 6", `databases.orders.backupDays: 6 days are gone before anybody may know that data is wrong; production keeps 7 or more`},
		{"backupDays: 35", "backupDays: 7", ``},
		{"backupDays: 35", "backupDays: 0", `databases.orders.backupDays: 0 is too small; the least is 1`},
		{"backupWindow: 01:00-02:00", "backupWindow: 1:00-2:00", `databases.orders.backupWindow: "1:00-2:00" is not a daily window; write it as hh:mm-hh:mm in UTC, such as 01:00-02:00`},
		{"backupWindow: 01:00-02:00", "backupWindow: 01:00-01:20", `databases.orders.backupWindow: 01:00-01:20 is shorter than 30 minutes; make it longer`},
		{"backupWindow: 01:00-02:00", "backupWindow: 02:30-03:30", `databases.orders.maintenanceWindow: sun:03:00-sun:04:00 overlaps the backup window 02:30-03:30; move one of them`},
		{"maintenanceWindow: sun:03:00-sun:04:00", "maintenanceWindow: sunday 3 am", `databases.orders.maintenanceWindow: "sunday 3 am" is not a weekly window; write it as ddd:hh:mm-ddd:hh:mm in UTC, such as sun:03:00-sun:04:00`},
		{"maintenanceWindow: sun:03:00-sun:04:00", "maintenanceWindow: sun:03:00-sun:03:15", `databases.orders.maintenanceWindow: sun:03:00-sun:03:15 is shorter than 30 minutes; make it longer`},
		{"maintenanceWindow: sun:03:00-sun:04:00", "maintenanceWindow: sun:03:00-tue:04:00", `databases.orders.maintenanceWindow: sun:03:00-tue:04:00 is longer than a day; make it shorter`},
		{"maintenanceWindow: sun:03:00-sun:04:00", "maintenanceWindow: sun:23:30-mon:01:30", `databases.orders.maintenanceWindow: sun:23:30-mon:01:30 overlaps the backup window 01:00-02:00; move one of them`},
		{"log_min_duration_statement: \"1000\"", "log_min_duration_statement: 1000", `databases.orders.parameters.log_min_duration_statement: is a number where text is expected; write it in quotes: "1000"`},
		{"log_min_duration_statement: \"1000\"", "rds.force_ssl: \"0\"", `databases.orders.parameters["rds.force_ssl"]: TLS is always forced; leave it out`},
		{"log_min_duration_statement: \"1000\"", "Log: \"1\"", `databases.orders.parameters.Log: "Log" is not the name of a parameter; use the name in RDS's parameter group, such as log_min_duration_statement`},
		{"log_min_duration_statement: \"1000\"", "log_statement: \"\"", `databases.orders.parameters.log_statement: has no value; write one, or leave the key out`},
	})
}

// databases is an environment with every kind of database.
const databases = `
tier: production
network:
  cidr: 10.10.0.0/16
databases:
  shop: {engine: mysql, version: "8.4.10", replicas: 1, storageGiB: 100}
  ledger: {engine: aurora-postgres, version: "17.7", class: r7g.large, replicas: 1}
  events: {engine: aurora-mysql, version: "3.10.4", serverless: {minACU: 1, maxACU: 8}}
  pool: {engine: postgres, version: "17.9", proxy: enabled}
`

func TestMistakesInAnEnginesOwnChoicesAreFound(t *testing.T) {
	findsMistakesIn(t, databases, []mistake{
		{`version: "8.4.10"`, `version: "8.0.40"`, `databases.shop.version: MySQL 8.0.40 is not offered with standard support; choose 8.4, such as 8.4.10`},
		{`version: "8.4.10"`, `version: "8.4"`, `databases.shop.version: MySQL 8.4 is not offered with standard support; name the minor version too, such as 8.4.10`},
		{`version: "8.4.10"`, `version: "8.4.7"`, `databases.shop.version: MySQL 8.4.7 is not offered with standard support; choose 8.4.8, 8.4.9 or 8.4.10`},
		{`version: "17.7"`, `version: "15.10"`, `databases.ledger.version: Aurora PostgreSQL 15.10 is not offered with standard support; choose 16, 17 or 18, such as 18.3`},
		{`version: "3.10.4"`, `version: "2.11.4"`, `databases.events.version: Aurora MySQL 2.11.4 is not offered with standard support; choose 3.10, 3.11, 3.12 or 8.4, such as 8.4.7`},
		{"replicas: 1", "replicas: 6", `databases.shop.replicas: 6 is too large; the most is 5 on RDS; Aurora has 15`},
		{"replicas: 1", "readers: 1", `databases.shop.readers: is not a known key; how many follow is called replicas`},
		{"replicas: 1", "serverless: {maxACU: 4}", `databases.shop.serverless: only Aurora has it; leave it out, or set engine to aurora-mysql`},
		{"class: r7g.large", "class: m7g.large", `databases.ledger.class: Aurora does not offer m7g; choose one such as t4g.medium or r7g.large`},
		{"class: r7g.large", "storageGiB: 100", `databases.ledger.storageGiB: Aurora does not have it; leave it out: storage grows by itself`},
		{"r7g.large, replicas: 1", "r7g.large, replicas: 0", `databases.ledger.replicas: a production cluster needs a replica in a second zone; leave it out, or set it to 1 or more`},
		{"class: r7g.large", "multiAZ: enabled", `databases.ledger.multiAZ: Aurora does not have it; use replicas: they are in other zones and take over`},
		{"r7g.large, replicas: 1", "r7g.large, replicas: 16", `databases.ledger.replicas: 16 is too large; the most is 15`},
		{"minACU: 1,", "minACU: 0.7,", `databases.events.serverless.minACU: is not offered; choose 0.5 to 256, in steps of 0.5`},
		{"maxACU: 8", "maxACU: 300", `databases.events.serverless.maxACU: is not offered; choose 1 to 256, in steps of 0.5`},
		{"minACU: 1,", "minACU: 9,", `databases.events.serverless.maxACU: is below minACU; raise it, or lower minACU`},
		{"maxACU: 8", "maxACU: 8, pause: enabled", `databases.events.serverless.pause: a production database must not pause; leave it out`},
		{"serverless:", "class: r7g.large, serverless:", `databases.events.class: a serverless database has no class; leave it or serverless out`},
		{"  shop:", "  schema:", `databases.schema.name: schema is reserved by MySQL or RDS; set name to another, such as schema_db`},
		{"storageGiB: 100", "parameters: {require_secure_transport: \"0\"}", `databases.shop.parameters.require_secure_transport: TLS is always forced; leave it out`},
		{`version: "17.9", proxy`, `version: "18.3", proxy`, `databases.pool.proxy: RDS Proxy does not know PostgreSQL 18 yet; choose version 17, or leave the proxy out`},
		{`version: "17.9", proxy`, `version: "17.9", upgradeTo: "18.3", proxy`, `databases.pool.proxy: RDS Proxy does not know PostgreSQL 18 yet; choose version 17, or leave the proxy out`},
		{`version: "3.10.4"`, `version: "8.4.7", proxy: enabled`, `databases.events.proxy: RDS Proxy does not know Aurora MySQL 8.4 yet; choose version 3, or leave the proxy out`},
		{"replicas: 1", "replicas: 1, proxy: enabled", `databases.shop.proxy: RDS Proxy stands before the primary only, and nothing would lead to the replicas; leave it or replicas out, or use Aurora`},
		{`version: "17.7"`, `version: "17.7", upgradeTo: "17.9"`, `databases.ledger.upgradeTo: 17.9 is not a newer major version than 17.7; choose one such as 18.3`},
		{`version: "17.7"`, `version: "17.7", upgradeTo: "16.13"`, `databases.ledger.upgradeTo: 16.13 is not a newer major version than 17.7; choose one such as 18.3`},
		{`version: "17.7"`, `version: "17.7", upgradeTo: "18"`, `databases.ledger.upgradeTo: Aurora PostgreSQL 18 is not offered with standard support; name the minor version too, such as 18.3`},
		{`version: "8.4.10"`, `version: "8.4.9", upgradeTo: "8.4.10"`, `databases.shop.upgradeTo: 8.4.10 is not a newer major version than 8.4.9; leave it out: there is none yet`},
		{`version: "17.7"`, `version: "17.7", apply: later`, `databases.ledger.apply: "later" is not offered; choose immediately or window`},
		{"storageGiB: 100", `parameters: {max_connections: "{DBInstanceClassMemory/12582880}"}`, `databases.shop.parameters.max_connections: is not a number, and the alarm before the last connection goes by it; write a number, or leave it out`},
		{"storageGiB: 100", "maintenanceWindow: mon:00:00-sun:00:00", "databases.shop.maintenanceWindow: is too long for one after the other in a week; make it shorter\ndatabases.shop.maintenanceWindow: mon:00:00-sun:00:00 is longer than a day; make it shorter"},
	})
}

func TestFollowersAreMaintainedBeforeTheirPrimaryAndNeverTogether(t *testing.T) {
	d := Database{MaintenanceWindow: "sun:00:30-sun:01:30"}
	for i, want := range []string{"sat:23:30-sun:00:30", "sat:22:30-sat:23:30"} {
		if got := d.FollowerWindow(i); got != want {
			t.Errorf("follower %d has %s, want %s", i, got, want)
		}
	}
	if got := (Database{MaintenanceWindow: "mon:00:00-mon:01:00"}).FollowerWindow(0); got != "sun:23:00-mon:00:00" {
		t.Errorf("got %s", got)
	}
}

func TestPausingDoesNotGoWithAProxy(t *testing.T) {
	development := strings.Replace(databases, "tier: production", "tier: development", 1)
	findsMistakesIn(t, development, []mistake{
		{"maxACU: 8}", "maxACU: 8}, replicas: 0, proxy: enabled", `databases.events.proxy: RDS Proxy makes no address for replicas while there is none; set replicas to 1 or more, or leave the proxy out`},
		{"maxACU: 8}", "maxACU: 8, pause: enabled}, replicas: 1, proxy: enabled", `databases.events.proxy: a proxy keeps its connections, so that the database never pauses; leave it or pause out`},
	})
}

func TestAMajorVersionIsWhatParametersAreNamedAfter(t *testing.T) {
	for _, c := range []struct {
		engine        Engine
		version, want string
	}{
		{Postgres, "17.10", "17"},
		{AuroraPostgres, "18.3", "18"},
		{MySQL, "8.4.10", "8.4"},
		{AuroraMySQL, "3.10.4", "8.0"},
		{AuroraMySQL, "8.4.7", "8.4"},
		{MySQL, "", ""},
	} {
		assert.Equal(t, c.want, c.engine.Major(c.version), c)
	}
}

func TestAnUpgradeIsPreparedThenDoneAtOnceAndThenOver(t *testing.T) {
	d := Database{Engine: Postgres, Version: "17.7", Apply: ApplyInWindow}
	assert.Equal(t, []bool{false, false, false}, []bool{d.Upgrading(), d.UpgradesInPlace(), d.AppliesAtOnce()})
	d.UpgradeTo = "18.3"
	assert.Equal(t, []bool{true, false, false}, []bool{d.Upgrading(), d.UpgradesInPlace(), d.AppliesAtOnce()})
	d.Version = "18.3"
	assert.Equal(t, []bool{false, true, true}, []bool{d.Upgrading(), d.UpgradesInPlace(), d.AppliesAtOnce()})
	d.UpgradeTo = ""
	assert.Equal(t, []bool{false, false, false}, []bool{d.Upgrading(), d.UpgradesInPlace(), d.AppliesAtOnce()})
}

func TestLongTermReleasesKeepTheirMinorVersion(t *testing.T) {
	assert.False(t, Database{Engine: AuroraMySQL, Version: "3.10.4"}.MinorVersions())
	assert.False(t, Database{Engine: AuroraPostgres, Version: "17.7"}.MinorVersions())
	assert.True(t, Database{Engine: Postgres, Version: "17.7"}.MinorVersions(), "only Aurora has long-term releases")
	assert.True(t, Database{Engine: AuroraMySQL, Version: "3.12.0"}.MinorVersions())
}
