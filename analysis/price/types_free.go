package price

// freeTypes cost nothing by themselves: settings, permissions, and parts of what is billed as a whole. What bulkhead's
// own resources find is a resource elsewhere, which is counted there.
const freeTypes = `
	AWS::ApiGatewayV2::ApiMapping AWS::ApiGatewayV2::DomainName
	AWS::ApiGatewayV2::Integration AWS::ApiGatewayV2::Route AWS::ApiGatewayV2::Stage AWS::ApiGatewayV2::VpcLink
	AWS::ApplicationAutoScaling::ScalableTarget AWS::ApplicationAutoScaling::ScalingPolicy AWS::Athena::NamedQuery
	AWS::Backup::BackupPlan AWS::Backup::BackupSelection AWS::Backup::RestoreTestingSelection AWS::Budgets::Budget
	AWS::CertificateManager::Certificate AWS::CloudFront::OriginAccessControl
	AWS::CloudFront::ResponseHeadersPolicy AWS::CloudWatch::AlarmMuteRule AWS::CodeDeploy::Application
	AWS::CodeDeploy::DeploymentGroup AWS::Config::ConfigurationAggregator AWS::Config::DeliveryChannel
	AWS::EC2::ClientVpnAuthorizationRule AWS::EC2::ClientVpnEndpoint AWS::EC2::ClientVpnRoute
	AWS::EC2::InternetGateway AWS::EC2::LaunchTemplate AWS::EC2::NetworkAcl AWS::EC2::NetworkAclEntry
	AWS::EC2::NetworkInterface AWS::EC2::Route AWS::EC2::RouteTable AWS::EC2::SecurityGroup
	AWS::EC2::SecurityGroupEgress AWS::EC2::SecurityGroupIngress AWS::EC2::SnapshotBlockPublicAccess
	AWS::EC2::Subnet AWS::EC2::SubnetNetworkAclAssociation AWS::EC2::SubnetRouteTableAssociation
	AWS::EC2::TransitGateway AWS::EC2::TransitGatewayRoute AWS::EC2::TransitGatewayRouteTable
	AWS::EC2::TransitGatewayRouteTablePropagation AWS::EC2::VPCBlockPublicAccessExclusion
	AWS::EC2::VPCBlockPublicAccessOptions AWS::EC2::VPCGatewayAttachment AWS::ECR::PullThroughCacheRule
	AWS::ECR::RegistryPolicy AWS::ECR::ReplicationConfiguration AWS::ECR::RepositoryCreationTemplate
	AWS::ECS::CapacityProvider AWS::ECS::ClusterCapacityProviderAssociations AWS::EFS::AccessPoint
	AWS::EFS::MountTarget AWS::EKS::AccessEntry AWS::EKS::Addon AWS::EKS::PodIdentityAssociation
	AWS::ElastiCache::GlobalReplicationGroup AWS::ElastiCache::ParameterGroup AWS::ElastiCache::SubnetGroup
	AWS::ElastiCache::User AWS::ElastiCache::UserGroup AWS::ElasticLoadBalancingV2::Listener
	AWS::ElasticLoadBalancingV2::ListenerCertificate AWS::ElasticLoadBalancingV2::ListenerRule
	AWS::ElasticLoadBalancingV2::TargetGroup AWS::Events::Rule AWS::GlobalAccelerator::EndpointGroup
	AWS::GlobalAccelerator::Listener AWS::IAM::Group AWS::IAM::InstanceProfile AWS::IAM::ManagedPolicy
	AWS::IAM::OIDCProvider AWS::IAM::Policy AWS::IAM::Role AWS::IAM::RolePolicy AWS::IAM::ServiceLinkedRole
	AWS::IAM::User AWS::KMS::Alias AWS::Lambda::Alias AWS::Lambda::EventInvokeConfig AWS::Lambda::LayerVersion
	AWS::Lambda::Permission AWS::Lambda::Version AWS::Logs::DeliveryDestination AWS::Logs::DeliverySource
	AWS::Logs::LogStream AWS::Logs::ResourcePolicy AWS::MSK::ClusterPolicy AWS::MSK::Configuration AWS::Oam::Link
	AWS::Oam::Sink AWS::Organizations::Policy AWS::RAM::ResourceShare AWS::RDS::DBClusterParameterGroup
	AWS::RDS::DBParameterGroup AWS::RDS::DBProxyTargetGroup AWS::RDS::DBSubnetGroup
	AWS::RDS::GlobalCluster AWS::RDS::OptionGroup AWS::Route53::RecordSet
	AWS::Route53Resolver::FirewallRuleGroup
	AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation AWS::S3::BucketPolicy
	AWS::SES::ConfigurationSetEventDestination AWS::SES::EmailIdentity AWS::SNS::Subscription
	AWS::SNS::TopicPolicy AWS::SQS::QueuePolicy AWS::SSM::Association AWS::SSM::Document
	AWS::SSM::MaintenanceWindow AWS::SSM::MaintenanceWindowTarget AWS::SSM::MaintenanceWindowTask
	AWS::SSM::Parameter AWS::SSM::PatchBaseline AWS::SSO::Assignment AWS::SSO::PermissionSet
	AWS::SecretsManager::ResourcePolicy AWS::SecretsManager::RotationSchedule
	AWS::SecretsManager::SecretTargetAttachment AWS::SecurityHub::AggregatorV2 AWS::SecurityHub::FindingAggregator
	AWS::SecurityHub::OrganizationConfiguration Custom::DNSFirewall
	AWS::WAFv2::LoggingConfiguration AWS::WAFv2::WebACLAssociation Custom::AcceleratorListener
	Custom::CDKBucketDeployment Custom::CrossAccountZoneDelegation Custom::DatabaseUser Custom::DelegatedDomain
	Custom::DomainReplication Custom::PrivateZone Custom::PublicZone Custom::Release
	Custom::ReplicatedSecret Custom::SharedTransitGateway Custom::StreamSource Custom::TransitGateway
	Custom::TransitGatewayAssociation Custom::TransitGatewayDefaults Custom::TransitGatewayPeered
	Custom::TransitGatewayPeering Custom::TransitGatewayRoutes Custom::VpcRestrictDefaultSG
`
