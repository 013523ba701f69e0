package preflight

import (
	"bulkhead/config"
	"bulkhead/internal/aws/look"
)

// calls are the descriptions of calls.
func calls(all ...look.Description) []look.Description { return all }

// ofKinds are the calls and the rows of kinds, and of looking whether their stacks are there.
func ofKinds(kinds map[string]kind) (asks []look.Description, rows []string) {
	asks = calls(look.DescribeStacks.Description)
	for _, name := range once(keysOf(kinds)) {
		asks = append(asks, kinds[name].asks...)
		rows = append(rows, kinds[name].rows...)
	}
	return asks, rows
}

// Table is every check, in the order in which a first deployment needs what it looks for.
var Table = table()

func table() []Check {
	single, rows := ofKinds(singles)
	name, _ := ofKinds(named)
	quota := calls(look.GetQuota.Description, look.GetDefaultQuota.Description, look.ListQuotaRequests.Description)
	return []Check{
		{
			Name: "regions", What: "the account has switched its regions on", find: regions,
			Asks: calls(look.DescribeRegions.Description),
		},
		{Name: "zones", What: "it has the zones of its subnets", find: zones, Asks: calls(look.DescribeZones.Description)},
		{
			Name: "switches", What: "the management account has switched on what the configuration needs of it", find: switches,
			Rows: []string{
				"`identity` with `provider: identity-center`", "`management`", "`awsOrganization.delegated`",
				"`awsOrganization` with `vpn`", "`backups` with `copies: enabled`",
			},
			Asks: calls(look.ListRoots.Description, look.ListAccess.Description, look.ListDelegated.Description,
				look.ListOrganizationsFeatures.Description, look.GlobalBackup.Description),
		},
		{
			Name: "trying", What: "guardrails were tried, and members have no credentials of root", Rows: []string{"`management`"},
			Why:  "trying them is an act of a person: docs/operate/guardrails.md, \"Trying them\"",
			when: func(n Needs) []string { return where(n.Organization.Management != nil, Management) },
		},
		{
			Name: "groups", What: "Identity Center is the one that the configuration names, and has its groups", find: groups,
			Rows: []string{"`identity` with `provider: identity-center`"},
			Asks: calls(look.ListInstances.Description, look.DescribeGroup.Description),
		},
		{
			Name: "moved", What: "logs of DNS queries lead to no archive that security has had",
			Rows: []string{"`accounts` with `log-archive`, where security has had the archive"},
			Why:  "whether it has had one, the configuration does not tell; a deployment fails where a log is in the way",
			when: func(n Needs) []string {
				return where(n.Organization.Accounts[config.LogArchive] != "", config.LogArchive)
			},
		},
		{
			Name: "mfa", What: "Identity Center asks for MFA at every sign-in", Rows: []string{"`identity` with `provider: identity-center`"},
			Why:  "AWS has no call that tells: see Settings → Authentication in its console",
			when: func(n Needs) []string { return where(n.identityCenter() != nil, config.Security) },
		},
		{
			Name: "bootstrap", What: "each region is prepared by `bulkhead bootstrap`, of this version, and lets in those who deploy",
			find: bootstrapped, Asks: calls(look.DescribeStacks.Description, look.GetRole.Description),
		},
		{
			Name: "existing", What: "the roles of services are there that the configuration says are", find: existing,
			Rows: []string{"an account that has used ECS, or OpenSearch in a VPC, before"}, Asks: calls(look.GetRole.Description),
		},
		{
			Name: "singles", What: "nothing is there that AWS has once, in a region or at all, and a stack is to make", find: free(singles),
			Rows: rows, Asks: single,
		},
		{Name: "names", What: "no name is taken of what is kept when its stack goes", find: free(named), Asks: name},
		{
			Name: "taken-over", What: "what stacks take over is there, with the keys and indexes that the configuration says, and " +
				"without replicas of tables elsewhere",
			find: takenOver, Rows: []string{"`takesOver` of a bucket or a table"},
			Asks: calls(look.DescribeStacks.Description, look.HeadBucket.Description, look.DescribeTable.Description),
		},
		{
			Name: "default-vpc", What: "nothing is in the default VPCs that are removed", find: unused,
			Rows: []string{"`settings` with `default-vpc`"},
			Asks: calls(look.DescribeVpcs.Description, look.DescribeInterfaces.Description),
		},
		{
			Name: "ranges", What: "no other network of the account has addresses of one that is to be", find: ranges,
			Asks: calls(look.DescribeVpcs.Description),
		},
		{
			Name: "network", What: "a network that exists has the range, the zones, the route tables and the addresses that the " +
				"configuration counts on, AWS's resolver and ways out",
			find: network,
			Asks: calls(look.DescribeVpcs.Description, look.DescribeVpcAttribute.Description,
				look.DescribeDHCP.Description, look.DescribeSubnets.Description, look.DescribeRouteTables.Description,
				look.DescribeEndpoints.Description, look.DescribeACLs.Description, look.DescribeStacks.Description),
		},
		{
			Name: "security-groups", What: "security groups that exist are in the environment's network", find: securityGroups,
			Asks: calls(look.DescribeSecurityGroups.Description, look.DescribeVpcs.Description),
		},
		{
			Name: "stores", What: "stores that exist are there, in the account, with their ports, security groups, secrets and keys",
			find: stores,
			Asks: calls(look.HeadBucket.Description, look.GetBucketEncryption.Description,
				look.DescribeDatabases.Description, look.DescribeDBClusters.Description,
				look.DescribeSecret.Description, look.DescribeKey.Description),
		},
		{
			Name: "cluster", What: "a cluster that exists is in the environment's network, and lets services in", find: cluster,
			Asks: calls(look.DescribeCluster.Description, look.ListAddons.Description, look.DescribeVpcs.Description),
		},
		{
			Name: "repositories", What: "repositories that exist let accounts pull, and have the images that run there",
			find: repositories, Asks: calls(look.CheckLayers.Description, look.DescribeImages.Description),
		},
		{Name: "quotas", What: "the account may have as much as templates make at their greatest scale", find: quotas, Asks: quota},
		{
			Name: "builds", What: "more than one build runs at a time", find: builds,
			Rows: []string{"`applications` with `codepipeline`"}, Asks: append(calls(look.ListQuotas.Description), quota...),
		},
		{Name: "databases", What: "RDS offers the version and class of each database", find: offered(
			[]string{"AWS::RDS::DBInstance"}, databases), Asks: calls(look.DescribeOrderable.Description)},
		{
			Name: "caches", What: "ElastiCache offers the version of each cache", find: offered(
				[]string{"AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster"}, caches),
			Asks: calls(look.DescribeCaches.Description),
		},
		{Name: "search", What: "OpenSearch Service offers the version and classes of each domain", find: offered(
			[]string{"AWS::OpenSearchService::Domain"}, searches), Asks: calls(look.ListSearchClasses.Description)},
		{
			Name: "streams", What: "MSK offers the version of each stream", find: offered([]string{"AWS::MSK::Cluster"}, streams),
			Asks: calls(look.ListKafkaVersions.Description),
		},
		{
			Name: "clusters", What: "EKS offers the version of each cluster", find: offered([]string{"AWS::EKS::Cluster"}, clusters),
			Asks: calls(look.DescribeClusters.Description),
		},
		{
			Name: "instances", What: "EC2 offers the classes of instances, those of stores in the zones of their volumes", find: offered(
				[]string{"AWS::EC2::LaunchTemplate", "AWS::EKS::Nodegroup", "AWS::AutoScaling::AutoScalingGroup"}, instances),
			Asks: calls(look.DescribeOfferings.Description),
		},
		{
			Name: "endpoints", What: "VPCs can have their endpoints in their zones", find: offered([]string{"AWS::EC2::VPCEndpoint"}, endpoints),
			Asks: calls(look.DescribeServices.Description),
		},
		{
			Name: "shield", What: "the account has subscribed to Shield Advanced", find: shield, Rows: []string{"`firewall.shield: enabled`"},
			Asks: calls(look.GetSubscription.Description),
		},
		{
			Name: "slack", What: "security may write to Slack's workspace", find: slack, Rows: []string{"`detection.findings.slack`"},
			Asks: calls(look.DescribeWorkspaces.Description),
		},
		{
			Name: "client-vpn", What: "AWS Client VPN has its certificate and its SAML provider", find: clientVPN,
			Rows: []string{"`vpn` with `server: client-vpn`"},
			Asks: calls(look.DescribeCertificate.Description, look.ListSAMLProviders.Description),
		},
		{
			Name: "copies", What: "security has the role that AWS Backup copies with", find: copies,
			Rows: []string{"`backups` with `copies: enabled`"}, Asks: calls(look.GetRole.Description),
		},
		{
			Name: "aurora", What: "AWS Backup looks after clusters of Aurora", find: optedIn,
			Rows: []string{"`backups`, in an account where somebody has switched AWS Backup off for Aurora"},
			Asks: calls(look.RegionBackup.Description),
		},
		{
			Name: "trunks", What: "instances of ECS hold more tasks than they have interfaces", find: trunks,
			Rows: []string{"`instances` with many tasks on each"}, Asks: calls(look.ListSettings.Description),
		},
		{
			Name: "domains", What: "the internet is led to the zones, and certificates of others are issued", find: delegated,
			Rows: []string{"`domains`"},
			Asks: calls(look.ListZones.Description, look.GetZone.Description, look.DescribeCertificate.Description),
		},
		{
			Name: "images", What: "images are in the registry of each region under their tags", find: images,
			Rows: []string{"`hosting: instances` of a store", "`instances`, `tracing`"}, Asks: calls(look.DescribeImages.Description),
		},
		{
			Name: "inside", What: "images of stores hold their plugins, and CAA records let Amazon issue certificates",
			Rows: []string{"`hosting: instances` of a store"},
			Why:  "AWS does not tell what is in an image, and the resolver of Go asks for no CAA records",
			when: func(n Needs) []string { return n.having(onInstances) },
		},
		{
			Name: "parameters", What: "there are the parameters that services read first", find: parameters,
			Rows: []string{"`secrets` with `store: parameter-store`"}, Asks: calls(look.DescribeParameters.Description),
		},
		{
			Name: "connections", What: "handshakes of connections are finished", find: connections,
			Rows: []string{"`applications`"}, Asks: calls(look.GetConnection.Description),
		},
		{
			Name: "branch", What: "nobody pushes to the branch that is deployed", Rows: []string{"`pipeline`", "`applications`"},
			Why: "where the repository is, AWS does not see",
			when: func(n Needs) []string {
				return where(n.Organization.Pipeline != nil || len(n.Organization.Applications) > 0,
					config.SharedServices)
			},
		},
		{
			Name: "subscriptions", What: "mails of topics are confirmed", find: subscriptions, Rows: []string{"`alerts`, `findings.email`"},
			Asks: calls(look.ListSubscriptions.Description),
		},
		{
			Name: "emergencies", What: "users for emergencies have a password and a device", find: emergencies,
			Rows: []string{"`identity.breakGlass`"}, Asks: calls(look.ListMFADevices.Description, look.GetLoginProfile.Description),
		},
		{
			Name: "rehearsal", What: "the way in for emergencies was rehearsed", Rows: []string{"`identity.breakGlass`"},
			Why: "it is an act of a person", when: func(n Needs) []string { return where(n.Organization.Identity != nil, config.Security) },
		},
		{
			Name: "users", What: "IAM users have a password", find: users, Rows: []string{"`identity` with `provider: iam-users`"},
			Asks: calls(look.ListMFADevices.Description, look.GetLoginProfile.Description),
		},
		{Name: "mail", What: "SES lets mail out of the sandbox", find: mails, Rows: []string{"`mail`"}, Asks: calls(look.GetMail.Description)},
		{
			Name: "sinks", What: "the configuration names security's sinks", find: sinks, Rows: []string{"`observability`"},
			Asks: calls(look.ListSinks.Description),
		},
		{
			Name: "grafana", What: "Grafana has an admin and data sources", Rows: []string{"`observability.grafana`"},
			Why: "only Grafana itself knows its data sources",
			when: func(n Needs) []string {
				o := n.Organization.Observability
				return where(o != nil && o.Grafana != nil, config.Security)
			},
		},
		{
			Name: "security", What: "changes of security and of log-archive are deployed before they are pushed",
			Rows: []string{
				"`pipeline` without `deploys: [security]`", "`pipeline` without `deploys: [log-archive]`, where `accounts` has it",
			},
			Why: "whether a change was pushed too early, `bulkhead plan` tells",
			when: func(n Needs) []string {
				p := n.Organization.Pipeline
				return where(p != nil && !p.DeploysTo(config.Security), config.Security)
			},
		},
		{
			Name: "filling", What: "something fills the cluster", Rows: []string{"`kubernetes`"}, Why: "only its own API tells, which the VPC reaches alone",
			when: func(n Needs) []string {
				return n.having(func(e config.Environment) bool { return e.Kubernetes != nil })
			},
		},
		{
			Name: "audit-log", What: "audit log and slow logs of search domains are on", Rows: []string{"`search`"},
			Why: "only the domain itself tells, which the VPC reaches alone",
			when: func(n Needs) []string {
				return n.having(func(e config.Environment) bool { return len(e.Search) > 0 })
			},
		},
		{
			Name: "values", What: "secrets are filled in", Rows: []string{"`secrets`"}, Why: "it would take reading them",
			when: func(n Needs) []string {
				return n.having(func(e config.Environment) bool { return len(e.Secrets) > 0 })
			},
		},
		{
			Name: "vpn-name", What: "the VPN's name leads to its server", Rows: []string{"`vpn`, where the parent domain is not in shared-services"},
			Why: "the address is known after the deployment alone, and who has the zone is not of this organization",
			when: func(n Needs) []string {
				return where(n.Organization.VPN != nil &&
					n.Organization.Domain.Account != config.SharedServices, config.SharedServices)
			},
		},
	}
}

// where is an account, if something is so.
func where(is bool, account string) []string {
	if is {
		return []string{account}
	}
	return nil
}

// onInstances tells whether an environment has a store on instances.
func onInstances(e config.Environment) bool {
	is := false
	for _, d := range e.Databases {
		is = is || d.Hosting == config.OnInstances
	}
	for _, c := range e.Caches {
		is = is || c.Hosting == config.OnInstances
	}
	for _, s := range e.Search {
		is = is || s.Hosting == config.OnInstances
	}
	return is
}
