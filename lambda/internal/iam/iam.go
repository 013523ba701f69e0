// Package iam is what our functions ask of IAM, in the words of AWS's SDK.
package iam

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Client calls IAM.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account of c. IAM is in us-east-1, for all regions.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.New(c, client.Service{
		ID:       "IAM",
		Name:     "iam",
		Region:   "us-east-1",
		Endpoint: "https://iam.amazonaws.com",
		Protocol: client.Query{Version: "2010-05-08"},
	})}
}

// UpdateAccountPasswordPolicyInput is the policy. What is false or nil is as AWS has it by default.
type UpdateAccountPasswordPolicyInput struct {
	AllowUsersToChangePassword bool
	MinimumPasswordLength      *int32
	PasswordReusePrevention    *int32
	RequireLowercaseCharacters bool
	RequireNumbers             bool
	RequireSymbols             bool
	RequireUppercaseCharacters bool
}

// UpdateAccountPasswordPolicyOutput is what UpdateAccountPasswordPolicy answers: nothing.
type UpdateAccountPasswordPolicyOutput struct{}

// UpdateAccountPasswordPolicy replaces the password policy of the account.
func (c *Client) UpdateAccountPasswordPolicy(
	ctx context.Context, in *UpdateAccountPasswordPolicyInput,
) (*UpdateAccountPasswordPolicyOutput, error) {
	return client.Call[UpdateAccountPasswordPolicyOutput](ctx, c.Client, "UpdateAccountPasswordPolicy", in)
}

// PasswordPolicy is the password policy of an account.
type PasswordPolicy struct {
	AllowUsersToChangePassword bool
	ExpirePasswords            bool
	MinimumPasswordLength      *int32
	PasswordReusePrevention    *int32
	RequireLowercaseCharacters bool
	RequireNumbers             bool
	RequireSymbols             bool
	RequireUppercaseCharacters bool
}

// GetAccountPasswordPolicyInput is what GetAccountPasswordPolicy takes: nothing.
type GetAccountPasswordPolicyInput struct{}

// GetAccountPasswordPolicyOutput is what GetAccountPasswordPolicy answers.
type GetAccountPasswordPolicyOutput struct {
	PasswordPolicy *PasswordPolicy `xml:"GetAccountPasswordPolicyResult>PasswordPolicy"`
}

// GetAccountPasswordPolicy returns the password policy of the account. Only tests ask.
func (c *Client) GetAccountPasswordPolicy(
	ctx context.Context, in *GetAccountPasswordPolicyInput,
) (*GetAccountPasswordPolicyOutput, error) {
	return client.Call[GetAccountPasswordPolicyOutput](ctx, c.Client, "GetAccountPasswordPolicy", in)
}
