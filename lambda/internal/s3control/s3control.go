// Package s3control is what our functions ask of Amazon S3 about an account, in the words of AWS's SDK.
package s3control

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Client calls S3 in a region about the account whose number every call names.
type Client struct{ config aws.Config }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{c}
}

// of returns the client of an account: its number is part of the host's name.
func (c *Client) of(account *string) *client.Client {
	return client.New(c.config, client.Service{
		ID:       "S3 Control",
		Name:     "s3",
		Region:   c.config.Region,
		Endpoint: "https://s3-control." + c.config.Region + ".amazonaws.com",
		Prefix:   aws.ToString(account) + ".",
		Protocol: protocol{},
	})
}

// PublicAccessBlockConfiguration is what of public access is blocked.
type PublicAccessBlockConfiguration struct {
	BlockPublicAcls       *bool `xml:",omitempty"`
	BlockPublicPolicy     *bool `xml:",omitempty"`
	IgnorePublicAcls      *bool `xml:",omitempty"`
	RestrictPublicBuckets *bool `xml:",omitempty"`
}

// PutPublicAccessBlockInput says what to block, in which account.
type PutPublicAccessBlockInput struct {
	AccountId                      *string
	PublicAccessBlockConfiguration *PublicAccessBlockConfiguration
}

// PutPublicAccessBlockOutput is what PutPublicAccessBlock answers: nothing.
type PutPublicAccessBlockOutput struct{}

// PutPublicAccessBlock blocks public access to the buckets of an account.
func (c *Client) PutPublicAccessBlock(
	ctx context.Context, in *PutPublicAccessBlockInput,
) (*PutPublicAccessBlockOutput, error) {
	return client.Call[PutPublicAccessBlockOutput](ctx, c.of(in.AccountId), "PutPublicAccessBlock", in)
}

// GetPublicAccessBlockInput names the account.
type GetPublicAccessBlockInput struct{ AccountId *string }

// GetPublicAccessBlockOutput is what is blocked.
type GetPublicAccessBlockOutput struct {
	PublicAccessBlockConfiguration *PublicAccessBlockConfiguration
}

// GetPublicAccessBlock returns what of public access is blocked in an account. Only tests ask.
func (c *Client) GetPublicAccessBlock(
	ctx context.Context, in *GetPublicAccessBlockInput,
) (*GetPublicAccessBlockOutput, error) {
	return client.Call[GetPublicAccessBlockOutput](ctx, c.of(in.AccountId), "GetPublicAccessBlock", in)
}
