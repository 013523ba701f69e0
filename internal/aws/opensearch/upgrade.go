package opensearch

import (
	"context"

	"bulkhead/internal/client"
)

// DescribeDomainInput names it.
type DescribeDomainInput struct {
	DomainName *string `json:"-"`
}

// DescribeDomainOutput is the domain.
type DescribeDomainOutput struct {
	DomainStatus *DomainStatus
}

// DescribeDomain returns a domain.
func (c *Client) DescribeDomain(ctx context.Context, in *DescribeDomainInput) (*DescribeDomainOutput, error) {
	return client.Call[DescribeDomainOutput](ctx, c.Client, "DescribeDomain", in)
}

// DescribeDomainHealthInput names it.
type DescribeDomainHealthInput struct {
	DomainName *string `json:"-"`
}

// DescribeDomainHealthOutput is its health.
type DescribeDomainHealthOutput struct {
	ClusterHealth *string
}

// DescribeDomainHealth tells whether each shard of a domain is there.
func (c *Client) DescribeDomainHealth(
	ctx context.Context, in *DescribeDomainHealthInput,
) (*DescribeDomainHealthOutput, error) {
	return client.Call[DescribeDomainHealthOutput](ctx, c.Client, "DescribeDomainHealth", in)
}

// GetCompatibleVersionsInput names a domain.
type GetCompatibleVersionsInput struct {
	DomainName *string `json:"-" query:"domainName"`
}

// GetCompatibleVersionsOutput are the versions that it can be upgraded to.
type GetCompatibleVersionsOutput struct {
	CompatibleVersions []CompatibleVersionsMap
}

// GetCompatibleVersions returns what a domain can be upgraded to.
func (c *Client) GetCompatibleVersions(
	ctx context.Context, in *GetCompatibleVersionsInput,
) (*GetCompatibleVersionsOutput, error) {
	return client.Call[GetCompatibleVersionsOutput](ctx, c.Client, "GetCompatibleVersions", in)
}

// GetUpgradeHistoryInput names a domain.
type GetUpgradeHistoryInput struct {
	DomainName *string `json:"-"`
}

// GetUpgradeHistoryOutput are the last ten upgrades and checks.
type GetUpgradeHistoryOutput struct {
	UpgradeHistories []UpgradeHistory
}

// GetUpgradeHistory returns the last upgrades of a domain, and checks whether it can be upgraded.
func (c *Client) GetUpgradeHistory(
	ctx context.Context, in *GetUpgradeHistoryInput,
) (*GetUpgradeHistoryOutput, error) {
	return client.Call[GetUpgradeHistoryOutput](ctx, c.Client, "GetUpgradeHistory", in)
}

// UpgradeDomainInput is the domain and the version.
type UpgradeDomainInput struct {
	DomainName       *string
	TargetVersion    *string
	PerformCheckOnly *bool `json:",omitempty"`
}

// UpgradeDomainOutput is not looked at.
type UpgradeDomainOutput struct{}

// UpgradeDomain begins to upgrade a domain, or to look whether it can be.
func (c *Client) UpgradeDomain(ctx context.Context, in *UpgradeDomainInput) (*UpgradeDomainOutput, error) {
	return client.Call[UpgradeDomainOutput](ctx, c.Client, "UpgradeDomain", in)
}
