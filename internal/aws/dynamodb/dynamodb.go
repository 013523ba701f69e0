// Package dynamodb is what the failover asks of Amazon DynamoDB, in the words of AWS's SDK.
package dynamodb

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Target{Version: "1.0", Prefix: "DynamoDB_20120810"}

// Client calls Amazon DynamoDB.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "DynamoDB", "dynamodb", protocol)}
}

// GetItemInput names it by its key.
type GetItemInput struct {
	TableName      *string
	Key            Item
	ConsistentRead *bool
}

// GetItemOutput is the item, or none.
type GetItemOutput struct {
	Item Item
}

// GetItem returns an item.
func (c *Client) GetItem(
	ctx context.Context, in *GetItemInput,
) (*GetItemOutput, error) {
	return client.Call[GetItemOutput](ctx, c.Client, "GetItem", in)
}

// UpdateItemInput is the change.
type UpdateItemInput struct {
	TableName                 *string
	Key                       Item
	UpdateExpression          *string
	ConditionExpression       *string           `json:",omitempty"`
	ExpressionAttributeNames  map[string]string `json:",omitempty"`
	ExpressionAttributeValues Item              `json:",omitempty"`
}

// UpdateItemOutput is not looked at.
type UpdateItemOutput struct{}

// UpdateItem changes an item where a condition holds, and makes it.
func (c *Client) UpdateItem(
	ctx context.Context, in *UpdateItemInput,
) (*UpdateItemOutput, error) {
	return client.Call[UpdateItemOutput](ctx, c.Client, "UpdateItem", in)
}
