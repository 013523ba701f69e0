// Package route53resolver is what our functions ask of Amazon Route 53 Resolver, in the words of AWS's SDK.
package route53resolver

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Target{Version: "1.1", Prefix: "Route53Resolver"}

// Client calls Route 53 Resolver in a region.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "Route53Resolver", "route53resolver", protocol)}
}

// ListFirewallDomainListsInput says where to go on.
type ListFirewallDomainListsInput struct {
	NextToken *string `json:"NextToken,omitempty"`
}

// ListFirewallDomainListsOutput is a page of the lists of domains.
type ListFirewallDomainListsOutput struct {
	FirewallDomainLists []FirewallDomainListMetadata `json:"FirewallDomainLists"`
	NextToken           *string                      `json:"NextToken"`
}

// FirewallDomainListMetadata is a list of domains: the account's own, or AWS's.
type FirewallDomainListMetadata struct {
	Id               *string `json:"Id"`
	ManagedOwnerName *string `json:"ManagedOwnerName"` // none for the account's own
	Name             *string `json:"Name"`
}

// ListFirewallDomainLists returns the lists of domains that the account can use in the region.
func (c *Client) ListFirewallDomainLists(
	ctx context.Context, in *ListFirewallDomainListsInput,
) (*ListFirewallDomainListsOutput, error) {
	return client.Call[ListFirewallDomainListsOutput](ctx, c.Client, "ListFirewallDomainLists", in)
}

// FirewallFailOpenStatus is whether names are answered that the firewall could not judge.
type FirewallFailOpenStatus string

// The values that are used.
const (
	FirewallFailOpenStatusEnabled  FirewallFailOpenStatus = "ENABLED"
	FirewallFailOpenStatusDisabled FirewallFailOpenStatus = "DISABLED" // AWS's default
)

// UpdateFirewallConfigInput is what the firewall of a VPC does when it fails.
type UpdateFirewallConfigInput struct {
	FirewallFailOpen FirewallFailOpenStatus `json:"FirewallFailOpen"`
	ResourceId       *string                `json:"ResourceId"` // the VPC
}

// UpdateFirewallConfigOutput is empty: the answer repeats what was asked.
type UpdateFirewallConfigOutput struct{}

// UpdateFirewallConfig says what the firewall of a VPC does when it fails.
func (c *Client) UpdateFirewallConfig(
	ctx context.Context, in *UpdateFirewallConfigInput,
) (*UpdateFirewallConfigOutput, error) {
	return client.Call[UpdateFirewallConfigOutput](ctx, c.Client, "UpdateFirewallConfig", in)
}
