package config

import (
	"fmt"
	"regexp"
	"slices"

	"bulkhead/internal/document"
)

// AWSOrganization is the AWS organization that all accounts are members of.
type AWSOrganization struct {
	// ID is its id, such as o-a1b2c3d4e5: what accounts may do in each other, they may do as its members only. Policies
	// name it instead of each account, so that there is room for 400 environments, and without it for 40.
	ID string `yaml:"id" jsonschema:"required"`
	// Delegated lists what its management account has made security the administrator of (default nothing): recorder,
	// which gathers what AWS Config records in all accounts, access-analyzer, which finds who from outside the
	// organization can use anything in it, and security-hub, whose console in security shows all accounts and regions,
	// in the primary region.
	Delegated []Delegation `yaml:"delegated"`
}

// Delegation is what security administers for the whole AWS organization.
type Delegation string

// The delegations.
const (
	DelegatedRecorder       Delegation = "recorder"
	DelegatedAccessAnalyzer Delegation = "access-analyzer"
	DelegatedSecurityHub    Delegation = "security-hub"
)

// Values returns the choices.
func (Delegation) Values() []string {
	return texts(DelegatedRecorder, DelegatedAccessAnalyzer, DelegatedSecurityHub)
}

var organizationID = regexp.MustCompile(`^o-[a-z0-9]{10,32}$`)

// check runs the rules of an AWS organization.
func (a AWSOrganization) check(at document.Path) {
	at.Key("id").Demand(a.ID == "" || organizationID.MatchString(a.ID), fmt.Sprintf("%q is not the id of an AWS organization", a.ID), "copy it from AWS Organizations, such as o-a1b2c3d4e5")
	checkOnce(at.Key("delegated"), a.Delegated)
}

// Delegates tells whether security administers something for the whole AWS organization.
func (o Organization) Delegates(what Delegation) bool {
	return o.AWSOrganization != nil && slices.Contains(o.AWSOrganization.Delegated, what)
}

// checkSecurityHub demands what Security Hub shows all accounts with: a hub of ours in security, which gathers other
// regions.
func (c *Config) checkSecurityHub(at document.Path) {
	o := c.Organization
	if !o.Delegates(DelegatedSecurityHub) {
		return
	}
	at.Demand(o.Detection.Watches(Security, SecurityHub), "the configuration switches no Security Hub on in security",
		"watch security-hub, and not elsewhere in security, or leave it out of delegated")
	checkType(at, o.Regions.Primary, "AWS::SecurityHub::FindingAggregator", "cross-region aggregation of Security Hub",
		"leave security-hub out")
	alone := o.Regions.Primary == SitesRegion && (o.Identity == nil || o.Identity.Region == SitesRegion)
	for _, e := range c.Sides() {
		alone = alone && e.Region == SitesRegion
	}
	at.Demand(!alone, "everything is in "+string(SitesRegion)+", and Security Hub gathers accounts only where it gathers regions",
		"leave security-hub out")
}
