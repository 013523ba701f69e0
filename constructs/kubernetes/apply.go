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

// NewApplier adds the function that brings objects to a cluster.
func NewApplier(scope constructs.Construct, id string, props ApplierProps) Applier {
	panic("not yet")
}

// ApplyProps are objects that a cluster is to have.
type ApplyProps struct {
	Applier Applier
	Cluster string           // name of the cluster
	Objects []objects.Object // strings in them may be tokens
}

// Apply adds objects to a cluster, and returns what CloudFormation waits for until they are there and run. What is
// taken out of them is deleted in the cluster once the others run.
func Apply(scope constructs.Construct, id string, props ApplyProps) awscdk.CustomResource {
	panic("not yet")
}

var _ = function.New
var _ = securitygroup.New
var _ = jsii.Strings
