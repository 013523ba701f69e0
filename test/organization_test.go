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
				if s.Effect != "Allow" || principal.Kind != "AWS" ||
					principal.ID != "*" && (len(arn) < 5 || arn[4] == r.Stack.Account || arn[4] == "101010101010") {
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

// TestMembersOfAnAWSOrganizationAddToTheArchiveBelowTheirOwnPrefix: IAM puts the account that a service acts for where
// the variable stands, so no member writes below another's prefix, and nobody else writes at all.
func TestMembersOfAnAWSOrganizationAddToTheArchiveBelowTheirOwnPrefix(t *testing.T) {
	const organization, variable = "o-a1b2c3d4e5", "${aws:SourceAccount}"
	writes := map[any]int{}
	for _, policy := range in(t, shared(t, "private"), archiveOf(shared(t, "private")), "AWS::S3::BucketPolicy") {
		assert.Equal(t, "2012-10-17", policy.Get("PolicyDocument", "Version"), "an older one knows no variables")
		for _, s := range assembly.Statements(policy) {
			if s.Effect == "Deny" || s.Principals[0].ID == "logging.s3.amazonaws.com" {
				continue
			}
			require.Len(t, s.Principals, 1)
			require.Equal(t, "Service", s.Principals[0].Kind)
			if s.Principals[0].ID == "logdelivery.elasticloadbalancing.amazonaws.com" {
				assert.Equal(t, map[string]any{"ArnLike": map[string]any{"aws:SourceArn": []any{"arn:aws:*:*:202020202020:*", "arn:aws:*:*:303030303030:*"}}}, s.Condition,
					"it does not tell the organization")
				for _, resource := range s.Resources {
					assert.Contains(t, text(resource), `"/load-balancers/AWSLogs/*"`, "behind AWSLogs, it writes the account itself")
				}
			} else {
				assert.Equal(
					t,
					[]any{organization},
					assembly.List(s.Condition["StringEquals"].(map[string]any)["aws:SourceOrgID"]),
					"%s %s",
					policy,
					s.Sid,
				)
			}
			if !slices.Contains(s.Actions, "s3:PutObject") {
				continue
			}
			writes[s.Principals[0].ID]++
			for _, resource := range s.Resources {
				if s.Principals[0].ID != "logdelivery.elasticloadbalancing.amazonaws.com" {
					assert.Contains(t, text(resource), "AWSLogs/"+variable+"/", "%s %s", policy, s.Sid)
				}
			}
		}
	}
	assert.Equal(t, map[any]int{
		"delivery.logs.amazonaws.com":                    2 * 2,
		"logdelivery.elasticloadbalancing.amazonaws.com": 2,
		"cloudtrail.amazonaws.com":                       1,
		"config.amazonaws.com":                           1,
	}, writes, "flow logs and firewalls in two regions")
}

func TestTheArchivesKeysServeMembersOfTheAWSOrganizationOnly(t *testing.T) {
	served := 0
	for _, key := range in(t, shared(t, "private"), archiveOf(shared(t, "private")), "AWS::KMS::Key") {
		if !ofArchive(key.Stack) {
			continue
		}
		for _, s := range assembly.Statements(key) {
			if s.Effect == "Allow" && s.Principals[0].Kind == "Service" {
				served++
				assert.Equal(t, map[string]any{"aws:SourceOrgID": "o-a1b2c3d4e5"}, s.Condition["StringEquals"], "%s %s", key, s.Sid)
			}
		}
	}
	assert.Equal(t, 2+2, served, "log delivery in two regions, CloudTrail and AWS Config")
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
