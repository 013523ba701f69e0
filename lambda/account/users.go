package main

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// usersOf are the ids of what somebody put into a VPC, or connected it to: what its deletion would harm or stumble
// over. Network interfaces, which show that something runs, come first.
func usersOf(ctx context.Context, c *ec2.Client, vpc string) ([]string, error) {
	var users []string
	for _, find := range []func(context.Context, *ec2.Client, string) ([]string, error){
		interfaces, natGateways, endpoints, peerings, vpnGateways, egressGateways, routeTables, networkACLs, securityGroups,
	} {
		found, err := find(ctx, c, vpc)
		if err != nil {
			return nil, err
		}
		users = append(users, found...)
	}
	return users, nil
}

// pages is a paginator of EC2.
type pages[Page any] interface {
	HasMorePages() bool
	NextPage(context.Context, ...func(*ec2.Options)) (Page, error)
}

// collect is what ids takes from all pages.
func collect[Page any](ctx context.Context, p pages[Page], ids func(Page) []string) (all []string, err error) {
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, ids(page)...)
	}
	return all, nil
}

func interfaces(ctx context.Context, c *ec2.Client, vpc string) ([]string, error) {
	all := ec2.NewDescribeNetworkInterfacesPaginator(c, &ec2.DescribeNetworkInterfacesInput{Filters: where("vpc-id", vpc)})
	return collect(ctx, all, func(page *ec2.DescribeNetworkInterfacesOutput) (ids []string) {
		for _, one := range page.NetworkInterfaces {
			ids = append(ids, *one.NetworkInterfaceId)
		}
		return ids
	})
}

func natGateways(ctx context.Context, c *ec2.Client, vpc string) ([]string, error) {
	all := ec2.NewDescribeNatGatewaysPaginator(c, &ec2.DescribeNatGatewaysInput{Filter: where("vpc-id", vpc)})
	return collect(ctx, all, func(page *ec2.DescribeNatGatewaysOutput) (ids []string) {
		for _, one := range page.NatGateways {
			if one.State != types.NatGatewayStateDeleted && one.State != types.NatGatewayStateFailed {
				ids = append(ids, *one.NatGatewayId)
			}
		}
		return ids
	})
}

func endpoints(ctx context.Context, c *ec2.Client, vpc string) ([]string, error) {
	all := ec2.NewDescribeVpcEndpointsPaginator(c, &ec2.DescribeVpcEndpointsInput{Filters: where("vpc-id", vpc)})
	return collect(ctx, all, func(page *ec2.DescribeVpcEndpointsOutput) (ids []string) {
		for _, one := range page.VpcEndpoints {
			if !strings.EqualFold(string(one.State), string(types.StateDeleted)) { // AWS writes it small, its SDK does not
				ids = append(ids, *one.VpcEndpointId)
			}
		}
		return ids
	})
}

func peerings(ctx context.Context, c *ec2.Client, vpc string) ([]string, error) {
	all := ec2.NewDescribeVpcPeeringConnectionsPaginator(c, &ec2.DescribeVpcPeeringConnectionsInput{
		Filters: where("status-code", "pending-acceptance", "provisioning", "active"),
	})
	return collect(ctx, all, func(page *ec2.DescribeVpcPeeringConnectionsOutput) (ids []string) {
		for _, one := range page.VpcPeeringConnections {
			if aws.ToString(one.RequesterVpcInfo.VpcId) == vpc || aws.ToString(one.AccepterVpcInfo.VpcId) == vpc {
				ids = append(ids, *one.VpcPeeringConnectionId)
			}
		}
		return ids
	})
}

func vpnGateways(ctx context.Context, c *ec2.Client, vpc string) (ids []string, err error) {
	found, err := c.DescribeVpnGateways(ctx, &ec2.DescribeVpnGatewaysInput{Filters: where("attachment.vpc-id", vpc)})
	if err != nil {
		return nil, err
	}
	for _, one := range found.VpnGateways {
		attached := func(a types.VpcAttachment) bool { return *a.VpcId == vpc && a.State != types.AttachmentStatusDetached }
		if slices.ContainsFunc(one.VpcAttachments, attached) {
			ids = append(ids, *one.VpnGatewayId)
		}
	}
	return ids, nil
}

func egressGateways(ctx context.Context, c *ec2.Client, vpc string) ([]string, error) {
	all := ec2.NewDescribeEgressOnlyInternetGatewaysPaginator(c, &ec2.DescribeEgressOnlyInternetGatewaysInput{})
	return collect(ctx, all, func(page *ec2.DescribeEgressOnlyInternetGatewaysOutput) (ids []string) {
		for _, one := range page.EgressOnlyInternetGateways {
			if slices.ContainsFunc(one.Attachments, func(a types.InternetGatewayAttachment) bool { return *a.VpcId == vpc }) {
				ids = append(ids, *one.EgressOnlyInternetGatewayId)
			}
		}
		return ids
	})
}

func routeTables(ctx context.Context, c *ec2.Client, vpc string) ([]string, error) {
	all := ec2.NewDescribeRouteTablesPaginator(c, &ec2.DescribeRouteTablesInput{Filters: where("vpc-id", vpc)})
	return collect(ctx, all, func(page *ec2.DescribeRouteTablesOutput) (ids []string) {
		for _, one := range page.RouteTables {
			main := func(a types.RouteTableAssociation) bool { return aws.ToBool(a.Main) }
			if !slices.ContainsFunc(one.Associations, main) {
				ids = append(ids, *one.RouteTableId)
			}
		}
		return ids
	})
}

func networkACLs(ctx context.Context, c *ec2.Client, vpc string) ([]string, error) {
	all := ec2.NewDescribeNetworkAclsPaginator(c, &ec2.DescribeNetworkAclsInput{Filters: where("vpc-id", vpc)})
	return collect(ctx, all, func(page *ec2.DescribeNetworkAclsOutput) (ids []string) {
		for _, one := range page.NetworkAcls {
			if !aws.ToBool(one.IsDefault) {
				ids = append(ids, *one.NetworkAclId)
			}
		}
		return ids
	})
}

func securityGroups(ctx context.Context, c *ec2.Client, vpc string) ([]string, error) {
	all := ec2.NewDescribeSecurityGroupsPaginator(c, &ec2.DescribeSecurityGroupsInput{Filters: where("vpc-id", vpc)})
	return collect(ctx, all, func(page *ec2.DescribeSecurityGroupsOutput) (ids []string) {
		for _, one := range page.SecurityGroups {
			if *one.GroupName != "default" {
				ids = append(ids, *one.GroupId)
			}
		}
		return ids
	})
}
