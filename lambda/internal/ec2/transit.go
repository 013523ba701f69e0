package ec2

import "context"

// TransitGateway is a transit gateway.
type TransitGateway struct {
	TransitGatewayId *string                `xml:"transitGatewayId"`
	State            TransitGatewayState    `xml:"state"`
	Options          *TransitGatewayOptions `xml:"options"`
}

// TransitGatewayOptions are the options of a transit gateway.
type TransitGatewayOptions struct {
	AssociationDefaultRouteTableId *string                           `xml:"associationDefaultRouteTableId"`
	DefaultRouteTableAssociation   DefaultRouteTableAssociationValue `xml:"defaultRouteTableAssociation"`
	DefaultRouteTablePropagation   DefaultRouteTablePropagationValue `xml:"defaultRouteTablePropagation"`
	PropagationDefaultRouteTableId *string                           `xml:"propagationDefaultRouteTableId"`
}

// TransitGatewayAttachment is an attachment, of any kind, to a transit gateway.
type TransitGatewayAttachment struct {
	TransitGatewayAttachmentId *string                              `xml:"transitGatewayAttachmentId"`
	ResourceOwnerId            *string                              `xml:"resourceOwnerId"`
	State                      TransitGatewayAttachmentState        `xml:"state"`
	Association                *TransitGatewayAttachmentAssociation `xml:"association"`
}

// TransitGatewayAttachmentAssociation is the route table of an attachment.
type TransitGatewayAttachmentAssociation struct {
	TransitGatewayRouteTableId *string                        `xml:"transitGatewayRouteTableId"`
	State                      TransitGatewayAssociationState `xml:"state"`
}

// TransitGatewayPeeringAttachment connects two transit gateways.
type TransitGatewayPeeringAttachment struct {
	TransitGatewayAttachmentId *string                       `xml:"transitGatewayAttachmentId"`
	State                      TransitGatewayAttachmentState `xml:"state"`
	AccepterTgwInfo            *PeeringTgwInfo               `xml:"accepterTgwInfo"`
	RequesterTgwInfo           *PeeringTgwInfo               `xml:"requesterTgwInfo"`
}

// PeeringTgwInfo is one side of a peering attachment.
type PeeringTgwInfo struct {
	Region           *string `xml:"region"`
	TransitGatewayId *string `xml:"transitGatewayId"`
}

// DescribeTransitGatewaysInput is what DescribeTransitGateways looks for.
type DescribeTransitGatewaysInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeTransitGatewaysOutput is what DescribeTransitGateways found.
type DescribeTransitGatewaysOutput struct {
	TransitGateways []TransitGateway `xml:"transitGatewaySet>item"`
	NextToken       *string          `xml:"nextToken"`
}

// DescribeTransitGateways returns what passes the filters, from all pages.
func (c *Client) DescribeTransitGateways(
	ctx context.Context, in *DescribeTransitGatewaysInput,
) (*DescribeTransitGatewaysOutput, error) {
	return describe[DescribeTransitGatewaysOutput](ctx, c, "DescribeTransitGateways", in)
}

// DescribeTransitGatewayAttachmentsInput is what DescribeTransitGatewayAttachments looks for.
type DescribeTransitGatewayAttachmentsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeTransitGatewayAttachmentsOutput is what DescribeTransitGatewayAttachments found.
type DescribeTransitGatewayAttachmentsOutput struct {
	TransitGatewayAttachments []TransitGatewayAttachment `xml:"transitGatewayAttachments>item"`
	NextToken                 *string                    `xml:"nextToken"`
}

// DescribeTransitGatewayAttachments returns what passes the filters, from all pages.
func (c *Client) DescribeTransitGatewayAttachments(
	ctx context.Context, in *DescribeTransitGatewayAttachmentsInput,
) (*DescribeTransitGatewayAttachmentsOutput, error) {
	return describe[DescribeTransitGatewayAttachmentsOutput](ctx, c, "DescribeTransitGatewayAttachments", in)
}

// DescribeTransitGatewayPeeringAttachmentsInput is what DescribeTransitGatewayPeeringAttachments looks for.
type DescribeTransitGatewayPeeringAttachmentsInput struct {
	Filters   []Filter `query:"Filter"`
	NextToken *string
}

// DescribeTransitGatewayPeeringAttachmentsOutput is what DescribeTransitGatewayPeeringAttachments found.
type DescribeTransitGatewayPeeringAttachmentsOutput struct {
	TransitGatewayPeeringAttachments []TransitGatewayPeeringAttachment `xml:"transitGatewayPeeringAttachments>item"`
	NextToken                        *string                           `xml:"nextToken"`
}

// DescribeTransitGatewayPeeringAttachments returns what passes the filters, from all pages.
func (c *Client) DescribeTransitGatewayPeeringAttachments(
	ctx context.Context, in *DescribeTransitGatewayPeeringAttachmentsInput,
) (*DescribeTransitGatewayPeeringAttachmentsOutput, error) {
	return describe[DescribeTransitGatewayPeeringAttachmentsOutput](ctx, c, "DescribeTransitGatewayPeeringAttachments", in)
}

// TransitGatewayRoute is a route of a transit gateway's route table.
type TransitGatewayRoute struct {
	DestinationCidrBlock      *string                         `xml:"destinationCidrBlock"`
	TransitGatewayAttachments []TransitGatewayRouteAttachment `xml:"transitGatewayAttachments>item"`
}

// TransitGatewayRouteAttachment is what a route leads to.
type TransitGatewayRouteAttachment struct {
	ResourceType               TransitGatewayAttachmentResourceType `xml:"resourceType"`
	TransitGatewayAttachmentId *string                              `xml:"transitGatewayAttachmentId"`
}

// SearchTransitGatewayRoutesInput is what SearchTransitGatewayRoutes looks for.
type SearchTransitGatewayRoutesInput struct {
	TransitGatewayRouteTableId *string
	Filters                    []Filter `query:"Filter"`
}

// SearchTransitGatewayRoutesOutput is what SearchTransitGatewayRoutes found, of which there are at most 1,000.
type SearchTransitGatewayRoutesOutput struct {
	Routes []TransitGatewayRoute `xml:"routeSet>item"`
}

// SearchTransitGatewayRoutes returns the routes of a table that pass the filters.
func (c *Client) SearchTransitGatewayRoutes(
	ctx context.Context, in *SearchTransitGatewayRoutesInput,
) (*SearchTransitGatewayRoutesOutput, error) {
	return call[SearchTransitGatewayRoutesOutput](ctx, c, "SearchTransitGatewayRoutes", in)
}

// CreateTransitGatewayRouteInput is a new route.
type CreateTransitGatewayRouteInput struct {
	DestinationCidrBlock       *string
	TransitGatewayAttachmentId *string
	TransitGatewayRouteTableId *string
}

// CreateTransitGatewayRouteOutput says nothing that is used.
type CreateTransitGatewayRouteOutput struct{}

// CreateTransitGatewayRoute adds a static route to a table.
func (c *Client) CreateTransitGatewayRoute(
	ctx context.Context, in *CreateTransitGatewayRouteInput,
) (*CreateTransitGatewayRouteOutput, error) {
	return call[CreateTransitGatewayRouteOutput](ctx, c, "CreateTransitGatewayRoute", in)
}

// ReplaceTransitGatewayRouteInput is what a route leads to from now on.
type ReplaceTransitGatewayRouteInput struct {
	DestinationCidrBlock       *string
	TransitGatewayAttachmentId *string
	TransitGatewayRouteTableId *string
}

// ReplaceTransitGatewayRouteOutput says nothing that is used.
type ReplaceTransitGatewayRouteOutput struct{}

// ReplaceTransitGatewayRoute leads a static route elsewhere.
func (c *Client) ReplaceTransitGatewayRoute(
	ctx context.Context, in *ReplaceTransitGatewayRouteInput,
) (*ReplaceTransitGatewayRouteOutput, error) {
	return call[ReplaceTransitGatewayRouteOutput](ctx, c, "ReplaceTransitGatewayRoute", in)
}

// DeleteTransitGatewayRouteInput names a route.
type DeleteTransitGatewayRouteInput struct {
	DestinationCidrBlock       *string
	TransitGatewayRouteTableId *string
}

// DeleteTransitGatewayRouteOutput says nothing that is used.
type DeleteTransitGatewayRouteOutput struct{}

// DeleteTransitGatewayRoute takes a static route out of a table.
func (c *Client) DeleteTransitGatewayRoute(
	ctx context.Context, in *DeleteTransitGatewayRouteInput,
) (*DeleteTransitGatewayRouteOutput, error) {
	return call[DeleteTransitGatewayRouteOutput](ctx, c, "DeleteTransitGatewayRoute", in)
}
