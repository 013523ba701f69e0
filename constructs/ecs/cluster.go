// Package ecs runs containers: an ECS cluster per environment, and services on it.
package ecs

import (
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
}

// NewCluster adds a cluster with enhanced metrics and recorded sessions to scope.
func NewCluster(scope constructs.Construct, id string, props ClusterProps) awsecs.Cluster {
	return awsecs.NewCluster(scope, &id, &awsecs.ClusterProps{
		// No capacity providers: services name Fargate as their launch type, and in an account without ECS's
		// service-linked role, which making the cluster creates, associating providers at once fails.
		ClusterName:         &props.Name,
		Vpc:                 props.Vpc,
		ContainerInsightsV2: awsecs.ContainerInsights_ENHANCED,
		ExecuteCommandConfiguration: &awsecs.ExecuteCommandConfiguration{
			KmsKey:  props.Key,
			Logging: awsecs.ExecuteCommandLogging_OVERRIDE,
			LogConfiguration: &awsecs.ExecuteCommandLogConfiguration{
				CloudWatchLogGroup:          props.Sessions,
				CloudWatchEncryptionEnabled: new(true),
			},
		},
	})
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
