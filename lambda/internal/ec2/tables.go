package ec2

import "context"

// RouteTable is a route table.
type RouteTable struct {
	RouteTableId *string                 `xml:"routeTableId"`
	Associations []RouteTableAssociation `xml:"associationSet>item"`
}

// RouteTableAssociation is whose routes a table has.
type RouteTableAssociation struct {
	Main *bool `xml:"main"`
}

// NetworkAcl is a network ACL.
type NetworkAcl struct {
	NetworkAclId *string `xml:"networkAclId"`
	IsDefault    *bool   `xml:"default"`
}

// SecurityGroup is a security group.
type SecurityGroup struct {
	GroupId   *string `xml:"groupId"`
	GroupName *string `xml:"groupName"`
}

// DescribeRouteTablesInput is what DescribeRouteTables looks for.
type DescribeRouteTablesInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeRouteTablesOutput is what DescribeRouteTables found.
type DescribeRouteTablesOutput struct {
	RouteTables []RouteTable `xml:"routeTableSet>item"`
	NextToken   *string      `xml:"nextToken"`
}

// DescribeRouteTables returns what passes the filters, from all pages.
func (c *Client) DescribeRouteTables(
	ctx context.Context, in *DescribeRouteTablesInput,
) (*DescribeRouteTablesOutput, error) {
	return describe[DescribeRouteTablesOutput](ctx, c, "DescribeRouteTables", in)
}

// DescribeNetworkAclsInput is what DescribeNetworkAcls looks for.
type DescribeNetworkAclsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeNetworkAclsOutput is what DescribeNetworkAcls found.
type DescribeNetworkAclsOutput struct {
	NetworkAcls []NetworkAcl `xml:"networkAclSet>item"`
	NextToken   *string      `xml:"nextToken"`
}

// DescribeNetworkAcls returns what passes the filters, from all pages.
func (c *Client) DescribeNetworkAcls(
	ctx context.Context, in *DescribeNetworkAclsInput,
) (*DescribeNetworkAclsOutput, error) {
	return describe[DescribeNetworkAclsOutput](ctx, c, "DescribeNetworkAcls", in)
}

// DescribeSecurityGroupsInput is what DescribeSecurityGroups looks for.
type DescribeSecurityGroupsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeSecurityGroupsOutput is what DescribeSecurityGroups found.
type DescribeSecurityGroupsOutput struct {
	SecurityGroups []SecurityGroup `xml:"securityGroupInfo>item"`
	NextToken      *string         `xml:"nextToken"`
}

// DescribeSecurityGroups returns what passes the filters, from all pages.
func (c *Client) DescribeSecurityGroups(
	ctx context.Context, in *DescribeSecurityGroupsInput,
) (*DescribeSecurityGroupsOutput, error) {
	return describe[DescribeSecurityGroupsOutput](ctx, c, "DescribeSecurityGroups", in)
}
