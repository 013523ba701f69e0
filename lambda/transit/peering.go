package main

import (
	"context"
	"fmt"
	"log"

	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// peering are the properties of Custom::TransitGatewayPeering: an attachment of this region's gateway to that of
// Region, which has to accept it.
type peering struct{ Attachment, Region string }

// accept accepts the peering in the other region, and returns when it is available there. It takes some time to arrive.
func (f function) accept(ctx context.Context, p peering) (string, map[string]any, error) {
	c := f.ec2(p.Region)
	accepted := false
	err := f.poll.Until(ctx, func(ctx context.Context) (string, error) {
		found, err := c.DescribeTransitGatewayPeeringAttachments(
			ctx,
			&ec2.DescribeTransitGatewayPeeringAttachmentsInput{
				Filters: []ec2.Filter{filter("transit-gateway-attachment-id", p.Attachment)},
			},
		)
		if err != nil {
			return "", err
		}
		if len(found.TransitGatewayPeeringAttachments) == 0 {
			return fmt.Sprintf("peering %s has not arrived in %s: deploy again", p.Attachment, p.Region), nil
		}
		state := found.TransitGatewayPeeringAttachments[0].State
		switch state {
		case ec2.TransitGatewayAttachmentStateAvailable:
			return "", nil
		case ec2.TransitGatewayAttachmentStateInitiating, ec2.TransitGatewayAttachmentStateInitiatingRequest,
			ec2.TransitGatewayAttachmentStatePending, ec2.TransitGatewayAttachmentStateModifying:
		case ec2.TransitGatewayAttachmentStatePendingAcceptance:
			if accepted { // AWS may show the state of before for a while
				break
			}
			_, err := c.AcceptTransitGatewayPeeringAttachment(ctx, &ec2.AcceptTransitGatewayPeeringAttachmentInput{
				TransitGatewayAttachmentId: &p.Attachment,
			})
			if err != nil {
				return "", err
			}
			accepted = true
			log.Printf("accepted %s in %s", p.Attachment, p.Region)
		default:
			return "", fmt.Errorf("peering %s is %s in %s: delete it and deploy again", p.Attachment, state, p.Region)
		}
		return fmt.Sprintf("peering %s is %s in %s: deploy again when it is available", p.Attachment, state, p.Region), nil
	})
	return p.Attachment, map[string]any{"Id": p.Attachment}, err
}

// peered are the properties of Custom::TransitGatewayPeered: the peering that the gateway of Region has asked
// TransitGateway for, a gateway of this region.
type peered struct{ TransitGateway, Region string }

// findPeered finds the peering, which has been accepted.
func (f function) findPeered(ctx context.Context, p peered) (string, map[string]any, error) {
	found, err := f.ec2(
		f.aws.Region,
	).DescribeTransitGatewayPeeringAttachments(
		ctx,
		&ec2.DescribeTransitGatewayPeeringAttachmentsInput{
			Filters: []ec2.Filter{filter("state", string(ec2.TransitGatewayAttachmentStateAvailable))},
		},
	)
	if err != nil {
		return "", nil, err
	}
	var ids []string
	for _, a := range found.TransitGatewayPeeringAttachments {
		if aws.ToString(a.AccepterTgwInfo.TransitGatewayId) == p.TransitGateway &&
			aws.ToString(a.RequesterTgwInfo.Region) == p.Region {
			ids = append(ids, *a.TransitGatewayAttachmentId)
		}
	}
	id, err := custom.One(ids, fmt.Sprintf("peering of %s with %s", p.TransitGateway, p.Region), "deploy the stack that asks for it first")
	return id, map[string]any{"Id": id}, err
}
