package changes

import cfn "bulkhead/test/changes/cloudformation"

// The edits of stores.
var storeLines = []line{
	{says: "a database is larger", base: "large", edits: prod("databases.orders.class", "m7g.xlarge"), want: fine, back: fine},
	{says: "a database has more storage", base: "large", edits: prod("databases.orders.storageGiB", "200"), want: fine, back: refusedFor(cfn.Shrinks)},
	{says: "a database has more storage, but less than it has grown to", base: "large", edits: prod("databases.orders.storageGiB", "200"),
		happens: grown("AllocatedStorage", 400.0), want: refusedFor(cfn.Shrinks),
		differs: "only the service knows how far it has grown"},
	{says: "a database may grow further", base: "large", edits: prod("databases.orders.maxStorageGiB", "2000"), want: fine, back: fine},
	{says: "a database gets a minor version", base: "large", edits: prod("databases.orders.version", `"17.7"`), want: fine, back: refusedFor(cfn.Downgrade)},
	{says: "a database gets a major version", base: "large", edits: prod("databases.orders.version", `"18.3"`), want: refusedFor(cfn.Major)},
	{says: "a development database gets a minor version", base: "small", edits: dev("databases.shop.version", `"8.4.9"`), want: fine},
	{says: "a database becomes another engine", base: "large", edits: prod("databases.orders", "{engine: mysql, version: \"8.4.8\", class: m7g.large, storageGiB: 100, maxStorageGiB: 1000}"), want: refusedFor(cfn.Named)},
	{says: "a database has no standby", base: "small", before: dev("databases.orders.multiAZ", "enabled"), edits: dev("databases.orders.multiAZ", "disabled"), want: fine, back: fine},
	{says: "a database keeps fewer backups", base: "large", edits: prod("databases.orders.backupDays", "14"), want: fine, back: fine},
	{says: "windows of a database move", base: "large", edits: both(prod("databases.orders.backupWindow", "22:00-23:00"), prod("databases.orders.maintenanceWindow", "tue:03:00-tue:04:00")), want: fine, back: fine},
	{says: "a parameter of a database changes", base: "large", edits: prod("databases.orders.parameters", "{work_mem: \"65536\"}"), want: fine, back: fine},
	{says: "a database gets a proxy", base: "large", edits: prod("databases.orders.proxy", "enabled"), want: refusedFor(cfn.Export),
		why: "services know the other address: they let go of it first"},
	{says: "a database gets a replica", base: "large", edits: prod("databases.orders.replicas", "1"), want: fine, back: refusedFor(cfn.Export),
		why: "services know the replica's address: they let go of it first"},
	{says: "a database gets one more replica", base: "large", before: prod("databases.orders.replicas", "1"), edits: prod("databases.orders.replicas", "2"), want: fine, back: fine},
	{says: "the first database is called another name", base: "large", edits: prod("databases.orders.name", "shop"), want: refusedFor(cfn.Named)},
	{says: "a database is added", base: "large", edits: prod("databases.ledger", "{engine: postgres, version: \"17.7\", class: m7g.large}"), want: fine, back: fine},
	{says: "a database is added and used", base: "small", edits: both(dev("databases.ledger", "{engine: postgres, version: \"17.7\", class: t4g.micro}"), dev("services.worker.uses", "[orders, prices, ledger]")), want: fine, back: fine},
	{says: "a database is removed with its uses", base: "small", edits: both(dev("databases.shop", ""), dev("services.prices.uses", "[payment-key]")), want: fine, back: fine},
	{says: "a database is removed with its uses in production", base: "large", edits: both(prod("databases.orders", ""), prod("services.web.uses", "[sessions, catalogue, products, uploads, payment-key, prices]"), prod("services.worker.uses", "[events, uploads]")), want: fine, back: fine},
	{says: "a database is removed while it is used", base: "small", edits: dev("databases.shop", ""), want: unloadable},

	{says: "a cluster gets a minor version", base: "large", edits: prod("databases.catalogue.version", `"3.10.4"`), want: fine, back: refusedFor(cfn.Downgrade)},
	{says: "a cluster may grow further", base: "large", edits: prod("databases.catalogue.serverless", "{minACU: 2, maxACU: 16}"), want: fine, back: fine},
	{says: "a cluster gets one more reader", base: "large", edits: prod("databases.catalogue.readers", "2"), want: fine, back: fine},
	{says: "a cluster has no reader", base: "large", edits: prod("databases.catalogue.readers", "0"), want: unloadable},
	{says: "a serverless cluster has instances of a class", base: "large", edits: both(prod("databases.catalogue.serverless", ""), prod("databases.catalogue.class", "r7g.large")), want: fine, back: fine},

	{says: "a cache has shards", base: "large", edits: prod("caches.sessions.shards", "2"), want: refusedFor(cfn.Export),
		why: "clients have to speak another protocol at another address: services let go of it first"},
	{says: "a cache with shards has more of them", base: "large", before: prod("caches.sessions.shards", "2"), edits: prod("caches.sessions.shards", "3"), want: fine, back: fine},
	{says: "a cache has one more replica", base: "large", edits: prod("caches.sessions.replicas", "2"), want: refusedFor(cfn.Export),
		why: "CloudFormation makes another cache for it: services let go of it first, or the number is changed in the console"},
	{says: "a cache is larger", base: "large", edits: prod("caches.sessions.class", "r7g.large"), want: fine, back: fine},
	{says: "a cache gets a newer version", base: "large", edits: prod("caches.sessions.version", `"9.0"`), want: fine, back: refusedFor(cfn.Downgrade)},
	{says: "a parameter of a cache changes", base: "large", edits: prod("caches.sessions.parameters", "{maxmemory-policy: volatile-ttl}"), want: fine, back: fine},
	{says: "a cache is added", base: "small", edits: dev("caches.pages", "{engine: memcached}"), want: fine, back: fine},
	{says: "nodes of Memcached are added", base: "small", before: dev("caches.pages", "{engine: memcached}"), edits: dev("caches.pages.nodes", "3"), want: fine, back: fine},
	{says: "a cache is removed with its uses", base: "small", edits: both(dev("caches.sessions", ""), dev("services.web.uses", "[orders, uploads]")), want: fine, back: fine},

	{says: "a stream's brokers are larger", base: "large", edits: prod("streams.events.class", "m7g.xlarge"), want: fine, back: fine},
	{says: "a stream has more storage", base: "large", edits: prod("streams.events.storageGiB", "600"), want: fine, back: refusedFor(cfn.Shrinks)},
	{says: "a stream gets a newer version", base: "large", edits: prod("streams.events.version", "4.0.x"), want: fine, back: refusedFor(cfn.Downgrade)},
	{says: "a stream changes in several ways at once", base: "large", edits: both(prod("streams.events.class", "m7g.xlarge"), prod("streams.events.storageGiB", "600")), want: refusedFor(cfn.OneAtATime)},
	{says: "a stream's settings change", base: "large", edits: prod("streams.events.retentionHours", "48"), want: fine, back: fine},
	{says: "a stream is watched more closely", base: "large", edits: prod("streams.events.monitoring", "topic"), want: fine, back: fine},
	{says: "a stream has more brokers", base: "large", edits: prod("streams.events.count", "6"), want: fine, back: refusedFor(cfn.Shrinks)},
	{says: "a stream has brokers of another kind", base: "large", edits: prod("streams.events.brokers", "express"), want: unloadable},
	{says: "a stream is removed with its uses", base: "large", edits: both(prod("streams", ""), prod("services.worker.uses", "[orders, uploads]")), want: fine, back: fine},

	{says: "a domain is larger", base: "large", edits: prod("search.products.class", "r7g.xlarge"), want: fine, back: fine},
	{says: "a domain gets a newer version", base: "large", edits: prod("search.products.version", `"3.3"`), want: fine, back: refusedFor(cfn.Downgrade)},
	{says: "a domain has more nodes", base: "large", edits: prod("search.products.nodes", "6"), want: fine, back: fine},
	{says: "a domain keeps a standby", base: "large", edits: prod("search.products.standby", "enabled"), want: fine, back: fine},
	{says: "a domain is removed with its uses", base: "large", edits: both(prod("search", ""), prod("services.web.uses", "[orders, sessions, catalogue, uploads, payment-key, prices]")), want: fine, back: fine},
	{says: "a domain is added", base: "small", edits: dev("search", "{products: {version: \"3.3\"}}"), want: fine, back: fine},

	{says: "objects expire sooner", base: "small", edits: dev("buckets.uploads.expireDays", "10"), want: fine, back: fine},
	{says: "a bucket tells of its objects", base: "small", edits: dev("buckets.uploads.events", "enabled"), want: fine, back: fine},
	{says: "pages may write to a bucket", base: "small", edits: dev("buckets.uploads.origins", "[https://app.example.com]"), want: fine, back: fine},
	{says: "a bucket is added", base: "small", edits: dev("buckets.reports", "{}"), want: fine, back: fine},
	{says: "a bucket is removed with its uses", base: "small", edits: both(dev("buckets", ""), dev("services.web.uses", "[orders, sessions]")), want: fine, back: fine},
	{says: "a secret is added", base: "small", edits: dev("secrets.maps-key", "{store: parameter-store}"), want: fine, back: fine},
	{says: "a secret moves to the parameter store", base: "small", edits: dev("secrets.payment-key.store", "parameter-store"), want: fine, back: fine},
	{says: "a secret is removed with its uses", base: "small", edits: both(dev("secrets", ""), dev("services.prices.uses", "[shop]")), want: fine, back: fine},
}

// grown has the storage of the production database be larger than its template says.
func grown(property string, size float64) func(*cfn.World) {
	return func(w *cfn.World) {
		w.Happen("prod/data-orders", "AWS::RDS::DBInstance", map[string]any{property: size})
	}
}
