package test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// workloadAccounts are the accounts of the example's environments.
var workloadAccounts = []string{"333333333333", "444444444444", "555555555555"}

func TestArchiveIsPrivateVersionedAndKept(t *testing.T) {
	buckets := slices.DeleteFunc(in(t, example(t), "security", "AWS::S3::Bucket"), isForAnswers)
	require.Len(t, buckets, 3*3+2, "an archive, a bucket for access logs and one for firewalls' logs in three regions, CloudFront's among them, and what CloudTrail and AWS Config record")
	for _, bucket := range buckets {
		assert.Equal(t, map[string]any{"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true},
			bucket.Get("PublicAccessBlockConfiguration"))
		assert.Equal(t, "BucketOwnerEnforced", bucket.Get("OwnershipControls", "Rules", "0", "ObjectOwnership"))
		assert.Equal(t, "Enabled", bucket.Get("VersioningConfiguration", "Status"))
		require.Len(t, list(bucket.Get("LifecycleConfiguration", "Rules")), 1)
		assert.Equal(t, 2555.0, bucket.Get("LifecycleConfiguration", "Rules", "0", "ExpirationInDays"))
		assert.Equal(t, 2555.0, bucket.Get("LifecycleConfiguration", "Rules", "0", "NoncurrentVersionExpiration", "NoncurrentDays"), "what was overwritten too")
		assert.Equal(t, 90.0, bucket.Get("LifecycleConfiguration", "Rules", "0", "Transitions", "0", "TransitionInDays"))
		assert.Equal(t, "RetainExceptOnCreate", bucket.DeletionPolicy)
		assert.Equal(t, "Retain", bucket.UpdateReplacePolicy)
		assert.True(t, bucket.Stack.TerminationProtection)
	}
}

func TestArchiveIsEncryptedWithItsOwnKey(t *testing.T) {
	own := 0
	for _, bucket := range in(t, example(t), "security", "AWS::S3::Bucket") {
		encryption := bucket.Get("BucketEncryption", "ServerSideEncryptionConfiguration", "0", "ServerSideEncryptionByDefault").(map[string]any)
		if strings.HasPrefix(bucket.Get("BucketName").(string), "acme-access-logs-") {
			assert.Equal(t, map[string]any{"SSEAlgorithm": "AES256"}, encryption, "load balancers can log to no other")
			continue
		}
		own++
		assert.Equal(t, "aws:kms", encryption["SSEAlgorithm"])
		key := denotes(t, example(t), bucket, encryption["KMSMasterKeyID"])
		assert.Equal(t, "encrypts the log archive", key.Get("Description"))
		assert.Equal(t, bucket.Stack, key.Stack)
	}
	assert.Equal(t, 3*2+2+3, own, "answers too")
}

func TestArchiveRefusesPlainTextAndOldTLS(t *testing.T) {
	guarded := map[*assembly.Resource]bool{}
	for _, policy := range in(t, example(t), "security", "AWS::S3::BucketPolicy") {
		bucket := denotes(t, example(t), policy, policy.Get("Bucket"))
		guarded[bucket] = true
		var denied []string
		for _, s := range assembly.Statements(policy) {
			if s.Effect != "Deny" {
				continue
			}
			assert.Equal(t, []assembly.Principal{{Kind: "AWS", ID: "*"}}, s.Principals)
			assert.Equal(t, []string{"s3:*"}, s.Actions)
			require.Len(t, s.Resources, 2, "the bucket and what is in it")
			assert.Equal(t, []string{bucket.LogicalID}, assembly.References(s.Resources))
			denied = append(denied, text(s.Condition))
		}
		assert.ElementsMatch(t, []string{`{"Bool":{"aws:SecureTransport":"false"}}`, `{"NumericLessThan":{"s3:TlsVersion":1.2}}`}, denied, policy)
	}
	assert.Len(t, guarded, 3*3+2+3)
}

// TestAccountsOnlyAddToTheArchiveThroughLogServices: no principal of another
// account is named; services write below the prefix of the account they write for.
func TestAccountsOnlyAddToTheArchiveThroughLogServices(t *testing.T) {
	records := []any{"cloudtrail.amazonaws.com", "config.amazonaws.com"} // detection_test.go has more about them
	services := append([]any{"delivery.logs.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com"}, records...)
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
			if s.Principals[0].ID == "logging.s3.amazonaws.com" || slices.Contains(records, s.Principals[0].ID) ||
				!slices.Contains(s.Actions, "s3:PutObject") {
				continue
			}
			writes++
			if s.Principals[0].ID == "logdelivery.elasticloadbalancing.amazonaws.com" {
				require.Len(t, s.Resources, 1)
				sources := list(s.Condition["ArnLike"].(map[string]any)["aws:SourceArn"])
				require.Len(t, sources, 1)
				source := sources[0].(string)
				assert.Contains(t, source, ":"+policy.Stack.Region+":")
				assert.True(t, strings.HasSuffix(source, ":loadbalancer/*"), source)
				assert.Contains(t, text(s.Resources[0]), "/AWSLogs/"+strings.Split(source, ":")[4]+"/*")
				continue
			}
			account := list(s.Condition["StringEquals"].(map[string]any)["aws:SourceAccount"])
			require.Len(t, account, 1, "who asks for a delivery chooses the path, so each account has a statement of its own")
			for _, resource := range s.Resources {
				assert.Contains(t, text(resource), "/AWSLogs/"+account[0].(string)+"/*")
				assert.True(t, !strings.Contains(text(resource), "/cloudfront/") || policy.Stack.Region == "us-east-1")
			}
		}
	}
	assert.Equal(t, 3*3*4, writes, "in three regions, flow logs, firewalls and load balancers, for each of four accounts")
}

func TestArchivesPoliciesHaveRoomForAsManyAccountsAsAreAccepted(t *testing.T) {
	const longest = 20480 // bytes of a bucket's policy
	join := regexp.MustCompile(`\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["\w+","Arn"\]\},"([^"]*")\]\]\}`)
	arn := "arn:aws:s3:::" + strings.Repeat("b", 53) // as long as the name of an archive's bucket can be
	for _, policy := range in(t, example(t), "security", "AWS::S3::BucketPolicy") {
		fixed, growing, accounts := 0, 0, 0
		for _, s := range list(policy.Get("PolicyDocument", "Statement")) {
			size := len(join.ReplaceAllString(text(s), `"`+arn+`$1`))
			if strings.Contains(text(s), "/AWSLogs/") {
				growing += size
				accounts++ // security and shared-services are among some
			} else {
				fixed += size
			}
		}
		if isForAnswers(denotes(t, example(t), policy, policy.Get("Bucket"))) {
			require.Zero(t, accounts)
			continue
		}
		most := config.MaxEnvironments + 2
		fixed += most * len(`"123456789012",`)
		assert.LessOrEqual(t, fixed+growing*most/accounts, longest, policy)
	}
}

func TestSecurityAccountTrustsNoPrincipalOfAWorkloadAccount(t *testing.T) {
	seen := 0
	for _, stack := range example(t).Stage("security") {
		for _, r := range stack.Resources {
			for _, s := range assembly.Statements(r) {
				for _, principal := range s.Principals {
					seen++
					if r.Type == "AWS::Logs::DeliveryDestination" {
						assert.Equal(t, []string{"logs:CreateDelivery"}, s.Actions, "who delivers CloudFront's logs asks for it by itself")
						continue
					}
					if r.Type == "AWS::Events::EventBus" {
						assert.Equal(t, []string{"events:PutEvents"}, s.Actions, "findings are gathered there")
						continue
					}
					switch s.Sid {
					case "Copies":
						assert.Equal(t, "AWS::Backup::BackupVault", r.Type)
						assert.Equal(t, []string{"backup:CopyIntoBackupVault"}, s.Actions, "copies of backups are added, and stay")
						continue
					case "BackupCopies":
						assert.Equal(t, "encrypts copies of backups", r.Get("Description"))
						assert.Contains(t, text(s.Condition), ":role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup",
							"AWS Backup by itself, and no person: %s", r)
						continue
					}
					for _, account := range workloadAccounts {
						assert.NotContains(t, text(principal.ID), account, "%s %s", r, s.Sid)
					}
					if s.Effect == "Allow" {
						assert.NotEqual(t, "*", principal.ID, "%s %s", r, s.Sid)
					}
				}
			}
		}
	}
	assert.Greater(t, seen, 12, "bucket and key policies")
}

func TestArchiveKeyWritesForTheLogServicesOnly(t *testing.T) {
	keys := slices.DeleteFunc(in(t, example(t), "security", "AWS::KMS::Key"), func(key *assembly.Resource) bool {
		return !strings.HasPrefix(key.Stack.ID, "security/archive")
	})
	require.Len(t, keys, 3)
	for _, key := range keys {
		allowed := map[any]string{} // whom it acts for, by principal
		for _, s := range assembly.Statements(key) {
			if s.Effect != "Allow" {
				continue
			}
			require.Len(t, s.Principals, 1)
			allowed[s.Principals[0].ID] = text(s.Condition["StringEquals"])
			if s.Principals[0].Kind == "Service" {
				assert.NotContains(t, s.Actions, "kms:*")
				assert.Contains(t, s.Actions, "kms:Decrypt", "a bucket with a key of its own needs it to write, too")
			}
		}
		want := map[any]string{
			"arn:aws:iam::111111111111:root": "null",
			"delivery.logs.amazonaws.com":    `{"aws:SourceAccount":["222222222222","333333333333","444444444444","555555555555"]}`,
		}
		if key.Stack.ID == "security/archive" {
			want["config.amazonaws.com"] = `{"aws:SourceAccount":["111111111111","222222222222","333333333333","444444444444","555555555555"]}`
			want["cloudtrail.amazonaws.com"] = allowed["cloudtrail.amazonaws.com"]
			assert.Equal(t, 5, strings.Count(want["cloudtrail.amazonaws.com"], ":trail/acme-trail"))
		}
		assert.Equal(t, want, allowed, key)
	}
}

func TestOnlyNamedRolesReadTheArchive(t *testing.T) {
	m := modelOf(t, "example")
	keys := arns(t, "example", func(s *assembly.Stack) bool { return strings.HasPrefix(s.ID, "security/archive") }, "AWS::KMS::Key")
	require.Len(t, keys, 3)
	for _, key := range keys {
		may := map[string]bool{}
		for _, who := range people(t, m, among("111111111111"), "read-only", "admin", "auditor", "break-glass") {
			role := person.FindStringSubmatch(who)[2]
			context := map[string][]string{"aws:PrincipalIsAWSService": {"false"}, "kms:ResourceAliases": {"alias/acme-archive"}}
			may[role] = decide(t, m, iam.Request{Principal: who, Action: "kms:Decrypt", Resource: key, Context: context}).Allowed
		}
		assert.Equal(t, map[string]bool{"read-only": false, "admin": true, "auditor": true, "break-glass": true}, may, key)
	}
	for _, key := range in(t, choices(t), "security", "AWS::KMS::Key") {
		if strings.HasPrefix(key.Stack.ID, "security/archive") {
			assert.Contains(t, text(key.Get("KeyPolicy")), `"arn:aws:iam::101010101010:role/audit-*"`, "archive.readers")
		}
	}
}
