// Package inspector2 is what our functions ask of Amazon Inspector, in the words of AWS's SDK.
package inspector2

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how Inspector is asked.
var protocol = client.JSON{
	"BatchGetAccountStatus": "/status/batch/get",
	"Enable":                "/enable",
}

// Client calls Inspector in a region.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "Inspector2", "inspector2", protocol)}
}

// BatchGetAccountStatusInput names the accounts.
type BatchGetAccountStatusInput struct {
	AccountIds []string `json:"accountIds"`
}

// BatchGetAccountStatusOutput tells what is scanned in the accounts.
type BatchGetAccountStatusOutput struct {
	Accounts       []AccountState  `json:"accounts"`
	FailedAccounts []FailedAccount `json:"failedAccounts"`
}

// BatchGetAccountStatus returns what is scanned in accounts.
func (c *Client) BatchGetAccountStatus(
	ctx context.Context, in *BatchGetAccountStatusInput,
) (*BatchGetAccountStatusOutput, error) {
	return client.Call[BatchGetAccountStatusOutput](ctx, c.Client, "BatchGetAccountStatus", in)
}

// EnableInput says what to scan, in which accounts.
type EnableInput struct {
	AccountIds    []string           `json:"accountIds"`
	ClientToken   *string            `json:"clientToken,omitempty"`
	ResourceTypes []ResourceScanType `json:"resourceTypes"`
}

// EnableOutput tells where it failed.
type EnableOutput struct {
	FailedAccounts []FailedAccount `json:"failedAccounts"`
}

// Enable begins to scan kinds of resources. Unlike the SDK, it makes up no client token: asking twice is as asking
// once.
func (c *Client) Enable(ctx context.Context, in *EnableInput) (*EnableOutput, error) {
	return client.Call[EnableOutput](ctx, c.Client, "Enable", in)
}
