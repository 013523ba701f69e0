package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	"github.com/aws/aws-sdk-go-v2/service/ram/types"
)

// shared are the properties of Custom::SharedTransitGateway: the gateway that the account Owner shares with this one
// through the resource share of that name.
type shared struct{ Owner, Share string }

// awaitShared accepts the share, where the organization does not do so by itself, and returns when the gateway shows.
func (f function) awaitShared(ctx context.Context, s shared) (string, map[string]any, error) {
	var id string
	err := f.poll.Until(ctx, func(ctx context.Context) (string, error) {
		lapsed, err := f.acceptShare(ctx, s)
		if err != nil {
			return "", err
		}
		ids, err := f.usable(ctx, f.aws.Region, filter("owner-id", s.Owner))
		if err != nil {
			return "", err
		}
		what := fmt.Sprintf("transit gateway that account %s shares in %s", s.Owner, f.aws.Region)
		id, err = custom.One(ids, what, "deploy shared-services first")
		if len(ids) == 0 && lapsed {
			return "", fmt.Errorf("the invitation to the share %s of account %s was not accepted in time: in that account, take this one off the share and put it back", s.Share, s.Owner)
		}
		if len(ids) == 0 {
			return err.Error(), nil
		}
		return "", err
	})
	return id, map[string]any{"Id": id}, err
}

// acceptShare accepts the invitations to the share that wait for an answer, and tells whether the newest one waited too
// long: AWS gives them seven days. An older one that lapsed stays in the list beside the one that replaces it.
func (f function) acceptShare(ctx context.Context, s shared) (lapsed bool, err error) {
	c := ram.NewFromConfig(f.aws)
	var newest time.Time
	pages := ram.NewGetResourceShareInvitationsPaginator(c, &ram.GetResourceShareInvitationsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return false, err
		}
		for _, one := range page.ResourceShareInvitations {
			if *one.SenderAccountId != s.Owner || *one.ResourceShareName != s.Share {
				continue
			}
			if sent := aws.ToTime(one.InvitationTimestamp); !sent.Before(newest) {
				newest = sent
				lapsed = one.Status == types.ResourceShareInvitationStatusExpired ||
					one.Status == types.ResourceShareInvitationStatusRejected
			}
			if one.Status != types.ResourceShareInvitationStatusPending {
				continue
			}
			_, err := c.AcceptResourceShareInvitation(ctx, &ram.AcceptResourceShareInvitationInput{
				ResourceShareInvitationArn: one.ResourceShareInvitationArn,
			})
			if err != nil && !custom.Refused(err, "ResourceShareInvitationAlreadyAcceptedException") {
				return false, err
			}
			log.Printf("accepted the share %s of account %s", s.Share, s.Owner)
		}
	}
	return lapsed, nil
}
