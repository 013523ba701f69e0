// Package ssm is what our functions ask of AWS Systems Manager, in the words of AWS's SDK.
package ssm

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Target{Version: "1.1", Prefix: "AmazonSSM"}

// Client calls Systems Manager in a region.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "SSM", "ssm", protocol)}
}

// UpdateServiceSettingInput says which setting of the account and region, by its ARN or id, is what.
type UpdateServiceSettingInput struct {
	SettingId    *string `json:"SettingId"`
	SettingValue *string `json:"SettingValue"`
}

// UpdateServiceSettingOutput tells nothing.
type UpdateServiceSettingOutput struct{}

// UpdateServiceSetting changes a setting of the account and region.
func (c *Client) UpdateServiceSetting(
	ctx context.Context, in *UpdateServiceSettingInput,
) (*UpdateServiceSettingOutput, error) {
	return client.Call[UpdateServiceSettingOutput](ctx, c.Client, "UpdateServiceSetting", in)
}
