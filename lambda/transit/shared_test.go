package main

import (
	"testing"
	"time"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-sdk-go-v2/service/ram"
	"github.com/aws/aws-sdk-go-v2/service/ram/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestASharedGatewayIsFoundWithoutAnInvitation(t *testing.T) {
	c := start(t, invitations().answers())
	want := newGateway(t, c, region, "transit")
	newGateway(t, c, other, "transit")
	id, attribute, err := resource{c, "Custom::SharedTransitGateway", map[string]any{"Owner": account, "Share": "transit"}}.create()
	require.NoError(t, err)
	assert.Equal(t, want, id)
	assert.Equal(t, want, attribute)
}

func TestOnlyTheOwnersPendingInvitationToTheShareIsAccepted(t *testing.T) {
	all := invitations(
		invitation("1", "222222222222", "transit", "PENDING"),
		invitation("2", account, "something else", "PENDING"),
		invitation("3", account, "transit", "ACCEPTED"),
		invitation("4", account, "transit", "PENDING"),
	)
	c := start(t, all.answers())
	newGateway(t, c, region, "transit")
	_, _, err := resource{c, "Custom::SharedTransitGateway", map[string]any{"Owner": account, "Share": "transit"}}.create()
	require.NoError(t, err)
	assert.Equal(t, []string{"4"}, all.accepted)
}

func TestAnInvitationThatSomebodyElseAcceptedIsFine(t *testing.T) {
	answers := invitations(invitation("1", account, "transit", "PENDING")).answers()
	answers["AcceptResourceShareInvitation"] = func(fake.Call) (any, error) {
		return nil, fake.Refusal("ResourceShareInvitationAlreadyAcceptedException")
	}
	c := start(t, answers)
	newGateway(t, c, region, "transit")
	r := resource{c, "Custom::SharedTransitGateway", map[string]any{"Owner": account, "Share": "transit"}}
	_, _, err := r.create()
	assert.NoError(t, err)
	answers["AcceptResourceShareInvitation"] = func(fake.Call) (any, error) { return nil, fake.Refusal("OperationNotPermittedException") }
	_, _, err = r.create()
	assert.ErrorContains(t, err, "OperationNotPermittedException")
}

func TestASharedGatewayIsWaitedFor(t *testing.T) {
	answers, looks := invitations().answers(), 0
	answers["DescribeTransitGateways"] = func(call fake.Call) (any, error) {
		assert.Contains(t, call.Input.(*ec2.DescribeTransitGatewaysInput).Filters, filter("state", "available"))
		looks++
		if looks < 3 {
			return &ec2.DescribeTransitGatewaysOutput{}, nil
		}
		return &ec2.DescribeTransitGatewaysOutput{
			TransitGateways: []ec2.TransitGateway{{TransitGatewayId: new("tgw-1")}},
		}, nil
	}
	id, _, err := resource{answers.Alone(region), "Custom::SharedTransitGateway", map[string]any{"Owner": account, "Share": "transit"}}.create()
	require.NoError(t, err)
	assert.Equal(t, "tgw-1", id)
}

func TestNoneOrSeveralSharedGatewaysAreAFault(t *testing.T) {
	c := start(t, invitations().answers())
	r := resource{c, "Custom::SharedTransitGateway", map[string]any{"Owner": account, "Share": "transit"}}
	_, _, err := r.create()
	assert.ErrorContains(t, err, "there is no transit gateway that account 123456789012 shares in eu-west-1: deploy shared-services first")
	first, second := newGateway(t, c, region, "transit"), newGateway(t, c, region, "transit")
	_, _, err = r.create()
	assert.ErrorContains(t, err, first)
	assert.ErrorContains(t, err, second)
}

// invited is the account's side of the resource shares.
type invited struct {
	pending  []types.ResourceShareInvitation
	accepted []string
}

func invitations(pending ...types.ResourceShareInvitation) *invited {
	return &invited{pending: pending}
}

func invitation(arn, sender, share string, status types.ResourceShareInvitationStatus) types.ResourceShareInvitation {
	return types.ResourceShareInvitation{
		ResourceShareInvitationArn: &arn, SenderAccountId: &sender, ResourceShareName: &share, Status: status,
	}
}

func (i *invited) answers() fake.Answers {
	return fake.Answers{
		"GetResourceShareInvitations": func(fake.Call) (any, error) {
			return &ram.GetResourceShareInvitationsOutput{ResourceShareInvitations: i.pending}, nil
		},
		"AcceptResourceShareInvitation": func(call fake.Call) (any, error) {
			i.accepted = append(
				i.accepted,
				*call.Input.(*ram.AcceptResourceShareInvitationInput).ResourceShareInvitationArn,
			)
			return &ram.AcceptResourceShareInvitationOutput{}, nil
		},
	}
}

func TestAnInvitationThatLapsedIsAFaultUnlessTheGatewayIsThere(t *testing.T) {
	c := start(t, invitations(invitation("1", account, "transit", "EXPIRED")).answers())
	r := resource{c, "Custom::SharedTransitGateway", map[string]any{"Owner": account, "Share": "transit"}}
	_, _, err := r.create()
	assert.ErrorContains(t, err, "was not accepted in time: in that account, take this one off the share and put it back")
	newGateway(t, c, region, "transit")
	_, _, err = r.create()
	assert.NoError(t, err)
}

// TestAnInvitationThatReplacesALapsedOneIsAcceptedAndItsGatewayWaitedFor: AWS lists both, in any order, and the gateway
// shows some time after.
func TestAnInvitationThatReplacesALapsedOneIsAcceptedAndItsGatewayWaitedFor(t *testing.T) {
	lapsed, again := invitation("1", account, "transit", "EXPIRED"), invitation("2", account, "transit", "PENDING")
	lapsed.InvitationTimestamp, again.InvitationTimestamp = new(time.Unix(1, 0)), new(time.Unix(2, 0))
	for _, all := range []*invited{invitations(lapsed, again), invitations(again, lapsed)} {
		answers, looks := all.answers(), 0
		answers["DescribeTransitGateways"] = func(fake.Call) (any, error) {
			looks++
			if looks < 3 {
				return &ec2.DescribeTransitGatewaysOutput{}, nil
			}
			return &ec2.DescribeTransitGatewaysOutput{
				TransitGateways: []ec2.TransitGateway{{TransitGatewayId: new("tgw-1")}},
			}, nil
		}
		id, _, err := resource{answers.Alone(region), "Custom::SharedTransitGateway", map[string]any{"Owner": account, "Share": "transit"}}.create()
		require.NoError(t, err)
		assert.Equal(t, "tgw-1", id)
		assert.Contains(t, all.accepted, "2")
	}
}
