package main

import (
	"context"
	"slices"
	"strings"

	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// usersOf are the ids of what somebody put into a VPC, or connected it to: what its deletion would harm or stumble
// over. Network interfaces, which show that something runs, come first.
func usersOf(ctx context.Context, c *ec2.Client, vpc string) ([]string, error) {
	var users []string
	for _, find := range []func(context.Context, *ec2.Client, string) ([]string, error){
		interfaces, natGateways, endpoints, peerings,
		vpnGateways, egressGateways, routeTables, networkACLs, securityGroups,
	} {
		found, err := find(ctx, c, vpc)
		if err != nil {
			return nil, err
		}
		users = append(users, found...)
	}
	return users, nil
}

func interfaces(ctx context.Context, c *ec2.Client, vpc string) (ids []string, err error) {
	found, err := c.DescribeNetworkInterfaces(ctx, &ec2.DescribeNetworkInterfacesInput{Filters: where("vpc-id", vpc)})
	if err != nil {
		return nil, err
	}
	for _, one := range found.NetworkInterfaces {
		ids = append(ids, *one.NetworkInterfaceId)
	}
	return ids, nil
}

func natGateways(ctx context.Context, c *ec2.Client, vpc string) (ids []string, err error) {
	found, err := c.DescribeNatGateways(ctx, &ec2.DescribeNatGatewaysInput{Filter: where("vpc-id", vpc)})
	if err != nil {
		return nil, err
	}
	for _, one := range found.NatGateways {
		if one.State != ec2.NatGatewayStateDeleted && one.State != ec2.NatGatewayStateFailed {
			ids = append(ids, *one.NatGatewayId)
		}
	}
	return ids, nil
}

func endpoints(ctx context.Context, c *ec2.Client, vpc string) (ids []string, err error) {
	found, err := c.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{Filters: where("vpc-id", vpc)})
	if err != nil {
		return nil, err
	}
	for _, one := range found.VpcEndpoints {
		if !strings.EqualFold(string(one.State), string(ec2.StateDeleted)) { // AWS writes it small, its SDK does not
			ids = append(ids, *one.VpcEndpointId)
		}
	}
	return ids, nil
}

func peerings(ctx context.Context, c *ec2.Client, vpc string) (ids []string, err error) {
	found, err := c.DescribeVpcPeeringConnections(ctx, &ec2.DescribeVpcPeeringConnectionsInput{
		Filters: where("status-code", "pending-acceptance", "provisioning", "active"),
	})
	if err != nil {
		return nil, err
	}
	for _, one := range found.VpcPeeringConnections {
		if aws.ToString(one.RequesterVpcInfo.VpcId) == vpc || aws.ToString(one.AccepterVpcInfo.VpcId) == vpc {
			ids = append(ids, *one.VpcPeeringConnectionId)
		}
	}
	return ids, nil
}

func vpnGateways(ctx context.Context, c *ec2.Client, vpc string) (ids []string, err error) {
	found, err := c.DescribeVpnGateways(ctx, &ec2.DescribeVpnGatewaysInput{Filters: where("attachment.vpc-id", vpc)})
	if err != nil {
		return nil, err
	}
	for _, one := range found.VpnGateways {
		attached := func(a ec2.VpcAttachment) bool { return *a.VpcId == vpc && a.State != ec2.AttachmentStatusDetached }
		if slices.ContainsFunc(one.VpcAttachments, attached) {
			ids = append(ids, *one.VpnGatewayId)
		}
	}
	return ids, nil
}

func egressGateways(ctx context.Context, c *ec2.Client, vpc string) (ids []string, err error) {
	found, err := c.DescribeEgressOnlyInternetGateways(ctx, &ec2.DescribeEgressOnlyInternetGatewaysInput{})
	if err != nil {
		return nil, err
	}
	for _, one := range found.EgressOnlyInternetGateways {
		if slices.ContainsFunc(one.Attachments, func(a ec2.InternetGatewayAttachment) bool { return *a.VpcId == vpc }) {
			ids = append(ids, *one.EgressOnlyInternetGatewayId)
		}
	}
	return ids, nil
}

func routeTables(ctx context.Context, c *ec2.Client, vpc string) (ids []string, err error) {
	found, err := c.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{Filters: where("vpc-id", vpc)})
	if err != nil {
		return nil, err
	}
	for _, one := range found.RouteTables {
		main := func(a ec2.RouteTableAssociation) bool { return aws.ToBool(a.Main) }
		if !slices.ContainsFunc(one.Associations, main) {
			ids = append(ids, *one.RouteTableId)
		}
	}
	return ids, nil
}

func networkACLs(ctx context.Context, c *ec2.Client, vpc string) (ids []string, err error) {
	found, err := c.DescribeNetworkAcls(ctx, &ec2.DescribeNetworkAclsInput{Filters: where("vpc-id", vpc)})
	if err != nil {
		return nil, err
	}
	for _, one := range found.NetworkAcls {
		if !aws.ToBool(one.IsDefault) {
			ids = append(ids, *one.NetworkAclId)
		}
	}
	return ids, nil
}

func securityGroups(ctx context.Context, c *ec2.Client, vpc string) (ids []string, err error) {
	found, err := c.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{Filters: where("vpc-id", vpc)})
	if err != nil {
		return nil, err
	}
	for _, one := range found.SecurityGroups {
		if *one.GroupName != "default" {
			ids = append(ids, *one.GroupId)
		}
	}
	return ids, nil
}
