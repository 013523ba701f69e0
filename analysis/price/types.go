package price

import (
	"strings"

	"bulkhead/assembly"
)

// kind is what a resource type costs: nothing, a price for being there, or what its use comes to. Each is a decision; a
// type that is nowhere fails.
type kind struct {
	component string
	keys      []string // of the configuration, that decide it: see cause
	priced    func(counter)
	usage     string                        // what is billed by use
	there     string                        // what is billed for being there, and has no price here
	is        func(*assembly.Resource) bool // of which of them; nil: of all
}

func priced(component string, count func(counter), keys ...string) kind {
	return kind{component: component, priced: count, keys: keys}
}

func (k kind) and(usage string) kind { k.usage = usage; return k }

// without says what is there and not counted, of those resources that are so.
func (k kind) without(there string, is func(*assembly.Resource) bool) kind {
	k.there, k.is = there, is
	return k
}

// kinds are what resource types cost.
var kinds = func() map[string]kind {
	all := map[string]kind{}
	add := func(name string, k kind) {
		if _, twice := all[name]; twice {
			panic(name + " is classified twice")
		}
		all[name] = k
	}
	for name, k := range pricedTypes {
		add(name, k)
	}
	for what, names := range usageTypes {
		for name := range strings.FieldsSeq(names) {
			add(name, kind{usage: what})
		}
	}
	for name, k := range unpricedTypes {
		add(name, k)
	}
	for name := range strings.FieldsSeq(freeTypes) {
		add(name, kind{})
	}
	return all
}()

// pricedTypes are billed for being there.
var pricedTypes = map[string]kind{
	"AWS::EC2::NatGateway":                        priced("NAT gateways", natGateway, "network.nat").and("NAT gateways: data"),
	"AWS::EC2::VPCEndpoint":                       priced("interface endpoints", vpcEndpoint, "network.endpoints").and("interface endpoints: data"),
	"AWS::EC2::EIP":                               priced("public addresses", elasticIP, "network.nat"),
	"AWS::EC2::TransitGatewayAttachment":          priced("transit gateway", transitAttachment, "vpn").and("transit gateway: data"),
	"AWS::EC2::TransitGatewayPeeringAttachment":   priced("transit gateway", transitPeering, "vpn"),
	"AWS::EC2::ClientVpnTargetNetworkAssociation": priced("VPN", clientVPN, "vpn.server", "vpn").and("AWS Client VPN: connections"),
	"AWS::ElasticLoadBalancingV2::LoadBalancer":   priced("load balancers", loadBalancer, "front").and("load balancers: capacity units"),
	"AWS::GlobalAccelerator::Accelerator":         priced("accelerator", accelerator, "recovery").and("Global Accelerator: data"),
	"AWS::Route53::HostedZone":                    priced("DNS", hostedZone, "domain").and("Route 53: queries"),
	"AWS::Route53::HealthCheck":                   priced("DNS", healthCheck, "recovery"),
	"AWS::WAFv2::WebACL":                          priced("firewall", webACL, "firewall").and("AWS WAF: requests"),

	"AWS::Shield::Protection":            priced("", shield, "firewall.shield").and("Shield Advanced: data of what it protects"),
	"AWS::ECS::Service":                  priced("tasks", service, ".scaling.min"),
	"AWS::AutoScaling::AutoScalingGroup": priced("instances", group, "instances.classes", "instances"),
	"AWS::EC2::Volume":                   priced("volumes", volume, ".storageGiB"),
	"AWS::EKS::Cluster":                  priced("Kubernetes", cluster, "kubernetes").without("clusters of Auto Mode", autoMode),
	"AWS::EKS::Nodegroup":                priced("Kubernetes", nodeGroup, "kubernetes.nodes"),
	"AWS::Synthetics::Canary":            priced("canaries", canary, "canaries.everyMinutes"),

	"AWS::RDS::DBInstance":               priced("databases", database).and("databases: backups larger than they are"),
	"AWS::RDS::DBCluster":                {usage: "Aurora: storage and I/O"},
	"AWS::ElastiCache::ReplicationGroup": priced("caches", cacheGroup, ".class"),
	"AWS::ElastiCache::CacheCluster":     priced("caches", memcached, ".class"),
	"AWS::OpenSearchService::Domain":     priced("search", search),
	"AWS::MSK::Cluster":                  priced("streams", stream).and("MSK: storage of express brokers"),
	"AWS::MSK::Replicator":               priced("streams", replicator, "recovery").and("MSK Replicator: data"),
	"Custom::StreamConnectivity":         priced("streams", connectivity, "recovery"),

	"AWS::KMS::Key":                                  priced("keys", encryptionKey).and("KMS: requests"),
	"AWS::SecretsManager::Secret":                    priced("secrets", secret).and("Secrets Manager: requests"),
	"AWS::CloudWatch::Alarm":                         priced("alarms", alarm),
	"AWS::ApplicationSignals::ServiceLevelObjective": priced("objectives", objective, ".slo"),
	"AWS::CloudWatch::Dashboard":                     priced("dashboards", dashboard),
	"AWS::CodePipeline::Pipeline":                    priced("pipelines", pipeline, "pipeline").and("CodePipeline: minutes of actions"),
}

// usageTypes are billed by what they are used for.
var usageTypes = map[string]string{
	"IAM Access Analyzer: roles whose unused access it looks for": `AWS::AccessAnalyzer::Analyzer`,
	"API Gateway: requests":                                        `AWS::ApiGatewayV2::Api`,
	"Athena: what questions read":                                  `AWS::Athena::WorkGroup`,
	"AWS Backup: what it keeps and restores":                       `AWS::Backup::BackupVault AWS::Backup::RestoreTestingPlan`,
	"CloudFront: requests and data":                                `AWS::CloudFront::Distribution AWS::CloudFront::Function`,
	"CloudTrail: data events, and events of a second trail":        `AWS::CloudTrail::Trail`,
	"CodeBuild: minutes":                                           `AWS::CodeBuild::Project`,
	"AWS Config: items and evaluations":                            `AWS::Config::ConfigRule AWS::Config::ConfigurationRecorder`,
	"DynamoDB: requests and storage":                               `AWS::DynamoDB::GlobalTable AWS::DynamoDB::Table`,
	"flow logs: delivery":                                          `AWS::EC2::FlowLog`,
	"ECR: images":                                                  `AWS::ECR::Repository`,
	"ECR: scans of images":                                         `AWS::ECR::RegistryScanningConfiguration`,
	"Container Insights: metrics":                                  `AWS::ECS::Cluster`,
	"ECS: tasks that run on a schedule or by hand":                 `AWS::ECS::TaskDefinition`,
	"EFS: storage and throughput":                                  `AWS::EFS::FileSystem`,
	"EventBridge: what archives keep":                              `AWS::Events::Archive`,
	"EventBridge: events of buses of ours":                         `AWS::Events::EventBus`,
	"Glue: requests of the catalogue":                              `AWS::Glue::Database AWS::Glue::Table`,
	"Grafana: users":                                               `AWS::Grafana::Workspace`,
	"GuardDuty: what it looks at":                                  `AWS::GuardDuty::Detector`,
	"Lambda: requests and time":                                    `AWS::Lambda::Function`,
	"CloudWatch Logs: what comes in and is kept":                   `AWS::Logs::LogGroup`,
	"CloudWatch Logs: what AWS delivers":                           `AWS::Logs::Delivery`,
	"CloudWatch: metrics of log filters":                           `AWS::Logs::MetricFilter`,
	"Kubernetes: what its objects ask for, such as volumes":        `Custom::KubernetesObjects`,
	"Route 53 Resolver: queries":                                   `AWS::Route53Resolver::ResolverQueryLoggingConfig`,
	"DNS Firewall: queries that it judges, and names of one's own": `AWS::Route53Resolver::FirewallRuleGroupAssociation AWS::Route53Resolver::FirewallDomainList`,
	"S3: storage and requests":                                     `AWS::S3::Bucket`,
	"Custom resources: requests of KMS, S3 and others":             `Custom::BucketReplication`,
	"EventBridge Scheduler: calls":                                 `AWS::Scheduler::Schedule`,
	"Security Hub: checks and findings":                            `AWS::SecurityHub::Hub AWS::SecurityHub::Standard`,
	"Security Hub V2: resources, instead of what others look at":   `AWS::SecurityHub::HubV2`,
	"SES: mail":                              `AWS::SES::ConfigurationSet`,
	"data to the internet and between zones": `AWS::EC2::VPC`,
	"SNS: messages":                          `AWS::SNS::Topic`,
	"SQS: requests":                          `AWS::SQS::Queue`,
	"Step Functions: transitions":            `AWS::StepFunctions::StateMachine`,
	"Chatbot: messages":                      `AWS::Chatbot::SlackChannelConfiguration`,
	"X-Ray: spans":                           `AWS::XRay::TransactionSearchConfig`,
	"account settings: Inspector and others": `Custom::AccountSettings`,
	"DynamoDB: streams":                      `Custom::TableChanges`,
}
