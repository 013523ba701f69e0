package changes

import "bulkhead/test/changes/cloudformation"

// inNetwork is an environment's network, where something else has made one.
const inNetwork = `{cidr: 10.10.0.0/16, zones: 2, existing: {vpc: vpc-01234567,
  public: [{subnet: subnet-0a000001, routeTable: rtb-0a000001}, {subnet: subnet-0a000002, routeTable: rtb-0a000001}],
  private: [{subnet: subnet-0b000001, routeTable: rtb-0b000001}, {subnet: subnet-0b000002, routeTable: rtb-0b000001}],
  data: [{subnet: subnet-0c000001, routeTable: rtb-0c000001}, {subnet: subnet-0c000002, routeTable: rtb-0c000001}]}}`

// The edits of an environment's network and what is before it.
var networkLines = []line{
	{
		says: "one NAT gateway becomes one per zone", base: "small",
		edits: dev("network.nat", "per-zone"),
		want:  fine, back: fine,
	},
	{
		says: "one NAT gateway becomes a regional one", base: "small",
		edits: dev("network.nat", "regional"),
		want:  fine, back: fine,
	},
	{
		says: "NAT gateways per zone become a regional one", base: "large",
		edits: prod("network.nat", "regional"),
		want:  fine, back: fine,
	},
	{
		says: "nothing private reaches the internet any more", base: "small",
		edits: both(dev("network.nat", "none"), dev("network.endpoints", "standard")),
		want:  fine, back: fine,
	},
	{
		says: "interface endpoints are added", base: "small",
		edits: dev("network.endpoints", "standard"),
		want:  fine, back: fine,
	},
	{
		says: "flow logs go to CloudWatch, too", base: "small",
		edits: dev("network.flowLogs", "archive-and-cloudwatch"),
		want:  fine, back: fine,
	},
	{
		says: "the internet is blocked", base: "small",
		edits: dev("network.blockPublicAccess", "enabled"),
		want:  fine, back: fine,
	},
	{
		says: "an environment moves into a network that exists", base: "small",
		edits: dev("network", inNetwork),
		want:  refusedFor(cloudformation.Export),
		why:   "nothing moves from one VPC to another: docs/existing.md",
	},
	{
		says: "an environment moves out of a network that exists", base: "small",
		before: dev("network", inNetwork),
		edits:  dev("network", "{cidr: 10.10.0.0/16, zones: 2}"),
		want:   refusedFor(cloudformation.Export),
		why:    "nothing moves from one VPC to another: docs/existing.md",
	},
	{
		says: "the private subnets of a network that exists get a route table each", base: "small",
		before: dev("network", inNetwork),
		edits:  dev("network.existing.private", "[{subnet: subnet-0b000001, routeTable: rtb-0b000001}, {subnet: subnet-0b000002, routeTable: rtb-0b000002}]"),
		want:   fine, back: fine,
		apart: true,
	},
	{
		says: "tiers of a network that exists share a route table no more", base: "small",
		before: both(
			dev("network", inNetwork),
			dev("network.existing.private", "[{subnet: subnet-0b000001, routeTable: rtb-0c000001}, {subnet: subnet-0b000002, routeTable: rtb-0c000001}]"),
		),
		edits: dev("network.existing.private", "[{subnet: subnet-0b000001, routeTable: rtb-0b000001}, {subnet: subnet-0b000002, routeTable: rtb-0b000002}]"),
		want:  fine, back: fine,
		apart: true,
	},
	{
		says: "malicious names are refused, and one is allowed", base: "small",
		edits: dev("network.dnsFirewall", "{mode: block, allow: [partner.example.net]}"),
		want:  fine, back: fine,
	},
	{
		says: "another name is allowed", base: "small",
		before: dev("network.dnsFirewall", "{mode: block, allow: [partner.example.net]}"),
		edits:  dev("network.dnsFirewall.allow", "[other.example.net]"),
		want:   fine, back: fine,
	},
	{
		says: "nothing judges names any more", base: "small",
		before: dev("network.dnsFirewall", "{mode: block, allow: [partner.example.net]}"),
		edits:  dev("network.dnsFirewall", "{mode: off}"),
		want:   fine, back: fine,
	},
	{
		says: "one more zone", base: "small",
		before: dev("network.zones", "2"),
		edits:  dev("network.zones", "3"),
		want:   fine,
	},
	{
		says: "one zone less in one commit", base: "small",
		edits: dev("network.zones", "2"),
		want:  refusedFor(cloudformation.Export),
		why:   "stacks still use the subnets: network.subnets keeps them for one commit",
	},
	{
		says: "one zone less, first commit", base: "small",
		edits: both(dev("network.zones", "2"), dev("network.subnets", "3")),
		want:  fine, back: fine,
	},
	{
		says: "one zone less, second commit", base: "small",
		before: both(dev("network.zones", "2"), dev("network.subnets", "3")),
		edits:  dev("network.subnets", "2"),
		want:   fine, back: refusedFor(cloudformation.SlotTaken),
		differs: "GuardDuty has interfaces in the subnets, so they stay in the account: the plan of the way back cannot know",
	},
	{
		says: "zones of a production environment go down to two, first commit", base: "large",
		edits: both(prod("network.zones", "2"), prod("network.subnets", "3")),
		want:  unloadable,
		why:   "a stream keeps to its zones, which are fixed",
	},
	{
		says: "a network of two zones has a third, and its stream stays where it is", base: "large",
		before: both(
			prod("network.zones", "2"), prod("network.subnets", "3"), prod("search.products.nodes", "6"),
			prod("streams.events.zones", "2"), prod("streams.events.nodes", "2"),
		),
		edits: both(prod("network.zones", "3"), prod("network.subnets", "3")),
		want:  fine, back: fine,
	},
	{
		says: "the network has another range", base: "small",
		edits: dev("network.cidr", "10.99.0.0/16"),
		want:  refusedFor(cloudformation.SlotTaken),
		why:   "the network is another one: make a new environment, and move",
	},
	{
		says: "the environment has another domain", base: "small",
		edits: dev("domain", "sandbox.example.com"),
		want:  refusedFor(cloudformation.Export),
		why:   "clients of the old name would fail: make a new environment, and move",
	},

	{says: "the front becomes zonal", base: "small", edits: dev("front", "zonal"), want: fine, back: fine},
	{
		says: "the front becomes an API gateway", base: "small",
		edits: dev("front", "api-gateway"),
		want:  fine, back: fine,
	},
	{says: "the firewall counts only", base: "small", edits: dev("firewall", "{mode: count}"), want: fine, back: fine},
	{
		says: "the firewall lets more through", base: "small",
		edits: dev("firewall", "{requestsPer5Minutes: 5000}"),
		want:  fine, back: fine,
	},
	{
		says: "a rule of the firewall counts only", base: "small",
		edits: dev("firewall", "{countOnly: [SizeRestrictions_BODY]}"),
		want:  fine, back: fine,
	},
	{says: "Shield is switched on", base: "small", edits: dev("firewall", "{shield: enabled}"), want: fine, back: fine},

	{
		says: "a site is added", base: "small",
		edits: dev("sites", "{docs: {singlePage: enabled}}"),
		want:  fine, back: fine,
	},
	{
		says: "a second site is added", base: "large",
		edits: prod("sites.docs", "{singlePage: enabled}"),
		want:  fine, back: fine,
	},
	{
		says: "a site has another domain", base: "large",
		edits: prod("sites.www.domain", "web.prod.example.com"),
		want:  fine, back: fine,
	},
	{
		says: "a site has a policy for its content", base: "large",
		edits: prod("sites.www.contentSecurityPolicy", "default-src 'self'"),
		want:  fine, back: fine,
	},
	{
		says: "a site is renamed", base: "large",
		edits: both(prod("sites.www", ""), prod("sites.home", "{singlePage: enabled, domain: www.prod.example.com}")),
		want:  refusedFor(cloudformation.SlotTaken),
		why:   "an alias belongs to one distribution: remove, prune, add",
	},
	{says: "sites go", base: "large", edits: prod("sites", ""), want: fine, back: fine},
}
