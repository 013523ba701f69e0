// Package globalaccelerator is what we ask of AWS Global Accelerator, in the words of AWS's SDK.
package globalaccelerator

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Target{Version: "1.1", Prefix: "GlobalAccelerator_V20180706"}

// Client calls AWS Global Accelerator.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c. The API is in us-west-2, for all regions.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "Global Accelerator", "globalaccelerator", protocol)}
}

// ListAcceleratorsInput is where to go on.
type ListAcceleratorsInput struct {
	NextToken *string `json:",omitempty"`
}

// ListAcceleratorsOutput is a page of them.
type ListAcceleratorsOutput struct {
	Accelerators []Accelerator
	NextToken    *string
}

// ListAccelerators returns all accelerators.
func (c *Client) ListAccelerators(
	ctx context.Context, in *ListAcceleratorsInput,
) (*ListAcceleratorsOutput, error) {
	return client.Call[ListAcceleratorsOutput](ctx, c.Client, "ListAccelerators", in)
}

// ListTagsForResourceInput names it.
type ListTagsForResourceInput struct {
	ResourceArn *string
}

// ListTagsForResourceOutput is its tags.
type ListTagsForResourceOutput struct {
	Tags []Tag
}

// ListTagsForResource returns the tags of an accelerator.
func (c *Client) ListTagsForResource(
	ctx context.Context, in *ListTagsForResourceInput,
) (*ListTagsForResourceOutput, error) {
	return client.Call[ListTagsForResourceOutput](ctx, c.Client, "ListTagsForResource", in)
}

// ListListenersInput names it.
type ListListenersInput struct {
	AcceleratorArn *string
	NextToken      *string `json:",omitempty"`
}

// ListListenersOutput is a page of them.
type ListListenersOutput struct {
	Listeners []Listener
	NextToken *string
}

// ListListeners returns the listeners of an accelerator.
func (c *Client) ListListeners(
	ctx context.Context, in *ListListenersInput,
) (*ListListenersOutput, error) {
	return client.Call[ListListenersOutput](ctx, c.Client, "ListListeners", in)
}

// ListEndpointGroupsInput names it.
type ListEndpointGroupsInput struct {
	ListenerArn *string
	NextToken   *string `json:",omitempty"`
}

// ListEndpointGroupsOutput is a page of them.
type ListEndpointGroupsOutput struct {
	EndpointGroups []EndpointGroup
	NextToken      *string
}

// ListEndpointGroups returns the endpoint groups of a listener.
func (c *Client) ListEndpointGroups(
	ctx context.Context, in *ListEndpointGroupsInput,
) (*ListEndpointGroupsOutput, error) {
	return client.Call[ListEndpointGroupsOutput](ctx, c.Client, "ListEndpointGroups", in)
}

// UpdateEndpointGroupInput names it.
type UpdateEndpointGroupInput struct {
	EndpointConfigurations []EndpointConfiguration
	EndpointGroupArn       *string
	TrafficDialPercentage  *float32
}

// UpdateEndpointGroupOutput is not looked at.
type UpdateEndpointGroupOutput struct{}

// UpdateEndpointGroup replaces the endpoints of a group, by an empty list, too, and sets its dial.
func (c *Client) UpdateEndpointGroup(
	ctx context.Context, in *UpdateEndpointGroupInput,
) (*UpdateEndpointGroupOutput, error) {
	return client.Call[UpdateEndpointGroupOutput](ctx, c.Client, "UpdateEndpointGroup", in)
}
