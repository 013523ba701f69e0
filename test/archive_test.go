package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestArchiveIsPrivateVersionedAndKept(t *testing.T) {
	buckets := in(t, example(t), "security", "AWS::S3::Bucket")
	require.Len(t, buckets, 4, "an archive and a bucket for access logs in two regions")
	for _, bucket := range buckets {
		assert.Equal(t, map[string]any{"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true},
			bucket.Get("PublicAccessBlockConfiguration"))
		assert.Equal(t, "BucketOwnerEnforced", bucket.Get("OwnershipControls", "Rules", "0", "ObjectOwnership"))
		assert.Equal(t, "Enabled", bucket.Get("VersioningConfiguration", "Status"))
		assert.Equal(t, 2555.0, bucket.Get("LifecycleConfiguration", "Rules", "0", "ExpirationInDays"))
		assert.Equal(t, 90.0, bucket.Get("LifecycleConfiguration", "Rules", "0", "Transitions", "0", "TransitionInDays"))
		assert.True(t, bucket.Stack.TerminationProtection)
		algorithm := bucket.Get("BucketEncryption", "ServerSideEncryptionConfiguration", "0", "ServerSideEncryptionByDefault", "SSEAlgorithm")
		if strings.HasPrefix(bucket.Get("BucketName").(string), "acme-access-logs-") {
			assert.Equal(t, "AES256", algorithm, "load balancers can log to no other")
		} else {
			assert.Equal(t, "aws:kms", algorithm)
		}
	}
}

func TestArchiveRefusesPlainTextAndOldTLS(t *testing.T) {
	for _, policy := range in(t, example(t), "security", "AWS::S3::BucketPolicy") {
		var denied []string
		for _, s := range assembly.Statements(policy) {
			if s.Effect == "Deny" {
				assert.Equal(t, []assembly.Principal{{Kind: "AWS", ID: "*"}}, s.Principals)
				denied = append(denied, text(s.Condition))
			}
		}
		assert.ElementsMatch(t, []string{`{"Bool":{"aws:SecureTransport":"false"}}`, `{"NumericLessThan":{"s3:TlsVersion":1.2}}`}, denied, policy)
	}
}

// TestAccountsOnlyAddToTheArchiveThroughLogServices: no principal of another
// account is named; services write below the prefix of the account they write for.
func TestAccountsOnlyAddToTheArchiveThroughLogServices(t *testing.T) {
	accounts := []string{"333333333333", "444444444444", "555555555555"}
	services := []any{"delivery.logs.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com"}
	writes := 0
	for _, policy := range in(t, example(t), "security", "AWS::S3::BucketPolicy") {
		for _, s := range assembly.Statements(policy) {
			if s.Effect == "Deny" {
				continue
			}
			require.Len(t, s.Principals, 1)
			assert.Equal(t, "Service", s.Principals[0].Kind)
			assert.Contains(t, services, s.Principals[0].ID)
			assert.Subset(t, []string{"s3:PutObject", "s3:GetBucketAcl", "s3:ListBucket"}, s.Actions)
			assert.NotEmpty(t, s.Condition, "%s: for whom the service acts", s.Sid)
			if s.Principals[0].ID == "logging.s3.amazonaws.com" || !slices.Contains(s.Actions, "s3:PutObject") {
				continue
			}
			writes++
			require.Len(t, s.Resources, len(accounts))
			for i, resource := range s.Resources {
				assert.Contains(t, text(resource), "/AWSLogs/"+accounts[i]+"/*")
			}
			for _, account := range accounts {
				assert.Contains(t, text(s.Condition), policy.Stack.Region+":"+account+":")
			}
		}
	}
	assert.Equal(t, 4, writes, "flow logs and load balancers, in two regions")
}
