package ec2

import "context"

// The calls of this file are those of tests, which make what the functions then find. Unlike the
// SDK, they make up no client token.

// CreateVpcInput is what CreateVpc takes.
type CreateVpcInput struct {
	CidrBlock         *string
	TagSpecifications []TagSpecification `query:"TagSpecification"`
}

// CreateVpcOutput is what CreateVpc answers.
type CreateVpcOutput struct {
	Vpc *Vpc `xml:"vpc"`
}

// CreateVpc makes a VPC.
func (c *Client) CreateVpc(ctx context.Context, in *CreateVpcInput) (*CreateVpcOutput, error) {
	return call[CreateVpcOutput](ctx, c, "CreateVpc", in)
}

// CreateInternetGatewayInput is what CreateInternetGateway takes: nothing.
type CreateInternetGatewayInput struct{}

// CreateInternetGatewayOutput is what CreateInternetGateway answers.
type CreateInternetGatewayOutput struct {
	InternetGateway *InternetGateway `xml:"internetGateway"`
}

// CreateInternetGateway makes an internet gateway.
func (c *Client) CreateInternetGateway(
	ctx context.Context, in *CreateInternetGatewayInput,
) (*CreateInternetGatewayOutput, error) {
	return call[CreateInternetGatewayOutput](ctx, c, "CreateInternetGateway", in)
}

// AttachInternetGatewayInput is what AttachInternetGateway takes.
type AttachInternetGatewayInput struct {
	InternetGatewayId *string
	VpcId             *string
}

// AttachInternetGatewayOutput is what AttachInternetGateway answers. Nothing of it is used.
type AttachInternetGatewayOutput struct{}

// AttachInternetGateway attaches an internet gateway to a VPC.
func (c *Client) AttachInternetGateway(
	ctx context.Context, in *AttachInternetGatewayInput,
) (*AttachInternetGatewayOutput, error) {
	return call[AttachInternetGatewayOutput](ctx, c, "AttachInternetGateway", in)
}

// CreateNetworkInterfaceInput is what CreateNetworkInterface takes.
type CreateNetworkInterfaceInput struct {
	ClientToken *string
	SubnetId    *string
}

// CreateNetworkInterfaceOutput is what CreateNetworkInterface answers.
type CreateNetworkInterfaceOutput struct {
	NetworkInterface *NetworkInterface `xml:"networkInterface"`
}

// CreateNetworkInterface makes a network interface.
func (c *Client) CreateNetworkInterface(
	ctx context.Context, in *CreateNetworkInterfaceInput,
) (*CreateNetworkInterfaceOutput, error) {
	return call[CreateNetworkInterfaceOutput](ctx, c, "CreateNetworkInterface", in)
}

// CreateVpcEndpointInput is what CreateVpcEndpoint takes.
type CreateVpcEndpointInput struct {
	ServiceName *string
	VpcId       *string
}

// CreateVpcEndpointOutput is what CreateVpcEndpoint answers.
type CreateVpcEndpointOutput struct {
	VpcEndpoint *VpcEndpoint `xml:"vpcEndpoint"`
}

// CreateVpcEndpoint makes an endpoint of a VPC.
func (c *Client) CreateVpcEndpoint(ctx context.Context, in *CreateVpcEndpointInput) (*CreateVpcEndpointOutput, error) {
	return call[CreateVpcEndpointOutput](ctx, c, "CreateVpcEndpoint", in)
}

// CreateVpcPeeringConnectionInput is what CreateVpcPeeringConnection takes.
type CreateVpcPeeringConnectionInput struct {
	PeerVpcId *string
	VpcId     *string
}

// CreateVpcPeeringConnectionOutput is what CreateVpcPeeringConnection answers.
type CreateVpcPeeringConnectionOutput struct {
	VpcPeeringConnection *VpcPeeringConnection `xml:"vpcPeeringConnection"`
}

// CreateVpcPeeringConnection asks for a connection of two VPCs.
func (c *Client) CreateVpcPeeringConnection(
	ctx context.Context, in *CreateVpcPeeringConnectionInput,
) (*CreateVpcPeeringConnectionOutput, error) {
	return call[CreateVpcPeeringConnectionOutput](ctx, c, "CreateVpcPeeringConnection", in)
}

// CreateVpnGatewayInput is what CreateVpnGateway takes.
type CreateVpnGatewayInput struct {
	Type GatewayType
}

// CreateVpnGatewayOutput is what CreateVpnGateway answers.
type CreateVpnGatewayOutput struct {
	VpnGateway *VpnGateway `xml:"vpnGateway"`
}

// CreateVpnGateway makes a virtual private gateway.
func (c *Client) CreateVpnGateway(ctx context.Context, in *CreateVpnGatewayInput) (*CreateVpnGatewayOutput, error) {
	return call[CreateVpnGatewayOutput](ctx, c, "CreateVpnGateway", in)
}

// AttachVpnGatewayInput is what AttachVpnGateway takes.
type AttachVpnGatewayInput struct {
	VpcId        *string
	VpnGatewayId *string
}

// AttachVpnGatewayOutput is what AttachVpnGateway answers. Nothing of it is used.
type AttachVpnGatewayOutput struct{}

// AttachVpnGateway attaches a virtual private gateway to a VPC.
func (c *Client) AttachVpnGateway(ctx context.Context, in *AttachVpnGatewayInput) (*AttachVpnGatewayOutput, error) {
	return call[AttachVpnGatewayOutput](ctx, c, "AttachVpnGateway", in)
}

// CreateEgressOnlyInternetGatewayInput is what CreateEgressOnlyInternetGateway takes.
type CreateEgressOnlyInternetGatewayInput struct {
	VpcId *string
}

// CreateEgressOnlyInternetGatewayOutput is what CreateEgressOnlyInternetGateway answers.
type CreateEgressOnlyInternetGatewayOutput struct {
	EgressOnlyInternetGateway *EgressOnlyInternetGateway `xml:"egressOnlyInternetGateway"`
}

// CreateEgressOnlyInternetGateway makes an egress-only internet gateway.
func (c *Client) CreateEgressOnlyInternetGateway(
	ctx context.Context, in *CreateEgressOnlyInternetGatewayInput,
) (*CreateEgressOnlyInternetGatewayOutput, error) {
	return call[CreateEgressOnlyInternetGatewayOutput](ctx, c, "CreateEgressOnlyInternetGateway", in)
}
