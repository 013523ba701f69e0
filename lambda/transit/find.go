package main

import (
	"context"
	"fmt"

	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/ec2"
)

// named are the properties of Custom::TransitGateway: this account's gateway with that name in another region.
type named struct{ Name, Region string }

func (f function) findNamed(ctx context.Context, n named) (string, map[string]any, error) {
	ids, err := f.usable(ctx, n.Region, filter("tag:Name", n.Name))
	if err != nil {
		return "", nil, err
	}
	id, err := custom.One(ids, fmt.Sprintf("available transit gateway named %s in %s", n.Name, n.Region), "deploy shared-services there first")
	return id, map[string]any{"Id": id}, err
}

// usable are the ids of the available gateways in a region that pass a filter.
func (f function) usable(ctx context.Context, region string, by ec2.Filter) (ids []string, err error) {
	all, err := f.gateways(ctx, region, by, filter("state", "available"))
	for _, gateway := range all {
		ids = append(ids, *gateway.TransitGatewayId)
	}
	return ids, err
}

// gateways are those in a region that pass the filters.
func (f function) gateways(ctx context.Context, region string, filters ...ec2.Filter) ([]ec2.TransitGateway, error) {
	found, err := f.ec2(region).DescribeTransitGateways(ctx, &ec2.DescribeTransitGatewaysInput{Filters: filters})
	if err != nil {
		return nil, err
	}
	return found.TransitGateways, nil
}

// filter is EC2's filter of that name.
func filter(name, value string) ec2.Filter {
	return ec2.Filter{Name: &name, Values: []string{value}}
}
