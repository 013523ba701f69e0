package main

import (
	"context"
	"fmt"
	"log"

	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// defaults are the properties of Custom::TransitGatewayDefaults: every later attachment to TransitGateway lands in the
// route table Association.
type defaults struct{ TransitGateway, Association string }

func (f function) setDefaults(ctx context.Context, d defaults) (string, map[string]any, error) {
	return d.TransitGateway, nil, f.modify(ctx, d.TransitGateway, &ec2.ModifyTransitGatewayOptions{
		DefaultRouteTableAssociation:   ec2.DefaultRouteTableAssociationValueEnable,
		AssociationDefaultRouteTableId: &d.Association,
	})
}

// unsetDefaults lets go of the table, so that it can be deleted.
func (f function) unsetDefaults(ctx context.Context, id string, d defaults) error {
	found, err := f.gateway(ctx, d.TransitGateway)
	if err != nil || found == nil {
		return err
	}
	return f.modify(ctx, d.TransitGateway, &ec2.ModifyTransitGatewayOptions{
		DefaultRouteTableAssociation: ec2.DefaultRouteTableAssociationValueDisable,
	})
}

// modify gives a gateway these options. A gateway that is being modified takes no others, so it waits before and after.
func (f function) modify(ctx context.Context, id string, options *ec2.ModifyTransitGatewayOptions) error {
	if err := f.available(ctx, id); err != nil {
		return err
	}
	_, err := f.ec2(
		f.aws.Region,
	).ModifyTransitGateway(
		ctx,
		&ec2.ModifyTransitGatewayInput{TransitGatewayId: &id, Options: options},
	)
	if err != nil {
		return err
	}
	log.Printf("%s: association by default %s %s", id,
		options.DefaultRouteTableAssociation, aws.ToString(options.AssociationDefaultRouteTableId))
	return f.available(ctx, id)
}

// available returns when a gateway can be modified.
func (f function) available(ctx context.Context, id string) error {
	return f.poll.Until(ctx, func(ctx context.Context) (string, error) {
		found, err := f.gateway(ctx, id)
		switch {
		case err != nil:
			return "", err
		case found == nil:
			return "", fmt.Errorf("there is no transit gateway %s in %s: deploy the stack that makes it", id, f.aws.Region)
		case found.State != ec2.TransitGatewayStateAvailable:
			return fmt.Sprintf("transit gateway %s is %s: deploy again when it is available", id, found.State), nil
		}
		return "", nil
	})
}

// gateway is the gateway with that id in f's region, if it still exists.
func (f function) gateway(ctx context.Context, id string) (*ec2.TransitGateway, error) {
	// a filter, since an id that is gone would be an error
	all, err := f.gateways(ctx, f.aws.Region, filter("transit-gateway-id", id))
	if err != nil || len(all) == 0 || all[0].State == ec2.TransitGatewayStateDeleting ||
		all[0].State == ec2.TransitGatewayStateDeleted {
		return nil, err
	}
	return &all[0], nil
}
