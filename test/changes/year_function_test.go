package changes

// What a function of the tables is, with something to start it.
const (
	nightly      = "on: {schedules: {nightly: {cron: 0 3 * * ? *}}}"
	reports      = "{directory: nightly-report, uses: [uploads], " + nightly + "}"
	fromMails    = "{directory: shipping, on: {queues: {mails: {}}}}"
	mails        = "{visibilitySeconds: 600}"
	newsTrigger  = "{topics: {news: {}}}"
	inTheNetwork = "{directory: nightly-report, uses: [sessions], " + nightly + "}"
)

// The edits of functions.
var functionLines = []line{
	{says: "a function is added", base: "small", edits: dev("functions.reports", reports), want: fine, back: fine},
	{
		says: "a function is renamed", base: "small",
		before: dev("functions.reports", reports),
		edits:  both(dev("functions.reports", ""), dev("functions.summaries", reports)),
		want:   fine, back: fine,
	},
	{
		says: "a function may take longer", base: "small",
		before: dev("functions.reports", reports),
		edits:  both(dev("functions.reports.timeoutSeconds", "120"), dev("functions.reports.memory", "512")),
		want:   fine, back: fine,
	},
	{
		says: "a directory becomes an image", base: "small",
		before: dev("functions.reports", reports),
		edits:  dev("functions.reports", "{image: web:1.0.0, uses: [uploads], "+nightly+"}"),
		want:   fine, back: fine,
	},
	{
		says: "another directory, in another language", base: "small",
		before: dev("functions.reports", reports),
		edits:  dev("functions.reports", "{directory: shipping, runtime: nodejs24.x, uses: [uploads], "+nightly+"}"),
		want:   fine, back: fine,
	},
	{
		says: "a function for another architecture", base: "small",
		before: dev("functions.reports", "{image: web:1.0.0, "+nightly+"}"),
		edits:  dev("functions.reports.architecture", "amd64"),
		want:   fine, back: fine,
	},
	{
		says: "a schedule has another time", base: "small",
		before: dev("functions.reports", reports),
		edits:  dev("functions.reports.on.schedules.nightly", "{cron: 0 4 * * ? *, timezone: Europe/Dublin}"),
		want:   fine, back: fine,
	},
	{
		says: "a queue starts a function in place of a schedule", base: "small",
		before: both(dev("queues.mails", mails), dev("functions.reports", reports)),
		edits:  dev("functions.reports.on", "{queues: {mails: {}}}"),
		want:   fine, back: fine,
	},
	{
		says: "a topic starts a function in place of a bucket", base: "small",
		before: both(
			dev("topics.news", "{}"), dev("buckets.uploads.events", "enabled"),
			dev("functions.reports", "{directory: thumbnails, on: {buckets: {uploads: {}}}}"),
		),
		edits: dev("functions.reports.on", newsTrigger),
		want:  fine, back: fine,
	},
	{
		says: "a function and its queue are added", base: "small",
		edits: both(dev("queues.mails", mails), dev("functions.mailer", fromMails)),
		want:  fine, back: fine,
	},
	{
		says: "a queue starts another function", base: "small",
		before: both(dev("queues.mails", mails), dev("functions.mailer", fromMails), dev("functions.reports", reports)),
		edits: both(
			dev("functions.mailer.on", "{schedules: {hourly: {cron: 0 * * * ? *}}}"), dev("functions.reports.on", "{queues: {mails: {}}}"),
		),
		want: fine, back: fine,
	},
	{
		says: "a function gets larger batches, and more at once", base: "small",
		before: both(dev("queues.mails", mails), dev("functions.mailer", fromMails)),
		edits:  both(dev("functions.mailer.on.queues.mails", "{batch: 5, concurrency: 4}"), dev("functions.mailer.concurrency", "4")),
		want:   fine, back: fine,
	},
	{
		says: "a function uses another store", base: "small",
		before: dev("functions.reports", reports),
		edits:  dev("functions.reports.uses", "[payment-key]"),
		want:   fine, back: fine,
	},
	{
		says: "a function moves into the network", base: "small",
		before: dev("functions.reports", reports),
		edits:  dev("functions.reports", inTheNetwork),
		want:   fine, back: fine,
	},
	{
		says: "a function in the network uses another store there", base: "small",
		before: dev("functions.reports", inTheNetwork),
		edits:  dev("functions.reports.uses", "[orders]"),
		want:   fine, back: fine,
	},
	{
		says: "versions of a function take over in steps", base: "small",
		before: dev("functions.reports", reports),
		edits:  both(dev("functions.reports.deployment", "{strategy: canary}"), dev("functions.reports.memory", "1024")),
		want:   fine, back: fine,
	},
	{
		says: "a store that a function uses is removed with its use", base: "small",
		before: both(dev("buckets.reports", "{}"), dev("functions.reports", "{directory: nightly-report, uses: [reports], "+nightly+"}")),
		edits:  both(dev("buckets.reports", ""), dev("functions.reports.uses", "[uploads]")),
		want:   fine, back: fine,
	},
}
