package kubernetes

import (
	"bulkhead/config"
	"bulkhead/constructs/kubernetes/objects"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
)

// ExistingProps is what the configuration says of a cluster that something else has made, and what it plugs into.
type ExistingProps struct {
	config.ExistingCluster
	Vpc     awsec2.IVpc
	Subnets *awsec2.SubnetSelection // the private tier
	Applied awslogs.ILogGroup       // of the function that brings objects
}

// elastic are the APIs of what registers pods with target groups, if anything does.
var elastic = map[config.LoadBalancing]string{
	config.LoadBalancingAutoMode:   objects.AutoMode,
	config.LoadBalancingController: objects.LoadBalancerController,
	config.NoLoadBalancing:         "",
}

// computeType is a label of nodes that is auto on those of EKS Auto Mode. Nodes of a group beside them may have a
// vpc-cni that gives pods no security groups, or keeps such pods from their roles, which is asked of it only where
// services run on them. Source: the Amazon EKS user guide, "Control if a workload is deployed on EKS Auto Mode
// nodes".
const computeType = "eks.amazonaws.com/compute-type"

// NewExisting adds what brings services to a cluster that something else has made: the function, the way to the
// cluster's API, and who it is there, and the services' namespace, once the cluster has all that services need. Nothing
// else in the cluster is ours.
func NewExisting(scope constructs.Construct, id string, props ExistingProps) Cluster {
	scope = constructs.NewConstruct(scope, &id)
	made := Cluster{
		Name:    props.Name,
		Called:  props.Name,
		Elastic: elastic[props.LoadBalancing],
		Nodes:   props.SecurityGroup,
		Group:   awsec2.SecurityGroup_FromSecurityGroupId(scope, new("SecurityGroup"), &props.SecurityGroup, nil),
	}
	if props.LoadBalancing == config.LoadBalancingAutoMode {
		made.Labels = map[string]string{computeType: "auto"}
	}
	applier := NewApplier(scope, "Applier", ApplierProps{
		Cluster: props.Name, Vpc: props.Vpc, Subnets: props.Subnets, Log: props.Applied,
	})
	class := ""
	if props.Ingress != nil {
		class = props.Ingress.Class
	}
	way := let(scope, made.Group, applier.Group)
	admitted := newEntry(scope, "ApplierEntry", &props.Name, *applier.Role.RoleArn(), config.AdminAccess)
	namespace := Apply(scope, "Namespace", ApplyProps{
		Applier: applier,
		Cluster: props.Name,
		Objects: objects.Namespace(config.ServicesNamespace, made.Elastic),
		Needs:   objects.Needs(made.Elastic, class),
	})
	namespace.Node().AddDependency(way, admitted)
	made.Applier = applier
	return made
}
