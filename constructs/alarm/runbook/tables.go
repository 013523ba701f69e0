package runbook

var tables = Chapter{
	"Tables",
	[]Section{
		{
			Title:   "Table throttled",
			Urgency: Soon,
			Means: "DynamoDB refuses requests to a table, for a quarter of an hour. It takes twice what a table has had before " +
				"at once, and 1,000 writes or 3,000 reads a second for one key.",
			Look: "The table's metrics by operation; whether one key is asked for much more than others, with CloudWatch " +
				"Contributor Insights; whether an index is behind.",
			Do: "Have clients try again more slowly. Spread what is written over more keys, or read it from a cache.",
		},
		{
			Title:   "Table fails",
			Urgency: Now,
			Means:   "DynamoDB fails requests to a table with errors of its own, for a quarter of an hour.",
			Look:    "AWS Health for DynamoDB in the region; the log of the services that use the table.",
			Do:      "Wait for AWS, or move the environment to its recovery region, which has the same table.",
		},
		{
			Title:   "Table lag",
			Urgency: Soon,
			Means:   "What is written to a table in one region is in the other more than a minute later.",
			Look:    "AWS Health for DynamoDB in both regions; whether requests are throttled in the other region.",
			Do:      "Wait, and do not move the environment until it is over: what is late is missing there.",
		},
	},
}
