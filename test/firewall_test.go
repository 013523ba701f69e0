package test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// webACLs are the web ACLs of every shared configuration.
func webACLs(t testing.TB, promise func(a *assembly.Assembly, acl *assembly.Resource)) {
	t.Helper()
	seen := 0
	for _, a := range assemblies(t) {
		for _, acl := range a.OfType("AWS::WAFv2::WebACL") {
			seen++
			promise(a, acl)
		}
	}
	require.Greater(t, seen, 20)
}

// rulesOf are a web ACL's rules by name.
func rulesOf(acl *assembly.Resource) map[string]map[string]any {
	rules := map[string]map[string]any{}
	for _, rule := range list(acl.Get("Rules")) {
		rules[rule.(map[string]any)["Name"].(string)] = rule.(map[string]any)
	}
	return rules
}

func TestEveryPublicLoadBalancerAndEverySiteIsBehindAFirewall(t *testing.T) {
	balancers, sites := 0, 0
	for _, a := range assemblies(t) {
		protected := map[*assembly.Resource]bool{}
		for _, association := range a.OfType("AWS::WAFv2::WebACLAssociation") {
			acl := denotes(t, a, association, association.Get("WebACLArn"))
			assert.Equal(t, "REGIONAL", acl.Get("Scope"))
			protected[denotes(t, a, association, association.Get("ResourceArn"))] = true
		}
		for _, balancer := range a.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer") {
			if balancer.Get("Type") == "application" && strings.HasPrefix(balancer.LogicalID, "Public") {
				balancers++
				assert.True(t, protected[balancer], balancer)
			}
		}
		for _, distribution := range a.OfType("AWS::CloudFront::Distribution") {
			sites++
			acl := denotes(t, a, distribution, distribution.Get("DistributionConfig", "WebACLId"))
			assert.Equal(t, "CLOUDFRONT", acl.Get("Scope"))
			assert.Equal(t, "us-east-1", acl.Stack.Region)
		}
	}
	assert.Greater(t, balancers, 20)
	assert.Equal(t, 5, sites)
}

func TestFirewallBlocksWhatAWSKnowsToBeBadAndLimitsEachAddress(t *testing.T) {
	webACLs(t, func(_ *assembly.Assembly, acl *assembly.Resource) {
		rules := rulesOf(acl)
		want := []string{"limit", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesSQLiRuleSet"}
		if behindGateway := strings.Contains(text(rules["limit"]), "FORWARDED_IP"); !behindGateway { // where senders have one address
			want = append(want, "AWSManagedRulesAmazonIpReputationList")
		}
		delete(rules, "gate") // of an environment with recovery: see traffic_test.go
		assert.ElementsMatch(t, want, slices.Collect(maps.Keys(rules)), acl)
		blocks := "Block"
		if acl.Stack.Stage == "dev-zonal" {
			blocks = "Count"
		}
		assert.Contains(t, rules["limit"]["Action"], blocks, acl)
		for name, rule := range rules {
			override, managed := rule["OverrideAction"].(map[string]any)
			assert.Equal(t, name != "limit", managed, acl)
			if managed {
				assert.Equal(t, blocks == "Count", override["Count"] != nil, "%s %s", acl, name)
			}
		}
	})
	limit := func(stage, stack string) any {
		for _, acl := range in(t, choices(t), stage, "AWS::WAFv2::WebACL") {
			if acl.Stack.ID == stage+"/"+stack {
				return rulesOf(acl)["limit"]["Statement"].(map[string]any)["RateBasedStatement"]
			}
		}
		return nil
	}
	assert.Equal(t, map[string]any{"AggregateKeyType": "IP", "Limit": 5000.0, "EvaluationWindowSec": 300.0}, limit("portal", "sites-us-east-1"))
	assert.Equal(t, map[string]any{
		"AggregateKeyType": "FORWARDED_IP", "Limit": 5000.0, "EvaluationWindowSec": 300.0,
		"ForwardedIPConfig": map[string]any{"HeaderName": "x-client-address", "FallbackBehavior": "MATCH"},
	}, limit("portal", "front-api-gateway"), "behind the gateway, every request has the gateway's address")
}

func TestRulesThatAnOperatorNamesOnlyCount(t *testing.T) {
	overrides := func(stage string) string {
		for _, acl := range in(t, choices(t), stage, "AWS::WAFv2::WebACL") {
			return text(rulesOf(acl)["AWSManagedRulesCommonRuleSet"]["Statement"].(map[string]any)["ManagedRuleGroupStatement"].(map[string]any)["RuleActionOverrides"])
		}
		return ""
	}
	assert.JSONEq(t, `[{"Name":"SizeRestrictions_BODY","ActionToUse":{"Count":{}}},{"Name":"GenericRFI_BODY","ActionToUse":{"Count":{}}}]`, overrides("portal"))
	assert.JSONEq(t, `[{"Name":"SizeRestrictions_BODY","ActionToUse":{"Count":{}}}]`, overrides("shielded"), "else it refuses uploads")
}

func TestFirewallLogsToTheArchiveWithoutWhatWouldLogAReaderIn(t *testing.T) {
	webACLs(t, func(a *assembly.Assembly, acl *assembly.Resource) {
		var logs *assembly.Resource
		for _, r := range acl.Stack.Resources {
			if r.Type == "AWS::WAFv2::LoggingConfiguration" && denotes(t, a, r, r.Get("ResourceArn")) == acl {
				logs = r
			}
		}
		require.NotNil(t, logs, acl)
		destination, _ := strings.CutPrefix(logs.Get("LogDestinationConfigs", "0").(string), "arn:aws:s3:::")
		assert.True(t, strings.HasPrefix(destination, "aws-waf-logs-"), "AWS WAF accepts no other: %s", destination)
		var archive *assembly.Resource
		for _, bucket := range a.OfType("AWS::S3::Bucket") {
			if bucket.Get("BucketName") == destination {
				archive = bucket
			}
		}
		require.NotNil(t, archive, destination)
		assert.Equal(t, acl.Stack.Region, archive.Stack.Region)
		assert.True(t, ofArchive(archive.Stack), archive)
		assert.JSONEq(t, `[{"SingleHeader":{"Name":"authorization"}},{"SingleHeader":{"Name":"cookie"}}]`, text(logs.Get("RedactedFields")))
		assert.Equal(t, "DROP", logs.Get("LoggingFilter", "DefaultBehavior"), "what is allowed is in the access logs")
	})
}

func TestFirewallTellsWhenItBlocksMuch(t *testing.T) {
	webACLs(t, func(_ *assembly.Assembly, acl *assembly.Resource) {
		found := false
		for _, r := range acl.Stack.Resources {
			of := attributesNamed("Name", r.Get("Dimensions"))
			if r.Type == "AWS::CloudWatch::Alarm" && of["WebACL"] == acl.Get("VisibilityConfig", "MetricName") {
				found = true
				assert.Equal(t, "BlockedRequests", r.Get("MetricName"))
				assert.Equal(t, acl.Get("Scope") == "REGIONAL", of["Region"] == acl.Stack.Region, "CloudFront's metrics have no region")
				assert.Len(t, list(r.Get("AlarmActions")), 1)
			}
		}
		assert.True(t, found, acl)
	})
}

func TestShieldAdvancedProtectsWhatTheInternetReaches(t *testing.T) {
	var protected []string
	for _, protection := range in(t, choices(t), "shielded", "AWS::Shield::Protection") {
		if target, ok := choices(t).Resolve(protection.Stack, protection.Get("ResourceArn")); ok {
			protected = append(protected, target.Type)
		} else {
			protected = append(protected, text(protection.Get("ResourceArn")))
		}
	}
	require.Len(t, protected, 2)
	assert.Contains(t, text(protected), "AWS::ElasticLoadBalancingV2::LoadBalancer")
	assert.Contains(t, text(protected), ":distribution/")
	assert.Len(t, choices(t).OfType("AWS::Shield::Protection"), 2, "nobody else pays for it")
}
