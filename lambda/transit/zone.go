package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"

	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// privateZone are the properties of Custom::PrivateZone: VPC, of another account, resolves this account's Zone. It is
// an id, or Name=<its name>. Role is one of its account. The resource's id is the zone's and the VPC's: zone/vpc.
type privateZone struct{ Zone, VPC, Region, Role string }

// openZone associates the VPC with the zone: allowed by this account, asked for by the other.
func (f function) openZone(ctx context.Context, z privateZone) (string, map[string]any, error) {
	there, err := f.assume(ctx, z.Role)
	if err != nil {
		return "", nil, fmt.Errorf("cannot assume %s, deploy the stack that makes it first: %w", z.Role, err)
	}
	vpc, err := findVPC(ctx, there, z)
	if err != nil {
		return "", nil, err
	}
	id, whom := z.Zone+"/"+vpc, &types.VPC{VPCId: &vpc, VPCRegion: types.VPCRegion(z.Region)}
	open, err := f.isOpen(ctx, z.Zone, vpc)
	if err != nil {
		return id, nil, err
	}
	if !open {
		err = associateZone(ctx, zones(f.aws), zones(there), z.Zone, whom)
	}
	// the permission is needed no longer, whether it served or not
	_, undone := zones(f.aws).DeleteVPCAssociationAuthorization(ctx, &route53.DeleteVPCAssociationAuthorizationInput{
		HostedZoneId: &z.Zone, VPC: whom,
	})
	if custom.Refused(undone, "VPCAssociationAuthorizationNotFound") {
		undone = nil
	}
	return id, nil, errors.Join(err, undone)
}

// associateZone lets a VPC that there owns resolve a zone that here owns.
func associateZone(ctx context.Context, here, there *route53.Client, zone string, vpc *types.VPC) error {
	_, err := here.CreateVPCAssociationAuthorization(
		ctx,
		&route53.CreateVPCAssociationAuthorizationInput{HostedZoneId: &zone, VPC: vpc},
	)
	if err != nil {
		return err
	}
	_, err = there.AssociateVPCWithHostedZone(
		ctx,
		&route53.AssociateVPCWithHostedZoneInput{HostedZoneId: &zone, VPC: vpc},
	)
	if err == nil {
		log.Printf("associated %s with %s", *vpc.VPCId, zone)
	}
	return err
}

// closeZone takes the association back, which the zone's account may do alone.
func (f function) closeZone(ctx context.Context, id string, z privateZone) error {
	_, vpc, associated := strings.Cut(id, "/")
	if !associated { // a rollback: the VPC was not found
		return nil
	}
	open, err := f.isOpen(ctx, z.Zone, vpc)
	if custom.Refused(err, "NoSuchHostedZone") {
		return nil
	}
	if err != nil || !open {
		return err
	}
	_, err = zones(f.aws).DisassociateVPCFromHostedZone(ctx, &route53.DisassociateVPCFromHostedZoneInput{
		HostedZoneId: &z.Zone, VPC: &types.VPC{VPCId: &vpc, VPCRegion: types.VPCRegion(z.Region)},
	})
	if err == nil {
		log.Printf("disassociated %s from %s", vpc, z.Zone)
	}
	if custom.Refused(err, "VPCAssociationNotFound", "NoSuchHostedZone") {
		return nil
	}
	return err
}

// isOpen tells whether the VPC is associated with the zone.
func (f function) isOpen(ctx context.Context, zone, vpc string) (bool, error) {
	found, err := zones(f.aws).GetHostedZone(ctx, &route53.GetHostedZoneInput{Id: &zone})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(found.VPCs, func(one types.VPC) bool { return aws.ToString(one.VPCId) == vpc }), nil
}

// zones is Route 53. It takes one change of a zone at a time and refuses the others, which come from the same stack.
func zones(c aws.Config) *route53.Client {
	return route53.NewFromConfig(c, func(o *route53.Options) {
		patient := retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts = 10 })
		o.Retryer = retry.AddWithErrorCodes(patient, "ConcurrentModification", "PriorRequestNotComplete")
	})
}

// assume is f's configuration with the credentials of a role.
func (f function) assume(ctx context.Context, role string) (aws.Config, error) {
	provider := stscreds.NewAssumeRoleProvider(sts.NewFromConfig(f.aws), role, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName = "private-zone"
	})
	assumed, err := provider.Retrieve(ctx)
	if err != nil {
		return aws.Config{}, err
	}
	there := f.aws
	there.Credentials = credentials.StaticCredentialsProvider{Value: assumed}
	return there, nil
}

// findVPC is the id of the VPC, which may be given by its name.
func findVPC(ctx context.Context, there aws.Config, z privateZone) (string, error) {
	name, byName := strings.CutPrefix(z.VPC, "Name=")
	if !byName {
		return z.VPC, nil
	}
	there.Region = z.Region
	found, err := ec2.NewFromConfig(
		there,
	).DescribeVpcs(
		ctx,
		&ec2.DescribeVpcsInput{Filters: []ec2.Filter{filter("tag:Name", name)}},
	)
	if err != nil {
		return "", err
	}
	var ids []string
	for _, vpc := range found.Vpcs {
		ids = append(ids, *vpc.VpcId)
	}
	what := fmt.Sprintf("VPC named %s in %s for %s", name, z.Region, z.Role)
	return custom.One(ids, what, "deploy its network first")
}
