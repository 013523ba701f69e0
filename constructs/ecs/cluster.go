// Package ecs runs containers: an ECS cluster per environment, and services on it.
package ecs

import (
	"bulkhead/constructs/keys"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
)

// ClusterProps is what a cluster plugs into.
type ClusterProps struct {
	Name     string
	Vpc      awsec2.IVpc
	Key      awskms.IKey       // encrypts ECS Exec sessions
	Sessions awslogs.ILogGroup // records ECS Exec sessions
	Metrics  awslogs.ILogGroup // receives what Container Insights measures
	Enhanced bool              // measure every task and container, not services only
}

// The capacity providers of Fargate.
const (
	fargate     = "FARGATE"
	fargateSpot = "FARGATE_SPOT"
)

// InsightsLog is the log group that Container Insights writes to, and makes itself, without key and for a day, unless
// it exists.
func InsightsLog(cluster string) string {
	return "/aws/ecs/containerinsights/" + cluster + "/performance"
}

// NewCluster adds a cluster with metrics and recorded sessions to scope.
func NewCluster(scope constructs.Construct, id string, props ClusterProps) awsecs.Cluster {
	insights := awsecs.ContainerInsights_ENABLED
	if props.Enhanced {
		insights = awsecs.ContainerInsights_ENHANCED
	}
	cluster := awsecs.NewCluster(scope, &id, &awsecs.ClusterProps{
		ClusterName:         &props.Name,
		Vpc:                 props.Vpc,
		ContainerInsightsV2: insights,
		ExecuteCommandConfiguration: &awsecs.ExecuteCommandConfiguration{
			KmsKey:  keys.ByARN(scope, id+"SessionsKey", props.Key),
			Logging: awsecs.ExecuteCommandLogging_OVERRIDE,
			LogConfiguration: &awsecs.ExecuteCommandLogConfiguration{
				CloudWatchLogGroup:          props.Sessions,
				CloudWatchEncryptionEnabled: new(true),
			},
		},
	})
	cluster.Node().AddDependency(props.Metrics)
	return cluster
}

// NewCapacity lets tasks run on Fargate, on Fargate Spot and, where there are any, on instances with that capacity
// provider. Spot is there before a service asks for it, and after the last one that did: the cluster is updated before
// services are, and ECS keeps what a service still names. ECS's service-linked role has to be there before: one that
// ECS makes with an account's first cluster, it cannot assume at once.
func NewCapacity(scope constructs.Construct, id string, cluster awsecs.Cluster, instances string) {
	providers := []any{fargate, fargateSpot}
	if instances != "" {
		providers = append(providers, instances)
	}
	awsecs.NewCfnClusterCapacityProviderAssociations(
		scope,
		&id,
		&awsecs.CfnClusterCapacityProviderAssociationsProps{
			Cluster:                         cluster.ClusterName(),
			CapacityProviders:               &providers,
			DefaultCapacityProviderStrategy: &[]any{},
		},
	)
}

// onInstances returns the cluster as CDK has to see it to let services run on instances, whose capacity provider CDK
// did not make.
func onInstances(scope constructs.Construct, cluster awsecs.ICluster) awsecs.ICluster {
	return awsecs.Cluster_FromClusterAttributes(scope, new("Cluster"), &awsecs.ClusterAttributes{
		ClusterName:    cluster.ClusterName(),
		ClusterArn:     cluster.ClusterArn(),
		Vpc:            cluster.Vpc(),
		HasEc2Capacity: new(true),
		// From it CDK derives what tasks may do for ECS Exec.
		ExecuteCommandConfiguration: cluster.ExecuteCommandConfiguration(),
	})
}
