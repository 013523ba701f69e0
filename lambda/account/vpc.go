package main

import (
	"context"
	"fmt"
	"log"
	"slices"
	"strings"

	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// removeDefaultVPC removes the region's default VPC, with its subnets and its internet gateway, unless it is one of
// those to keep, or something uses it. A run that was cut off is finished by the next: the VPC goes last.
func (f function) removeDefaultVPC(ctx context.Context, keep []string) error {
	c := ec2.NewFromConfig(f.aws)
	found, err := c.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{Filters: where("is-default", "true")})
	if err != nil {
		return err
	}
	for _, vpc := range found.Vpcs { // one, or none
		id := *vpc.VpcId
		if slices.Contains(keep, id) {
			continue
		}
		users, err := usersOf(ctx, c, id)
		if err != nil {
			return err
		}
		if len(users) > 0 {
			return fmt.Errorf("the default VPC %s of %s is in use by %s: move them, or write the account under"+
				" settings.except with default-vpc in organization.yaml", id, f.aws.Region, some(users))
		}
		if err := remove(ctx, c, id); err != nil {
			return fmt.Errorf("the default VPC %s of %s: %w", id, f.aws.Region, err)
		}
	}
	return nil
}

// remove deletes a VPC with the gateway and the subnets that AWS put into it.
func remove(ctx context.Context, c *ec2.Client, vpc string) error {
	gateways, err := c.DescribeInternetGateways(ctx, &ec2.DescribeInternetGatewaysInput{Filters: where("attachment.vpc-id", vpc)})
	if err != nil {
		return err
	}
	for _, gateway := range gateways.InternetGateways {
		id := gateway.InternetGatewayId
		if _, err := c.DetachInternetGateway(
			ctx,
			&ec2.DetachInternetGatewayInput{InternetGatewayId: id, VpcId: &vpc},
		); err != nil {
			return err
		}
		if _, err := c.DeleteInternetGateway(ctx, &ec2.DeleteInternetGatewayInput{InternetGatewayId: id}); err != nil {
			return fmt.Errorf("%s is detached, delete it yourself: %w", *id, err)
		}
		log.Printf("%s: deleted %s", vpc, *id)
	}
	subnets, err := c.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{Filters: where("vpc-id", vpc)})
	if err != nil {
		return err
	}
	for _, subnet := range subnets.Subnets {
		if _, err := c.DeleteSubnet(ctx, &ec2.DeleteSubnetInput{SubnetId: subnet.SubnetId}); err != nil {
			return err
		}
		log.Printf("%s: deleted %s", vpc, *subnet.SubnetId)
	}
	if _, err := c.DeleteVpc(ctx, &ec2.DeleteVpcInput{VpcId: &vpc}); err != nil {
		return err
	}
	log.Printf("deleted %s", vpc)
	return nil
}

// where is the filter of that name.
func where(name string, values ...string) []ec2.Filter {
	return []ec2.Filter{{Name: aws.String(name), Values: values}}
}

// some is the first three of ids, for a sentence.
func some(ids []string) string {
	if len(ids) > 3 {
		return fmt.Sprintf("%s and %d more", strings.Join(ids[:3], ", "), len(ids)-3)
	}
	return strings.Join(ids, ", ")
}
