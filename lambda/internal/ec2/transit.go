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
	State       TransitGatewayAttachmentState        `xml:"state"`
	Association *TransitGatewayAttachmentAssociation `xml:"association"`
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
