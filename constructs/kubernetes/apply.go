// Package kubernetes makes clusters of EKS, and what runs in them.
package kubernetes

import (
	"bulkhead/constructs/function"
	"bulkhead/constructs/kubernetes/objects"
	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ApplierProps is what brings objects to a cluster that only its VPC reaches.
type ApplierProps struct {
	Cluster string // name of the cluster, spelled out
	Vpc     awsec2.IVpc
	Subnets *awsec2.SubnetSelection // of the private tier
	Log     awslogs.ILogGroup
}

// Applier brings objects to a cluster.
type Applier struct {
	Function awslambda.Function
	Role     awsiam.IRole         // which an access entry of the cluster has to let in
	Group    awsec2.SecurityGroup // which the cluster's security group has to let in
}

// NewApplier adds the function that brings objects to a cluster. It reaches the API of the cluster, and AWS: EKS, which
// tells where that is, its log, and where CloudFormation wants answers.
func NewApplier(scope constructs.Construct, id string, props ApplierProps) Applier {
	scope = constructs.NewConstruct(scope, &id)
	group := securitygroup.New(scope, props.Vpc, "brings objects to cluster "+props.Cluster)
	group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: the cluster and AWS"), nil)
	handler := function.New(scope, "Function", function.Props{
		Name:        "kubernetes",
		Description: "brings objects to cluster " + props.Cluster,
		Log:         props.Log,
		Network:     &function.Network{Vpc: props.Vpc, Subnets: props.Subnets, Group: group},
		Permissions: findCluster(scope, props.Cluster),
	})
	return Applier{Function: handler, Role: handler.Role(), Group: group}
}

// findCluster lets a function ask EKS where a cluster is.
func findCluster(scope constructs.Construct, cluster string) []awsiam.PolicyStatement {
	stack := awscdk.Stack_Of(scope)
	return []awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("eks:DescribeCluster"),
		Resources: jsii.Strings("arn:aws:eks:" + *stack.Region() + ":" + *stack.Account() + ":cluster/" + cluster),
	})}
}

// ApplyProps are objects that a cluster is to have.
type ApplyProps struct {
	Applier Applier
	Cluster string           // name of the cluster
	Objects []objects.Object // strings in them may be tokens
	Needs   []objects.Object // that the cluster has to have before, each with a remedy
}

// Apply adds objects to a cluster, and returns what CloudFormation waits for until they are there and run. What is
// taken out of them is deleted in the cluster once the others run.
//
// Each object is a text of JSON: CloudFormation would make strings of the numbers and the booleans in a property.
func Apply(scope constructs.Construct, id string, props ApplyProps) awscdk.CustomResource {
	properties := map[string]any{"Cluster": props.Cluster, "Objects": texts(scope, props.Objects)}
	if len(props.Needs) > 0 {
		properties["Needs"] = texts(scope, props.Needs)
	}
	return function.NewCustomResource(scope, id, props.Applier.Function, "KubernetesObjects", properties)
}

func texts(scope constructs.Construct, all []objects.Object) []*string {
	var texts []*string
	for _, object := range all {
		texts = append(texts, awscdk.Stack_Of(scope).ToJsonString(object, nil))
	}
	return texts
}
