package changes

import cfn "bulkhead/test/changes/cloudformation"

const restoredSessions = `{engine: valkey, version: "8.1", class: m7g.large, replicas: 1, as: sessions,` +
	` restoreFrom: {snapshot: automatic.sessions-2026-11-27-01-00}}`

// The edits of stores other than databases.
var storeLines = []line{
	{
		says: "a service uses a database and a bucket that exist", base: "small",
		edits: both(
			dev("existing", `{ledger: {host: db.internal, port: 5432, securityGroup: sg-01234567}, scans: {bucket: scans-of-old}}`),
			dev("services.web.uses", "[orders, sessions, uploads, ledger, scans]"),
		),
		want: fine, back: fine,
	},
	{
		says: "a database that exists is elsewhere", base: "small",
		before: both(
			dev("existing", `{ledger: {host: db.internal, port: 5432, securityGroup: sg-01234567}}`),
			dev("services.web.uses", "[orders, sessions, uploads, ledger]"),
		),
		edits: dev("existing.ledger", "{host: db-2.internal, port: 5433, securityGroup: sg-76543210}"),
		want:  fine, back: fine,
	},
	{
		says: "a database that exists is called something else", base: "small",
		before: both(
			dev("existing", `{ledger: {host: db.internal, port: 5432, securityGroup: sg-01234567}}`),
			dev("services.web.uses", "[orders, sessions, uploads, ledger]"),
		),
		edits: both(
			dev("existing", `{books: {host: db.internal, port: 5432, securityGroup: sg-01234567, name: ledger}}`),
			dev("services.web.uses", "[orders, sessions, uploads, books]"),
		),
		want: fine, back: fine,
	},
	{
		says: "a service uses another database at a server that exists", base: "small",
		before: both(
			dev("existing", `{ledger: {host: db.internal, port: 5432, securityGroup: sg-01234567}}`),
			dev("services.web.uses", "[orders, sessions, uploads, ledger]"),
		),
		edits: both(
			dev("existing.books", `{host: db.internal, port: 5432, securityGroup: sg-01234567}`),
			dev("services.web.uses", "[orders, sessions, uploads, ledger, books]"),
		),
		want: fine, back: fine,
	},

	{
		says: "a cache has shards", base: "large",
		edits: prod("caches.sessions.shards", "2"),
		want:  refusedFor(cfn.Never),
		why:   "clients have to speak another protocol at another address: another cache beside it",
	},
	{
		says: "a cache that no service uses has shards", base: "small",
		before: dev("services.web.uses", "[orders, uploads]"),
		edits:  dev("caches.sessions.shards", "2"),
		want:   refusedFor(cfn.Never),
		why:    "cluster mode goes from disabled to enabled by way of compatible, which the configuration does not have",
	},
	{
		says: "a cache with cluster mode that no service uses leaves it", base: "small",
		before: both(dev("services.web.uses", "[orders, uploads]"), dev("caches.sessions.clusterMode", "enabled")),
		edits:  dev("caches.sessions.clusterMode", ""),
		want:   refusedFor(cfn.Never),
		why:    "cluster mode is never left",
	},
	{
		says: "a cache with shards has more of them", base: "large",
		before: prod("caches.sessions.shards", "2"),
		edits:  prod("caches.sessions.shards", "3"),
		want:   fine, back: fine, apart: true, // other lines have recovery, and a global datastore with it
	},
	{
		says: "a cache has one more replica", base: "large",
		edits: prod("caches.sessions.replicas", "2"),
		want:  refusedFor(cfn.Export),
		why:   "CloudFormation makes another cache for it: services let go of it first, or the number is changed in the console",
	},
	{
		says: "a cache is larger", base: "large",
		edits: prod("caches.sessions.class", "r7g.large"),
		want:  fine, back: fine, apart: true, // as above
	},
	{
		says: "a cache gets a newer version", base: "large",
		edits: prod("caches.sessions.version", `"9.0"`),
		want:  fine, back: refusedFor(cfn.Downgrade),
	},
	{
		says: "a parameter of a cache changes", base: "large",
		edits: prod("caches.sessions.parameters", "{maxmemory-policy: volatile-ttl}"),
		want:  fine, back: fine,
	},
	{
		says: "a cache is added", base: "small",
		edits: dev("caches.pages", "{engine: memcached}"),
		want:  fine, back: fine,
	},
	{
		says: "nodes of Memcached are added", base: "small",
		before: dev("caches.pages", "{engine: memcached}"),
		edits:  dev("caches.pages.nodes", "3"),
		want:   fine, back: fine,
	},
	{
		says: "a cache is restored beside another one and used in its place", base: "large",
		edits: both(
			prod("caches.sessions-b", restoredSessions),
			prod("services.web.uses", "[orders, sessions-b, catalogue, products, uploads, payment-key, prices]"),
		),
		want: fine, back: fine,
	},
	{
		says: "a restored cache that is used no longer says what it is restored from", base: "large",
		before: both(
			prod("caches.sessions-b", restoredSessions),
			prod("services.web.uses", "[orders, sessions-b, catalogue, products, uploads, payment-key, prices]"),
		),
		edits: prod("caches.sessions-b.restoreFrom", ""),
		want:  refusedFor(cfn.Export),
		why:   "CloudFormation would make an empty cache for it, at another address",
	},
	{
		says: "a cache is removed with its uses", base: "small",
		edits: both(dev("caches.sessions", ""), dev("services.web.uses", "[orders, uploads]")),
		want:  fine, back: fine,
	},

	{
		says: "a stream's brokers are larger", base: "large",
		edits: prod("streams.events.class", "m7g.xlarge"),
		want:  fine, back: fine,
	},
	{
		says: "a stream has more storage", base: "large",
		edits: prod("streams.events.storageGiB", "600"),
		want:  fine, back: refusedFor(cfn.Shrinks),
	},
	{
		says: "a stream gets a newer version", base: "large",
		edits: prod("streams.events.version", "4.0.x"),
		want:  fine, back: refusedFor(cfn.Downgrade),
	},
	{
		says: "a stream changes in several ways at once", base: "large",
		edits: both(prod("streams.events.class", "m7g.xlarge"), prod("streams.events.storageGiB", "600")),
		want:  refusedFor(cfn.OneAtATime),
	},
	{
		says: "a stream's settings change", base: "large",
		edits: prod("streams.events.retentionHours", "48"),
		want:  fine, back: fine,
	},
	{
		says: "a stream is watched more closely", base: "large",
		edits: prod("streams.events.monitoring", "topic"),
		want:  fine, back: fine,
	},
	{
		says: "a stream has more brokers", base: "large",
		edits: prod("streams.events.nodes", "6"),
		want:  fine, back: fine,
	},
	{
		says: "a stream has far fewer brokers", base: "large",
		before: prod("streams.events.nodes", "9"),
		edits:  prod("streams.events.nodes", "3"),
		want:   refusedFor(cfn.Shrinks),
		why:    "one broker of each zone in a deployment",
	},
	{
		says: "a stream has brokers of another kind", base: "large",
		edits: prod("streams.events.brokers", "express"),
		want:  unloadable,
	},
	{
		says: "a stream is removed with its uses", base: "large",
		edits: both(prod("streams", ""), prod("services.worker.uses", "[orders, uploads]")),
		want:  fine, back: fine,
	},

	{
		says: "a domain is larger", base: "large",
		edits: prod("search.products.class", "r7g.xlarge"),
		want:  fine, back: fine,
	},
	{
		says: "a domain gets a newer version", base: "large",
		edits: prod("search.products.version", `"3.3"`),
		want:  fine, back: refusedFor(cfn.Downgrade),
	},
	{says: "a domain has more nodes", base: "large", edits: prod("search.products.nodes", "6"), want: fine, back: fine},
	{
		says: "a domain keeps a zone idle", base: "large",
		edits: prod("search.products.multiAZWithStandby", "enabled"),
		want:  fine, back: fine,
	},
	{
		says: "a domain is removed with its uses", base: "large",
		edits: both(
			prod("search", ""),
			prod("services.web.uses", "[orders, sessions, catalogue, uploads, payment-key, prices]"),
		),
		want: fine, back: fine,
	},
	{
		says: "a domain is added", base: "small",
		edits: dev("search", "{products: {version: \"3.3\"}}"),
		want:  fine, back: fine,
	},

	{
		says: "objects expire sooner", base: "small",
		edits: dev("buckets.uploads.expireDays", "10"),
		want:  fine, back: fine,
	},
	{
		says: "a bucket tells of its objects", base: "small",
		edits: dev("buckets.uploads.events", "enabled"),
		want:  fine, back: fine,
	},
	{
		says: "pages may write to a bucket", base: "small",
		edits: dev("buckets.uploads.origins", "[https://app.example.com]"),
		want:  fine, back: fine,
	},
	{
		says: "a table is added and used", base: "small",
		edits: both(dev("tables.carts", "{key: customer}"), dev("services.worker.uses", "[orders, prices, carts]")),
		want:  fine, back: fine,
	},
	{
		says: "items of a table expire", base: "small",
		before: dev("tables.carts", "{key: customer}"),
		edits:  dev("tables.carts.expires", "until"),
		want:   fine, back: refusedFor(cfn.Never),
	},
	{
		says: "items of a table expire by another attribute", base: "small",
		before: dev("tables.carts", "{key: customer, expires: until}"),
		edits:  dev("tables.carts.expires", "end"),
		want:   refusedFor(cfn.Never),
		why:    "the one is disabled an hour before",
	},
	{
		says: "items of a table expire no more", base: "small",
		before: dev("tables.carts", "{key: customer, expires: until}"),
		edits:  dev("tables.carts.expiry", "disabled"),
		want:   fine, back: fine,
	},
	{
		says: "items that expired no more do so by another attribute", base: "small",
		before: dev("tables.carts", "{key: customer, expires: until, expiry: disabled}"),
		edits:  dev("tables.carts", "{key: customer, expires: end}"),
		want:   fine,
	},
	{
		says: "the attribute by which no item expires any more goes", base: "small",
		before: dev("tables.carts", "{key: customer, expires: until, expiry: disabled}"),
		edits:  dev("tables.carts", "{key: customer}"),
		want:   fine,
	},
	{
		says: "a key of a table is a number", base: "small",
		before: dev("tables.carts", "{key: customer, sort: at}"),
		edits:  dev("tables.carts.types", "{at: number}"),
		want:   refusedFor(cfn.Never),
		why:    "the table keeps the type that its keys have: it is another table",
	},
	{
		says: "a table gets an index with a number", base: "small",
		before: dev("tables.carts", "{key: customer}"),
		edits:  both(dev("tables.carts.indexes", "{by-time: {key: shop, sort: at}}"), dev("tables.carts.types", "{at: number}")),
		want:   fine, back: fine,
	},
	{
		says: "a table gets two indexes", base: "small",
		before: dev("tables.carts", "{key: customer}"),
		edits:  dev("tables.carts.indexes", "{by-time: {key: shop}, by-shop: {key: shop, sort: at}}"),
		want:   refusedFor(cfn.OneAtATime),
	},
	{
		says: "an index of a table has less", base: "small",
		before: dev("tables.carts", "{key: customer, indexes: {by-shop: {key: shop}}}"),
		edits:  dev("tables.carts.indexes.by-shop.attributes", "keys"),
		want:   refusedFor(cfn.OneAtATime),
		why:    "it is another index, which gets another name",
	},
	{
		says: "a table has another key", base: "small",
		before: dev("tables.carts", "{key: customer}"),
		edits:  dev("tables.carts.key", "session"),
		want:   refusedFor(cfn.Named),
		why:    "it is another table, which gets another name",
	},
	{
		says: "a table is removed with its uses", base: "small",
		before: both(dev("tables.carts", "{key: customer}"), dev("services.worker.uses", "[orders, prices, carts]")),
		edits:  both(dev("tables", ""), dev("services.worker.uses", "[orders, prices]")),
		want:   fine, back: fine,
	},
	{
		says: "a queue is added with a worker that scales on it", base: "small",
		edits: both(
			dev("queues.mails", "{}"),
			dev("services.worker.uses", "[orders, prices, mails]"),
			dev("services.worker.scaling", "{min: 0, max: 2, backlog: {queue: mails, perTask: 10}}"),
		),
		want: fine, back: fine,
	},
	{
		says: "messages of a queue are tried more often, for longer", base: "small",
		before: dev("queues.mails", "{}"),
		edits:  both(dev("queues.mails.tries", "9"), dev("queues.mails.visibilitySeconds", "300")),
		want:   fine, back: fine,
	},
	{
		says: "a queue that nobody uses is to keep the order", base: "small",
		before: dev("queues.mails", "{}"),
		edits:  dev("queues.mails.fifo", "enabled"),
		want:   risk, back: risk,
		why: "it is another queue: what waits in the one before is gone",
	},
	{
		says: "a queue that is used is to keep the order", base: "small",
		before: both(dev("queues.mails", "{}"), dev("services.worker.uses", "[orders, prices, mails]")),
		edits:  dev("queues.mails.fifo", "enabled"),
		want:   refusedFor(cfn.Export),
		why:    "services let go of it first, or a second queue is added",
	},
	{
		says: "a queue is removed with its uses", base: "small",
		before: both(dev("queues.mails", "{}"), dev("services.worker.uses", "[orders, prices, mails]")),
		edits:  both(dev("queues", ""), dev("services.worker.uses", "[orders, prices]")),
		want:   fine, back: fine,
	},
	{
		says: "a queue subscribes to a topic that is added", base: "small",
		before: dev("queues.mails", "{}"),
		edits: both(
			dev("topics.placed", "{}"), dev("queues.mails.subscriptions", "{placed: {}}"),
			dev("services.worker.uses", "[orders, prices, placed]"),
		),
		want: fine, back: risk,
		why: "what the topic could not deliver goes with the subscription; production keeps it",
	},
	{
		says: "a queue of production no longer subscribes to a topic", base: "large",
		before: both(prod("topics.placed", "{}"), prod("queues.mails", "{subscriptions: {placed: {}}}")),
		edits:  prod("queues.mails", "{}"),
		want:   fine, back: fine, // what could not be delivered is kept, under a name that is in nobody's way
	},
	{
		says: "a subscription gets fewer messages", base: "small",
		before: both(dev("topics.placed", "{}"), dev("queues.mails", "{subscriptions: {placed: {}}}")),
		edits:  dev("queues.mails.subscriptions.placed", "{filter: {kind: [new]}}"),
		want:   fine, back: fine,
	},
	{
		says: "a topic is removed with its subscriptions and its uses", base: "small",
		before: both(
			dev("topics.placed", "{}"), dev("queues.mails", "{subscriptions: {placed: {}}}"),
			dev("services.worker.uses", "[orders, prices, placed]"),
		),
		edits: both(
			dev("topics", ""), dev("queues.mails", "{}"), dev("services.worker.uses", "[orders, prices]"),
		),
		want: risk, back: fine,
		why: "what could not be delivered goes with the subscription",
	},
	{
		says: "a topic to which a queue subscribes is to keep the order", base: "small",
		before: both(dev("topics.placed", "{}"), dev("queues.mails", "{subscriptions: {placed: {}}}")),
		edits:  dev("topics.placed.fifo", "enabled"),
		want:   unloadable,
	},
	{says: "a bucket is added", base: "small", edits: dev("buckets.reports", "{}"), want: fine, back: fine},
	{
		says: "a bucket is removed with its uses", base: "small",
		edits: both(dev("buckets", ""), dev("services.web.uses", "[orders, sessions]")),
		want:  fine, back: fine,
	},
	{
		says: "a secret is added", base: "small",
		edits: dev("secrets.maps-key", "{store: parameter-store}"),
		want:  fine, back: fine,
	},
	{
		says: "a secret moves to the parameter store", base: "small",
		edits: dev("secrets.payment-key.store", "parameter-store"),
		want:  fine, back: fine,
	},
	{
		says: "a secret is removed with its uses", base: "small",
		edits: both(dev("secrets", ""), dev("services.prices.uses", "[shop]")),
		want:  fine, back: fine,
	},
}
