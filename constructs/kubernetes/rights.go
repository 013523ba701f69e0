package kubernetes

import (
	"bulkhead/config"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseks"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
)

// newRights adds what the pods of a service may do, in a policy for each thing that it is about, and returns what pods
// wait for. They have all of it as one role, by the account of the cluster that they run as: who reads secrets for
// variables does so as the pod.
func newRights(scope constructs.Construct, props ServiceProps) constructs.Construct {
	rights := constructs.NewConstruct(scope, new("PodRights"))
	role := awsiam.NewRole(rights, new("Pod"), &awsiam.RoleProps{
		Description: new("pods of service " + props.Name),
		AssumedBy:   awsiam.NewServicePrincipal(new("pods.eks.amazonaws.com"), nil).WithSessionTags(),
	})
	awseks.NewCfnPodIdentityAssociation(rights, new("Identity"), &awseks.CfnPodIdentityAssociationProps{
		ClusterName:    &props.Cluster.Name,
		Namespace:      new(config.ServicesNamespace),
		ServiceAccount: &props.Name,
		RoleArn:        role.RoleArn(),
	})
	region := *awscdk.Stack_Of(scope).Region()
	for _, s := range props.Stores {
		s.Use(rights, role, region)
	}
	store.PermitEach(rights, role, props.Permissions)
	if props.Tracing == config.Enabled {
		store.Allow(rights, "Trace", role, props.Collector.Trace()...)
	}
	return rights
}
