package changes

import "bulkhead/test/changes/cloudformation"

// The edits of organization.yaml.
var organizationLines = []line{
	{
		says: "the cost centre's tag changes", base: "small",
		edits: org("tags.costCentre", "cc-2000"),
		want:  fine, back: fine,
	},
	{says: "the owner's tag changes", base: "large", edits: org("tags.owner", "operations"), want: fine, back: fine},
	{
		says: "the class of data changes", base: "small",
		edits: org("tags.dataClass", "restricted"),
		want:  fine, back: fine,
	},
	{
		says: "an environment has an owner of its own", base: "small",
		edits: dev("tags", "{owner: shop}"),
		want:  fine, back: fine,
	},

	{
		says: "somebody else hears of alarms", base: "small",
		edits: org("defaults.alerts.email", "[night@example.com]"),
		want:  fine, back: fine,
	},
	{
		says: "one more hears of alarms", base: "small",
		edits: org("defaults.alerts.email.1", "night@example.com"),
		want:  fine, back: fine,
	},
	{
		says: "somebody else hears of one environment", base: "small",
		edits: dev("alerts", "{email: [dev@example.com]}"),
		want:  fine, back: fine,
	},
	{
		says: "somebody else hears of costs", base: "small",
		edits: org("budgets.email", "[money@example.com]"),
		want:  fine, back: fine,
	},
	{says: "an account may cost more", base: "small", edits: org("budgets.monthly.dev", "900"), want: fine, back: fine},
	{
		says: "one more account has a budget", base: "small",
		edits: org("budgets.monthly.shared-services", "300"),
		want:  fine, back: fine,
	},
	{
		says: "an account has no budget any more", base: "small",
		edits: org("budgets.monthly.dev", ""),
		want:  fine, back: fine,
	},
	{says: "budgets are gone", base: "small", edits: org("budgets", ""), want: fine, back: fine},

	{
		says: "security has what accounts share with", base: "small",
		edits: org("observability", "{}"),
		want:  fine, back: fine,
	},
	{
		says: "accounts share what they tell", base: "small", before: org("observability", "{}"),
		edits: org("observability.sinks.eu-west-1",
			"arn:aws:oam:eu-west-1:111111111111:sink/11111111-2222-3333-4444-555555555555"),
		want: fine, back: fine,
	},

	{says: "a repository is added", base: "small", edits: org("repositories.2", "api"), want: fine},
	{
		says: "a repository is removed", base: "small", before: org("repositories.2", "api"), edits: org("repositories.2", ""),
		want: fine, back: refusedFor(cloudformation.NameTaken),
		why: "repositories are kept under their name, and a kept one has to be imported or deleted first",
	},
	{
		says: "images of another registry are kept", base: "small",
		edits: org("upstreams", "[quay]"),
		want:  fine, back: fine,
	},
	{
		says: "logs are kept for longer", base: "small",
		edits: org("archive.retentionDays", "800"),
		want:  fine, back: fine,
	},
	{says: "logs become cold sooner", base: "small", edits: org("archive.coldDays", "30"), want: fine, back: fine},
	{
		says: "the archive is locked", base: "small",
		edits: org("archive.lock", "governance"),
		want:  fine, back: refusedFor(cloudformation.Never),
		why: "S3 takes no lock away",
	},
	{
		says: "nobody lifts the archive's lock", base: "small", before: org("archive.lock", "governance"),
		edits: org("archive.lock", "compliance"),
		want:  fine, back: fine,
	},
	{
		says: "firewalls' logs are locked as well", base: "small", before: org("archive.lock", "governance"),
		edits: org("archive.locks", "[trails, firewall]"),
		want:  fine, back: refusedFor(cloudformation.Never),
		why: "S3 takes no lock away",
	},
	{
		says: "the log archive gets an account of its own", base: "large",
		edits: ownArchive,
		want:  refusedFor(cloudformation.SlotTaken),
		why:   "a VPC has one query log, and another archive is another one: somebody takes the first away",
	},
	{
		says: "the log archive gets an account of its own once query logs are taken away", base: "large",
		happens: withoutQueryLogs,
		edits:   ownArchive,
		want:    fine, back: refusedFor(cloudformation.SlotTaken),
		differs: "the plan knows nothing of what is done by hand",
		why:     "as on the way there",
	},
	{
		says: "a log archive with an account of its own is locked", base: "large",
		before: both(ownArchive, org("archive.lock", "none")), edits: org("archive.lock", "compliance"),
		want: fine, back: refusedFor(cloudformation.Never),
		why: "S3 takes no lock away",
	},
	{
		says: "auditors ask a log archive with an account of its own", base: "large",
		before: both(ownArchive, both(centre, org("archive.lock", "compliance"))),
		edits: org("identity.groups.auditors",
			`{id: 01234567-89ab-cdef-0123-456789abcde3, roles: {auditor: [log-archive]}}`),
		want: fine, back: fine,
	},
	{
		says: "a role reads the archive", base: "small",
		edits: org("archive.readers", "[audit-*]"),
		want:  fine, back: fine,
	},

	{
		says: "detection stops recording daily", base: "small",
		edits: org("detection.recording", "continuous"),
		want:  fine, back: fine,
	},
	{says: "one more standard", base: "small", edits: org("detection.standards.1", "cis"), want: fine, back: fine},
	{
		says: "people hear of less", base: "small",
		edits: org("detection.findings.least", "critical"),
		want:  fine, back: fine,
	},
	{
		says: "findings are kept for longer", base: "small",
		edits: org("detection.findings.keepDays", "180"),
		want:  fine, back: fine,
	},
	{
		says: "a channel hears of findings", base: "small",
		edits: org("detection.findings.slack", "{workspace: T0123ABCDEF, channel: C0123ABCDEF}"),
		want:  fine, back: fine,
	},
	{
		says: "unused access is looked for", base: "small",
		edits: org("detection.unusedAccessDays", "90"),
		want:  fine, back: fine,
	},
	{
		says: "access is unused sooner", base: "small", before: org("detection.unusedAccessDays", "90"),
		edits: org("detection.unusedAccessDays", "30"),
		want:  fine, back: fine,
	},
	{
		says: "security looks for unused access in the whole AWS organization", base: "small",
		before: org("detection.unusedAccessDays", "90"),
		edits:  org("awsOrganization", "{id: o-a1b2c3d4e5, delegated: [access-analyzer]}"),
		want:   fine, back: fine,
	},
	{
		says: "Security Hub in security shows all accounts of the AWS organization", base: "small",
		before: org("awsOrganization", "{id: o-a1b2c3d4e5}"),
		edits:  org("awsOrganization.delegated", "[security-hub]"),
		want:   fine, back: refusedFor(cloudformation.Never),
		why: "accounts are members until the management account says that nobody administers Security Hub",
	},
	{
		says: "each account shows its regions again, once nobody administers Security Hub", base: "small",
		before: hubOfAll, edits: org("awsOrganization.delegated", ""),
		happens: func(w *cloudformation.World) {
			w.Meanwhile("shared-services/account", w.NobodyAdministers)
		},
		want: fine, back: fine,
		differs: "the plan knows nothing of what is done by hand",
	},
	{
		says: "tags change where accounts are members of Security Hub in security", base: "small",
		before: hubOfAll, edits: org("tags.costCentre", "cc-2000"),
		want: fine, back: fine,
	},
	{
		says: "Security Hub is switched on in an account that is a member of Security Hub in security", base: "small",
		before: both(hubOfAll, org("detection.elsewhere", "{dev: [security-hub]}")),
		edits:  org("detection.elsewhere", ""),
		want:   fine, back: fine,
	},
	{
		says: "Security Hub V2 watches, too", base: "small",
		edits: org("detection.watch", everythingWatches),
		want:  fine, back: fine,
	},
	{
		says: "Security Hub V2 comes where security shows all accounts", base: "small", before: hubOfAll,
		edits: org("detection.watch", everythingWatches),
		want:  fine, back: fine,
	},
	{
		says: "security shows all accounts of Security Hub V2", base: "small",
		before: both(org("awsOrganization", "{id: o-a1b2c3d4e5}"), org("detection.watch", everythingWatches)),
		edits:  org("awsOrganization.delegated", "[security-hub]"),
		want:   fine, back: refusedFor(cloudformation.Never),
		why: "accounts are members until the management account says that nobody administers Security Hub",
	},
	{
		says: "Security Hub V2 is switched on by something else", base: "small",
		before: org("detection.watch", everythingWatches),
		edits:  org("detection.elsewhere", "{dev: [security-hub-v2]}"),
		want:   fine, back: fine,
	},
	{
		says: "the hub has nothing to gather any more", base: "large",
		edits: org("detection.elsewhere", "{security: [security-hub], shared-services: [security-hub]}"),
		want:  fine, back: fine,
	},
	{
		says: "an account is watched by something else", base: "small",
		edits: org("detection.elsewhere", "{dev: [guard-duty, security-hub]}"),
		want:  fine, back: fine,
	},
	{
		says: "nothing but trails watches", base: "small",
		edits: both(org("detection.watch", "[trail]"), org("detection.standards", ""), org("detection.recording", "")),
		want:  fine, back: refusedFor(cloudformation.SlotTaken),
		why: "the role of AWS Config stays in the account: detection.recorderRoleExists says so, and --kept the plan",
	},
	{says: "detection is switched off", base: "small", edits: org("detection", ""), want: fine, back: fine},

	{
		says: "the patch window moves", base: "small",
		edits: org("settings.patchWindow", "tue:01:00-tue:04:00"),
		want:  fine, back: fine,
	},
	{
		says: "an account keeps its default network", base: "small",
		edits: org("settings.except", "{dev: [default-vpc]}"),
		want:  fine, back: fine,
	},
	{
		says: "only the public is kept out", base: "small",
		edits: org("settings.apply", "[public-access]"),
		want:  fine, back: fine,
	},
	{says: "settings are left alone", base: "small", edits: org("settings", "{apply: []}"), want: fine, back: fine},

	{
		says: "the VPN's server listens on TCP, too", base: "small",
		edits: org("vpn.tcp", "enabled"),
		want:  fine, back: fine,
	},
	{says: "the VPN asks for no code", base: "small", edits: org("vpn.mfa", "none"), want: fine, back: fine},
	{
		says: "the VPN has a level more", base: "small",
		edits: org("vpn.levels.auditors", "[dev]"),
		want:  fine, back: fine,
	},
	{says: "the VPN has a level less", base: "small", edits: org("vpn.levels.developers", ""), want: fine, back: fine},
	{says: "each environment is a level of the VPN", base: "small", edits: org("vpn.levels", ""), want: fine, back: fine},
	{says: "the VPN's server is larger", base: "small", edits: org("vpn.class", "c7g.medium"), want: fine, back: fine},
	{
		says: "the VPN's clients have another range", base: "small",
		edits: org("vpn.clients", "172.30.32.0/22"),
		want:  fine, back: fine,
	},
	{
		says: "the VPN's network has another range", base: "small",
		edits: org("vpn.cidr", "172.29.0.0/20"),
		want:  refusedFor(cloudformation.Export),
		why:   "the network is another one; the VPN has to go and come back",
	},
	{
		says: "the VPN goes", base: "small",
		edits: append(org("vpn", ""), without("dev", "openToVPN")),
		want:  fine, back: fine,
	},
	{
		says: "people log in to AWS's own VPN", base: "small",
		edits: org("vpn", `{server: client-vpn, cidr: 172.30.0.0/20, clients: 172.30.16.0/22, saml: "arn:aws:iam::222222222222:saml-provider/people", certificate: "arn:aws:acm:eu-west-1:222222222222:certificate/01234567-89ab-cdef-0123-456789abcdef"}`),
		want:  fine, back: refusedFor(cloudformation.NameTaken),
		why: "the certificate authority and its key are kept under their names: restore them by import, or delete them first",
	},

	{
		says: "one more group", base: "small",
		edits: org("identity.groups.auditors", "{id: 01234567-89ab-cdef-0123-456789abcde3, roles: {read-only: [dev]}}"),
		want:  fine, back: fine,
	},
	{
		says: "a group may do more", base: "small",
		edits: org("identity.groups.developers.roles", "{developer: [dev], read-only: [shared-services]}"),
		want:  fine, back: fine,
	},
	{
		says: "a group has another id", base: "small",
		edits: org("identity.groups.developers.id", "01234567-89ab-cdef-0123-456789abcdf9"),
		want:  fine, back: fine,
	},
	{says: "sessions are shorter", base: "small", edits: org("identity.sessionHours", "4"), want: fine, back: fine},
	{
		says: "one more user for emergencies", base: "small",
		edits: org("identity.breakGlass.2", "emergency-3"),
		want:  fine, back: fine,
	},
	{
		says: "people are IAM users", base: "small",
		edits: org("identity", "{provider: iam-users, groups: {platform: {users: [ana, ben], roles: {admin: [dev]}}}, breakGlass: [emergency-1]}"),
		want:  fine, back: fine,
	},
	{says: "identity is decided elsewhere", base: "small", edits: org("identity", ""), want: fine, back: fine},
	{
		says: "roles are bounded", base: "small",
		edits: org("permissionsBoundary", "workload-boundary"),
		want:  fine, back: fine,
	},
	{
		says: "the management account keeps accounts to guardrails", base: "small",
		before: awsOrganization,
		edits:  management,
		want:   fine, back: fine,
	},
	{
		says: "a guardrail is taken off", base: "small",
		before: both(awsOrganization, management),
		edits:  org("management.guardrails", "[membership, detection, deployments, sharing, perimeter, console]"),
		want:   fine, back: fine,
	},
	{
		says: "all guardrails but those on data are taken off", base: "small",
		before: both(awsOrganization, management),
		edits:  org("management.guardrails", "[perimeter]"),
		want:   fine, back: fine,
	},
	{
		says: "guardrails are tried on one account first", base: "small",
		before: both(awsOrganization, management),
		edits:  org("management.accounts", "[dev]"),
		want:   fine, back: fine,
	},
	{
		says: "people who deploy by hand are spared", base: "small",
		before: both(awsOrganization, management),
		edits:  org("management.deployers", "[OrganizationAccountAccessRole, deployer]"),
		want:   fine, back: fine,
	},
	{
		says: "accounts may use another region", base: "small",
		before: both(awsOrganization, management),
		edits:  org("management.regions", "[eu-north-1]"),
		want:   fine, back: fine,
	},
	{
		says: "an account is another, and kept to the guardrails", base: "small",
		before: both(awsOrganization, management),
		edits:  org("accounts.dev", `"999999999999"`),
		want:   fine, back: fine,
	},
	{
		says: "the organization has another name", base: "large",
		edits: org("name", "umbrella"),
		want:  refusedFor(cloudformation.Export),
		why:   "names are permanent",
	},
}

// management is the management account, with every guardrail.
var management = org("management", `{account: "919191919191"}`)

// hubOfAll has Security Hub in security show all accounts.
// everythingWatches is what watches where nothing is left out.
const everythingWatches = "[trail, recorder, guard-duty, security-hub, access-analyzer, inspector, security-hub-v2]"

var hubOfAll = org("awsOrganization", "{id: o-a1b2c3d4e5, delegated: [security-hub]}")

// ownArchive gives the log archive an account of its own.
var ownArchive = org("accounts.log-archive", `"121212121212"`)

// centre has Identity Center let somebody in.
var centre = org("identity", `{instance: "arn:aws:sso:::instance/ssoins-0123456789abcdef", breakGlass: [emergency-1],
  groups: {platform: {id: 01234567-89ab-cdef-0123-456789abcde1, roles: {admin: [security]}}}}`)

// queryLogs are what somebody takes away before that.
const queryLogs = "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation"
