package main

import (
	"context"
	"strings"
	"testing"

	"bulkhead/internal/fake"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lookUp asks an account with these zones, sorted by name and one a page, for the public one of app.example.com.
func lookUp(zones ...types.HostedZone) (string, error) {
	answers := fake.Answers{"ListHostedZonesByName": func(c fake.Call) (any, error) {
		in, first := c.Input.(*route53.ListHostedZonesByNameInput), 0
		from := id(aws.ToString(in.HostedZoneId)) // the SDK takes the prefix away
		for first < len(zones) && (*zones[first].Name < *in.DNSName || id(*zones[first].Id) < from) {
			first++
		}
		out := &route53.ListHostedZonesByNameOutput{}
		if first < len(zones) {
			out.HostedZones = zones[first : first+1]
		}
		if first+1 < len(zones) {
			next := zones[first+1]
			out.IsTruncated, out.NextDNSName, out.NextHostedZoneId = true, next.Name, next.Id
		}
		return out, nil
	}}
	found, _, err := newFunction(answers.Alone("eu-central-1")).findZone(context.Background(), zone{"app.example.com"})
	return found, err
}

func id(path string) string { return strings.TrimPrefix(path, "/hostedzone/") }

func named(id, name string, private bool) types.HostedZone {
	return types.HostedZone{Id: new("/hostedzone/" + id), Name: &name, Config: &types.HostedZoneConfig{PrivateZone: private}}
}

func TestTheZoneIsTheOnlyPublicOneOfTheDomain(t *testing.T) {
	before, after := named("Z0", "aaa.example.com.", false), named("Z9", "zzz.example.com.", false)
	private := named("Z1", "app.example.com.", true)
	ours, second := named("Z2", "app.example.com.", false), named("Z3", "app.example.com.", false)
	id, err := lookUp(before, private, ours, after)
	require.NoError(t, err)
	assert.Equal(t, "Z2", id)
	_, err = lookUp(before, private, after)
	assert.EqualError(t, err, "there is no public zone of app.example.com: deploy the primary first")
	_, err = lookUp(before, private, ours, second, after)
	assert.EqualError(t, err, "there is more than one public zone of app.example.com, delete all but one: Z2, Z3")
}
