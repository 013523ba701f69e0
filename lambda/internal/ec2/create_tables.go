package ec2

import "context"

// CreateRouteTableInput is what CreateRouteTable takes.
type CreateRouteTableInput struct {
	ClientToken *string
	VpcId       *string
}

// CreateRouteTableOutput is what CreateRouteTable answers.
type CreateRouteTableOutput struct {
	RouteTable *RouteTable `xml:"routeTable"`
}

// CreateRouteTable makes a route table.
func (c *Client) CreateRouteTable(ctx context.Context, in *CreateRouteTableInput) (*CreateRouteTableOutput, error) {
	return call[CreateRouteTableOutput](ctx, c, "CreateRouteTable", in)
}

// CreateNetworkAclInput is what CreateNetworkAcl takes.
type CreateNetworkAclInput struct {
	ClientToken *string
	VpcId       *string
}

// CreateNetworkAclOutput is what CreateNetworkAcl answers.
type CreateNetworkAclOutput struct {
	NetworkAcl *NetworkAcl `xml:"networkAcl"`
}

// CreateNetworkAcl makes a network ACL.
func (c *Client) CreateNetworkAcl(ctx context.Context, in *CreateNetworkAclInput) (*CreateNetworkAclOutput, error) {
	return call[CreateNetworkAclOutput](ctx, c, "CreateNetworkAcl", in)
}

// CreateSecurityGroupInput is what CreateSecurityGroup takes.
type CreateSecurityGroupInput struct {
	Description *string `query:"GroupDescription"`
	GroupName   *string
	VpcId       *string
}

// CreateSecurityGroupOutput is what CreateSecurityGroup answers.
type CreateSecurityGroupOutput struct {
	GroupId *string `xml:"groupId"`
}

// CreateSecurityGroup makes a security group.
func (c *Client) CreateSecurityGroup(
	ctx context.Context, in *CreateSecurityGroupInput,
) (*CreateSecurityGroupOutput, error) {
	return call[CreateSecurityGroupOutput](ctx, c, "CreateSecurityGroup", in)
}

// CreateTransitGatewayInput is what CreateTransitGateway takes.
type CreateTransitGatewayInput struct {
	TagSpecifications []TagSpecification `query:"TagSpecification"`
}

// CreateTransitGatewayOutput is what CreateTransitGateway answers.
type CreateTransitGatewayOutput struct {
	TransitGateway *TransitGateway `xml:"transitGateway"`
}

// CreateTransitGateway makes a transit gateway.
func (c *Client) CreateTransitGateway(
	ctx context.Context, in *CreateTransitGatewayInput,
) (*CreateTransitGatewayOutput, error) {
	return call[CreateTransitGatewayOutput](ctx, c, "CreateTransitGateway", in)
}

// CreateTransitGatewayPeeringAttachmentInput is what CreateTransitGatewayPeeringAttachment takes.
type CreateTransitGatewayPeeringAttachmentInput struct {
	PeerAccountId        *string
	PeerRegion           *string
	PeerTransitGatewayId *string
	TransitGatewayId     *string
}

// CreateTransitGatewayPeeringAttachmentOutput is what CreateTransitGatewayPeeringAttachment answers.
type CreateTransitGatewayPeeringAttachmentOutput struct {
	TransitGatewayPeeringAttachment *TransitGatewayPeeringAttachment `xml:"transitGatewayPeeringAttachment"`
}

// CreateTransitGatewayPeeringAttachment asks another transit gateway for a peering.
func (c *Client) CreateTransitGatewayPeeringAttachment(
	ctx context.Context, in *CreateTransitGatewayPeeringAttachmentInput,
) (*CreateTransitGatewayPeeringAttachmentOutput, error) {
	return call[CreateTransitGatewayPeeringAttachmentOutput](ctx, c, "CreateTransitGatewayPeeringAttachment", in)
}
