package changes

import cfn "bulkhead/test/changes/cloudformation"

// basket is a cache on instances.
func basket(image, more string) []edit {
	return prod("caches.basket", "{hosting: instances, image: web:"+image+", class: m7g.large, volumeGiB: 40"+more+"}")
}

// invoices is a database on instances.
func invoices(version, more string) []edit {
	return prod("databases.invoices-b", "{engine: mysql, hosting: instances, image: web:"+version+", version: '"+version+
		"', class: m7g.large, storageGiB: 100"+more+"}")
}

const usesInvoices = "[orders, sessions, catalogue, products, uploads, payment-key, prices, invoices-b]"

const usesBasket = "[orders, sessions, catalogue, products, uploads, payment-key, prices, basket]"

// articles is a cluster of OpenSearch on instances.
func articles(image, more string) []edit {
	return prod("search.articles", "{hosting: instances, image: web:"+image+", class: m7g.large, storageGiB: 100"+more+"}")
}

const usesArticles = "[orders, sessions, catalogue, products, uploads, payment-key, prices, articles]"

// The edits of stores on instances.
var nodeLines = []line{
	{
		says: "a cache on instances is added, and used", base: "large",
		edits: both(basket("8.1.4", ""), prod("services.web.uses", usesBasket)),
		want:  fine, back: fine,
	},
	{
		says: "a cache on instances has another image, class and settings", base: "large",
		before: both(basket("8.1.4", ""), prod("services.web.uses", usesBasket)),
		edits: both(
			prod("caches.basket.image", "web:8.1.5"), prod("caches.basket.class", "r7g.large"),
			prod("caches.basket.parameters", "{maxmemory-policy: allkeys-lru}"),
		),
		want: fine, back: fine,
	},
	{
		says: "the volumes of a cache on instances grow", base: "large",
		before: basket("8.1.4", ""),
		edits:  prod("caches.basket.volumeGiB", "60"),
		want:   fine, back: refusedFor(cfn.Shrinks),
	},
	{
		says: "a cache on instances is restored beside another one and used in its place", base: "large",
		before: both(basket("8.1.4", ""), prod("services.web.uses", usesBasket)),
		edits: both(
			prod("caches.basket-b", "{hosting: instances, image: web:8.1.4, volumeGiB: 40, as: basket,"+
				" restoreFrom: {snapshot: snap-0123456789abcdef0}}"),
			prod("services.web.uses", "[orders, sessions, catalogue, products, uploads, payment-key, prices, basket-b]"),
		),
		want: fine, back: fine,
	},
	{
		says: "a restored cache on instances no longer says what it is restored from", base: "large",
		before: basket("8.1.4", ", restoreFrom: {snapshot: snap-0123456789abcdef0}"),
		edits:  prod("caches.basket.restoreFrom", ""),
		want:   refusedFor(cfn.Never),
	},
	{
		says: "a database on instances is added, and used", base: "large",
		edits: both(invoices("8.4.10", ""), prod("services.web.uses", usesInvoices)),
		want:  fine, back: fine,
	},
	{
		says: "a database on instances has another version, class and settings", base: "large",
		before: both(invoices("8.4.10", ""), prod("services.web.uses", usesInvoices)),
		edits: both(
			prod("databases.invoices-b.version", "'8.4.11'"), prod("databases.invoices-b.image", "web:8.4.11"),
			prod("databases.invoices-b.class", "r7g.large"), prod("databases.invoices-b.parameters", "{wait_timeout: '600'}"),
		),
		want: fine, back: fine,
	},
	{
		says: "a database on instances has another major version", base: "large",
		before: invoices("8.4.10", ""),
		edits:  both(prod("databases.invoices-b.version", "'9.7.2'"), prod("databases.invoices-b.image", "web:9.7.2")),
		want:   fine, back: refusedFor(cfn.Downgrade),
	},
	{
		says: "another node of a database on instances is promoted", base: "large",
		before: both(invoices("8.4.10", ""), prod("services.web.uses", usesInvoices)),
		edits:  prod("databases.invoices-b.primary", "2"),
		want:   fine, back: fine,
	},
	{
		says: "the volumes of a database on instances grow", base: "large",
		before: invoices("8.4.10", ""),
		edits:  prod("databases.invoices-b.storageGiB", "150"),
		want:   fine, back: refusedFor(cfn.Shrinks),
	},
	{
		says: "a restored database on instances no longer says what it is restored from", base: "large",
		before: invoices("8.4.10", ", restoreFrom: {snapshot: snap-0123456789abcdef0}"),
		edits:  prod("databases.invoices-b.restoreFrom", ""),
		want:   refusedFor(cfn.Never),
	},
	{
		says: "a cache that services use moves to instances", base: "large",
		edits: prod("caches.sessions", "{hosting: instances, image: web:8.1.4}"),
		want:  refusedFor(cfn.Export),
		why:   "services have its address: a second cache with as, and they move by a word in uses",
	},
	{
		says: "OpenSearch on instances is added, and used", base: "large",
		edits: both(articles("3.3.0", ""), prod("services.web.uses", usesArticles)),
		want:  fine, back: fine,
	},
	{
		says: "OpenSearch on instances has another image and class, and larger volumes", base: "large",
		before: both(articles("3.3.0", ""), prod("services.web.uses", usesArticles)),
		edits: both(
			prod("search.articles.image", "web:3.5.0"), prod("search.articles.class", "r7g.large"),
			prod("search.articles.storageGiB", "150"),
		),
		want: fine, back: refusedFor(cfn.Shrinks),
	},
	{
		says: "OpenSearch on instances no longer says what it was restored from", base: "large",
		before: articles("3.3.0", ", restoreFrom: {bucket: acme-prod-articles-snapshots}"),
		edits:  prod("search.articles.restoreFrom", ""),
		want:   fine, back: fine,
	},
	{
		says: "OpenSearch is restored on instances beside another one and used in its place", base: "large",
		before: both(articles("3.3.0", ""), prod("services.web.uses", usesArticles)),
		edits: both(
			prod("search.articles-b", "{hosting: instances, image: web:3.3.0, as: articles,"+
				" restoreFrom: {bucket: acme-prod-articles-snapshots, snapshot: hour-20261128-03}}"),
			prod("services.web.uses", "[orders, sessions, catalogue, products, uploads, payment-key, prices, articles-b]"),
		),
		want: fine, back: fine,
	},
	{
		says: "a search domain that services use moves to instances", base: "large",
		edits: prod("search.products", "{hosting: instances, image: web:3.3.0}"),
		want:  refusedFor(cfn.Export),
		why:   "services have its address: a second one with as, and they move by a word in uses",
	},
}
