package ec2

import "context"

// NetworkInterface is a network interface.
type NetworkInterface struct {
	NetworkInterfaceId *string `xml:"networkInterfaceId"`
}

// NatGateway is a NAT gateway.
type NatGateway struct {
	NatGatewayId *string         `xml:"natGatewayId"`
	State        NatGatewayState `xml:"state"`
}

// VpcEndpoint is an endpoint of a VPC.
type VpcEndpoint struct {
	VpcEndpointId *string `xml:"vpcEndpointId"`
	State         State   `xml:"state"`
}

// VpcPeeringConnection connects two VPCs.
type VpcPeeringConnection struct {
	VpcPeeringConnectionId *string                      `xml:"vpcPeeringConnectionId"`
	AccepterVpcInfo        *VpcPeeringConnectionVpcInfo `xml:"accepterVpcInfo"`
	RequesterVpcInfo       *VpcPeeringConnectionVpcInfo `xml:"requesterVpcInfo"`
}

// VpcPeeringConnectionVpcInfo is one side of a peering connection.
type VpcPeeringConnectionVpcInfo struct {
	VpcId *string `xml:"vpcId"`
}

// VpnGateway is a virtual private gateway.
type VpnGateway struct {
	VpnGatewayId   *string         `xml:"vpnGatewayId"`
	VpcAttachments []VpcAttachment `xml:"attachments>item"`
}

// VpcAttachment is a VPC that a virtual private gateway is attached to.
type VpcAttachment struct {
	VpcId *string          `xml:"vpcId"`
	State AttachmentStatus `xml:"state"`
}

// EgressOnlyInternetGateway is an egress-only internet gateway.
type EgressOnlyInternetGateway struct {
	EgressOnlyInternetGatewayId *string                     `xml:"egressOnlyInternetGatewayId"`
	Attachments                 []InternetGatewayAttachment `xml:"attachmentSet>item"`
}

// InternetGatewayAttachment is a VPC that a gateway is attached to.
type InternetGatewayAttachment struct {
	VpcId *string `xml:"vpcId"`
}

// DescribeNetworkInterfacesInput is what DescribeNetworkInterfaces looks for.
type DescribeNetworkInterfacesInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeNetworkInterfacesOutput is what DescribeNetworkInterfaces found.
type DescribeNetworkInterfacesOutput struct {
	NetworkInterfaces []NetworkInterface `xml:"networkInterfaceSet>item"`
	NextToken         *string            `xml:"nextToken"`
}

// DescribeNetworkInterfaces returns what passes the filters, from all pages.
func (c *Client) DescribeNetworkInterfaces(
	ctx context.Context, in *DescribeNetworkInterfacesInput,
) (*DescribeNetworkInterfacesOutput, error) {
	return describe[DescribeNetworkInterfacesOutput](ctx, c, "DescribeNetworkInterfaces", in)
}

// DescribeNatGatewaysInput is what DescribeNatGateways looks for.
type DescribeNatGatewaysInput struct {
	Filter    []Filter
	NextToken *string
}

// DescribeNatGatewaysOutput is what DescribeNatGateways found.
type DescribeNatGatewaysOutput struct {
	NatGateways []NatGateway `xml:"natGatewaySet>item"`
	NextToken   *string      `xml:"nextToken"`
}

// DescribeNatGateways returns what passes the filters, from all pages.
func (c *Client) DescribeNatGateways(
	ctx context.Context, in *DescribeNatGatewaysInput,
) (*DescribeNatGatewaysOutput, error) {
	return describe[DescribeNatGatewaysOutput](ctx, c, "DescribeNatGateways", in)
}

// DescribeVpcEndpointsInput is what DescribeVpcEndpoints looks for.
type DescribeVpcEndpointsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeVpcEndpointsOutput is what DescribeVpcEndpoints found.
type DescribeVpcEndpointsOutput struct {
	VpcEndpoints []VpcEndpoint `xml:"vpcEndpointSet>item"`
	NextToken    *string       `xml:"nextToken"`
}

// DescribeVpcEndpoints returns what passes the filters, from all pages.
func (c *Client) DescribeVpcEndpoints(
	ctx context.Context, in *DescribeVpcEndpointsInput,
) (*DescribeVpcEndpointsOutput, error) {
	return describe[DescribeVpcEndpointsOutput](ctx, c, "DescribeVpcEndpoints", in)
}

// DescribeVpcPeeringConnectionsInput is what DescribeVpcPeeringConnections looks for.
type DescribeVpcPeeringConnectionsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeVpcPeeringConnectionsOutput is what DescribeVpcPeeringConnections found.
type DescribeVpcPeeringConnectionsOutput struct {
	VpcPeeringConnections []VpcPeeringConnection `xml:"vpcPeeringConnectionSet>item"`
	NextToken             *string                `xml:"nextToken"`
}

// DescribeVpcPeeringConnections returns what passes the filters, from all pages.
func (c *Client) DescribeVpcPeeringConnections(
	ctx context.Context, in *DescribeVpcPeeringConnectionsInput,
) (*DescribeVpcPeeringConnectionsOutput, error) {
	return describe[DescribeVpcPeeringConnectionsOutput](ctx, c, "DescribeVpcPeeringConnections", in)
}

// DescribeVpnGatewaysInput is what DescribeVpnGateways looks for.
type DescribeVpnGatewaysInput struct {
	Filters []Filter `query:"Filter"`
}

// DescribeVpnGatewaysOutput is what DescribeVpnGateways found.
type DescribeVpnGatewaysOutput struct {
	VpnGateways []VpnGateway `xml:"vpnGatewaySet>item"`
}

// DescribeVpnGateways returns what passes the filters. It has no pages.
func (c *Client) DescribeVpnGateways(
	ctx context.Context, in *DescribeVpnGatewaysInput,
) (*DescribeVpnGatewaysOutput, error) {
	return call[DescribeVpnGatewaysOutput](ctx, c, "DescribeVpnGateways", in)
}

// DescribeEgressOnlyInternetGatewaysInput is what DescribeEgressOnlyInternetGateways looks for.
type DescribeEgressOnlyInternetGatewaysInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeEgressOnlyInternetGatewaysOutput is what DescribeEgressOnlyInternetGateways found.
type DescribeEgressOnlyInternetGatewaysOutput struct {
	EgressOnlyInternetGateways []EgressOnlyInternetGateway `xml:"egressOnlyInternetGatewaySet>item"`
	NextToken                  *string                     `xml:"nextToken"`
}

// DescribeEgressOnlyInternetGateways returns what passes the filters, from all pages.
func (c *Client) DescribeEgressOnlyInternetGateways(
	ctx context.Context, in *DescribeEgressOnlyInternetGatewaysInput,
) (*DescribeEgressOnlyInternetGatewaysOutput, error) {
	return describe[DescribeEgressOnlyInternetGatewaysOutput](ctx, c, "DescribeEgressOnlyInternetGateways", in)
}
