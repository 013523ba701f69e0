// Package secretsmanager is what failovers, upgrades and users of databases ask of AWS Secrets Manager, in the words of
// AWS's SDK.
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
	PrimaryRegion      *string // of a secret that has replicas, and of each of them
	RotationEnabled    *bool
	Tags               []Tag
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

// GetSecretValueInput names the secret, and the version by its id, its label or both.
type GetSecretValueInput struct {
	SecretId     *string
	VersionId    *string `json:",omitempty"`
	VersionStage *string
}

// GetSecretValueOutput is a version's value.
type GetSecretValueOutput struct {
	SecretString *string
}

// GetSecretValue returns a version of a secret.
func (c *Client) GetSecretValue(ctx context.Context, in *GetSecretValueInput) (*GetSecretValueOutput, error) {
	return client.Call[GetSecretValueOutput](ctx, c.Client, "GetSecretValue", in)
}

// PutSecretValueInput names the secret and the version, with its value and labels.
type PutSecretValueInput struct {
	ClientRequestToken *string
	SecretId           *string
	SecretString       *string
	VersionStages      []string
}

// PutSecretValueOutput is not looked at.
type PutSecretValueOutput struct{}

// PutSecretValue adds a version to a secret.
func (c *Client) PutSecretValue(ctx context.Context, in *PutSecretValueInput) (*PutSecretValueOutput, error) {
	return client.Call[PutSecretValueOutput](ctx, c.Client, "PutSecretValue", in)
}

// UpdateSecretVersionStageInput moves a label from one version to another.
type UpdateSecretVersionStageInput struct {
	MoveToVersionId     *string
	RemoveFromVersionId *string
	SecretId            *string
	VersionStage        *string
}

// UpdateSecretVersionStageOutput is not looked at.
type UpdateSecretVersionStageOutput struct{}

// UpdateSecretVersionStage moves a label of a secret's version.
func (c *Client) UpdateSecretVersionStage(
	ctx context.Context, in *UpdateSecretVersionStageInput,
) (*UpdateSecretVersionStageOutput, error) {
	return client.Call[UpdateSecretVersionStageOutput](ctx, c.Client, "UpdateSecretVersionStage", in)
}
