package changes

import cfn "bulkhead/test/changes/cloudformation"

// More edits of the kind that operators make, of every section.
var operatorLines = []line{
	{
		says: "new tasks get their share slowly", base: "small",
		edits: dev("services.web.route.slowStartSeconds", "30"),
		want:  fine, back: fine,
	},
	{
		says: "public hosts are asked from outside", base: "small",
		edits: dev("canaries", "{everyMinutes: 30}"),
		want:  fine, back: fine,
	},
	{
		says: "public hosts are asked more often, for something else, by a newer runtime", base: "large",
		before: prod("canaries", "{everyMinutes: 5, runtime: syn-nodejs-5.3}"),
		edits: both(
			prod("canaries", "{everyMinutes: 1, runtime: syn-nodejs-5.4}"),
			prod("services.web.route.canary", "{path: /login, status: 200, text: welcome, seconds: 3}"),
		),
		want: fine, back: fine,
	},
	{
		says: "nobody asks from outside any more", base: "large",
		edits: prod("canaries", "{everyMinutes: 0}"),
		want:  fine, back: fine,
	},
	{
		says: "a service scales by a metric of its own", base: "large",
		edits: prod("services.prices.scaling.metrics", "[{name: Depth, namespace: Acme, target: 10}]"),
		want:  fine, back: fine,
	},
	{
		says: "a production database has no standby any more", base: "large",
		edits: prod("databases.orders.multiAZ", "disabled"),
		want:  unloadable,
	},
	{
		says: "a database changes at once", base: "large",
		edits: prod("databases.orders.apply", "immediately"),
		want:  fine, back: fine,
	},
	{
		says: "a database may grow less far", base: "large",
		edits: prod("databases.orders.maxStorageGiB", "500"),
		want:  fine, back: fine,
	},
	{
		says: "a database is larger and gets a minor version", base: "large",
		edits: both(prod("databases.orders.class", "m7g.2xlarge"), prod("databases.orders.version", `"17.9"`)),
		want:  fine, back: refusedFor(cfn.Downgrade),
	},
	{
		says: "a database is called another name in the configuration",
		base: "small",
		edits: both(
			dev("databases.shop", ""),
			dev("databases.store", `{engine: mysql, version: "8.4.8", class: t4g.micro}`),
			dev("services.prices.uses", "[store, payment-key]"),
		),
		want: fine,
		back: fine,
	},
	{
		says: "a domain has more storage and a newer version at once", base: "large",
		edits: both(prod("search.products.storageGiB", "200"), prod("search.products.version", `"3.3"`)),
		want:  fine, back: refusedFor(cfn.Downgrade),
	},
	{
		says: "a domain has less storage", base: "large",
		edits: prod("search.products.storageGiB", "50"),
		want:  fine, back: fine,
	},
	{
		says: "a domain has more managers", base: "large",
		edits: prod("search.products.managers", "5"),
		want:  fine, back: fine,
	},
	{
		says: "a stream is measured by Prometheus", base: "large",
		edits: prod("streams.events.prometheus", "enabled"),
		want:  fine, back: fine,
	},
	{
		says: "a stream may grow further", base: "large",
		edits: prod("streams.events.maxStorageGiB", "3000"),
		want:  fine, back: fine,
	},
	{
		says: "a stream changes its settings and its version at once", base: "large",
		edits: both(prod("streams.events.retentionHours", "48"), prod("streams.events.version", "4.0.x")),
		want:  refusedFor(cfn.OneAtATime),
	},
	{
		says: "a cache keeps fewer snapshots", base: "large",
		edits: prod("caches.sessions.snapshotDays", "7"),
		want:  fine, back: fine,
	},
	{
		says: "a cache goes back to Redis OSS", base: "large",
		edits: both(prod("caches.sessions.engine", "redis"), prod("caches.sessions.version", `"7.1"`)),
		want:  refusedFor(cfn.Downgrade),
	},
	{
		says: "a cache becomes Memcached", base: "small",
		edits: dev("caches.sessions.engine", "memcached"),
		want:  refusedFor(cfn.TypeChange),
	},
	{
		says: "a bucket is called another name",
		base: "small",
		edits: both(
			dev("buckets", "{files: {expireDays: 30}}"),
			dev("services.web.uses", "[orders, sessions, files]"),
		),
		want: fine,
		back: fine,
	},
	{
		says: "an environment is in another account", base: "small",
		edits: org("accounts.dev", `"999999999999"`),
		want:  fine, back: fine,
	},
	{
		says: "an environment is in another region", base: "small",
		edits: dev("region", "eu-west-2"),
		want:  refusedFor(cfn.NameTaken),
		why:   "what an account has once is held by the stacks in the old region: prune first",
	},
	{
		says: "everything is in another region", base: "small",
		edits: org("regions.primary", "eu-north-1"),
		want:  refusedFor(cfn.NameTaken),
		why:   "nothing moves the stacks of the old region: it would be another organization",
	},
	{
		says: "repositories are in another order", base: "small",
		edits: org("repositories", "[worker, web]"),
		want:  fine, back: fine,
	},
	{
		says: "accounts belong to an AWS organization", base: "small",
		edits: org("awsOrganization", "{id: o-exampleorg}"),
		want:  fine, back: fine,
	},
	{
		says: "identity is another instance's", base: "small",
		edits: org("identity.instance", "arn:aws:sso:::instance/ssoins-fedcba9876543210"),
		want:  fine, back: fine,
	},
	{
		says: "a group goes", base: "small",
		edits: org("identity.groups.developers", ""),
		want:  fine, back: fine,
	},
	{
		says: "a user for emergencies goes", base: "small",
		edits: org("identity.breakGlass", "[emergency-1]"),
		want:  fine, back: fine,
	},
	{
		says: "a user for emergencies goes who has a password", base: "small",
		happens: func(w *cfn.World) {
			w.Happen("security/identity", "AWS::IAM::User", map[string]any{"credentials": true})
		},
		edits: org("identity.breakGlass", "[emergency-1]"),
		want:  fine, back: refusedFor(cfn.NameTaken),
	},
	{
		says: "a standby goes", base: "large",
		before: recovery,
		edits:  prod("recovery", ""),
		want:   fine, back: refusedFor(cfn.NameTaken),
		why: "the global cluster and the global datastore are kept",
	},
	{
		says: "a service may have fewer tasks while it is deployed", base: "small",
		edits: dev("services.web.deployment", "{minHealthyPercent: 50}"),
		want:  fine, back: fine,
	},
	{
		says: "a service moves to another path and another port at once",
		base: "small",
		edits: both(
			dev("services.prices.port", "8080"),
			dev("services.prices.route", "{balancer: internal, path: /v2/*}"),
		),
		want: fine,
		back: fine,
	},
	{
		says: "instances are cheaper and have larger volumes", base: "small",
		before: instances,
		edits:  both(dev("instances.spotPercent", "50"), dev("instances.volumeGiB", "100")),
		want:   fine, back: fine,
	},
	{
		says: "a service is called what another one was",
		base: "small",
		edits: both(
			dev("services.worker", ""),
			dev("services.prices", ""),
			dev("services.web.uses", "[orders, sessions, uploads]"),
			dev(
				"services.worker",
				"{image: \"web:1.0.0\", uses: [shop, payment-key], route: {balancer: internal}, scaling: {min: 1, max: 2}}",
			),
		),
		want: fine,
		back: fine,
	},
}
