package kubernetes

import (
	"fmt"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/kubernetes/objects"
	"bulkhead/constructs/serving"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	elb "github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ServiceProps is what the configuration says about a service that runs in a cluster, and what it plugs into.
type ServiceProps struct {
	serving.Props
	Cluster    Cluster
	Network    string // address range of the network that load balancers and nodes are in
	Ingress    Ingress
	Generation int // of the environment, where it moves between regions
}

// Ingress is the controller of the cluster that the route is at, if it is.
type Ingress struct {
	config.Ingress
	Zone awsroute53.IHostedZone // of the route's hosts
}

// clusterTag says on a target group which cluster's controller may register pods there. Source: the Amazon EKS user
// guide, "Amazon EKS Auto Mode cluster IAM role".
const clusterTag = "eks:eks-cluster-name"

// NewService adds a service whose pods a cluster runs. It has the security group, the target groups and the alarms that
// it would have on ECS, under the same ids: a service can move from one to the other. One behind an Ingress controller
// has no target groups, nor the alarms and objectives that look at them.
func NewService(scope constructs.Construct, id string, props ServiceProps) {
	scope = constructs.NewConstruct(scope, &id)
	group := serving.NewGroup(scope, props.Props)
	may := newRights(scope, props)
	before := []constructs.IDependable{may, group, letPods(scope, group, props)}
	w := workload(scope, props)
	w.SecurityGroups = []string{*group.SecurityGroupId()}
	var targets serving.Targets
	if props.Route != nil {
		w.From = []string{props.Network}
	}
	if props.Ingressed() {
		for _, further := range props.Ingress.From {
			w.From = append(w.From, further.String())
		}
	}
	if props.Balanced() {
		route := serving.NewRoute(scope, props.Props)
		for _, set := range []elb.ApplicationTargetGroup{route.Blue, route.Green} {
			awscdk.Tags_Of(set).Add(new(clusterTag), &props.Cluster.Called, nil)
		}
		route.Blue.RegisterConnectable(group, awsec2.Port_Tcp(jsii.Number(props.Port)))
		// Whichever set has the requests, since a service of ECS left its rule so.
		w.Targets = []objects.TargetGroup{
			{Name: binding("blue", props), ARN: *route.Blue.TargetGroupArn()},
			{Name: binding("green", props), ARN: *route.Green.TargetGroupArn()},
		}
		before = append(before, route.Rule) // a pod waits until it is healthy there
		targets = route.Targets()
		serving.NewTargetAlarms(scope, targets, props.Props)
		serving.NewObjectives(scope, targets, props.Props)
	}
	if props.Ingressed() {
		w.Ingress = &objects.Ingress{Class: props.Ingress.Class, Hosts: props.Hosts, Path: props.Route.Path}
	}
	made := Apply(scope, "Objects", ApplyProps{
		Applier: props.Cluster.Applier, Cluster: props.Cluster.Name, Objects: objects.Service(w),
	})
	made.Node().AddDependency(before...)
	if props.Ingressed() {
		for _, host := range props.Hosts { // nobody is led to pods that do not work yet
			dns.NewPointer(scope, host, props.Ingress.Zone, props.Ingress.Address).Node().AddDependency(made)
		}
	}
	newLoadAlarms(scope, props)
	newMissingAlarms(scope, made, targets, props)
	newFailedRuns(scope, made, props)
}

// binding is what binds pods to a set of targets. A set is another one when its port, its protocol or its load balancer
// is, and what binds them cannot be told so: it is another one, too.
func binding(set string, props ServiceProps) string {
	protocol := "http"
	if props.TLS == config.Enabled {
		protocol = "https"
	}
	return fmt.Sprintf("%s-%s-%d-%s", strings.ToLower(props.Balancer.Name), set, props.Port, protocol)
}

// letPods lets pods, which have a security group of their own, ask for names where the cluster's nodes answer, and
// nodes ask pods whether they work. Source: the Amazon EKS user guide, "Assign security groups to individual Pods".
func letPods(scope constructs.Construct, group awsec2.ISecurityGroup, props ServiceProps) constructs.Construct {
	ways := constructs.NewConstruct(scope, new("Ways"))
	const dns = 53
	for _, protocol := range []string{"tcp", "udp"} {
		awsec2.NewCfnSecurityGroupIngress(ways, new("Names-"+protocol+"-Ingress"), &awsec2.CfnSecurityGroupIngressProps{
			GroupId:               &props.Cluster.Nodes,
			SourceSecurityGroupId: group.SecurityGroupId(),
			IpProtocol:            &protocol,
			FromPort:              jsii.Number(dns),
			ToPort:                jsii.Number(dns),
			Description:           new("names, for service " + props.Name),
		})
		awsec2.NewCfnSecurityGroupEgress(ways, new("Names-"+protocol+"-Egress"), &awsec2.CfnSecurityGroupEgressProps{
			GroupId:                    group.SecurityGroupId(),
			DestinationSecurityGroupId: &props.Cluster.Nodes,
			IpProtocol:                 &protocol,
			FromPort:                   jsii.Number(dns),
			ToPort:                     jsii.Number(dns),
			Description:                new("names"),
		})
	}
	letIn := func(id, from, why string) {
		awsec2.NewCfnSecurityGroupIngress(ways, &id, &awsec2.CfnSecurityGroupIngressProps{
			GroupId:               group.SecurityGroupId(),
			SourceSecurityGroupId: &from,
			IpProtocol:            new("tcp"),
			FromPort:              jsii.Number(props.Port),
			ToPort:                jsii.Number(props.Port),
			Description:           &why,
		})
	}
	if props.Route != nil {
		letIn("Probes", props.Cluster.Nodes, "probes of nodes")
	}
	if props.Ingressed() && props.Ingress.SecurityGroup != props.Cluster.Nodes { // AWS takes no rule twice
		letIn("Requests", props.Ingress.SecurityGroup, "requests of the Ingress controller")
	}
	return ways
}
