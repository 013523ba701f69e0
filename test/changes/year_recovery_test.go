package changes

import cfn "bulkhead/test/changes/cloudformation"

// The edits of backups, and of what the recovery region has of each store.
var recoveryLines = []line{
	{
		says: "backups are kept for longer", base: "large",
		edits: prod("backups.keepDays", "90"),
		want:  fine, back: fine,
	},
	{
		says: "an environment is not backed up any more", base: "large",
		edits: prod("backups.keepDays", "0"),
		want:  fine, back: fine,
	},
	{
		says: "an environment for development is backed up", base: "small",
		edits: dev("backups.keepDays", "7"),
		want:  fine, back: fine,
	},
	{
		says: "restores are not tested any more", base: "large",
		edits: prod("backups.restoreTests", "disabled"),
		want:  fine, back: fine,
	},
	{
		says: "backups begin at another time", base: "large",
		edits: prod("backups.start", `"06:00"`),
		want:  fine, back: fine,
	},
	{
		says: "security has copies of backups", base: "large",
		before: awsOrganization,
		edits:  prod("backups.copies", "disabled"),
		want:   fine, back: fine,
	},
	{
		says: "nobody can delete backups", base: "large",
		edits: org("backups.lock", "compliance"),
		want:  fine, back: refusedFor(cfn.Never),
	},
	{
		says: "an environment with recovery is not backed up any more", base: "large",
		before: recovery,
		edits:  prod("backups.keepDays", "0"),
		want:   fine, back: fine,
	},
	{
		says: "an environment is backed up from the day that it gets recovery", base: "large",
		before: prod("backups.keepDays", "0"),
		edits:  both(recovery, prod("backups.keepDays", "35")),
		want:   fine, back: fine,
	},
	{
		says: "a database on RDS has no replica in the recovery region any more", base: "large",
		before: recovery,
		edits:  prod("databases.orders.standby", "empty"),
		want:   refusedFor(cfn.Named),
		why:    "a replica has a name, and does not become a database of its own: another database beside it",
	},
	{
		says: "a database on RDS gets a replica in the recovery region", base: "large",
		before: both(recovery, prod("databases.orders.standby", "empty")),
		edits:  prod("databases.orders.standby", "replica"),
		want:   refusedFor(cfn.Named),
		why:    "the standby's database has a name, and does not become a replica: another database beside it",
	},
	{
		says: "a database of Aurora has no replica in the recovery region any more", base: "large",
		before: recovery,
		edits:  prod("databases.catalogue.standby", "empty"),
		want:   refusedFor(cfn.Named),
		why:    "a cluster has a name, and does not leave with its data: another database beside it",
	},
	{
		says: "a database of Aurora gets a replica in the recovery region", base: "large",
		before: both(recovery, prod("databases.catalogue.standby", "empty")),
		edits:  prod("databases.catalogue.standby", "replica"),
		want:   refusedFor(cfn.Named),
		why:    "the standby's cluster has a name, and does not become a replica: another database beside it",
	},
	{
		says: "a cache has no replica in the recovery region any more", base: "large",
		before: recovery,
		edits:  prod("caches.sessions.standby", "empty"),
		want:   refusedFor(cfn.Export),
		why:    "the standby's services have its address and its password: they let go of it first",
	},
	{
		says: "a cache that no service uses has no replica in the recovery region any more", base: "large",
		before: both(recovery, uses("orders, catalogue, products, uploads, payment-key, prices")),
		edits:  prod("caches.sessions.standby", "empty"),
		want:   fine, back: refusedFor(cfn.NameTaken),
		why: "the global datastore is kept",
	},
	{
		says: "a cache with a replica in the recovery region is larger", base: "large",
		before: recovery,
		edits:  prod("caches.sessions.class", "r7g.large"),
		want:   refusedFor(cfn.Never),
		why:    "both are in a global datastore, which is changed as a whole, by hand",
	},
	{
		says: "a cache with a replica in the recovery region gets a newer version", base: "large",
		before: recovery,
		edits:  prod("caches.sessions.version", `"9.0"`),
		want:   refusedFor(cfn.Never),
		why:    "both are in a global datastore, which is changed as a whole, by hand",
	},
	{
		says: "a cache with shards and a replica in the recovery region has more of them", base: "large",
		before: both(recovery, prod("caches.sessions.shards", "2")),
		edits:  prod("caches.sessions.shards", "3"),
		want:   refusedFor(cfn.Never),
		why:    "both are in a global datastore, which is changed as a whole, by hand",
	},
	{
		says: "the configuration says what a global datastore was given by hand", base: "large",
		before: recovery,
		edits:  prod("caches.sessions.class", "r7g.large"),
		happens: func(w *cfn.World) {
			w.Happen("prod/data-sessions", "AWS::ElastiCache::ReplicationGroup", map[string]any{"CacheNodeType": "cache.r7g.large"})
		},
		want:    fine,
		differs: "the plan knows nothing of what is done by hand",
	},
	{
		says: "a cache gets another maintenance window beside its replica in the recovery region", base: "large",
		before: recovery,
		edits:  prod("caches.sessions.maintenanceWindow", `"mon:03:00-mon:04:00"`),
		want:   fine, back: fine,
	},
	{
		says: "a cache gets a replica in the recovery region, and is larger from then on", base: "large",
		edits: both(recovery, prod("caches.sessions.class", "r7g.large")),
		want:  fine, apart: true,
	},
	{
		says: "a domain has no replica in the recovery region any more", base: "large",
		before: recovery,
		edits:  prod("search.products.standby", "empty"),
		want:   refusedFor(cfn.Export),
		why:    "the standby's services have its password: they let go of it first",
	},
	{
		says: "a domain that no service uses has no replica in the recovery region any more", base: "large",
		before: both(recovery, uses("orders, sessions, catalogue, uploads, payment-key, prices")),
		edits:  prod("search.products.standby", "empty"),
		want:   fine, back: fine,
	},
	{
		says: "a stream has no replica in the recovery region any more", base: "large",
		before: recovery,
		edits:  prod("streams.events.standby", "empty"),
		want:   fine, back: fine,
	},
	{
		says: "a bucket is not copied to the recovery region any more", base: "large",
		before: recovery,
		edits:  prod("buckets.uploads.standby", "empty"),
		want:   fine, back: fine,
	},
	{
		says: "a secret has a value of its own in the recovery region", base: "large",
		before: recovery,
		edits:  prod("secrets.payment-key.standby", "empty"),
		want:   refusedFor(cfn.Export),
		why:    "the standby's services have its ARN: they let go of it first",
	},
	{
		says: "a secret that no service uses has a value of its own in the recovery region", base: "large",
		before: both(recovery, uses("orders, sessions, catalogue, products, uploads, prices")),
		edits:  prod("secrets.payment-key.standby", "empty"),
		want:   fine, back: fine,
	},
}

// uses are the stores and services that the website uses.
func uses(names string) []edit { return prod("services.web.uses", "["+names+"]") }

// awsOrganization puts the accounts into one of AWS.
var awsOrganization = org("awsOrganization", "{id: o-exampleorg}")
