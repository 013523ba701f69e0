// Package ssm is what releases ask of AWS Systems Manager's Parameter Store, in the words of AWS's SDK.
package ssm

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Target{Version: "1.1", Prefix: "AmazonSSM"}

// Client calls AWS Systems Manager.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "SSM", "ssm", protocol)}
}

// GetParameterInput names it.
type GetParameterInput struct {
	Name *string
}

// GetParameterOutput is the parameter.
type GetParameterOutput struct {
	Parameter *Parameter
}

// GetParameter returns a parameter.
func (c *Client) GetParameter(ctx context.Context, in *GetParameterInput) (*GetParameterOutput, error) {
	return client.Call[GetParameterOutput](ctx, c.Client, "GetParameter", in)
}

// PutParameterInput is the parameter. One that is there is changed only where Overwrite says so.
type PutParameterInput struct {
	Name        *string
	Value       *string
	Description *string `json:",omitempty"`
	Overwrite   *bool
	Type        *string
}

// PutParameterOutput is not looked at.
type PutParameterOutput struct{}

// PutParameter makes a parameter, or changes it.
func (c *Client) PutParameter(ctx context.Context, in *PutParameterInput) (*PutParameterOutput, error) {
	return client.Call[PutParameterOutput](ctx, c.Client, "PutParameter", in)
}

// GetParameterHistoryInput names the parameter, and says where to go on.
type GetParameterHistoryInput struct {
	Name      *string
	NextToken *string `json:",omitempty"`
}

// GetParameterHistoryOutput is a page of its versions, the oldest first.
type GetParameterHistoryOutput struct {
	NextToken  *string
	Parameters []ParameterHistory
}

// GetParameterHistory returns versions of a parameter.
func (c *Client) GetParameterHistory(
	ctx context.Context, in *GetParameterHistoryInput,
) (*GetParameterHistoryOutput, error) {
	return client.Call[GetParameterHistoryOutput](ctx, c.Client, "GetParameterHistory", in)
}
