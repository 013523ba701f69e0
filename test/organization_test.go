package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// letIn are the types whose policies let other accounts do something by themselves.
var letIn = []string{"AWS::ECR::RegistryPolicy", "AWS::ECR::Repository", "AWS::Events::EventBus", "AWS::IAM::Role"}

func TestAccountsLetEachOtherInAsMembersOfTheAWSOrganization(t *testing.T) {
	a, seen := shared(t, "private"), map[string]bool{}
	for _, r := range resourcesOf(a) {
		if !slices.Contains(letIn, r.Type) || r.Stack.Stage == "" {
			continue
		}
		for _, s := range assembly.Statements(r) {
			for _, principal := range s.Principals {
				arn := strings.Split(text(principal.ID), ":")
				if s.Effect != "Allow" || principal.Kind != "AWS" || len(arn) < 5 || arn[4] == r.Stack.Account || arn[4] == "101010101010" {
					continue // security's users have a second factor instead
				}
				seen[r.Type] = true
				assert.Contains(t, text(s.Condition), `"aws:PrincipalOrgID":"o-a1b2c3d4e5"`, "%s lets %s in", r, principal.ID)
			}
		}
	}
	require.Contains(t, seen, "AWS::ECR::Repository")
	require.Contains(t, seen, "AWS::Events::EventBus")
	require.Contains(t, seen, "AWS::IAM::Role")
	for _, share := range in(t, a, "shared-services", "AWS::RAM::ResourceShare") {
		assert.Equal(t, false, share.Get("AllowExternalPrincipals"))
	}
	for _, share := range in(t, choices(t), "shared-services", "AWS::RAM::ResourceShare") {
		assert.Equal(t, true, share.Get("AllowExternalPrincipals"))
	}
	for _, r := range resourcesOf(example(t)) {
		assert.NotContains(t, text(r.Properties), "PrincipalOrgID", "without an AWS organization nobody is its member")
	}
}

func TestSecurityLooksAfterTheWholeAWSOrganizationWhereItIsDelegated(t *testing.T) {
	a := shared(t, "private")
	aggregator := one(t, a, "security", "AWS::Config::ConfigurationAggregator")
	assert.Equal(t, true, aggregator.Get("OrganizationAggregationSource", "AllAwsRegions"))
	regions := map[string]bool{}
	for _, analyzer := range in(t, a, "security", "AWS::AccessAnalyzer::Analyzer") {
		if analyzer.Get("Type") == "ORGANIZATION" {
			regions[analyzer.Stack.Region] = true
		}
	}
	assert.Equal(t, map[string]bool{"ap-northeast-1": true, "ap-southeast-1": true, "us-east-1": true}, regions)
	for _, stage := range []string{"shared-services", "dev-vault"} {
		for _, analyzer := range in(t, a, stage, "AWS::AccessAnalyzer::Analyzer") {
			assert.Equal(t, "ACCOUNT", analyzer.Get("Type"))
		}
	}
	assert.Empty(t, maybeIn(example(t), "security", "AWS::Config::ConfigurationAggregator"))
}
