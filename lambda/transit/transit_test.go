package main

import (
	"context"
	"testing"
	"time"

	"bulkhead/internal/fake"
	"bulkhead/internal/moto"
	"bulkhead/lambda/internal/custom"
	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	account = "123456789012"
	region  = "eu-west-1"
	other   = "eu-central-1"
)

// resource is one resource of a stack in the account that c reaches.
type resource struct {
	c          aws.Config
	kind       string
	properties map[string]any
}

// create asks for the resource, and returns its id and its attribute Id.
func (r resource) create() (id string, attribute any, err error) {
	id, attributes, err := r.request(cfn.RequestCreate, "")
	return id, attributes["Id"], err
}

// remove deletes the resource with that id.
func (r resource) remove(id string) error {
	_, _, err := r.request(cfn.RequestDelete, id)
	return err
}

func (r resource) request(kind cfn.RequestType, id string) (string, map[string]any, error) {
	f := function{aws: r.c, poll: custom.Poll{Every: time.Millisecond, For: 3 * time.Second}}
	return f.types().Handle(context.Background(), cfn.Event{
		RequestType: kind, ResourceType: r.kind, PhysicalResourceID: id, ResourceProperties: r.properties,
	})
}

// start is an account of the test's own, with these answers in the place of moto's.
func start(t *testing.T, answers fake.Answers) aws.Config {
	t.Helper()
	return answers.Over(moto.Start(t, region))
}

// newGateway is a transit gateway of that name in a region.
func newGateway(t *testing.T, c aws.Config, region, name string) string {
	t.Helper()
	out, err := (function{aws: c}).ec2(region).CreateTransitGateway(t.Context(), &ec2.CreateTransitGatewayInput{
		TagSpecifications: []ec2.TagSpecification{{
			ResourceType: ec2.ResourceTypeTransitGateway, Tags: []ec2.Tag{{Key: new("Name"), Value: &name}},
		}},
	})
	require.NoError(t, err)
	return *out.TransitGateway.TransitGatewayId
}

func TestWhatWasNeverMadeIsDeletedWithoutAsking(t *testing.T) {
	nothing := aws.Config{Region: region} // any call would fail
	for kind := range (function{}).types() {
		assert.NoError(t, resource{nothing, kind, map[string]any{"Colour": "blue"}}.remove("8f3c1d2e-0b4a-4c5d-9e6f-7a8b9c0d1e2f"), kind)
	}
}

func TestWhatOthersOwnIsNotTouchedByADeletion(t *testing.T) {
	nothing := aws.Config{Region: region}
	for kind, properties := range map[string]map[string]any{
		"Custom::SharedTransitGateway":  {"Owner": account, "Share": "transit"},
		"Custom::TransitGateway":        {"Name": "transit", "Region": other},
		"Custom::TransitGatewayPeering": {"Attachment": "tgw-attach-1", "Region": other},
	} {
		assert.NoError(t, resource{nothing, kind, properties}.remove("tgw-1"), kind)
	}
}
