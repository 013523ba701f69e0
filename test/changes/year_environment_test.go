package changes

import cfn "bulkhead/test/changes/cloudformation"

// The edits that add and remove whole environments and their other sides.
var environmentLines = []line{
	{says: "a second environment is added", base: "small", edits: second, want: fine, back: fine},
	{
		says: "an environment is removed", base: "small",
		before: second,
		edits:  []edit{without("organization", "accounts.stage"), {file: "stage"}},
		want:   fine, back: fine,
	},
	{
		says: "an environment is renamed", base: "small",
		before: second,
		edits: both(
			[]edit{{file: "stage"}, {file: "test", value: "tier: development\nnetwork: {cidr: 10.20.0.0/16}\nservices:\n  web: {image: \"web:1.0.0\", route: {path: /*}}\n"}},
			org("accounts", `{security: "111111111111", shared-services: "222222222222", dev: "333333333333", test: "444444444444"}`),
		),
		want: refusedFor(cfn.NameTaken),
		why:  "the old environment's stacks are still in the account, and some of it is there once: prune first",
	},
	{
		says: "an environment waits for another wave", base: "small",
		before: second,
		edits:  []edit{set("stage", "wave", "2")},
		want:   fine, back: fine,
	},
	{says: "an environment becomes production", base: "small", edits: dev("tier", "production"), want: unloadable},
	{says: "a standby is added", base: "large", edits: recovery, want: fine, back: fine},
	{
		says: "a standby has more tasks", base: "large",
		before: recovery,
		edits:  prod("recovery.minTasks", "2"),
		want:   fine, back: fine,
	},
	{
		says: "clients come to a standby by DNS alone", base: "large",
		before: recovery,
		edits:  prod("recovery.traffic", "dns"),
		want:   fine, back: fine,
	},
	{
		says: "the standby has become active", base: "large",
		before: recovery,
		edits:  both(prod("recovery.active", "recovery"), prod("recovery.generation", "2")),
		want:   fine, back: refusedFor(cfn.Export),
		why: "services read the copy of the new generation; a generation never goes back",
	},
	{
		says: "a standby is in another region", base: "large",
		before: recovery,
		edits:  prod("recovery.region", "eu-west-2"),
		want:   fine, back: fine,
	},
	{
		says: "a standby is where the primary watches the account", base: "large",
		before: both(recovery, everythingWatched),
		edits:  prod("recovery.region", "us-east-1"),
		want:   fine, back: fine,
	},
	{
		says: "a standby is added where the primary watches the account", base: "large",
		before: everythingWatched,
		edits:  prod("recovery", "{region: us-east-1, cidr: 10.40.0.0/16, minTasks: 1}"),
		want:   fine, back: fine,
	},
	{
		says: "the zone of the domain is another one", base: "small",
		edits: org("domain", "{name: example.com, zone: Z0123456789ABCDEFGHIJ}"),
		want:  refusedFor(cfn.Export),
		why:   "the VPN's names are in the zone that goes",
	},
}

// second is a second environment in an account of its own.

var second = both(
	org("accounts.stage", `"444444444444"`),
	[]edit{{file: "stage", value: "tier: development\nnetwork: {cidr: 10.20.0.0/16}\nservices:\n  web: {image: \"web:1.0.0\", route: {path: /*}}\n"}},
)

// recovery is a standby of the production environment.
var recovery = prod("recovery", "{region: eu-central-1, cidr: 10.40.0.0/16, minTasks: 1}")

// everythingWatched has an account have all that it has once in each region.
var everythingWatched = both(
	org("detection.watch", "[trail, recorder, guard-duty, security-hub, access-analyzer, inspector]"),
	org("settings.apply", "[public-access, volumes, images, snapshots, instance-metadata, passwords, default-vpc, sessions, patching]"),
)
