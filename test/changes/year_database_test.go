package changes

import cfn "bulkhead/test/changes/cloudformation"

// The edits of databases.
var databaseLines = []line{
	{
		says: "a database is larger", base: "large",
		edits: prod("databases.orders.class", "m7g.xlarge"),
		want:  fine, back: fine,
	},
	{
		says: "a database has more storage", base: "large",
		edits: prod("databases.orders.storageGiB", "200"),
		want:  fine, back: refusedFor(cfn.Shrinks),
	},
	{
		says: "a database has more storage, but less than it has grown to", base: "large",
		edits:   prod("databases.orders.storageGiB", "200"),
		happens: grown("AllocatedStorage", 400.0),
		want:    refusedFor(cfn.Shrinks),
		differs: "only the service knows how far it has grown",
	},
	{
		says: "a database may grow further", base: "large",
		edits: prod("databases.orders.maxStorageGiB", "2000"),
		want:  fine, back: fine,
	},
	{
		says: "a database gets a minor version", base: "large",
		edits: prod("databases.orders.version", `"17.7"`),
		want:  fine, back: refusedFor(cfn.Downgrade),
	},
	{
		says: "a database gets a major version", base: "large",
		edits: prod("databases.orders.version", `"18.3"`),
		want:  refusedFor(cfn.Major),
	},
	{
		says: "a database is prepared for a major version", base: "large",
		edits: prod("databases.orders.upgradeTo", `"18.3"`),
		want:  fine, back: fine,
	},
	{
		says: "a database gets a major version in place", base: "large",
		edits: both(prod("databases.orders.upgradeTo", `"18.3"`), prod("databases.orders.version", `"18.3"`)),
		want:  fine, back: refusedFor(cfn.Major),
	},
	{
		says: "a development database gets a minor version", base: "small",
		edits: dev("databases.shop.version", `"8.4.9"`),
		want:  fine,
	},
	{
		says: "a database becomes another engine", base: "large",
		edits: prod("databases.orders", "{engine: mysql, version: \"8.4.8\", class: m7g.large, storageGiB: 100, maxStorageGiB: 1000}"),
		want:  refusedFor(cfn.Named),
	},
	{
		says: "a database has no standby", base: "small",
		before: dev("databases.orders.multiAZ", "enabled"),
		edits:  dev("databases.orders.multiAZ", "disabled"),
		want:   fine, back: fine,
	},
	{
		says: "a database keeps fewer backups", base: "large",
		edits: prod("databases.orders.backupDays", "14"),
		want:  fine, back: fine,
	},
	{
		says: "windows of a database move", base: "large",
		edits: both(
			prod("databases.orders.backupWindow", "22:00-23:00"),
			prod("databases.orders.maintenanceWindow", "tue:03:00-tue:04:00"),
		),
		want: fine, back: fine,
	},
	{
		says: "a parameter of a database changes", base: "large",
		edits: prod("databases.orders.parameters", "{work_mem: \"65536\"}"),
		want:  fine, back: fine,
	},
	{
		says: "a service only reads a database", base: "small",
		edits: dev("services.worker.reads", "[orders]"),
		want:  fine, back: fine,
	},
	{
		says: "a service uses a database that another one uses", base: "small",
		edits: dev("services.prices.uses", "[shop, orders, payment-key]"),
		want:  fine, back: fine,
	},
	{
		says: "a function uses a database that a service of its name uses", base: "small",
		edits: dev("functions.worker", "{directory: nightly-report, uses: [orders], reads: [orders], "+nightly+"}"),
		want:  fine, back: fine,
	},
	{
		says: "a service comes, and goes, that uses a database behind a proxy", base: "large",
		before: prod("databases.orders.proxy", "enabled"),
		edits:  prod("services.clerk", "{image: web:1.0.0, uses: [orders], reads: [orders]}"),
		want:   fine, back: fine,
	},
	{
		says: "a service no longer uses a database behind a proxy", base: "large",
		before: prod("databases.orders.proxy", "enabled"),
		edits:  prod("services.worker.uses", "[events, uploads]"),
		want:   fine, back: fine,
	},
	{
		says: "a database gets a proxy", base: "large",
		edits: prod("databases.orders.proxy", "enabled"),
		want:  fine, back: fine,
	},
	{
		says: "a cluster gets a proxy", base: "large",
		edits: prod("databases.catalogue.proxy", "enabled"),
		want:  fine, back: fine,
	},
	{
		says: "a proxy comes when the first readers do, and goes with them", base: "small",
		before: dev("databases.shop", "{engine: aurora-mysql, version: \"3.10.1\"}"),
		edits:  both(dev("databases.shop.replicas", "1"), dev("databases.shop.proxy", "enabled")),
		want:   fine, back: fine,
	},
	{
		says: "a cluster has its first replica", base: "small",
		before: dev("databases.shop", "{engine: aurora-mysql, version: \"3.10.1\"}"),
		edits:  dev("databases.shop.replicas", "1"),
		want:   fine, back: fine,
	},
	{
		says: "a database gets a replica", base: "large",
		edits: prod("databases.orders.replicas", "1"),
		want:  fine, back: refusedFor(cfn.Export),
		why: "services know the replica's address: they let go of it first",
	},
	{
		says: "a database gets one more replica", base: "large",
		before: prod("databases.orders.replicas", "1"),
		edits:  prod("databases.orders.replicas", "2"),
		want:   fine, back: fine,
	},
	{
		says: "the first database is called another name", base: "large",
		edits: prod("databases.orders.name", "shop"),
		want:  refusedFor(cfn.Named),
	},
	{
		says: "a database is added", base: "large",
		edits: prod("databases.ledger", "{engine: postgres, version: \"17.7\", class: m7g.large}"),
		want:  fine, back: fine,
	},
	{
		says: "a database is added and used", base: "small",
		edits: both(
			dev("databases.ledger", "{engine: postgres, version: \"17.7\", class: t4g.micro}"),
			dev("services.worker.uses", "[orders, prices, ledger]"),
		),
		want: fine, back: fine,
	},
	{
		says: "a database is removed with its uses", base: "small",
		edits: both(dev("databases.shop", ""), dev("services.prices.uses", "[payment-key]")),
		want:  fine, back: fine,
	},
	{
		says: "a database is removed with its uses in production", base: "large",
		edits: both(
			prod("databases.orders", ""),
			prod("services.web.uses", "[sessions, catalogue, products, uploads, payment-key, prices]"),
			prod("services.worker.uses", "[events, uploads]"),
		),
		want: fine, back: fine,
	},
	{
		says: "the first database is called another name, and nobody uses it", base: "small",
		before: dev("services.prices.uses", "[payment-key]"),
		edits:  dev("databases.shop.name", "store"),
		want:   refusedFor(cfn.Named),
	},
	{says: "a database is removed while it is used", base: "small", edits: dev("databases.shop", ""), want: unloadable},

	{
		says: "a database is restored beside another one", base: "small",
		edits: dev("databases.shop-b", restoredShop),
		want:  fine, back: fine,
	},
	{
		says: "services move to a restored database", base: "large",
		before: prod("databases.orders-b", restoredOrders),
		edits:  usesRestored,
		want:   fine, back: fine,
	},
	{
		says: "a restored database no longer says what it is restored from", base: "large",
		before: prod("databases.orders-b", restoredOrders),
		edits:  prod("databases.orders-b.restoreFrom", ""),
		want:   refusedFor(cfn.Named),
		why:    "what a restored database has from there, it would have to be told, which replaces it",
	},
	{
		says: "a restored database is to be of another time", base: "large",
		before: prod("databases.orders-b", restoredOrders),
		edits:  prod("databases.orders-b.restoreFrom.time", "2026-11-27T02:00:00Z"),
		want:   refusedFor(cfn.Named),
	},
	{
		says: "a database that is there is to be restored", base: "large",
		edits: prod("databases.orders.restoreFrom", "{snapshot: before-the-release}"),
		want:  refusedFor(cfn.Named),
		why:   "a restored database is another one, beside it",
	},
	{
		says: "a cluster is restored beside another one", base: "large",
		edits: prod("databases.catalogue-b", restoredCatalogue),
		want:  fine, back: fine,
	},
	{
		says: "a restored cluster no longer says what it is restored from", base: "large",
		before: prod("databases.catalogue-b", restoredCatalogue),
		edits:  prod("databases.catalogue-b.restoreFrom", ""),
		want:   refusedFor(cfn.Named),
	},
	{
		says: "a restored database grows", base: "large",
		before: prod("databases.orders-b", restoredOrders),
		edits:  both(prod("databases.orders-b.storageGiB", "200"), prod("databases.orders-b.version", `"17.7"`)),
		want:   fine, back: refusedFor(cfn.Shrinks),
	},

	{
		says: "a cluster gets a minor version", base: "large",
		edits: prod("databases.catalogue.version", `"3.10.4"`),
		want:  fine, back: refusedFor(cfn.Downgrade),
	},
	{
		says: "a cluster gets a major version", base: "large",
		edits: prod("databases.catalogue.version", `"8.4.7"`),
		want:  risk,
		why:   "nobody refuses it: it is away while it is upgraded, and cannot go back",
	},
	{
		says: "a cluster may grow further", base: "large",
		edits: prod("databases.catalogue.serverless", "{minACU: 2, maxACU: 16}"),
		want:  fine, back: fine,
	},
	{
		says: "a cluster gets one more replica", base: "large",
		edits: prod("databases.catalogue.replicas", "2"),
		want:  fine, back: fine,
	},
	{says: "a cluster has no replica", base: "large", edits: prod("databases.catalogue.replicas", "0"), want: unloadable},
	{
		says: "a serverless cluster has instances of a class", base: "large",
		edits: both(prod("databases.catalogue.serverless", ""), prod("databases.catalogue.class", "r7g.large")),
		want:  fine, back: fine,
	},
}

// Databases as others were.
const (
	restoredShop   = `{engine: mysql, version: "8.4.8", class: t4g.micro, as: shop, restoreFrom: {snapshot: last-of-shop}}`
	restoredOrders = `{engine: postgres, version: "17.6", class: m7g.large, as: orders,` +
		` restoreFrom: {database: db-ABCDEFGHIJKLMNOPQRSTUVWXYZ, time: "2026-11-27T03:00:00Z"}}`
	restoredCatalogue = `{engine: aurora-mysql, version: "3.10.1", serverless: {minACU: 1, maxACU: 8}, as: catalogue,` +
		` restoreFrom: {snapshot: last-of-catalogue}}`
)

// usesRestored has services use the restored database in place of the first.
var usesRestored = both(
	prod("services.web.uses", "[orders-b, sessions, catalogue, products, uploads, payment-key, prices]"),
	prod("services.worker.uses", "[orders-b, events, uploads]"),
)

// grown has the storage of the production database be larger than its template says.
func grown(property string, size float64) func(*cfn.World) {
	return func(w *cfn.World) {
		w.Happen("prod/data-orders", "AWS::RDS::DBInstance", map[string]any{property: size})
	}
}
