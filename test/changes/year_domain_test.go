package changes

import cfn "bulkhead/test/changes/cloudformation"

// Domains of the tables, and a route with a host in one.
const (
	shopDomain    = "{name: shop.example.org, zone: Z0123456789ABCDEFGHIJ}"
	partnerDomain = "{name: shop.example.org, certificates: {eu-west-1: \"arn:aws:acm:eu-west-1:333333333333:certificate/01234567-89ab-cdef-0123-456789abcdef\"}}"
	tenants       = "{host: \"*.shop.example.org\", path: /*}"
	atTheApex     = "{hosts: [shop.example.org, www.shop.example.org], path: /*}"
	api           = "{image: web:1.0.0, route: {host: api.shop.example.org, path: /*}}"
)

// shopsDomain is a further domain, with its zone.
var shopsDomain = dev("domains.shop", shopDomain)

// The edits of further domains, and of hosts in them.
var domainLines = []line{
	{says: "a further domain is added", base: "small", edits: shopsDomain, want: fine, back: fine},
	{
		says: "a further domain is added, with a service that has it", base: "small",
		edits: both(shopsDomain, dev("services.web.route", atTheApex)),
		want:  fine, back: fine,
		apart: true,
	},
	{
		says: "a second further domain is added", base: "small",
		before: shopsDomain,
		edits:  dev("domains.apex", "{name: example.org, zone: Z9876543210ABCDEFGHIJ}"),
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "a service has a domain's names", base: "small",
		before: shopsDomain,
		edits:  dev("services.web.route", atTheApex),
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "a host becomes a wildcard", base: "small",
		before: both(shopsDomain, dev("services.web.route", atTheApex)),
		edits:  dev("services.web.route", tenants),
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "two services swap their hosts", base: "small",
		before: both(shopsDomain, dev("services.web.route", tenants), dev("services.api", api)),
		edits:  both(dev("services.api.route", tenants), dev("services.web.route", "{host: api.shop.example.org, path: /*}")),
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "a further domain is called otherwise in the configuration", base: "small",
		before: both(shopsDomain, dev("services.web.route", tenants)),
		edits:  both(dev("domains.shop", ""), dev("domains.store", shopDomain)),
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "a further domain is another one", base: "small",
		before: shopsDomain,
		edits:  dev("domains.shop.name", "store.example.org"),
		want:   refusedFor(cfn.Export),
		why:    "the load balancer has the certificate: another domain beside it",
	},
	{
		says: "a further domain is in another zone", base: "small",
		before: shopsDomain,
		edits:  dev("domains.shop.zone", "Z9876543210ABCDEFGHIJ"),
		want:   refusedFor(cfn.Export),
		why:    "ACM makes another certificate, and the load balancer has the one before: call the domain otherwise",
	},
	{
		says: "a further domain that is called otherwise is in another zone", base: "small",
		before: shopsDomain,
		edits:  both(dev("domains.shop", ""), dev("domains.store", "{name: shop.example.org, zone: Z9876543210ABCDEFGHIJ}")),
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "a zone moves into the environment's account", base: "small",
		before: both(dev("domains.shop", partnerDomain), dev("services.web.route", tenants)),
		edits:  shopsDomain,
		want:   fine, back: refusedFor(cfn.Export),
		why:   "the load balancer has the certificate that goes: call the domain otherwise",
		apart: true,
	},
	{
		says: "a further domain whose zone is elsewhere is added", base: "small",
		edits: dev("domains.shop", partnerDomain),
		want:  fine, back: fine,
		apart: true,
	},
	{
		says: "an environment with a domain gets a zonal front", base: "small",
		before: shopsDomain,
		edits:  dev("front", "zonal"),
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "an environment with a domain gets an API gateway", base: "small",
		before: shopsDomain,
		edits:  dev("front", "api-gateway"),
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "a further domain is added behind an API gateway", base: "small",
		before: dev("front", "api-gateway"),
		edits:  shopsDomain,
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "a further domain behind an API gateway is called otherwise", base: "small",
		before: both(shopsDomain, dev("front", "api-gateway")),
		edits:  both(dev("domains.shop", ""), dev("domains.store", shopDomain)),
		want:   refusedFor(cfn.NameTaken),
		why:    "the names at the gateway are in a stack that is left over: prune first",
	},
	{
		says: "a standby is added to an environment with a domain", base: "large",
		before: both(prod("domains.shop", shopDomain), prod("services.web.route", tenants)),
		edits:  recovery,
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "an environment with a standby gets a domain", base: "large",
		before: recovery,
		edits:  both(prod("domains.shop", shopDomain), prod("services.web.route", atTheApex)),
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "clients of a domain come to a standby by DNS alone", base: "large",
		before: both(recovery, prod("domains.shop", shopDomain)),
		edits:  prod("recovery.traffic", "dns"),
		want:   fine, back: fine,
		apart: true,
	},
}
