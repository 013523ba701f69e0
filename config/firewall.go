package config

import (
	"cmp"
	"fmt"
	"slices"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Firewall is the web ACL before the load balancer, and before static sites: limits, and rules that AWS maintains.
type Firewall struct {
	// RequestsPer5Minutes is how many requests one address may send in five minutes before it is blocked (default
	// 2000).
	RequestsPer5Minutes int `yaml:"requestsPer5Minutes" jsonschema:"minimum=10,maximum=2000000000"`
	// Mode is block (default), or count, which lets everything through and only logs what it would block.
	Mode FirewallMode `yaml:"mode"`
	// CountOnly names rules of AWSManagedRulesCommonRuleSet that are not to block (default SizeRestrictions_BODY, which
	// would refuse bodies of more than 8 KiB and so most uploads). Where that one does not block, what stands behind
	// the first 8 KiB of a body is seen by no rule. With [], all block.
	CountOnly []string `yaml:"countOnly"`
	// Shield is enabled or disabled (default): Shield Advanced for the load balancer and static sites. The account
	// must have subscribed to it, which costs thousands of dollars a month.
	Shield Switch `yaml:"shield"`
}

// FirewallMode is what the firewall does with a request that a rule matches.
type FirewallMode string

// The choices of FirewallMode.
const (
	FirewallBlock FirewallMode = "block"
	FirewallCount FirewallMode = "count"
)

// Values returns the choices.
func (FirewallMode) Values() []string { return texts(FirewallBlock, FirewallCount) }

// sizeOfBodies is the rule that refuses uploads.
const sizeOfBodies = "SizeRestrictions_BODY"

func (f *Firewall) complete() {
	f.RequestsPer5Minutes = cmp.Or(f.RequestsPer5Minutes, 2000)
	f.Mode = cmp.Or(f.Mode, FirewallBlock)
	if f.CountOnly == nil && f.Mode == FirewallBlock {
		f.CountOnly = []string{sizeOfBodies}
	}
	f.Shield = cmp.Or(f.Shield, Disabled)
}

// gateRequests is more than Route 53 sends from one address in five minutes: two health checks, every ten seconds.
const gateRequests = 100

func (f Firewall) check(at document.Path, e Environment) {
	at.Key("requestsPer5Minutes").Demand(e.Recovery == nil || f.RequestsPer5Minutes >= gateRequests,
		fmt.Sprintf("%d would block Route 53, which asks every ten seconds whether the standby is active", f.RequestsPer5Minutes),
		fmt.Sprintf("let one address send %d or more", gateRequests))
	for i, rule := range f.CountOnly {
		here := at.Key("countOnly").Index(i)
		here.Demand(
			slices.Contains(facts.CommonRules, rule),
			fmt.Sprintf("AWSManagedRulesCommonRuleSet has no rule %q", rule),
			document.Suggest(rule, facts.CommonRules),
		)
	}
	checkOnce(at.Key("countOnly"), f.CountOnly)
	at.Key("mode").Demand(f.Mode != FirewallCount || len(f.CountOnly) == 0, "nothing is blocked, so countOnly says nothing", "leave one of them out")
	for _, side := range e.sides() {
		if f.Shield == Enabled {
			checkType(at.Key("shield"), side.Region, "AWS::Shield::Protection", "Shield Advanced", "leave it out")
		}
	}
	at.Key("shield").Demand(f.Shield != Enabled || e.Front == FrontLoadBalancer, fmt.Sprintf("Shield Advanced cannot protect what is in front with front: %s", e.Front), "leave it out, or set front to load-balancer")
}
