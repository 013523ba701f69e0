package network

// shape says where in a resource its interfaces are.
type shape struct {
	kind            string
	subnets, groups string // paths with dots, "" for everything, "-" for nothing; any reference below counts
}

const awsvpc = "NetworkConfiguration.AwsvpcConfiguration."

// shapes are the types that have interfaces in subnets.
var shapes = map[string]shape{
	"AWS::ApiGatewayV2::VpcLink":                {"link", "SubnetIds", "SecurityGroupIds"},
	"AWS::AutoScaling::AutoScalingGroup":        {"instances", "VPCZoneIdentifier", ""},
	"AWS::Backup::RestoreTestingSelection":      {"databases", "RestoreMetadataOverrides.dbSubnetGroupName", "RestoreMetadataOverrides.vpcSecurityGroupIds"},
	"AWS::EC2::ClientVpnEndpoint":               {"VPN", "-", "SecurityGroupIds"},
	"AWS::EC2::NetworkInterface":                {"instance", "SubnetId", "GroupSet"},
	"AWS::EC2::VPCEndpoint":                     {"endpoint", "SubnetIds", "SecurityGroupIds"},
	"AWS::ECS::Service":                         {"tasks", awsvpc + "Subnets", awsvpc + "SecurityGroups"},
	"AWS::EFS::MountTarget":                     {"volume", "SubnetId", "SecurityGroups"},
	"AWS::EKS::Cluster":                         {"control plane", "ResourcesVpcConfig.SubnetIds", "ResourcesVpcConfig.SecurityGroupIds"},
	"AWS::EKS::Nodegroup":                       {"instances", "Subnets", "LaunchTemplate"},
	"AWS::ElastiCache::CacheCluster":            {"cache", "CacheSubnetGroupName", "VpcSecurityGroupIds"},
	"AWS::ElastiCache::ReplicationGroup":        {"cache", "CacheSubnetGroupName", "SecurityGroupIds"},
	"AWS::ElasticLoadBalancingV2::LoadBalancer": {"load balancer", "Subnets", "SecurityGroups"},
	"AWS::Lambda::Function":                     {"function", "VpcConfig.SubnetIds", "VpcConfig.SecurityGroupIds"},
	"AWS::MSK::Cluster":                         {"stream", "BrokerNodeGroupInfo.ClientSubnets", "BrokerNodeGroupInfo.SecurityGroups"},
	"AWS::MSK::Replicator":                      {"replicator", "KafkaClusters", "KafkaClusters"},
	"AWS::OpenSearchService::Domain":            {"search", "VPCOptions.SubnetIds", "VPCOptions.SecurityGroupIds"},
	"AWS::RDS::DBCluster":                       {"database", "DBSubnetGroupName", "VpcSecurityGroupIds"},
	"AWS::RDS::DBInstance":                      {"database", "DBSubnetGroupName", "VPCSecurityGroups"},
	"AWS::RDS::DBProxy":                         {"proxy", "VpcSubnetIds", "VpcSecurityGroupIds"},
	"AWS::RDS::DBProxyEndpoint":                 {"proxy", "VpcSubnetIds", "VpcSecurityGroupIds"},
	"AWS::Scheduler::Schedule":                  {"tasks", "Target.EcsParameters." + awsvpc + "Subnets", "Target.EcsParameters." + awsvpc + "SecurityGroups"},
	"AWS::SecretsManager::RotationSchedule":     {"function", "HostedRotationLambda.VpcSubnetIds", "HostedRotationLambda.VpcSecurityGroupIds"},
	"Custom::KubernetesObjects":                 {"pods", "-", "-"},
}

// parts are the types that say what the way is like, or what is in front of it.
var parts = map[string]bool{
	"AWS::ApiGatewayV2::Integration":                true,
	"AWS::EC2::ClientVpnAuthorizationRule":          true,
	"AWS::EC2::ClientVpnRoute":                      true,
	"AWS::EC2::ClientVpnTargetNetworkAssociation":   true,
	"AWS::EC2::InternetGateway":                     true,
	"AWS::EC2::LaunchTemplate":                      true,
	"AWS::EC2::NatGateway":                          true,
	"AWS::EC2::NetworkAcl":                          true,
	"AWS::EC2::NetworkAclEntry":                     true,
	"AWS::EC2::Route":                               true,
	"AWS::EC2::RouteTable":                          true,
	"AWS::EC2::SecurityGroup":                       true,
	"AWS::EC2::SecurityGroupEgress":                 true,
	"AWS::EC2::SecurityGroupIngress":                true,
	"AWS::EC2::Subnet":                              true,
	"AWS::EC2::SubnetNetworkAclAssociation":         true,
	"AWS::EC2::SubnetRouteTableAssociation":         true,
	"AWS::EC2::TransitGateway":                      true,
	"AWS::EC2::TransitGatewayAttachment":            true,
	"AWS::EC2::TransitGatewayPeeringAttachment":     true,
	"AWS::EC2::TransitGatewayRoute":                 true,
	"AWS::EC2::TransitGatewayRouteTable":            true,
	"AWS::EC2::TransitGatewayRouteTableAssociation": true,
	"AWS::EC2::TransitGatewayRouteTablePropagation": true,
	"AWS::EC2::VPC":                                 true,
	"AWS::EC2::VPCBlockPublicAccessExclusion":       true,
	"AWS::EC2::VPCBlockPublicAccessOptions":         true,
	"AWS::EC2::VPCGatewayAttachment":                true,
	"AWS::EC2::VPCPeeringConnection":                true,
	"AWS::ElastiCache::SubnetGroup":                 true,
	"AWS::ElasticLoadBalancingV2::Listener":         true,
	"AWS::ElasticLoadBalancingV2::ListenerRule":     true,
	"AWS::ElasticLoadBalancingV2::TargetGroup":      true,
	"AWS::GlobalAccelerator::EndpointGroup":         true,
	"AWS::RAM::ResourceShare":                       true,
	"AWS::RDS::DBProxyTargetGroup":                  true,
	"AWS::RDS::DBSubnetGroup":                       true,
	"Custom::SharedTransitGateway":                  true,
	"Custom::TransitGateway":                        true,
	"Custom::TransitGatewayAssociation":             true,
	"Custom::TransitGatewayDefaults":                true,
	"Custom::TransitGatewayPeered":                  true,
	"Custom::TransitGatewayPeering":                 true,
}

// inert are the types that name networks and change no way through them, and why.
var inert = map[string]string{
	"AWS::ApplicationAutoScaling::ScalingPolicy":                  "it counts requests",
	"AWS::ApplicationSignals::ServiceLevelObjective":              "it counts requests",
	"AWS::CloudWatch::Alarm":                                      "it watches",
	"AWS::CloudWatch::Dashboard":                                  "it shows",
	"AWS::EC2::FlowLog":                                           "it records",
	"AWS::ElasticLoadBalancingV2::ListenerCertificate":            "it is about who is at the other end",
	"AWS::GlobalAccelerator::Listener":                            "its endpoint groups say where it leads",
	"AWS::IAM::Policy":                                            "it lets nobody through a network",
	"AWS::IAM::Role":                                              "it lets nobody through a network",
	"AWS::IAM::RolePolicy":                                        "it lets nobody through a network",
	"AWS::Route53::HostedZone":                                    "it gives names",
	"AWS::Route53::RecordSet":                                     "it gives names",
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": "it records",
	"AWS::SSM::Parameter":                                         "it holds a value",
	"AWS::Shield::Protection":                                     "it drops floods",
	"AWS::StepFunctions::StateMachine":                            "it asks AWS, not a network",
	"AWS::WAFv2::WebACLAssociation":                               "it judges requests, not packets",
	"Custom::AcceleratorListener":                                 "the endpoint groups say where it leads",
	"Custom::PrivateZone":                                         "it gives names",
	"Custom::VpcRestrictDefaultSG":                                "nothing is in the default group",
}

// objects are the types whose names make a resource a matter of networks.
var objects = map[string]bool{
	"AWS::EC2::InternetGateway":                 true,
	"AWS::EC2::NatGateway":                      true,
	"AWS::EC2::NetworkAcl":                      true,
	"AWS::EC2::NetworkInterface":                true,
	"AWS::EC2::RouteTable":                      true,
	"AWS::EC2::SecurityGroup":                   true,
	"AWS::EC2::Subnet":                          true,
	"AWS::EC2::TransitGateway":                  true,
	"AWS::EC2::TransitGatewayAttachment":        true,
	"AWS::EC2::TransitGatewayPeeringAttachment": true,
	"AWS::EC2::TransitGatewayRouteTable":        true,
	"AWS::EC2::VPC":                             true,
	"AWS::EC2::VPCEndpoint":                     true,
	"AWS::ElasticLoadBalancingV2::Listener":     true,
	"AWS::ElasticLoadBalancingV2::LoadBalancer": true,
	"AWS::ElasticLoadBalancingV2::TargetGroup":  true,
}
