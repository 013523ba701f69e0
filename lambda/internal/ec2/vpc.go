package ec2

import "context"

// Vpc is a VPC.
type Vpc struct {
	VpcId *string `xml:"vpcId"`
}

// Subnet is a subnet of a VPC.
type Subnet struct {
	SubnetId *string `xml:"subnetId"`
}

// InternetGateway is an internet gateway.
type InternetGateway struct {
	InternetGatewayId *string `xml:"internetGatewayId"`
}

// DescribeVpcsInput is what DescribeVpcs looks for.
type DescribeVpcsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeVpcsOutput is what DescribeVpcs found.
type DescribeVpcsOutput struct {
	Vpcs      []Vpc   `xml:"vpcSet>item"`
	NextToken *string `xml:"nextToken"`
}

// DescribeVpcs returns what passes the filters, from all pages.
func (c *Client) DescribeVpcs(ctx context.Context, in *DescribeVpcsInput) (*DescribeVpcsOutput, error) {
	return describe[DescribeVpcsOutput](ctx, c, "DescribeVpcs", in)
}

// DescribeSubnetsInput is what DescribeSubnets looks for.
type DescribeSubnetsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeSubnetsOutput is what DescribeSubnets found.
type DescribeSubnetsOutput struct {
	Subnets   []Subnet `xml:"subnetSet>item"`
	NextToken *string  `xml:"nextToken"`
}

// DescribeSubnets returns what passes the filters, from all pages.
func (c *Client) DescribeSubnets(ctx context.Context, in *DescribeSubnetsInput) (*DescribeSubnetsOutput, error) {
	return describe[DescribeSubnetsOutput](ctx, c, "DescribeSubnets", in)
}

// DescribeInternetGatewaysInput is what DescribeInternetGateways looks for.
type DescribeInternetGatewaysInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeInternetGatewaysOutput is what DescribeInternetGateways found.
type DescribeInternetGatewaysOutput struct {
	InternetGateways []InternetGateway `xml:"internetGatewaySet>item"`
	NextToken        *string           `xml:"nextToken"`
}

// DescribeInternetGateways returns what passes the filters, from all pages.
func (c *Client) DescribeInternetGateways(
	ctx context.Context, in *DescribeInternetGatewaysInput,
) (*DescribeInternetGatewaysOutput, error) {
	return describe[DescribeInternetGatewaysOutput](ctx, c, "DescribeInternetGateways", in)
}
