package main

import (
	"context"
	"fmt"

	"bulkhead/internal/aws/kafka"
	"bulkhead/internal/client"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
)

func main() {
	custom.Serve(func(c aws.Config) custom.Types { return newFunction(c).types() })
}

// function asks for the clusters of the account that it runs in.
type function struct {
	kafka func(region string) *kafka.Client
	poll  custom.Poll
}

func newFunction(c aws.Config) function {
	return function{
		kafka: func(region string) *kafka.Client {
			return kafka.NewFromConfig(client.In(c, region))
		},
		poll: custom.Patient,
	}
}

// types are the resource types that f serves.
func (f function) types() custom.Types {
	return custom.Types{
		"Custom::StreamConnectivity": custom.Resource[connectivity]{Apply: f.connect}.Handle,
		"Custom::StreamSource":       custom.Resource[source]{Apply: f.findSource, Again: f.findSourceAgain}.Handle,
	}
}

const active = "ACTIVE" // of a cluster that can be changed, and read

// named is the only cluster of that name in a region.
func (f function) named(ctx context.Context, region, name string) (*kafka.Cluster, error) {
	in := &kafka.ListClustersV2Input{ClusterNameFilter: &name} // what the name begins with
	for {
		page, err := f.kafka(region).ListClustersV2(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, c := range page.ClusterInfoList {
			if aws.ToString(c.ClusterName) == name { // MSK has one of a name
				return &c, nil
			}
		}
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			return nil, fmt.Errorf("there is no cluster %s in %s: deploy that side first", name, region)
		}
	}
}

// reached tells whether MSK reaches a cluster from other VPCs, logging in by IAM.
func reached(c *kafka.Cluster) bool {
	if c.Provisioned == nil || c.Provisioned.BrokerNodeGroupInfo == nil {
		return false
	}
	info := c.Provisioned.BrokerNodeGroupInfo.ConnectivityInfo
	if info == nil || info.VpcConnectivity == nil || info.VpcConnectivity.ClientAuthentication == nil {
		return false
	}
	sasl := info.VpcConnectivity.ClientAuthentication.Sasl
	return sasl != nil && sasl.Iam != nil && aws.ToBool(sasl.Iam.Enabled)
}
