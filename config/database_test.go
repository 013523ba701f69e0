package config

import "testing"

func TestMistakesInADatabaseAreFound(t *testing.T) {
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{"  orders:", "  Orders:", "databases.Orders: \"Orders\" cannot be the name of a database; use lower-case letters, digits and single hyphens, beginning with a letter\nservices.web.uses[0]: prod has no store \"orders\"; did you mean Orders?\nservices.worker.uses[0]: prod has no store \"orders\"; did you mean Orders?"},
		{"  orders:", "  order:", "databases.order.name: order is reserved by PostgreSQL or RDS; set name to another, such as order_db\nservices.web.uses[0]: prod has no store \"orders\"; did you mean order?\nservices.worker.uses[0]: prod has no store \"orders\"; did you mean order?"},
		{"  orders:", "  orders-of-all-customers:", "databases.orders-of-all-customers: the name has more than 20 characters; AWS limits the names made from it; choose a shorter one\nservices.web.uses[0]: prod has no store \"orders\"; known: orders-of-all-customers\nservices.worker.uses[0]: prod has no store \"orders\"; known: orders-of-all-customers"},
		{"engine: postgres", "engine: postgresql", `databases.orders.engine: "postgresql" is not offered; choose postgres`},
		{"    engine: postgres\n", "", `databases.orders.engine: is missing; add it: postgres`},
		{`version: "17.7"`, `version: 17.7`, `databases.orders.version: is a number where text is expected; write it in quotes: "17.7"`},
		{`version: "17.7"`, `version: "17"`, `databases.orders.version: PostgreSQL 17 is not offered with standard support; name the minor version too, such as 17.9`},
		{`version: "17.7"`, `version: "17.1"`, `databases.orders.version: PostgreSQL 17.1 is not offered with standard support; choose 17.5, 17.6, 17.7, 17.8 or 17.9`},
		{`version: "17.7"`, `version: "14.20"`, `databases.orders.version: PostgreSQL 14.20 is not offered with standard support; choose major version 15, 16, 17 or 18, such as 17.7`},
		{"class: m7g.large", "class: db.m7g.large", `databases.orders.class: db.m7g.large begins with db.; leave it out: m7g.large`},
		{"class: m7g.large", "class: m7g.micro", `databases.orders.class: m7g has no size "micro"; choose large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge or 16xlarge`},
		{"class: m7g.large", "class: large", `databases.orders.class: "large" is not a known instance class; choose one such as t4g.small, m7g.large or r7g.large`},
		{"class: m7g.large", "class: m7g.large\n    name: Orders", `databases.orders.name: "Orders" cannot be the name of a database; use lower-case letters, digits and underscores, beginning with a letter`},
		{"class: m7g.large", "class: m7g.large\n    name: user", `databases.orders.name: user is reserved by PostgreSQL or RDS; set name to another, such as user_db`},
		{"class: m7g.large", "class: m7g.large\n    name: rdsadmin", `databases.orders.name: rdsadmin is reserved by PostgreSQL or RDS; set name to another, such as rdsadmin_db`},
		{"storageGiB: 100", "storageGiB: 10", `databases.orders.storageGiB: 10 is too small; the least is 20`},
		{"storageGiB: 100", "storageGiB: 950", `databases.orders.maxStorageGiB: 1000 GiB is not a tenth above storageGiB, which is 950; RDS demands at least 1045`},
		{"maxStorageGiB: 1000", "maxStorageGiB: 70000", `databases.orders.maxStorageGiB: 70000 is too large; the most is 65536`},
		{"multiAZ: enabled", "multiAZ: disabled", `databases.orders.multiAZ: a production database needs a standby in a second zone; set it to enabled or leave it out, or set tier to development`},
		{"multiAZ: enabled", "multiAZ: true", `databases.orders.multiAZ: "true" is not offered; choose enabled or disabled`},
		{"backupDays: 35", "backupDays: 36", `databases.orders.backupDays: 36 is too large; the most is 35`},
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
