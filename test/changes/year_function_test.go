package changes

import "bulkhead/test/changes/cloudformation"

// What a function of the tables is, with something to start it.
const (
	nightly      = "on: {schedules: {nightly: {cron: 0 3 * * ? *}}}"
	reports      = "{directory: nightly-report, uses: [uploads], " + nightly + "}"
	fromMails    = "{directory: shipping, on: {queues: {mails: {}}}}"
	mails        = "{visibilitySeconds: 600}"
	newsTrigger  = "{topics: {news: {}}}"
	inTheNetwork = "{directory: nightly-report, uses: [sessions], " + nightly + "}"
	fromClicks   = "{directory: shipping, on: {streams: {clicks: {topics: [clicks]}}}}"
	fromVotes    = "{directory: shipping, on: {tables: {votes: {}}}}"
	fromRequests = "{directory: shipping, on: {route: {path: /hooks/*}}}"
	clicks       = "{version: 4.1.x}"
	votes        = "{key: picture}"
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
		says: "a function and the stream that starts it are added", base: "small",
		edits: both(dev("streams.clicks", clicks), dev("functions.tally", fromClicks)),
		want:  fine, back: fine,
	},
	{
		says: "a stream starts a function", base: "small",
		before: both(dev("streams.clicks", clicks), dev("functions.tally", reports)),
		edits:  dev("functions.tally.on", "{streams: {clicks: {topics: [clicks, orders]}}}"),
		want:   fine, back: fine,
	},
	{
		says: "a function reads another topic, and more at once", base: "small",
		before: both(dev("streams.clicks", clicks), dev("functions.tally", fromClicks)),
		edits:  dev("functions.tally.on.streams.clicks", "{topics: [orders], batch: 10, windowSeconds: 3, tries: 2}"),
		want:   fine, back: fine,
	},
	{
		says: "a topic is read by another function", base: "small",
		before: both(dev("streams.clicks", clicks), dev("functions.tally", fromClicks), dev("functions.reports", reports)),
		edits: both(
			dev("functions.tally.on", "{schedules: {hourly: {cron: 0 * * * ? *}}}"),
			dev("functions.reports.on", "{streams: {clicks: {topics: [clicks]}}}"),
		),
		want: fine, back: fine,
	},
	{
		says: "a function begins elsewhere in a topic that it reads", base: "small",
		before: both(dev("streams.clicks", clicks), dev("functions.tally", fromClicks)),
		edits:  dev("functions.tally.on.streams.clicks.start", "latest"),
		want:   refusedFor(cloudformation.SlotTaken), back: refusedFor(cloudformation.SlotTaken),
	},
	{
		says: "a table starts a function in place of a stream", base: "small",
		before: both(dev("streams.clicks", clicks), dev("tables.votes", votes), dev("functions.tally", fromClicks)),
		edits:  dev("functions.tally", fromVotes),
		want:   fine, back: fine,
	},
	{
		says: "a function and the table that starts it are added", base: "small",
		edits: both(dev("tables.votes", votes), dev("functions.tally", fromVotes)),
		want:  fine, back: fine,
	},
	{
		says: "a function is told of changes in larger batches", base: "small",
		before: both(dev("tables.votes", votes), dev("functions.tally", fromVotes)),
		edits:  dev("functions.tally.on.tables.votes", "{batch: 1000, windowSeconds: 10, tries: 1, parallel: 5}"),
		want:   fine, back: fine,
	},
	{
		says: "a function begins elsewhere in a table", base: "small",
		before: both(dev("tables.votes", votes), dev("functions.tally", fromVotes)),
		edits:  dev("functions.tally.on.tables.votes.start", "latest"),
		want:   refusedFor(cloudformation.SlotTaken), back: refusedFor(cloudformation.SlotTaken),
	},
	{
		says: "a route starts a function", base: "small",
		before: dev("functions.hooks", reports),
		edits:  dev("functions.hooks.on", "{route: {path: /hooks/*}}"),
		want:   fine, back: fine,
	},
	{
		says: "a function and its route are added", base: "small",
		edits: dev("functions.hooks", fromRequests),
		want:  fine, back: fine,
	},
	{
		says: "a function has another path", base: "small",
		before: dev("functions.hooks", fromRequests),
		edits:  dev("functions.hooks.on.route", "{host: hooks.dev.example.com, path: /*}"),
		want:   fine, back: fine,
	},
	{
		says: "a route moves from a service to a function", base: "small",
		before: both(dev("functions.hooks", reports), dev("services.api", "{image: web:1.0.0, route: {path: /hooks/*}}")),
		edits:  both(dev("services.api.route", ""), dev("functions.hooks.on", "{route: {path: /hooks/*}}")),
		want:   fine, back: fine,
	},
	{
		says: "a function takes the place of a service of its name", base: "small",
		before: dev("services.api", "{image: web:1.0.0, route: {path: /hooks/*}}"),
		edits:  both(dev("services.api", ""), dev("functions.api", fromRequests)),
		want:   fine, back: fine,
	},
	{
		says: "a function with a route is renamed", base: "small",
		before: dev("functions.hooks", fromRequests),
		edits:  both(dev("functions.hooks", ""), dev("functions.calls", fromRequests)),
		want:   fine, back: fine,
	},
	{
		says: "a public function becomes internal, and a service calls it", base: "small",
		before: dev("functions.hooks", fromRequests),
		edits:  both(dev("functions.hooks.on.route", "{balancer: internal}"), dev("services.worker.uses", "[orders, prices, hooks]")),
		want:   fine, back: fine,
	},
	{
		says: "two functions swap their paths", base: "small",
		before: both(
			dev("functions.hooks", fromRequests), dev("functions.calls", "{directory: shipping, on: {route: {path: /calls/*}}}"),
		),
		edits: both(dev("functions.hooks.on.route.path", "/calls/*"), dev("functions.calls.on.route.path", "/hooks/*")),
		want:  fine, back: fine,
	},
	{
		says: "a function may do something that it was not permitted", base: "small",
		before: dev("functions.reports", reports),
		edits:  dev("functions.reports.permissions", permitted("rekognition:DetectLabels")),
		want:   fine, back: fine,
	},
	{
		says: "a store that a function uses is removed with its use", base: "small",
		before: both(dev("buckets.reports", "{}"), dev("functions.reports", "{directory: nightly-report, uses: [reports], "+nightly+"}")),
		edits:  both(dev("buckets.reports", ""), dev("functions.reports.uses", "[uploads]")),
		want:   fine, back: fine,
	},
}
