package main

import (
	"context"
	"fmt"
	"log"

	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// association are the properties of Custom::TransitGatewayAssociation: what comes in through Attachment, of any kind,
// is routed by RouteTable. CloudFormation's own resource fails where the gateway's default has been faster.
type association struct{ Attachment, RouteTable string }

// associate moves the attachment to its table, and returns when it is there. Every look decides the next step anew,
// because the gateway's default may associate a new attachment in between.
func (f function) associate(ctx context.Context, a association) (string, map[string]any, error) {
	return a.Attachment, nil, f.poll.Until(ctx, func(ctx context.Context) (string, error) {
		table, settled, err := f.table(ctx, a.Attachment)
		if err != nil {
			return "", err
		}
		missing := fmt.Sprintf("%s is not associated with %s: deploy again", a.Attachment, a.RouteTable)
		switch {
		case !settled:
			return missing, nil
		case table == a.RouteTable:
			return "", nil
		case table != "":
			return missing, f.release(ctx, a.Attachment, table)
		}
		_, err = f.ec2(f.aws.Region).AssociateTransitGatewayRouteTable(ctx, &ec2.AssociateTransitGatewayRouteTableInput{
			TransitGatewayAttachmentId: &a.Attachment, TransitGatewayRouteTableId: &a.RouteTable,
		})
		if err == nil {
			log.Printf("associated %s with %s", a.Attachment, a.RouteTable)
		}
		return missing, unlessInBetween(err)
	})
}

// disassociate takes the attachment out of its table, if it is there, and returns when it is not.
func (f function) disassociate(ctx context.Context, _ string, a association) error {
	return f.poll.Until(ctx, func(ctx context.Context) (string, error) {
		found, err := f.attachment(ctx, a.Attachment)
		if err != nil || found == nil || found.Association == nil ||
			aws.ToString(found.Association.TransitGatewayRouteTableId) != a.RouteTable {
			return "", err
		}
		missing := fmt.Sprintf("%s is still associated with %s: delete again", a.Attachment, a.RouteTable)
		switch found.Association.State {
		case ec2.TransitGatewayAssociationStateDisassociated:
			return "", nil
		case ec2.TransitGatewayAssociationStateAssociated:
			return missing, f.release(ctx, a.Attachment, a.RouteTable)
		}
		return missing, nil
	})
}

// release begins to take an attachment out of a table.
func (f function) release(ctx context.Context, attachment, table string) error {
	_, err := f.ec2(
		f.aws.Region,
	).DisassociateTransitGatewayRouteTable(
		ctx,
		&ec2.DisassociateTransitGatewayRouteTableInput{
			TransitGatewayAttachmentId: &attachment, TransitGatewayRouteTableId: &table,
		},
	)
	if err == nil {
		log.Printf("disassociated %s from %s", attachment, table)
	}
	return unlessInBetween(err)
}

// unlessInBetween is err unless it says that the association changes, or has just changed: the next look will show.
func unlessInBetween(err error) error {
	if custom.Refused(err, "IncorrectState", "Resource.AlreadyAssociated", "InvalidAssociation.NotFound") {
		return nil
	}
	return err
}

// table is the table that an attachment is associated with, if any; settled, that no change is under way.
func (f function) table(ctx context.Context, attachment string) (table string, settled bool, err error) {
	found, err := f.attachment(ctx, attachment)
	if err != nil {
		return "", false, err
	}
	if found == nil {
		return "", false, fmt.Errorf("there is no attachment %s in %s: deploy the stack that makes it", attachment, f.aws.Region)
	}
	if found.State != ec2.TransitGatewayAttachmentStateAvailable {
		return "", false, nil
	}
	if found.Association == nil || found.Association.State == ec2.TransitGatewayAssociationStateDisassociated {
		return "", true, nil
	}
	settled = found.Association.State == ec2.TransitGatewayAssociationStateAssociated
	return aws.ToString(found.Association.TransitGatewayRouteTableId), settled, nil
}

// attachment is the attachment with that id in f's region, if it still exists.
func (f function) attachment(ctx context.Context, id string) (*ec2.TransitGatewayAttachment, error) {
	// a filter, since an id that is gone would be an error
	found, err := f.ec2(
		f.aws.Region,
	).DescribeTransitGatewayAttachments(
		ctx,
		&ec2.DescribeTransitGatewayAttachmentsInput{
			Filters: []ec2.Filter{filter("transit-gateway-attachment-id", id)},
		},
	)
	if err != nil || len(found.TransitGatewayAttachments) == 0 {
		return nil, err
	}
	one := &found.TransitGatewayAttachments[0]
	if one.State == ec2.TransitGatewayAttachmentStateDeleting || one.State == ec2.TransitGatewayAttachmentStateDeleted {
		return nil, nil
	}
	return one, nil
}
