package kubernetes

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/kubernetes/objects"
	"bulkhead/internal/facts"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseks"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// PoolName is what the cluster's own nodes are called.
const PoolName = "bulkhead"

// nodeHours is how long a node of Auto Mode lives at most; the next one has the image of its day. Two weeks is within
// what auditors expect of patching, and EKS allows three.
const nodeHours = 14 * 24

// newCapacity adds what pods run on, what services need of the cluster, and the add-ons that need pods, and returns
// what brings objects to the cluster.
func newCapacity(scope constructs.Construct, cluster awseks.CfnCluster, made Cluster, props ClusterProps) Applier {
	applier := NewApplier(scope, "Applier", ApplierProps{
		Cluster: props.Name,
		Vpc:     props.Vpc,
		Subnets: props.Subnets,
		Log:     props.Applied,
	})
	before := []constructs.IDependable{
		let(scope, made.Group, applier.Group),
		newEntry(scope, "ApplierEntry", cluster.Ref(), *applier.Role.RoleArn(), config.AdminAccess),
	}
	brought := objects.Namespace(config.ServicesNamespace, objects.AutoMode)
	addons := constructs.NewConstruct(scope, new("Addons"))
	var nodes constructs.Construct
	if props.Mode == config.AutoMode {
		pool, entry := newAutoNodes(scope, cluster, made, props)
		brought, before = slices.Concat(pool, brought), append(before, entry)
	} else {
		nodes = newNodeGroup(scope, cluster, made, props)
		newAddon(addons, cluster, props, addon{name: facts.AddonDNS})
		before = append(before, nodes) // pods of the namespace end on them
	}
	applied := Apply(scope, "Objects", ApplyProps{Applier: applier, Cluster: made.Name, Objects: brought})
	applied.Node().AddDependency(before...)
	if nodes == nil {
		nodes = applied
	}
	newAddon(addons, cluster, props, addon{name: facts.AddonMetrics})
	newAddon(addons, cluster, props, secretsAddon())
	newAddon(addons, cluster, props, observation(scope, props))
	for _, child := range *addons.Node().Children() { // without nodes, they are degraded
		child.Node().AddDependency(nodes)
	}
	if props.Scaler != nil {
		newScaler(scope, cluster, applier, props)
	}
	return applier
}

// newAutoNodes returns the pool of nodes that Auto Mode makes, and network policies, which it keeps only where it is
// told to; and who these nodes are. The pools that it brings itself are for amd64, and encrypted with AWS's key.
func newAutoNodes(
	scope constructs.Construct,
	cluster awseks.CfnCluster,
	made Cluster,
	props ClusterProps,
) ([]objects.Object, constructs.IDependable) {
	role := newNodeRole(scope, props)
	entry := awseks.NewCfnAccessEntry(scope, new("NodeEntry"), &awseks.CfnAccessEntryProps{
		ClusterName:  cluster.Ref(),
		PrincipalArn: role.RoleArn(),
		Type:         new("EC2"),
		AccessPolicies: []any{&awseks.CfnAccessEntry_AccessPolicyProperty{
			PolicyArn:   new("arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy"),
			AccessScope: &awseks.CfnAccessEntry_AccessScopeProperty{Type: new("cluster")},
		}},
	})
	var subnets []string
	for _, id := range *props.Vpc.SelectSubnets(props.Subnets).SubnetIds {
		subnets = append(subnets, *id)
	}
	return append(objects.NodePool(objects.Pool{
		Name:         PoolName,
		Architecture: string(props.Auto.Architecture),
		Zones:        props.Zones,
		Role:         *role.RoleName(),
		Subnets:      subnets,
		Groups:       []string{made.Nodes},
		Key:          *props.Disks.KeyArn(),
		DiskGiB:      props.Auto.VolumeGiB,
		CPULimit:     props.Auto.MaxVCPUs,
		Tags:         props.Tags,
		ExpireHours:  nodeHours,
	}), objects.NetworkPolicies()), entry
}

// newNodeGroup adds a managed node group, after the add-ons that nodes need to be ready.
func newNodeGroup(
	scope constructs.Construct, cluster awseks.CfnCluster, made Cluster, props ClusterProps,
) constructs.Construct {
	before := constructs.NewConstruct(scope, new("NodeAddons"))
	newAddon(before, cluster, props, podNetwork(scope, props))
	newAddon(before, cluster, props, addon{name: facts.AddonProxy})
	newAddon(before, cluster, props, addon{name: facts.AddonIdentity})
	role := newNodeRole(scope, props)
	template := newLaunchTemplate(scope, made, props)
	group := awseks.NewCfnNodegroup(scope, new("NodeGroup"), &awseks.CfnNodegroupProps{
		ClusterName:   cluster.Ref(),
		NodeRole:      role.RoleArn(),
		Subnets:       anys(*props.Vpc.SelectSubnets(props.Subnets).SubnetIds),
		AmiType:       new(images[props.Architecture()]),
		CapacityType:  new("ON_DEMAND"),
		InstanceTypes: jsii.Strings(props.Nodes.Classes...),
		Version:       &props.Version, // else nodes would stay behind when the cluster is upgraded
		LaunchTemplate: &awseks.CfnNodegroup_LaunchTemplateSpecificationProperty{
			Id: template.LaunchTemplateId(), Version: template.LatestVersionNumber(),
		},
		// EKS refuses a least number above the wanted one, so that both change together.
		ScalingConfig: &awseks.CfnNodegroup_ScalingConfigProperty{
			MinSize:     jsii.Number(props.Nodes.Min),
			DesiredSize: jsii.Number(props.Nodes.Min),
			MaxSize:     jsii.Number(props.Nodes.Max),
		},
		UpdateConfig:     &awseks.CfnNodegroup_UpdateConfigProperty{MaxUnavailable: jsii.Number(1)},
		NodeRepairConfig: &awseks.CfnNodegroup_NodeRepairConfigProperty{Enabled: true},
	})
	group.Node().AddDependency(before, role)
	return group
}

func anys(all []*string) *[]any {
	var list []any
	for _, one := range all {
		list = append(list, one)
	}
	return &list
}

// images are EKS's names of Bottlerocket, as of 2026-11.
var images = map[config.Architecture]string{config.ARM64: "BOTTLEROCKET_ARM_64", config.AMD64: "BOTTLEROCKET_x86_64"}

// newLaunchTemplate adds what every node of the group is like: encrypted volumes, and metadata for the node alone.
func newLaunchTemplate(scope constructs.Construct, made Cluster, props ClusterProps) awsec2.LaunchTemplate {
	volume := func(device string, gib int) *awsec2.BlockDevice {
		return &awsec2.BlockDevice{
			DeviceName: &device,
			Volume: awsec2.BlockDeviceVolume_Ebs(jsii.Number(gib), &awsec2.EbsDeviceOptions{
				VolumeType:          awsec2.EbsDeviceVolumeType_GP3,
				Encrypted:           new(true),
				KmsKey:              props.Disks,
				DeleteOnTermination: new(true),
			}),
		}
	}
	return awsec2.NewLaunchTemplate(scope, new("Template"), &awsec2.LaunchTemplateProps{
		SecurityGroup: awsec2.SecurityGroup_FromSecurityGroupId(
			scope, new("NodeSecurityGroup"), &made.Nodes, &awsec2.SecurityGroupImportOptions{Mutable: new(false)},
		),
		BlockDevices:            &[]*awsec2.BlockDevice{volume("/dev/xvda", 4), volume("/dev/xvdb", props.Nodes.VolumeGiB)},
		RequireImdsv2:           new(true),
		HttpPutResponseHopLimit: jsii.Number(1), // pods have roles of their own
		DetailedMonitoring:      new(true),
		EbsOptimized:            new(true),
	})
}
