package main

import (
	"testing"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/ec2"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLaterAttachmentsLandInTheirTables(t *testing.T) {
	c := start(t, nil)
	id := newGateway(t, c, region, "transit")
	r := resource{c, "Custom::TransitGatewayDefaults", map[string]any{
		"TransitGateway": id, "Association": "tgw-rtb-1",
	}}
	for range 2 {
		got, _, err := r.create()
		require.NoError(t, err)
		assert.Equal(t, id, got)
	}
	gateway, err := (function{aws: c}).gateway(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, "tgw-rtb-1", *gateway.Options.AssociationDefaultRouteTableId)

	require.NoError(t, r.remove(id))
	gateway, err = (function{aws: c}).gateway(t.Context(), id)
	require.NoError(t, err)
	assert.EqualValues(t, "disable", gateway.Options.DefaultRouteTableAssociation)

	_, _, err = r.create()
	require.NoError(t, err)
	gateway, err = (function{aws: c}).gateway(t.Context(), id)
	require.NoError(t, err)
	assert.EqualValues(t, "enable", gateway.Options.DefaultRouteTableAssociation)
}

func TestAGatewayIsModifiedOnlyWhenItIsAvailable(t *testing.T) {
	states := []ec2.TransitGatewayState{"pending", "available", "modifying", "modifying", "available"}
	modified := 0
	c := fake.Answers{
		"DescribeTransitGateways": func(fake.Call) (any, error) {
			state := states[0]
			states = states[1:]
			return &ec2.DescribeTransitGatewaysOutput{TransitGateways: []ec2.TransitGateway{{State: state}}}, nil
		},
		"ModifyTransitGateway": func(fake.Call) (any, error) {
			modified++
			assert.Len(t, states, 3)
			return &ec2.ModifyTransitGatewayOutput{}, nil
		},
	}.Alone(region)
	_, _, err := resource{c, "Custom::TransitGatewayDefaults", map[string]any{
		"TransitGateway": "tgw-1", "Association": "tgw-rtb-1",
	}}.create()
	require.NoError(t, err)
	assert.Empty(t, states)
	assert.Equal(t, 1, modified)
}

func TestDefaultsOfAGatewayThatIsGoneAreGone(t *testing.T) {
	r := resource{start(t, nil), "Custom::TransitGatewayDefaults", map[string]any{
		"TransitGateway": "tgw-1", "Association": "tgw-rtb-1",
	}}
	assert.NoError(t, r.remove("tgw-1"))
	_, _, err := r.create()
	assert.EqualError(t, err, "there is no transit gateway tgw-1 in eu-west-1: deploy the stack that makes it")

	leaving := fake.Answers{"DescribeTransitGateways": func(fake.Call) (any, error) {
		return &ec2.DescribeTransitGatewaysOutput{TransitGateways: []ec2.TransitGateway{{State: "deleted"}}}, nil
	}}
	r.c = leaving.Over(r.c)
	assert.NoError(t, r.remove("tgw-1"))
}
