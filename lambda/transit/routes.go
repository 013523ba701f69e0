package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"

	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// routes are the properties of Custom::TransitGatewayRoutes: RouteTable leads to the VPCs of other accounts that are
// attached to TransitGateway, to each by the Networks that its account is given, as "ACCOUNT CIDR". What an account
// announces counts for nothing. A schedule asks for the same again, because accounts come and go by themselves.
type routes struct {
	TransitGateway, RouteTable string
	Networks                   []string `json:",omitempty"`
}

// lead makes the routes of attachments that are there. It takes away those of networks that are not listed, and those
// that lead to another account; but none for want of an attachment, which may only be changing.
func (f function) lead(ctx context.Context, r routes) (string, map[string]any, error) {
	return r.RouteTable, nil, f.route(ctx, r)
}

// unlead takes all of them away.
func (f function) unlead(ctx context.Context, _ string, r routes) error {
	r.Networks = nil
	err := f.route(ctx, r)
	if custom.Refused(err, "InvalidRouteTableID.NotFound") {
		return nil
	}
	return err
}

// route makes the routes of r those of the table, and says each fault.
func (f function) route(ctx context.Context, r routes) error {
	attached, err := f.attached(ctx, r.TransitGateway)
	if err != nil {
		return err
	}
	there, err := f.ours(ctx, r.RouteTable)
	if err != nil {
		return err
	}
	var faults []error
	for _, network := range r.Networks {
		account, cidr, _ := strings.Cut(network, " ")
		now, is := there[cidr]
		delete(there, cidr)
		owner, known := attached.owners[now]
		switch candidates := attached.available[account]; {
		case known && owner == account: // also while it changes
		case len(candidates) > 0:
			faults = append(faults, f.write(ctx, r.RouteTable, cidr, candidates[0], is))
		case known || is && now == "": // another account's, or it leads nowhere
			faults = append(faults, f.erase(ctx, r.RouteTable, cidr))
		}
	}
	for cidr, to := range there {
		if to != "" { // else an operator may have closed it
			faults = append(faults, f.erase(ctx, r.RouteTable, cidr))
		}
	}
	return errors.Join(faults...)
}

// erase deletes a route, unless somebody else was faster.
func (f function) erase(ctx context.Context, table, cidr string) error {
	_, err := f.ec2(f.aws.Region).DeleteTransitGatewayRoute(ctx, &ec2.DeleteTransitGatewayRouteInput{
		TransitGatewayRouteTableId: &table, DestinationCidrBlock: &cidr,
	})
	if custom.Refused(err, "InvalidRoute.NotFound") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the route to %s: %w", cidr, err)
	}
	log.Printf("%s: deleted the route to %s", table, cidr)
	return nil
}

// write makes a route, or leads it elsewhere where there is one. Where a deployment and the schedule write at once, one
// of them finds it done, and what is still wrong is mended five minutes later.
func (f function) write(ctx context.Context, table, cidr, attachment string, again bool) error {
	var err error
	if again {
		_, err = f.ec2(f.aws.Region).ReplaceTransitGatewayRoute(ctx, &ec2.ReplaceTransitGatewayRouteInput{
			TransitGatewayRouteTableId: &table, DestinationCidrBlock: &cidr, TransitGatewayAttachmentId: &attachment,
		})
	} else {
		_, err = f.ec2(f.aws.Region).CreateTransitGatewayRoute(ctx, &ec2.CreateTransitGatewayRouteInput{
			TransitGatewayRouteTableId: &table, DestinationCidrBlock: &cidr, TransitGatewayAttachmentId: &attachment,
		})
	}
	if custom.Refused(err, "RouteAlreadyExists", "InvalidRoute.NotFound") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the route to %s: %w", cidr, err)
	}
	log.Printf("%s: %s is routed to %s", table, cidr, attachment)
	return nil
}

// attachments are those of VPCs to a gateway.
type attachments struct {
	available map[string][]string // that the gateway takes traffic for, by the account that owns the VPC
	owners    map[string]string   // the accounts of those, and of those that change, by id
}

func (f function) attached(ctx context.Context, gateway string) (attachments, error) {
	there := ec2.Filter{Name: new("state"), Values: []string{
		"available", "modifying", "rollingBack", "pending", "pendingAcceptance", "initiatingRequest",
	}}
	asked := &ec2.DescribeTransitGatewayAttachmentsInput{Filters: []ec2.Filter{
		filter("transit-gateway-id", gateway), filter("resource-type", "vpc"), there,
	}}
	found, err := f.ec2(f.aws.Region).DescribeTransitGatewayAttachments(ctx, asked)
	if err != nil {
		return attachments{}, err
	}
	slices.SortFunc(found.TransitGatewayAttachments, func(a, b ec2.TransitGatewayAttachment) int {
		return cmp.Compare(aws.ToString(a.TransitGatewayAttachmentId), aws.ToString(b.TransitGatewayAttachmentId))
	})
	all := attachments{available: map[string][]string{}, owners: map[string]string{}}
	for _, a := range found.TransitGatewayAttachments {
		owner, id := aws.ToString(a.ResourceOwnerId), aws.ToString(a.TransitGatewayAttachmentId)
		all.owners[id] = owner
		if a.State == ec2.TransitGatewayAttachmentStateAvailable {
			all.available[owner] = append(all.available[owner], id)
		}
	}
	return all, nil
}

// ours are the static routes of a table that lead to VPCs, or nowhere any more, by network; CloudFormation makes those
// to peerings.
func (f function) ours(ctx context.Context, table string) (map[string]string, error) {
	found, err := f.ec2(f.aws.Region).SearchTransitGatewayRoutes(ctx, &ec2.SearchTransitGatewayRoutesInput{
		TransitGatewayRouteTableId: &table, Filters: []ec2.Filter{filter("type", "static")},
	})
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, route := range found.Routes {
		cidr := aws.ToString(route.DestinationCidrBlock)
		switch to := route.TransitGatewayAttachments; {
		case len(to) == 0:
			all[cidr] = ""
		case to[0].ResourceType == "vpc":
			all[cidr] = aws.ToString(to[0].TransitGatewayAttachmentId)
		}
	}
	return all, nil
}
