package main

import (
	"testing"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/ec2"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAPeeringIsAcceptedInTheOtherRegion(t *testing.T) {
	c := start(t, nil)
	here, there := newGateway(t, c, region, "transit"), newGateway(t, c, other, "transit")
	made, err := (function{aws: c}).ec2(
		region,
	).CreateTransitGatewayPeeringAttachment(
		t.Context(),
		&ec2.CreateTransitGatewayPeeringAttachmentInput{
			TransitGatewayId: &here, PeerTransitGatewayId: &there, PeerRegion: new(other), PeerAccountId: new(account),
		},
	)
	require.NoError(t, err)
	attachment := *made.TransitGatewayPeeringAttachment.TransitGatewayAttachmentId
	for range 2 { // the second finds it available
		id, attribute, err := resource{c, "Custom::TransitGatewayPeering", map[string]any{"Attachment": attachment, "Region": other}}.create()
		require.NoError(t, err)
		assert.Equal(t, attachment, id)
		assert.Equal(t, attachment, attribute)
	}
	found, err := (function{aws: c}).ec2(other).DescribeTransitGatewayPeeringAttachments(t.Context(), nil)
	require.NoError(t, err)
	assert.EqualValues(t, "available", found.TransitGatewayPeeringAttachments[0].State)
}

func TestTheAcceptedPeeringIsFoundOnTheOtherSide(t *testing.T) {
	of := func(id, requester, accepter string) ec2.TransitGatewayPeeringAttachment {
		return ec2.TransitGatewayPeeringAttachment{
			TransitGatewayAttachmentId: &id,
			RequesterTgwInfo:           &ec2.PeeringTgwInfo{Region: &requester},
			AccepterTgwInfo:            &ec2.PeeringTgwInfo{TransitGatewayId: &accepter},
		}
	}
	all := []ec2.TransitGatewayPeeringAttachment{of("tgw-attach-1", other, "tgw-1"), of("tgw-attach-2", other, "tgw-2"), of("tgw-attach-3", "us-east-1", "tgw-1")}
	find := func() (string, any, error) {
		c := fake.Answers{"DescribeTransitGatewayPeeringAttachments": func(call fake.Call) (any, error) {
			return &ec2.DescribeTransitGatewayPeeringAttachmentsOutput{TransitGatewayPeeringAttachments: all}, nil
		}}.Alone(region)
		return resource{c, "Custom::TransitGatewayPeered", map[string]any{"TransitGateway": "tgw-1", "Region": other}}.create()
	}
	id, attribute, err := find()
	require.NoError(t, err)
	assert.Equal(t, "tgw-attach-1", id)
	assert.Equal(t, "tgw-attach-1", attribute)
	all = all[1:]
	_, _, err = find()
	assert.EqualError(t, err, "there is no peering of tgw-1 with eu-central-1: deploy the stack that asks for it first")
}

func TestAPeeringIsWaitedForAndAcceptedOnce(t *testing.T) {
	accepted, err := peer("", "initiatingRequest", "pendingAcceptance", "pendingAcceptance", "pending", "available")
	assert.NoError(t, err)
	assert.Equal(t, 1, accepted)
}

func TestAPeeringThatCannotBecomeAvailableIsAFaultAtOnce(t *testing.T) {
	for _, state := range []string{"failed", "rejected", "deleted"} {
		_, err := peer(state)
		assert.EqualError(t, err, "peering tgw-attach-1 is "+state+" in eu-central-1: delete it and deploy again")
	}
}

func TestAPeeringThatNeverArrivesIsAFault(t *testing.T) {
	_, _, err := resource{start(t, nil), "Custom::TransitGatewayPeering", map[string]any{"Attachment": "tgw-attach-1", "Region": other}}.create()
	assert.ErrorContains(t, err, "peering tgw-attach-1 has not arrived in eu-central-1: deploy again")
}

// peer asks for a peering that passes through these states, one a look.
func peer(states ...string) (accepted int, err error) {
	c := fake.Answers{
		"DescribeTransitGatewayPeeringAttachments": func(fake.Call) (any, error) {
			state := states[0]
			states = states[1:]
			out := &ec2.DescribeTransitGatewayPeeringAttachmentsOutput{}
			if state != "" {
				out.TransitGatewayPeeringAttachments = []ec2.TransitGatewayPeeringAttachment{
					{State: ec2.TransitGatewayAttachmentState(state)},
				}
			}
			return out, nil
		},
		"AcceptTransitGatewayPeeringAttachment": func(fake.Call) (any, error) {
			accepted++
			return &ec2.AcceptTransitGatewayPeeringAttachmentOutput{}, nil
		},
	}.Alone(region)
	_, _, err = resource{c, "Custom::TransitGatewayPeering", map[string]any{"Attachment": "tgw-attach-1", "Region": other}}.create()
	return accepted, err
}
