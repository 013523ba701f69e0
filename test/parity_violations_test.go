package test

// seededViolations are what somebody could have let differ.
var seededViolations = map[string]seed{
	"an older engine": {
		stack: "data-orders", typ: "AWS::RDS::DBInstance", path: "Properties.EngineVersion", value: "17.6",
		line: `violation  prod-dr/data-orders orders46FA7C19 (AWS::RDS::DBInstance) EngineVersion: "17.6", where prod has "17.7" (databases.orders.version)`,
	},
	"a smaller class": {
		stack: "data-orders", typ: "AWS::RDS::DBInstance", path: "Properties.DBInstanceClass", value: "db.t4g.small",
		line: `violation  prod-dr/data-orders orders46FA7C19 (AWS::RDS::DBInstance) DBInstanceClass: "db.t4g.small", where prod has "db.m7g.large" (databases.orders.class)`,
	},
	"fewer days of backups": {
		stack: "data-orders", typ: "AWS::RDS::DBInstance", path: "Properties.BackupRetentionPeriod", value: 7.0,
		line: `violation  prod-dr/data-orders orders46FA7C19 (AWS::RDS::DBInstance) BackupRetentionPeriod: "7", where prod has "35" (databases.orders.backupDays)`,
	},
	"no protection against deletion": {
		stack: "data-orders", typ: "AWS::RDS::DBInstance", path: "Properties.DeletionProtection", value: false,
		line: `violation  prod-dr/data-orders orders46FA7C19 (AWS::RDS::DBInstance) DeletionProtection: "false", where prod has "true" (databases.orders)`,
	},
	"one zone": {
		stack: "data-orders", typ: "AWS::RDS::DBInstance", path: "Properties.MultiAZ", value: false,
		line: `violation  prod-dr/data-orders orders46FA7C19 (AWS::RDS::DBInstance) MultiAZ: "false", where prod has "true" (databases.orders.multiAZ)`,
	},
	"a policy that deletes": {
		stack: "data-orders", typ: "AWS::RDS::DBInstance", path: "DeletionPolicy", value: "Delete",
		line: `violation  prod-dr/data-orders orders46FA7C19 (AWS::RDS::DBInstance) DeletionPolicy: "Delete", where prod has "RetainExceptOnCreate" (databases.orders)`,
	},
	"no log of the database": {
		stack: "data-orders", typ: "AWS::RDS::DBInstance", path: "Properties.EnableCloudwatchLogsExports.1", value: removed,
		line: `violation  prod-dr/data-orders orders46FA7C19 (AWS::RDS::DBInstance) EnableCloudwatchLogsExports.1: missing, where prod has "upgrade" (databases.orders)`,
	},
	"another parameter": {
		stack: "data-orders", typ: "AWS::RDS::DBParameterGroup", path: "Properties.Parameters.log_min_duration_statement", value: "5000",
		line: `violation  prod-dr/data-orders ordersParameters17708160A0 (AWS::RDS::DBParameterGroup) Parameters.log_min_duration_statement: "5000", where prod has "1000" (databases.orders.parameters.log_min_duration_statement)`,
	},
	"a parameter less": {
		stack: "data-orders", typ: "AWS::RDS::DBParameterGroup", path: "Properties.Parameters.log_min_duration_statement", value: removed,
		line: `violation  prod-dr/data-orders ordersParameters17708160A0 (AWS::RDS::DBParameterGroup) Parameters.log_min_duration_statement: missing, where prod has "1000" (databases.orders.parameters.log_min_duration_statement)`,
	},
	"a parameter more": {
		stack: "data-orders", typ: "AWS::RDS::DBParameterGroup", path: "Properties.Parameters.work_mem", value: "64MB",
		line: `violation  prod/data-orders ordersParameters17708160A0 (AWS::RDS::DBParameterGroup) Parameters.work_mem: missing, where prod-dr has "64MB" (databases.orders)`,
	},
	"less capacity": {
		stack: "data-catalogue", typ: "AWS::RDS::DBCluster", path: "Properties.ServerlessV2ScalingConfiguration.MaxCapacity", value: 8.0,
		line: `violation  prod-dr/data-catalogue catalogue1B15CAF5 (AWS::RDS::DBCluster) ServerlessV2ScalingConfiguration.MaxCapacity: "8", where prod has "32" (databases.catalogue.serverless.maxACU)`,
	},
	"a reader less": {
		stack: "data-catalogue", typ: "AWS::RDS::DBInstance", id: "catalogueInstance2", value: removed,
		line: "violation  prod-dr/data-catalogue catalogueInstance25C97D87D (AWS::RDS::DBInstance): missing, where prod has it (databases.catalogue)",
	},
	"a missing alarm": {
		stack: "data-orders", typ: "AWS::CloudWatch::Alarm", id: "ordersConnections", value: removed,
		line: "violation  prod-dr/data-orders ordersConnections42FA53A7 (AWS::CloudWatch::Alarm): missing, where prod has it (databases.orders)",
	},
	"an alarm more in the primary": {
		stack: "prod/data-sessions", typ: "AWS::CloudWatch::Alarm", value: removed,
		line: "violation  prod/data-sessions sessionsConnections564384D4 (AWS::CloudWatch::Alarm): missing, where prod-dr has it (caches.sessions)",
	},
	"a higher threshold": {
		stack: "data-orders", typ: "AWS::CloudWatch::Alarm", id: "ordersConnections", path: "Properties.Threshold", value: 99.5,
		line: `violation  prod-dr/data-orders ordersConnections42FA53A7 (AWS::CloudWatch::Alarm) Threshold: "99.5", where prod has "650" (databases.orders)`,
	},
	"an alarm nobody hears": {
		stack: "data-orders", typ: "AWS::CloudWatch::Alarm", id: "ordersConnections", path: "Properties.AlarmActions", value: removed,
		line: `violation  prod-dr/data-orders ordersConnections42FA53A7 (AWS::CloudWatch::Alarm) AlarmActions: missing, where prod has "[\"baseline Pages127DFD1A\"]" (databases.orders)`,
	},
	"logs kept for a week": {
		stack: "data-orders", typ: "AWS::Logs::LogGroup", id: "orders", path: "Properties.RetentionInDays", value: 7.0,
		line: `violation  prod-dr/data-orders orderspostgresqlD87F9478 (AWS::Logs::LogGroup) RetentionInDays: "7", where prod has "365" (databases.orders)`,
	},
	"logs without a key": {
		stack: "data-orders", typ: "AWS::Logs::LogGroup", id: "orders", path: "Properties.KmsKeyId", value: removed,
		line: `violation  prod-dr/data-orders orderspostgresqlD87F9478 (AWS::Logs::LogGroup) KmsKeyId: missing, where prod has "baseline Logs6819BB44 Arn" (databases.orders)`,
	},
	"no replica of the cache": {
		stack: "data-sessions", typ: "AWS::ElastiCache::ReplicationGroup", path: "Properties.ReplicasPerNodeGroup", value: 0.0,
		line: `violation  prod-dr/data-sessions sessions6DDB0D3F (AWS::ElastiCache::ReplicationGroup) ReplicasPerNodeGroup: "0", where prod has "1" (caches.sessions)`,
	},
	"a cache without TLS": {
		stack: "data-sessions", typ: "AWS::ElastiCache::ReplicationGroup", path: "Properties.TransitEncryptionEnabled", value: false,
		line: `violation  prod-dr/data-sessions sessions6DDB0D3F (AWS::ElastiCache::ReplicationGroup) TransitEncryptionEnabled: "false", where prod has "true" (caches.sessions)`,
	},
	"fewer search nodes": {
		stack: "data-products", typ: "AWS::OpenSearchService::Domain", path: "Properties.ClusterConfig.InstanceCount", value: 2.0,
		line: `violation  prod-dr/data-products products606FDFD3 (AWS::OpenSearchService::Domain) ClusterConfig.InstanceCount: "2", where prod has "3" (search.products)`,
	},
	"search domains of another pair": {
		stack: "data-products", typ: "Custom::DomainReplication", path: "Properties.Primary",
		value: "arn:aws:es:eu-west-1:555555555555:domain/another",
		line:  `violation  prod/data-products Replication (Custom::DomainReplication): missing, where prod-dr has it (search.products)`,
	},
	"fewer brokers": {
		stack: "data-events", typ: "AWS::MSK::Cluster", path: "Properties.NumberOfBrokerNodes", value: 2.0,
		line: `violation  prod-dr/data-events events26E65764 (AWS::MSK::Cluster) NumberOfBrokerNodes: "2", where prod has "3" (streams.events.nodes)`,
	},
	"a public bucket": {
		stack: "data-uploads", typ: "AWS::S3::Bucket", path: "Properties.PublicAccessBlockConfiguration.BlockPublicPolicy", value: false,
		line: `violation  prod-dr-foundation/data-uploads uploadsC5D9E923 (AWS::S3::Bucket) PublicAccessBlockConfiguration.BlockPublicPolicy: "false", where prod has "true" (buckets.uploads)`,
	},
	"a shorter life of versions": {
		stack: "data-uploads", typ: "AWS::S3::Bucket", path: "Properties.LifecycleConfiguration.Rules.0.NoncurrentVersionExpiration.NoncurrentDays", value: 5.0,
		line: `violation  prod-dr-foundation/data-uploads uploadsC5D9E923 (AWS::S3::Bucket) LifecycleConfiguration.Rules.age.NoncurrentVersionExpiration.NoncurrentDays: "5", where prod has "90" (buckets.uploads.previousDays)`,
	},
	"no lifecycle": {
		stack: "data-uploads", typ: "AWS::S3::Bucket", path: "Properties.LifecycleConfiguration", value: removed,
		line: `violation  prod-dr-foundation/data-uploads uploadsC5D9E923 (AWS::S3::Bucket) LifecycleConfiguration: missing, where prod has "{\"Rules\":[{\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":7},\"ExpiredObjectDeleteMarker\":tr…" (buckets.uploads)`,
	},
	"a bucket that lets plain HTTP in": {
		stack: "data-uploads", typ: "AWS::S3::BucketPolicy", path: "Properties.PolicyDocument.Statement.0", value: removed,
		line: `violation  prod-dr-foundation/data-uploads uploadsPolicyF4C1BD03 (AWS::S3::BucketPolicy) PolicyDocument.Statement.0: missing, where prod has "{\"Action\":\"s3:*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}},\"Effect\":\"Deny\",\"Principal\":{\"…" (buckets.uploads)`,
	},
	"no replica of a secret": {
		stack: "prod/data-payment-key", typ: "AWS::SecretsManager::Secret", path: "Properties.ReplicaRegions", value: removed,
		line: `violation  prod-dr/data-payment-key paymentkeyFilledInE1088C21 (AWS::SecretsManager::Secret): missing, where prod has it (secrets.payment-key)`,
	},
	"no rule of a bucket that replicates": {
		stack: "prod/data-uploads", typ: "AWS::S3::Bucket", path: "Properties.ReplicationConfiguration.Rules.0", value: removed,
		line: `violation  prod/replication-uploads: missing, where prod-dr has it`,
	},
	"a cluster that is in no global cluster": {
		stack: "data-catalogue", typ: "AWS::RDS::DBCluster", path: "Properties.GlobalClusterIdentifier", value: removed,
		line: `violation  prod-dr/data-catalogue catalogueGlobal81A0EB82 (AWS::RDS::GlobalCluster): missing, where prod has it (databases.catalogue)`,
	},
	"no global cluster": {
		stack: "prod/data-catalogue", typ: "AWS::RDS::GlobalCluster", value: removed,
		line: `violation  prod/data-catalogue catalogue1B15CAF5 (AWS::RDS::DBCluster) GlobalClusterIdentifier: missing, where prod-dr has "acme-prod-catalogue" (databases.catalogue)`,
	},
	"a copy of another database": {
		stack: "data-orders", typ: "AWS::RDS::DBInstance", path: "Properties.SourceDBInstanceIdentifier",
		value: "arn:aws:rds:eu-west-1:555555555555:db:acme-stage-orders",
		line:  `violation  prod/data-orders orders46FA7C19 (AWS::RDS::DBInstance) SourceDBInstanceIdentifier: missing, where prod-dr has "arn:aws:rds:eu-west-1:555555555555:db:acme-stage-orders" (databases.orders)`,
	},
	"a cache that is in no global datastore": {
		stack: "data-sessions", typ: "AWS::ElastiCache::ReplicationGroup", path: "Properties.GlobalReplicationGroupId", value: removed,
		line: `violation  prod-dr/data-sessions sessionsGlobalF360651F (AWS::ElastiCache::GlobalReplicationGroup): missing, where prod has it (caches.sessions)`,
	},
	"no gate": {
		stack: "front-load-balancer", typ: "AWS::ElasticLoadBalancingV2::ListenerRule", id: "Gate", value: removed,
		line: `violation  prod-dr/front-load-balancer Gate3038665D (AWS::ElasticLoadBalancingV2::ListenerRule): missing, where prod has it`,
	},
	"a gate that says neither": {
		stack: "front-load-balancer", typ: "AWS::ElasticLoadBalancingV2::ListenerRule", id: "Gate",
		path: "Properties.Actions.0.FixedResponseConfig.StatusCode", value: "204",
		line: `violation  prod-dr/front-load-balancer Gate3038665D (AWS::ElasticLoadBalancingV2::ListenerRule) Actions.0.FixedResponseConfig.StatusCode: "204", where prod has "200"`,
	},
	"a dial that is half open": {
		stack: "accelerator", typ: "AWS::GlobalAccelerator::EndpointGroup", path: "Properties.TrafficDialPercentage", value: 50.0,
		line: `violation  prod-dr/accelerator Group (AWS::GlobalAccelerator::EndpointGroup) TrafficDialPercentage: "50", where prod has "100"`,
	},
	"a move without a step": {
		stack: "failover", typ: "AWS::StepFunctions::StateMachine", path: "Properties.DefinitionString",
		value: without("planned promote-orders"),
		line:  `violation  prod-dr/failover FailoverD9C2D932 (AWS::StepFunctions::StateMachine) DefinitionString.States.planned promote-orders: missing, where prod has "{\"do\":{\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"planned abandon\",\"ResultPath\":\"$.error\"}],\"Nex…"`,
	},
	"a weaker TLS policy": {
		stack: "front-load-balancer", typ: "AWS::ElasticLoadBalancingV2::Listener", id: "PublicHttpsE", path: "Properties.SslPolicy", value: "ELBSecurityPolicy-2016-08",
		line: `violation  prod-dr/front-load-balancer PublicHttpsEB887369 (AWS::ElasticLoadBalancingV2::Listener) SslPolicy: "ELBSecurityPolicy-2016-08", where prod has "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"`,
	},
	"a rule of the firewall less": {
		stack: "front-load-balancer", typ: "AWS::WAFv2::WebACL", path: "Properties.Rules.2", value: removed,
		line: `violation  prod-dr/front-load-balancer FirewallE7948B04 (AWS::WAFv2::WebACL) Rules.AWSManagedRulesAmazonIpReputationList: missing, where prod has "{\"Name\":\"AWSManagedRulesAmazonIpReputationList\",\"OverrideAction\":{\"None\":{}},\"Priority\":2,\"Statement…"`,
	},
	"a firewall that only counts": {
		stack: "front-load-balancer", typ: "AWS::WAFv2::WebACL", path: "Properties.DefaultAction", value: map[string]any{"Block": map[string]any{}},
		line: `violation  prod-dr/front-load-balancer FirewallE7948B04 (AWS::WAFv2::WebACL) DefaultAction: "{\"Block\":{}}", where prod has "{\"Allow\":{}}"`,
	},
	"no firewall before the load balancer": {
		stack: "front-load-balancer", typ: "AWS::WAFv2::WebACLAssociation", value: removed,
		line: "violation  prod-dr/front-load-balancer PublicFirewall (AWS::WAFv2::WebACLAssociation): missing, where prod has it",
	},
	"a smaller subnet": {
		stack: "network", typ: "AWS::EC2::Subnet", id: "VpcprivateSubnet1", path: "Properties.CidrBlock", value: "10.40.32.0/20",
		line: `violation  prod-dr/network VpcprivateSubnet1SubnetCEAD3716 (AWS::EC2::Subnet) CidrBlock: "10.40.32.0/20", where prod has "10.30.32.0/19" (network)`,
	},
	"a subnet elsewhere": {
		stack: "network", typ: "AWS::EC2::Subnet", id: "VpcprivateSubnet1", path: "Properties.CidrBlock", value: "10.40.160.0/19",
		line: `violation  prod-dr/network VpcprivateSubnet1SubnetCEAD3716 (AWS::EC2::Subnet) CidrBlock: "10.40.160.0/19", where prod has "10.30.32.0/19" (network)`,
	},
	"a subnet in another zone": {
		stack: "network", typ: "AWS::EC2::Subnet", id: "VpcprivateSubnet2", path: "Properties.AvailabilityZone", value: "eu-central-1a",
		line: `violation  prod-dr/network VpcprivateSubnet2Subnet2DE7549C (AWS::EC2::Subnet) AvailabilityZone: "eu-central-1a", where prod has "eu-west-1b" (network)`,
	},
	"a NAT gateway less": {
		stack: "network", typ: "AWS::EC2::NatGateway", value: removed,
		line: "violation  prod-dr/network VpcpublicSubnet1NATGatewayA036E8A6 (AWS::EC2::NatGateway): missing, where prod has it (network)",
	},
	"a route less": {
		stack: "network", typ: "AWS::EC2::Route", value: removed,
		line: "violation  prod-dr/network VpcprivateSubnet1DefaultRouteB506891A (AWS::EC2::Route): missing, where prod has it (network)",
	},
	"an endpoint less": {
		stack: "network", typ: "AWS::EC2::VPCEndpoint", value: removed,
		line: "violation  prod-dr/network VpcDynamoDB6FB9CBF5 (AWS::EC2::VPCEndpoint): missing, where prod has it (network)",
	},
	"no flow logs": {
		stack: "network", typ: "AWS::EC2::FlowLog", value: removed,
		line: "violation  prod-dr/network VpcFlowLog4AEC73A1 (AWS::EC2::FlowLog): missing, where prod has it (network)",
	},
	"an entry of a network ACL for everybody": {
		stack: "network", typ: "AWS::EC2::NetworkAclEntry", id: "VpcAcldataINGRESS100", path: "Properties.CidrBlock", value: "0.0.0.0/0",
		line: `violation  prod-dr/network VpcAcldataINGRESS100C5AB4BC6 (AWS::EC2::NetworkAclEntry) CidrBlock: "0.0.0.0/0", where prod has "10.30.0.0/16" (network.cidr)`,
	},
	"a network ACL that one subnet lacks": {
		stack: "network", typ: "AWS::EC2::SubnetNetworkAclAssociation", value: removed,
		line: "violation  prod-dr/network VpcAcldataDefaultAssociationprodnetworkVpcdataSubnet1FC1AA8B3BB9C1684 (AWS::EC2::SubnetNetworkAclAssociation): missing, where prod has it (network)",
	},
	"a rule between security groups less": {
		stack: "service-web", typ: "AWS::EC2::SecurityGroupIngress", value: removed,
		line: "violation  prod-dr/service-web ServiceGroupfromprodservicewebServiceBalancerGroupA51871173000DA7BA971 (AWS::EC2::SecurityGroupIngress): missing, where prod has it (services.web)",
	},
	"another port": {
		stack: "service-web", typ: "AWS::EC2::SecurityGroupIngress", path: "Properties.ToPort", value: 65535.0,
		line: `violation  prod-dr/service-web ServiceGroupfromproddrservicewebServiceBalancerGroupAB91E13C30007D9CF670 (AWS::EC2::SecurityGroupIngress) ToPort: "65535", where prod has "3000" (services.web.port)`,
	},
	"another image": {
		stack: "service-web", typ: "AWS::ECS::TaskDefinition", path: "Properties.ContainerDefinitions.0.Image.Fn::Join.1.2", value: "/acme/web:0.9.0",
		line: `violation  prod-dr/service-web ServiceTaskF92E9D60 (AWS::ECS::TaskDefinition) ContainerDefinitions.web.Image: "222222222222.dkr.ecr.eu-central-1.${AWS::URLSuffix}/acme/web:0.9.0", where prod has "222222222222.dkr.ecr.eu-west-1.${AWS::URLSuffix}/acme/web:1.0.0" (services.web.image)`,
	},
	"less memory": {
		stack: "service-web", typ: "AWS::ECS::TaskDefinition", path: "Properties.Memory", value: "512",
		line: `violation  prod-dr/service-web ServiceTaskF92E9D60 (AWS::ECS::TaskDefinition) Memory: "512", where prod has "1024" (services.web.memory)`,
	},
	"another variable": {
		stack: "service-web", typ: "AWS::ECS::TaskDefinition", path: "Properties.ContainerDefinitions.0.Environment.5.Value", value: "debug",
		line: `violation  prod-dr/service-web ServiceTaskF92E9D60 (AWS::ECS::TaskDefinition) ContainerDefinitions.web.Environment.LOG_LEVEL.Value: "debug", where prod has "info" (services.web.environment.LOG_LEVEL)`,
	},
	"a variable less": {
		stack: "service-web", typ: "AWS::ECS::TaskDefinition", path: "Properties.ContainerDefinitions.0.Environment.5", value: removed,
		line: `violation  prod-dr/service-web ServiceTaskF92E9D60 (AWS::ECS::TaskDefinition) ContainerDefinitions.web.Environment.LOG_LEVEL: missing, where prod has "{\"Name\":\"LOG_LEVEL\",\"Value\":\"info\"}" (services.web.environment.LOG_LEVEL)`,
	},
	"a secret less": {
		stack: "service-web", typ: "AWS::ECS::TaskDefinition", path: "Properties.ContainerDefinitions.0.Secrets.0", value: removed,
		line: `violation  prod-dr/service-web ServiceTaskF92E9D60 (AWS::ECS::TaskDefinition) ContainerDefinitions.web.Secrets.CATALOGUE_PASSWORD: missing, where prod has "{\"Name\":\"CATALOGUE_PASSWORD\",\"ValueFrom\":\"user-catalogue--web UserSecretE2C04A69:password::\"}" (services.web)`,
	},
	"fewer tasks at most": {
		stack: "service-web", typ: "AWS::ApplicationAutoScaling::ScalableTarget", path: "Properties.MaxCapacity", value: 4.0,
		line: `violation  prod-dr/service-web ServiceTaskCountTarget23E25614 (AWS::ApplicationAutoScaling::ScalableTarget) MaxCapacity: "4", where prod has "10" (services.web.scaling.max)`,
	},
	"fewer tasks than the configuration says": {
		stack: "service-web", typ: "AWS::ApplicationAutoScaling::ScalableTarget", path: "Properties.MinCapacity", value: 1.5,
		line: `violation  prod-dr/service-web ServiceTaskCountTarget23E25614 (AWS::ApplicationAutoScaling::ScalableTarget) MinCapacity: "1.5", where prod has "2" (services.web)`,
	},
	"no scaling by load": {
		stack: "service-web", typ: "AWS::ApplicationAutoScaling::ScalingPolicy", value: removed,
		line: "violation  prod-dr/service-web ServiceTaskCountRequestsAB7446DD (AWS::ApplicationAutoScaling::ScalingPolicy): missing, where prod has it (services.web)",
	},
	"another health check": {
		stack: "service-web", typ: "AWS::ElasticLoadBalancingV2::TargetGroup", path: "Properties.HealthCheckPath", value: "/",
		line: `violation  prod-dr/service-web ServicePublicNextTargetsF97E151C (AWS::ElasticLoadBalancingV2::TargetGroup) HealthCheckPath: "/", where prod has "/healthz" (services.web.health.path)`,
	},
	"another strategy": {
		stack: "service-web", typ: "AWS::ECS::Service", path: "Properties.DeploymentConfiguration.DeploymentCircuitBreaker.Rollback", value: false,
		line: `violation  prod-dr/service-web ServiceD69D759B (AWS::ECS::Service) DeploymentConfiguration.DeploymentCircuitBreaker.Rollback: "false", where prod has "true" (services.web)`,
	},
	"an action of IAM more": {
		stack: "service-web", typ: "AWS::IAM::Policy", id: "ServiceRightsUsecatalogue", path: "Properties.PolicyDocument.Statement.0.Action", value: "*",
		line: `violation  prod-dr/service-web ServiceRightsUsecatalogue51A2D342 (AWS::IAM::Policy) PolicyDocument.Statement.0.Action: "*", where prod has "[\"secretsmanager:DescribeSecret\",\"secretsmanager:GetSecretValue\"]" (services.web)`,
	},
	"a role that another service takes": {
		stack: "service-web", typ: "AWS::IAM::Role", path: "Properties.AssumeRolePolicyDocument.Statement.0.Principal.Service", value: "ec2.amazonaws.com",
		line: `violation  prod-dr/service-web ServiceNextTargetsRole32B376BB (AWS::IAM::Role) AssumeRolePolicyDocument.Statement.0.Principal.Service: "ec2.amazonaws.com", where prod has "ecs.amazonaws.com" (services.web)`,
	},
	"a key that does not rotate": {
		stack: "baseline", typ: "AWS::KMS::Key", path: "Properties.EnableKeyRotation", value: false,
		line: `violation  prod-dr-foundation/baseline AlertsKey9D05DB5E (AWS::KMS::Key) EnableKeyRotation: "false", where prod has "true"`,
	},
	"nobody to hear alarms": {
		stack: "baseline", typ: "AWS::SNS::Subscription", value: removed,
		line: "violation  prod-dr-foundation/baseline Alertsplatformexamplecom13D81251 (AWS::SNS::Subscription): missing, where prod has it",
	},
	"no detector": {
		stack: "account", typ: "AWS::GuardDuty::Detector", path: "Properties.Enable", value: false,
		line: `violation  prod-dr/account GuardDuty (AWS::GuardDuty::Detector) Enable: "false", where prod has "true"`,
	},
	"a rule of AWS Config less": {
		stack: "account", typ: "AWS::Config::ConfigRule", value: removed,
		line: "violation  prod-dr/account RecorderRulesCLOUDTRAILENABLED52466534 (AWS::Config::ConfigRule): missing, where prod has it",
	},
	"another setting of the account": {
		stack: "account", typ: "Custom::AccountSettings", path: "Properties.Metadata", value: "optional",
		line: `violation  prod/account Settings1CCB6159 (Custom::AccountSettings) Metadata: missing, where prod-dr has "optional"`,
	},
	"a certificate by e-mail": {
		stack: "platform", typ: "AWS::CertificateManager::Certificate", id: "Certificate4", path: "Properties.ValidationMethod", value: "EMAIL",
		line: `violation  prod-dr/platform Certificate4E7ABB08 (AWS::CertificateManager::Certificate) ValidationMethod: "EMAIL", where prod has "DNS"`,
	},
	"a cluster without insights": {
		stack: "platform", typ: "AWS::ECS::Cluster", path: "Properties.ClusterSettings.0.Value", value: "disabled",
		line: `violation  prod-dr/platform ClusterEB0386A7 (AWS::ECS::Cluster) ClusterSettings.containerInsights.Value: "disabled", where prod has "enhanced"`,
	},
	"another function": {
		stack: "protection", typ: "AWS::Lambda::Function", path: "Properties.Timeout", value: 3.0,
		line: `violation  prod-dr-foundation/protection ProtectionFunction8CF034EB (AWS::Lambda::Function) Timeout: "3", where prod has "900"`,
	},
}
