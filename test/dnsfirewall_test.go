package test

import (
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dnsFirewall is what is before the resolver of a VPC.
type dnsFirewall struct {
	association, group, prepared *assembly.Resource
	rules                        []any
}

// firewallOf returns the DNS firewall of a VPC, if it has one.
func firewallOf(t testing.TB, a *assembly.Assembly, vpc *assembly.Resource) (f dnsFirewall, has bool) {
	t.Helper()
	for _, r := range a.OfType("AWS::Route53Resolver::FirewallRuleGroupAssociation") {
		if denotes(t, a, r, r.Get("VpcId")) != vpc {
			continue
		}
		require.Nil(t, f.association, "%s has one", vpc)
		f.association, f.group = r, denotes(t, a, r, r.Get("FirewallRuleGroupId"))
		f.rules = list(f.group.Get("FirewallRules"))
		f.prepared = denotes(t, a, f.group, assembly.At(f.rules[len(f.rules)-1], "FirewallDomainListId"))
	}
	return f, f.association != nil
}

// TestEveryVPCAlertsOfMaliciousNamesUnlessItIsToldOtherwise: of all shared configurations, only portal switches it
// off, and only lab blocks.
func TestEveryVPCAlertsOfMaliciousNamesUnlessItIsToldOtherwise(t *testing.T) {
	modes := map[string]int{}
	for _, a := range assemblies(t) {
		for _, vpc := range a.OfType("AWS::EC2::VPC") {
			stage := vpc.Stack.Stage
			f, has := firewallOf(t, a, vpc)
			if stage == "portal" || stage == "portal-dr" {
				assert.False(t, has, vpc)
				modes["off"]++
				continue
			}
			require.True(t, has, vpc)
			last := f.rules[len(f.rules)-1]
			assert.Equal(t, "AWSManagedDomainsAggregateThreatList", f.prepared.Get("List"), "which has what all of AWS's lists have")
			if stage == "lab" || stage == "lab-dr" {
				assert.Equal(t, "BLOCK", assembly.At(last, "Action"), vpc)
				assert.Equal(t, "NODATA", assembly.At(last, "BlockResponse"), vpc)
				modes["block"]++
			} else {
				assert.Equal(t, "ALERT", assembly.At(last, "Action"), vpc)
				assert.Nil(t, assembly.At(last, "BlockResponse"), "AWS refuses one without a block")
				assert.Len(t, f.rules, 1, vpc)
				modes["alert"]++
			}
		}
	}
	assert.Positive(t, modes["off"])
	assert.Positive(t, modes["block"])
	assert.Greater(t, modes["alert"], 10)
}

// TestNamesAreAnsweredBeforeTheFirewallCanFail: the group takes the list from the resource that says so for the same
// VPC, so that it is made before, and taken away after the association.
func TestNamesAreAnsweredBeforeTheFirewallCanFail(t *testing.T) {
	for _, a := range assemblies(t) {
		for _, vpc := range a.OfType("AWS::EC2::VPC") {
			if f, has := firewallOf(t, a, vpc); has {
				assert.Equal(t, "Custom::DNSFirewall", f.prepared.Type)
				assert.Equal(t, vpc, denotes(t, a, f.prepared, f.prepared.Get("VPC")))
			}
		}
	}
}

func TestSomebodyHearsOfEachMaliciousName(t *testing.T) {
	for _, a := range assemblies(t) {
		watched := map[*assembly.Resource]bool{}
		for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
			if alarm.Get("Namespace") != "AWS/Route53Resolver" {
				continue
			}
			of := attributesNamed("Name", alarm.Get("Dimensions"))
			group := denotes(t, a, alarm, of["FirewallRuleGroupId"])
			rules := list(group.Get("FirewallRules"))
			assert.Equal(t, assembly.At(rules[len(rules)-1], "FirewallDomainListId"), of["FirewallDomainListId"], "not of what is allowed")
			assert.Equal(t, 0.0, alarm.Get("Threshold"))
			watched[group] = true
		}
		assert.Len(t, watched, len(a.OfType("AWS::Route53Resolver::FirewallRuleGroup")))
	}
}

func TestWhatAnOrganizationAllowsIsJudgedBeforeWhatAWSLists(t *testing.T) {
	f, has := firewallOf(t, choices(t), one(t, choices(t), "lab", "AWS::EC2::VPC"))
	require.True(t, has)
	require.Len(t, f.rules, 2)
	allow, threats := f.rules[0], f.rules[1]
	assert.Equal(t, "ALLOW", assembly.At(allow, "Action"))
	assert.Less(t, assembly.At(allow, "Priority"), assembly.At(threats, "Priority"))
	assert.Equal(t, "TRUST_REDIRECTION_DOMAIN", assembly.At(allow, "FirewallDomainRedirectionAction"), "with what it leads to")
	allowed := denotes(t, choices(t), f.group, assembly.At(allow, "FirewallDomainListId"))
	assert.Equal(t, []any{"partner.example.net", "*.partner.example.net"}, allowed.Get("Domains"))
}
