package plan

import "slices"

// gathers are the types of what shows regions in another one. Of the second AWS does not say that a member has none; it
// is taken for granted, since its administrator is the same.
var gathers = []string{"AWS::SecurityHub::FindingAggregator", "AWS::SecurityHub::AggregatorV2"}

// administers tells whether a stack has Security Hub configure centrally: all accounts of the AWS organization are then
// members of the account's. They stay members when that ends, until the management account says that nobody
// administers Security Hub, so what was once deployed counts.
func (d *deployed) administers() bool {
	for _, r := range d.resources {
		central := text(r.properties["ConfigurationType"]) == "CENTRAL"
		if central && r.Type == "AWS::SecurityHub::OrganizationConfiguration" {
			return true
		}
	}
	return false
}

// nobodyAdministers is the command that ends the administration of both versions of Security Hub, in all regions. That
// of Security Hub itself ends one version's, in one region. Source: the AWS Security Hub User Guide, "Removing the
// delegated administrator account in Security Hub" and "Removing or changing the delegated administrator".
func nobodyAdministers(administrator string) string {
	return "aws organizations deregister-delegated-administrator --account-id " + administrator +
		" --service-principal securityhub.amazonaws.com"
}

// checkMembers finds what AWS refuses of a member of another account's Security Hub: to gather regions for itself. What
// it refuses of the member's hub comes and goes with that.
func checkMembers(u *update) []Finding {
	if u.administrator == "" || u.administrator == u.next.Account {
		return nil
	}
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.new == nil || f.action == "" || !slices.Contains(gathers, f.new.Type) {
			continue
		}
		all = append(all, u.finding(Refused, KindOneWay, id,
			"accounts stay members of the Security Hub of "+u.administrator+" until nobody administers it, and a member "+
				"gathers no regions (A finding aggregator cannot be created by a member account, "+
				"terraform-aws-secure-baseline#254)",
			"deploy "+u.administrator+" alone, then "+nobodyAdministers(u.administrator)+" in the management account; once "+
				"neither aws securityhub list-organization-admin-accounts nor the same with --feature SecurityHubV2 lists "+
				u.administrator+" in a region, allow this"))
	}
	return all
}
