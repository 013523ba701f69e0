package plan

import (
	"cmp"
	"fmt"
	"slices"

	"bulkhead/assembly"
)

// interruption is a change in place that is felt: of a property and what is below it.
type interruption struct {
	path   string
	what   string
	long   string // roughly; empty where nobody says
	source string
}

// replacing is what is felt when a type is replaced, with what to do before, where there is something.
type replacing struct{ what, long, source, way string }

const (
	rdsGuide    = "Amazon RDS User Guide"
	auroraGuide = "Amazon Aurora User Guide"
	cacheGuide  = "Amazon ElastiCache User Guide"
	searchGuide = "Amazon OpenSearch Service Developer Guide"
	kafkaGuide  = "Amazon MSK Developer Guide"
)

const blueGreen = "a copy of the domain is built and takes over; it needs free addresses for twice the nodes"

// interruptions are by type. The paths of a type that is replaced are not asked.
var interruptions = map[string][]interruption{
	"AWS::RDS::DBInstance": {
		{
			"DBInstanceClass", "it restarts; with Multi-AZ it fails over once",
			"1 to 2 minutes with Multi-AZ, else several", rdsGuide,
		},
		{"EngineVersion", "it restarts", "minutes; with a major version longer", rdsGuide},
		{"DBParameterGroupName", "it restarts to take its parameters", "minutes", rdsHandler},
		{"Port", "it restarts at once", "minutes", rdsGuide},
		{"BackupRetentionPeriod", "it is away when backups are turned on or off", "seconds to minutes", rdsGuide},
		{"StorageType", "it may be away at the start, and is slower while storage is converted", "hours", rdsGuide},
		{
			"PreferredMaintenanceWindow", "what waits for the window happens at once, if the window is now", "",
			rdsGuide,
		},
		{
			"SourceDBInstanceIdentifier", "it becomes a database of its own, and restarts; there is no way back",
			"minutes", rdsHandler,
		},
		{"ManageMasterUserPassword", "the password changes", "", rdsGuide},
	},
	"AWS::RDS::DBParameterGroup": {
		{"Parameters", "databases with it restart where a parameter is static", "minutes", rdsHandler},
	},
	"AWS::RDS::DBCluster": {
		{
			"EngineVersion", "its instances restart; a major number upgrades in place",
			"seconds to minutes; with a major version longer", auroraGuide,
		},
		{"Port", "its instances restart", "minutes", auroraGuide},
		{"DBClusterParameterGroupName", "its instances restart, one by one", "minutes", rdsHandler},
		{"GlobalClusterIdentifier", "it leaves the global cluster, and is writable", "", rdsHandler},
	},
	"AWS::RDS::DBClusterParameterGroup": {
		{"Parameters", "instances restart, one by one, where a parameter is static", "minutes", rdsHandler},
	},
	"AWS::ElastiCache::ReplicationGroup": {
		{"CacheNodeType", "nodes are renewed one by one; connections drop", "minutes a node", cacheGuide},
		{"EngineVersion", "nodes are renewed one by one; connections drop", "minutes a node", cacheGuide},
		{"Engine", "nodes are renewed one by one; connections drop", "minutes a node", cacheGuide},
		{"NumNodeGroups", "keys move between shards", "minutes for a batch of slots", cacheGuide},
		{"NodeGroupConfiguration", "keys move between shards", "minutes for a batch of slots", cacheGuide},
		{
			"TransitEncryptionEnabled", "it goes through the mode preferred to required: two updates", "",
			"ModifyReplicationGroup",
		},
	},
	"AWS::ElastiCache::CacheCluster": {
		{"CacheNodeType", "its nodes are made anew, and are empty", "minutes", cacheGuide},
		{"EngineVersion", "its nodes are made anew, and are empty", "minutes", cacheGuide},
		{"NumCacheNodes", "the data of nodes that go is lost", "", cacheGuide},
	},
	"AWS::OpenSearchService::Domain": {
		{"ClusterConfig", blueGreen, "minutes to hours", searchGuide},
		{"EBSOptions", blueGreen, "minutes to hours", searchGuide},
		{"VPCOptions", blueGreen, "minutes to hours", searchGuide},
		{"EngineVersion", blueGreen, "15 minutes to several hours", searchGuide},
		{"AdvancedOptions", blueGreen, "minutes to hours", searchGuide},
		{"EncryptionAtRestOptions", blueGreen, "minutes to hours", searchGuide},
	},
	"AWS::MSK::Cluster": {
		{
			"BrokerNodeGroupInfo.InstanceType", "brokers restart, one after the other", "about 15 minutes a broker",
			kafkaGuide,
		},
		{"KafkaVersion", "brokers restart, one after the other", "about 15 minutes a broker", kafkaGuide},
		{"ConfigurationInfo", "brokers restart, one after the other", "about 15 minutes a broker", kafkaGuide},
		{"ClientAuthentication", "brokers restart, one after the other", "about 15 minutes a broker", kafkaGuide},
		{
			"EncryptionInfo.EncryptionInTransit.ClientBroker", "brokers restart, one after the other",
			"about 15 minutes a broker", kafkaGuide,
		},
		{
			"BrokerNodeGroupInfo.StorageInfo", "online; no other change of storage for a while", "6 to 24 hours",
			kafkaGuide,
		},
	},
	"AWS::ECS::Service": {
		{
			"TaskDefinition", "its tasks are renewed by the strategy of the service",
			"minutes; up to 3 hours rolling, 36 otherwise", "Amazon ECS Developer Guide",
		},
		{
			"NetworkConfiguration", "its tasks are renewed by the strategy of the service", "minutes",
			"Amazon ECS Developer Guide",
		},
		{
			"LoadBalancers", "its tasks are renewed by the strategy of the service", "minutes",
			"Amazon ECS Developer Guide",
		},
		{
			"CapacityProviderStrategy", "its tasks are renewed by the strategy of the service", "minutes",
			"Amazon ECS Developer Guide",
		},
		{"DesiredCount", "scaling begins from this number again", "", "CloudFormation template reference"},
	},
	"AWS::EKS::Cluster": {
		{
			"Version", "the control plane is upgraded, and nodes of Auto Mode are replaced as disruption budgets let",
			"about half an hour", "Amazon EKS User Guide",
		},
	},
	"AWS::EKS::Nodegroup": {
		{"Version", "nodes are replaced, one after the other", "minutes a node", "Amazon EKS User Guide"},
		{"LaunchTemplate", "nodes are replaced, one after the other", "minutes a node", "Amazon EKS User Guide"},
	},
	"AWS::EC2::Route": {
		{"NatGatewayId", "open connections through the old gateway break", "seconds", "template reference"},
		{"GatewayId", "open connections through the old gateway break", "seconds", "template reference"},
		{"TransitGatewayId", "open connections through the old gateway break", "seconds", "template reference"},
	},
	"AWS::EC2::VPCEndpoint": {
		{"SubnetIds", "connections through subnets that go break", "minutes", "AWS PrivateLink Guide"},
		{"PrivateDnsEnabled", "names of the service lead elsewhere", "minutes", "AWS PrivateLink Guide"},
	},
	"AWS::AutoScaling::AutoScalingGroup": {
		{
			"LaunchTemplate", "instances are renewed as the UpdatePolicy says; a single one is away meanwhile",
			"minutes an instance", "CloudFormation User Guide, UpdatePolicy",
		},
		{
			"MixedInstancesPolicy", "instances are renewed as the UpdatePolicy says; a single one is away meanwhile",
			"minutes an instance", "CloudFormation User Guide, UpdatePolicy",
		},
		{
			"VPCZoneIdentifier", "instances are renewed as the UpdatePolicy says; a single one is away meanwhile",
			"minutes an instance", "CloudFormation User Guide, UpdatePolicy",
		},
	},
	"AWS::CloudFront::Distribution": {
		{"DistributionConfig", "it spreads over the world", "2 to 15 minutes", "Amazon CloudFront Developer Guide"},
	},
	"AWS::EC2::SecurityGroup": {
		{
			"SecurityGroupIngress", "rules are taken away before others are added", "seconds",
			"CloudFormation template reference",
		},
	},
}

// waits are the properties of a database that wait for its window where it does not apply changes at once. Source:
// Amazon RDS User Guide, settings for DB instances.
var waits = map[string]bool{"DBInstanceClass": true, "EngineVersion": true, "BackupRetentionPeriod": true}

// anyTime is what to do about an interruption of which nothing more is to be said.
const anyTime = "deploy when that is acceptable"

// replacements are what is felt when a type is replaced.
var replacements = map[string]replacing{
	"AWS::ElasticLoadBalancingV2::LoadBalancer": {what: "it gets another DNS name; clients that keep the old address lose it", long: "minutes"},
	"AWS::EC2::NatGateway":                      {what: "open connections through the old one break", long: "seconds"},
	"AWS::EC2::ClientVpnEndpoint":               {what: "it gets another name: open sessions end, and everybody needs a new profile", long: "until they have it", source: "AWS Client VPN Administrator Guide"},
	"AWS::EC2::EIP":                             {what: "the address is another one: whoever admits the old one has to be told"},
	"AWS::CertificateManager::Certificate":      {what: "the new one is validated first, and the deployment waits for it", long: "minutes; fails after hours where the zone is not reached"},
	"AWS::EC2::TransitGatewayRoute":             {what: "the route is away between deleting and creating", long: "seconds to a minute"},
	"AWS::EC2::VPCGatewayAttachment":            {what: "the VPC has no internet between deleting and creating", long: "seconds to a minute"},
	"AWS::EC2::SubnetRouteTableAssociation":     {what: "the subnet has the main route table between deleting and creating", long: "seconds"},
	"AWS::EC2::SubnetNetworkAclAssociation":     {what: "the subnet has the default network ACL between deleting and creating", long: "seconds"},
	"AWS::Route53::HostedZone":                  {what: "a public zone gets other name servers: names fail until its parent follows", long: "up to the time to live of the delegation"},
	"AWS::ElasticLoadBalancingV2::TargetGroup":  {what: "its targets register again", long: "minutes"},
	"AWS::ECS::Service":                         {what: "its tasks are made anew", long: "minutes"},
	"AWS::EKS::Nodegroup": {
		what: "another group is made, and nodes of this one end after five minutes each, whatever disruption budgets say",
		long: "minutes", source: "Amazon EKS User Guide",
		way: "move pods away with kubectl drain before, or at the latest when the new nodes are there:" +
			" see Changing it in docs/kubernetes.md",
	},
}

// departures are what is felt when a resource that holds no data goes.
var departures = map[string]interruption{
	"AWS::RDS::DBInstance": {
		what: "connections to it break; a cluster whose writer it has become fails over", long: "about a minute",
		source: auroraGuide,
	},
	"AWS::EC2::Route": {
		what: "what went this way gets there no longer, open connections included", long: "at once",
		source: "Amazon VPC User Guide",
	},
	"AWS::EC2::NetworkAclEntry": {
		what: "what it lets through is stopped, open connections included", long: "at once", source: "Amazon VPC User Guide",
	},
	"AWS::IAM::OIDCProvider": {
		what: "whoever takes a role with its tokens is refused", long: "at once", source: "IAM User Guide",
	},
	"AWS::EC2::ClientVpnEndpoint": {
		what: "open sessions end, and no profile for it leads anywhere", long: "at once", source: "AWS Client VPN Administrator Guide",
	},
	"AWS::GuardDuty::Detector":           {what: "it watches no longer, and its findings go with it", source: "Amazon GuardDuty User Guide"},
	"AWS::SecurityHub::Hub":              {what: "it judges no longer", source: "AWS Security Hub User Guide"},
	"AWS::SecurityHub::HubV2":            {what: "it judges no longer", source: "AWS Security Hub User Guide"},
	"AWS::Config::ConfigurationRecorder": {what: "changes are recorded no longer", source: "AWS Config Developer Guide"},
	"AWS::AccessAnalyzer::Analyzer":      {what: "it watches no longer, and its findings go with it", source: "IAM User Guide"},
	"AWS::CloudTrail::Trail":             {what: "what happens is recorded no longer by it", source: "AWS CloudTrail User Guide"},
	"AWS::Shield::Protection":            {what: "Shield Advanced protects it no longer", source: "AWS Shield Developer Guide"},
	"AWS::WAFv2::WebACLAssociation":      {what: "requests are not looked at any more", long: "at once", source: "AWS WAF Developer Guide"},
}

// checkInterruption tells what restarts, fails over or is away.
func checkInterruption(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		switch f.action {
		case Change:
			told := map[string]bool{}
			for _, d := range f.differences {
				for _, rule := range interruptions[f.new.Type] {
					if under(d.Path, rule.path) && !told[rule.what] && !f.isAnotherNumber(rule.path) {
						told[rule.what] = true
						all = append(all, u.interrupts(id, rule.path+": ", rule))
					}
				}
			}
		case Replace:
			isPrivate := f.new.properties["VPCs"] != nil // a zone to which nobody delegates
			if rule, known := replacements[f.new.Type]; known && !isPrivate {
				felt := interruption{what: rule.what, long: rule.long, source: rule.source}
				finding := u.interrupts(id, paths(f.causes)+" replaces it: ", felt)
				finding.Way = cmp.Or(rule.way, finding.Way)
				all = append(all, finding)
			}
		case Delete:
			isDenial := text(f.old.properties["RuleAction"]) == "deny" // of a network ACL
			rule, known := departures[f.old.Type]
			if known && !isStateful(f.old) && !u.goesWithWhole(f.old) && !isDenial {
				all = append(all, u.interrupts(id, "it goes: ", rule))
			}
		}
	}
	return all
}

// goesWithWhole tells whether what goes is of something that goes as well, or another one takes its place.
func (u *update) goesWithWhole(part *instance) bool {
	whole := []any{part.Properties["RouteTableId"], part.Properties["NetworkAclId"], part.Properties["ResourceArn"]}
	for id, f := range u.fates {
		if f.action == Add && f.new.Type == part.Type && text(f.new.properties) == text(part.properties) {
			return true
		}
		if f.action == Delete && slices.Contains(assembly.References(whole), id) {
			return true
		}
	}
	return false
}

// isAnotherNumber tells whether backups are kept for more or fewer days: that is felt from and to none only.
func (f *fate) isAnotherNumber(path string) bool {
	if path != "BackupRetentionPeriod" {
		return false
	}
	before, _ := retentions[f.old.Type].of(f.old)
	after, _ := retentions[f.new.Type].of(f.new)
	return before > 0 && after > 0
}

func (u *update) interrupts(id, begins string, rule interruption) Finding {
	reason := begins + rule.what
	if rule.long != "" {
		reason += "; " + rule.long
	}
	if rule.source != "" {
		reason = fmt.Sprintf("%s (%s)", reason, rule.source)
	}
	if of := u.fates[id].new; of != nil && waits[rule.path] && of.Type == "AWS::RDS::DBInstance" && text(of.properties["ApplyImmediately"]) == "false" {
		reason += "; it waits for the maintenance window"
	}
	return u.finding(Note, KindInterruption, id, reason, anyTime)
}
