package main

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// source are the properties of Custom::StreamSource: the cluster of that name in another region, which a Replicator
// can read by now. The resource's id is its ARN; so is its attribute Arn, and Subnets are the ids of its subnets, with
// commas.
type source struct{ Name, Region string }

func (f function) findSource(ctx context.Context, p source) (string, map[string]any, error) {
	return f.findSourceAgain(ctx, "", p)
}

// findSourceAgain finds the cluster that a Replicator may have been made of already, which it reads in every state.
// Only to make a Replicator, MSK wants the cluster at rest.
func (f function) findSourceAgain(
	ctx context.Context, known string, p source,
) (id string, attributes map[string]any, err error) {
	err = f.poll.Until(ctx, func(ctx context.Context) (missing string, err error) {
		cluster, err := f.named(ctx, p.Region, p.Name)
		if err != nil {
			return "", err
		}
		state := aws.ToString(cluster.State)
		switch {
		case state != active && aws.ToString(cluster.ClusterArn) != known:
			return p.Name + " in " + p.Region + " is " + state + ", and can be read once it is ACTIVE: deploy again then", nil
		case !reached(cluster):
			return p.Name + " in " + p.Region + " has no private connectivity: deploy that side, and then this one again", nil
		}
		id = aws.ToString(cluster.ClusterArn)
		subnets := strings.Join(cluster.Provisioned.BrokerNodeGroupInfo.ClientSubnets, ",")
		attributes = map[string]any{"Arn": id, "Subnets": subnets}
		return "", nil
	})
	return id, attributes, err
}
