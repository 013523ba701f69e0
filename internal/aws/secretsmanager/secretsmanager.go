// Package secretsmanager is what failovers and upgrades ask of AWS Secrets Manager, in the words of AWS's SDK.
package secretsmanager

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Target{Version: "1.1", Prefix: "secretsmanager"}

// Client calls AWS Secrets Manager.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "Secrets Manager", "secretsmanager", protocol)}
}

// ListSecretsInput says which, and where to go on.
type ListSecretsInput struct {
	Filters   []Filter
	NextToken *string `json:",omitempty"`
	SortOrder *string
}

// ListSecretsOutput is a page of them.
type ListSecretsOutput struct {
	NextToken  *string
	SecretList []SecretListEntry
}

// ListSecrets returns secrets. What has changed in the last minutes may be missing.
func (c *Client) ListSecrets(
	ctx context.Context, in *ListSecretsInput,
) (*ListSecretsOutput, error) {
	return client.Call[ListSecretsOutput](ctx, c.Client, "ListSecrets", in)
}

// DescribeSecretInput names the secret.
type DescribeSecretInput struct {
	SecretId *string
}

// DescribeSecretOutput is the secret as it is now, without its value.
type DescribeSecretOutput struct {
	RotationEnabled    *bool
	VersionIdsToStages map[string][]string
}

// DescribeSecret returns a secret without its value.
func (c *Client) DescribeSecret(
	ctx context.Context, in *DescribeSecretInput,
) (*DescribeSecretOutput, error) {
	return client.Call[DescribeSecretOutput](ctx, c.Client, "DescribeSecret", in)
}

// CancelRotateSecretInput names the secret.
type CancelRotateSecretInput struct {
	SecretId *string
}

// CancelRotateSecretOutput is not looked at.
type CancelRotateSecretOutput struct{}

// CancelRotateSecret turns the rotation of a secret off.
func (c *Client) CancelRotateSecret(
	ctx context.Context, in *CancelRotateSecretInput,
) (*CancelRotateSecretOutput, error) {
	return client.Call[CancelRotateSecretOutput](ctx, c.Client, "CancelRotateSecret", in)
}

// RotateSecretInput names the secret and the version that is made, and tells whether that is made now.
type RotateSecretInput struct {
	ClientRequestToken *string
	RotateImmediately  *bool
	SecretId           *string
}

// RotateSecretOutput is not looked at.
type RotateSecretOutput struct{}

// RotateSecret begins, or begins again, to change a secret as often as it has been told.
func (c *Client) RotateSecret(ctx context.Context, in *RotateSecretInput) (*RotateSecretOutput, error) {
	return client.Call[RotateSecretOutput](ctx, c.Client, "RotateSecret", in)
}
