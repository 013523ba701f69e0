package runbook

var databases = Chapter{
	"Databases",
	[]Section{
		{
			Title:       "Database connections",
			Maintenance: true,
			Urgency:     Now,
			Means:       "A database has four fifths of the connections that it admits, or tells nothing at all. At the limit it refuses clients.",
			Look:        "The state of the instance in the RDS console; the number of tasks of each service that uses it, times the size of their pool.",
			Do:          "Shrink the pools or put a proxy before it (`proxy: enabled`); a larger `class` admits more.",
		},
		{
			Title:   "Database failed",
			Urgency: Now,
			Means: "RDS says that a database has failed, that its storage is used up or cannot grow, or that its key cannot be " +
				"used.",
			Look: "The recent events of the database in the RDS console, which give the reason.",
			Do: "Raise `maxStorageGiB` where storage is the reason; enable the key, or cancel its deletion, where it is the key. " +
				"What RDS recommends to restore, restore: [Restoring](restore.md).",
		},
		{
			Title:   "Database notice",
			Urgency: Soon,
			Means: "A database has failed over, is about to reach its greatest storage, or lost its backups or monitoring, or an " +
				"upgrade failed.",
			Look: "The recent events of the database in the RDS console.",
			Do: "After a failover, see that the services have connected again. Raise `maxStorageGiB` before storage is used up. " +
				"What somebody switched off by hand comes back with the next change of that part of the stack.",
		},
		{
			Title:   "Database transaction ids",
			Urgency: Soon,
			Means:   "PostgreSQL has used half of its transaction ids. It stops when they are used up.",
			Look:    "Transactions, prepared transactions and replication slots that are old: they keep autovacuum from its work.",
			Do:      "End them. If there are none, vacuum the tables with the oldest ids.",
		},
		{
			Title:   "Database replication slots",
			Urgency: Soon,
			Means:   "A replication slot that nobody reads keeps PostgreSQL's log, and the storage fills up.",
			Look:    "`pg_replication_slots` in the database: which slot is not active.",
			Do:      "Drop the slot, or mend what should read it.",
		},
		{
			Title:   "Database CPU credits",
			Urgency: Soon,
			Means:   "A database of a burstable class uses more CPU than the class includes, and AWS charges for it.",
			Look:    "CPU of the last day.",
			Do:      "Choose a `class` that does not burst, or mend the statements.",
		},
		{
			Title:       "Database CPU",
			Maintenance: true,
			Urgency:     Soon,
			Means:       "A database is short of CPU.",
			Look:        "Performance Insights or Database Insights: the statements with the most load.",
			Do:          "Mend the statements, or choose a larger `class`.",
		},
		{
			Title:       "Database memory",
			Maintenance: true,
			Urgency:     Soon,
			Means:       "A database has almost no free memory left.",
			Look:        "The number of connections, each of which takes memory; parameters that were raised.",
			Do:          "Fewer connections, or a larger `class`.",
		},
		{
			Title:   "Database storage",
			Urgency: Now,
			Means: "The storage of a database on RDS is almost full, and RDS has not given it more. A full database refuses to " +
				"write.",
			Look: "Allocated and greatest storage in the RDS console; its recent events.",
			Do:   "Raise `maxStorageGiB` and deploy. RDS grows a volume once in six hours.",
		},
		{
			Title:   "Database capacity",
			Urgency: Soon,
			Means:   "A serverless instance of Aurora is at its greatest capacity.",
			Look:    "Performance Insights or Database Insights: the statements with the most load.",
			Do:      "Raise `maxACU`, or mend the statements.",
		},
		{
			Title:       "Database replica lag",
			Maintenance: true,
			Urgency:     Soon,
			Means:       "A replica or a reader is far behind. Who reads there sees old data.",
			Look:        "Long transactions and large writes on the primary; CPU of the replica.",
			Do:          "Fewer or shorter writes, or a larger `class`.",
		},
		{
			Title:   "Database replication stopped",
			Urgency: Now,
			Means:   "A replica does not follow its source any more. A copy in the other region would lose what is written since.",
			Look:    "The replica's events and its replication state in the RDS console, which tell the error.",
			Do: "Put right what the error names, such as a full volume of the replica. If it does not go on within the hour, " +
				"open a case with AWS.",
		},
		{
			Title:       "Database region lag",
			Maintenance: true,
			Urgency:     Soon,
			Means:       "The copy of a database in the other region is far behind. A failover now would lose as much.",
			Look:        "Writes on the primary; the state of replication in the RDS console, in the standby's region.",
			Do: "Do not move the environment as long as it lasts, unless the primary's region is lost: [Moving to the other " +
				"region](failover.md).",
		},
		{
			Title:   "Rotation fails",
			Urgency: Soon,
			Means: "The value of a secret, such as the password of a database, was not changed. The one before is still good. Or a " +
				"service's user was not removed from a database with its stack, and may still log in.",
			Look: "The log of the function that changes it: of a master user, `/aws/lambda/<organization>-<environment>-<database>-rotation`; of services' users, " +
				"that which the output `UsersLogGroup` of the database's stack names; the event history of CloudTrail, for " +
				"`RotationFailed`.",
			Do: "Put right what the log names: the way to the database, or a password that somebody changed by hand. Then rotate " +
				"the secret in the console of Secrets Manager. Of a user that is left behind, drop both logins as the master user, " +
				"such as `web_1` and `web_2`. While an upgrade or a failover has ended the rotation of the master " +
				"user's password, wait for it, or deploy.",
		},
		{
			Title:   "Database proxy waits",
			Urgency: Soon,
			Means:   "Clients wait longer than a second until the proxy has a connection for them.",
			Look:    "Long transactions, and statements that pin a connection, in the proxy's log.",
			Do:      "Shorter transactions, or a larger `class`, which admits more connections.",
		},
	},
}
