package kubernetes

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/kubernetes/objects"
	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseks"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Port is where the API of a cluster listens.
const Port = 443

// ClusterProps is what the configuration says about a cluster, and what it plugs into.
type ClusterProps struct {
	config.Kubernetes
	Name      string
	Vpc       awsec2.IVpc
	Subnets   *awsec2.SubnetSelection // the private tier
	Zones     []string                // names of its zones
	Secrets   awskms.IKey             // encrypts Kubernetes' own secrets; must let the deployment make grants
	Disks     awskms.IKey             // encrypts nodes' disks; with mode nodes it must let Auto Scaling use it
	Log       awslogs.ILogGroup       // of the control plane, which EKS makes itself unless it exists
	Metrics   []awslogs.ILogGroup     // that the CloudWatch agent writes to, and makes itself unless they exist
	Applied   awslogs.ILogGroup       // of the function that brings objects
	Scaler    *ScalerProps            // what scales services in a move to another region, if the environment has one
	Tags      map[string]string       // of what EKS makes
	Protected bool
	People    []Person
	Alerts    alarm.Topics // that alarms tell
}

// Cluster is a cluster that runs pods.
type Cluster struct {
	Name    string                // a reference to the cluster
	Called  string                // its name, spelled out
	Elastic string                // the API of what registers its pods with target groups
	Labels  map[string]string     // of the nodes that services run on, beside the architecture
	Group   awsec2.ISecurityGroup // guards its API
	Nodes   string                // id of the security group that EKS makes for nodes
	Applier Applier               // brings objects to it
}

// ControlPlaneLog is the log group that EKS writes the logs of a cluster's control plane to.
func ControlPlaneLog(cluster string) string { return "/aws/eks/" + cluster + "/cluster" }

// spread is how many subnets a cluster names. EKS wants two, and never takes one of another zone afterwards; nodes are
// in all of them.
const spread = 2

// NewCluster adds a cluster with what pods run on, its add-ons, who may do what in it, and its alarms to scope.
func NewCluster(scope constructs.Construct, id string, props ClusterProps) Cluster {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(scope, props.Vpc, "cluster "+props.Name)
	subnets := (*props.Vpc.SelectSubnets(props.Subnets).SubnetIds)[:spread]
	role := newClusterRole(scope, props)
	settings := &awseks.CfnClusterProps{
		Name:    &props.Name,
		Version: &props.Version,
		RoleArn: role.RoleArn(),
		ResourcesVpcConfig: &awseks.CfnCluster_ResourcesVpcConfigProperty{
			SubnetIds:             &subnets,
			SecurityGroupIds:      &[]*string{group.SecurityGroupId()},
			EndpointPrivateAccess: true,
			EndpointPublicAccess:  false,
		},
		AccessConfig: &awseks.CfnCluster_AccessConfigProperty{
			AuthenticationMode:                      new("API"),
			BootstrapClusterCreatorAdminPermissions: false,
		},
		EncryptionConfig: []any{&awseks.CfnCluster_EncryptionConfigProperty{
			Provider:  &awseks.CfnCluster_ProviderProperty{KeyArn: props.Secrets.KeyArn()},
			Resources: jsii.Strings("secrets"),
		}},
		Logging: &awseks.CfnCluster_LoggingProperty{ClusterLogging: &awseks.CfnCluster_ClusterLoggingProperty{
			EnabledTypes: logTypes("api", "audit", "authenticator", "controllerManager", "scheduler"),
		}},
		// Extended support costs six times as much, and begins by itself unless it is said not to.
		UpgradePolicy:    &awseks.CfnCluster_UpgradePolicyProperty{SupportType: new("STANDARD")},
		ZonalShiftConfig: &awseks.CfnCluster_ZonalShiftConfigProperty{Enabled: true},
		// Whatever the mode is, what a cluster has besides is an add-on that EKS keeps.
		BootstrapSelfManagedAddons: false,
		DeletionProtection:         props.Protected,
	}
	// In either mode EKS registers pods with target groups, which it does in clusters with Auto Mode alone, and has all
	// of Auto Mode or none of it. It makes no node unless a pool asks for some, and there is none in mode nodes.
	settings.ComputeConfig = &awseks.CfnCluster_ComputeConfigProperty{Enabled: true}
	settings.StorageConfig = &awseks.CfnCluster_StorageConfigProperty{
		BlockStorage: &awseks.CfnCluster_BlockStorageProperty{Enabled: true},
	}
	settings.KubernetesNetworkConfig = &awseks.CfnCluster_KubernetesNetworkConfigProperty{
		IpFamily:             new("ipv4"),
		ServiceIpv4Cidr:      new(config.ServicesRange.String()),
		ElasticLoadBalancing: &awseks.CfnCluster_ElasticLoadBalancingProperty{Enabled: true},
	}
	cluster := awseks.NewCfnCluster(scope, new("Resource"), settings)
	cluster.Node().AddDependency(role, props.Log)

	made := Cluster{
		Name:    *cluster.Ref(),
		Called:  props.Name,
		Elastic: objects.AutoMode,
		Group:   group,
		Nodes:   *cluster.AttrClusterSecurityGroupId(),
	}
	if props.Mode == config.AutoMode {
		made.Labels = map[string]string{"karpenter.sh/nodepool": PoolName}
	}
	newPeople(scope, cluster, props)
	made.Applier = newCapacity(scope, cluster, made, props)
	newAlarms(scope, props)
	return made
}

// let opens the API to what brings objects.
func let(scope constructs.Construct, api, client awsec2.ISecurityGroup) constructs.Construct {
	return awsec2.NewCfnSecurityGroupIngress(scope, new("ApplierIngress"), &awsec2.CfnSecurityGroupIngressProps{
		GroupId:               api.SecurityGroupId(),
		SourceSecurityGroupId: client.SecurityGroupId(),
		IpProtocol:            new("tcp"),
		FromPort:              jsii.Number(Port),
		ToPort:                jsii.Number(Port),
		Description:           new("objects of the configuration"),
	})
}

func logTypes(names ...string) []any {
	var all []any
	for _, name := range names {
		all = append(all, &awseks.CfnCluster_LoggingTypeConfigProperty{Type: &name})
	}
	return all
}

// arn returns the ARN of the cluster, which nothing waits for.
func (p ClusterProps) arn(scope constructs.Construct) string {
	stack := awscdk.Stack_Of(scope)
	return "arn:aws:eks:" + *stack.Region() + ":" + *stack.Account() + ":cluster/" + p.Name
}
