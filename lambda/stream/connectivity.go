package main

import (
	"context"

	"bulkhead/internal/aws/kafka"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// connectivity are the properties of Custom::StreamConnectivity: the cluster of that name in a region can be reached
// from other VPCs by who logs in with IAM. The resource's id is the cluster's ARN.
//
// MSK restarts the brokers one by one, which takes longer than a function runs: the change is begun, and nobody waits
// for its end. It stays when the resource goes, because to take it back restarts them again.
type connectivity struct{ Name, Region string }

func (f function) connect(ctx context.Context, p connectivity) (id string, _ map[string]any, err error) {
	var cluster *kafka.Cluster
	err = f.poll.Until(ctx, func(ctx context.Context) (missing string, err error) {
		if cluster, err = f.named(ctx, p.Region, p.Name); err != nil {
			return "", err
		}
		id = aws.ToString(cluster.ClusterArn)
		if reached(cluster) || aws.ToString(cluster.State) == active {
			return "", nil
		}
		return p.Name + " is " + aws.ToString(
			cluster.State,
		) + ", and MSK changes it once it is ACTIVE: deploy again then", nil
	})
	if err != nil || reached(cluster) {
		return id, nil, err
	}
	_, err = f.kafka(p.Region).UpdateConnectivity(ctx, &kafka.UpdateConnectivityInput{
		ClusterArn:     cluster.ClusterArn,
		CurrentVersion: cluster.CurrentVersion,
		ConnectivityInfo: &kafka.ConnectivityInfo{VpcConnectivity: &kafka.VpcConnectivity{
			ClientAuthentication: &kafka.VpcConnectivityClientAuthentication{
				Sasl: &kafka.VpcConnectivitySasl{Iam: &kafka.VpcConnectivityIam{Enabled: new(true)}},
			},
		}},
	})
	return id, nil, err
}
