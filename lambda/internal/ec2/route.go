package ec2

import "context"

// ModifyTransitGatewayOptions are the options that ModifyTransitGateway changes: those that are not empty.
type ModifyTransitGatewayOptions struct {
	AssociationDefaultRouteTableId *string
	DefaultRouteTableAssociation   DefaultRouteTableAssociationValue
	DefaultRouteTablePropagation   DefaultRouteTablePropagationValue
	PropagationDefaultRouteTableId *string
}

// ModifyTransitGatewayInput is what ModifyTransitGateway takes.
type ModifyTransitGatewayInput struct {
	Options          *ModifyTransitGatewayOptions
	TransitGatewayId *string
}

// ModifyTransitGatewayOutput is what ModifyTransitGateway answers. Nothing of it is used.
type ModifyTransitGatewayOutput struct{}

// ModifyTransitGateway changes options of a transit gateway.
func (c *Client) ModifyTransitGateway(
	ctx context.Context, in *ModifyTransitGatewayInput,
) (*ModifyTransitGatewayOutput, error) {
	return call[ModifyTransitGatewayOutput](ctx, c, "ModifyTransitGateway", in)
}

// AcceptTransitGatewayPeeringAttachmentInput is what AcceptTransitGatewayPeeringAttachment takes.
type AcceptTransitGatewayPeeringAttachmentInput struct {
	TransitGatewayAttachmentId *string
}

// AcceptTransitGatewayPeeringAttachmentOutput is what AcceptTransitGatewayPeeringAttachment answers. Nothing of it is
// used.
type AcceptTransitGatewayPeeringAttachmentOutput struct{}

// AcceptTransitGatewayPeeringAttachment accepts a peering that another gateway asked for.
func (c *Client) AcceptTransitGatewayPeeringAttachment(
	ctx context.Context, in *AcceptTransitGatewayPeeringAttachmentInput,
) (*AcceptTransitGatewayPeeringAttachmentOutput, error) {
	return call[AcceptTransitGatewayPeeringAttachmentOutput](ctx, c, "AcceptTransitGatewayPeeringAttachment", in)
}

// AssociateTransitGatewayRouteTableInput is what AssociateTransitGatewayRouteTable takes.
type AssociateTransitGatewayRouteTableInput struct {
	TransitGatewayAttachmentId *string
	TransitGatewayRouteTableId *string
}

// AssociateTransitGatewayRouteTableOutput is what AssociateTransitGatewayRouteTable answers. Nothing of it is used.
type AssociateTransitGatewayRouteTableOutput struct{}

// AssociateTransitGatewayRouteTable has what comes in through an attachment routed by a table.
func (c *Client) AssociateTransitGatewayRouteTable(
	ctx context.Context, in *AssociateTransitGatewayRouteTableInput,
) (*AssociateTransitGatewayRouteTableOutput, error) {
	return call[AssociateTransitGatewayRouteTableOutput](ctx, c, "AssociateTransitGatewayRouteTable", in)
}

// DisassociateTransitGatewayRouteTableInput is what DisassociateTransitGatewayRouteTable takes.
type DisassociateTransitGatewayRouteTableInput struct {
	TransitGatewayAttachmentId *string
	TransitGatewayRouteTableId *string
}

// DisassociateTransitGatewayRouteTableOutput is what DisassociateTransitGatewayRouteTable answers. Nothing of it is
// used.
type DisassociateTransitGatewayRouteTableOutput struct{}

// DisassociateTransitGatewayRouteTable takes an attachment out of a table.
func (c *Client) DisassociateTransitGatewayRouteTable(
	ctx context.Context, in *DisassociateTransitGatewayRouteTableInput,
) (*DisassociateTransitGatewayRouteTableOutput, error) {
	return call[DisassociateTransitGatewayRouteTableOutput](ctx, c, "DisassociateTransitGatewayRouteTable", in)
}
