package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheGatewayOfAnotherRegionIsFoundByItsName(t *testing.T) {
	c := start(t, nil)
	newGateway(t, c, region, "transit")
	newGateway(t, c, other, "somebody's")
	r := resource{c, "Custom::TransitGateway", map[string]any{"Name": "transit", "Region": other}}
	_, _, err := r.create()
	assert.EqualError(t, err, "there is no available transit gateway named transit in eu-central-1: deploy shared-services there first")

	want := newGateway(t, c, other, "transit")
	id, attribute, err := r.create()
	require.NoError(t, err)
	assert.Equal(t, want, id)
	assert.Equal(t, want, attribute)

	second := newGateway(t, c, other, "transit")
	_, _, err = r.create()
	assert.ErrorContains(t, err, "there is more than one available transit gateway named transit in eu-central-1, delete all but one: ")
	assert.ErrorContains(t, err, want)
	assert.ErrorContains(t, err, second)
}
