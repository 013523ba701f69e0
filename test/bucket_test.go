package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bucket is a bucket of the choices, by its stage and name.
func bucket(t testing.TB, stage, name string) *assembly.Resource {
	t.Helper()
	for _, b := range in(t, choices(t), stage, "AWS::S3::Bucket") {
		if b.Get("BucketName") == "choices-"+stage+"-"+name+"-"+b.Stack.Account {
			return b
		}
	}
	require.Fail(t, "no such bucket", "%s %s", stage, name)
	return nil
}

// everyBucket is the buckets of the choices that services name.
func everyBucket(t testing.TB) []*assembly.Resource {
	t.Helper()
	return []*assembly.Resource{bucket(t, "streams", "media"), bucket(t, "dev-stores", "scratch")}
}

func TestBucketIsPrivateVersionedEncryptedAndKept(t *testing.T) {
	for _, b := range everyBucket(t) {
		assert.Equal(t, map[string]any{"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true}, b.Get("PublicAccessBlockConfiguration"))
		assert.Contains(t, text(b.Get("OwnershipControls")), "BucketOwnerEnforced")
		assert.Equal(t, "Enabled", b.Get("VersioningConfiguration", "Status"))
		rule := b.Get("BucketEncryption", "ServerSideEncryptionConfiguration", "0").(map[string]any)
		assert.Equal(t, true, rule["BucketKeyEnabled"])
		key := denotes(t, choices(t), b, rule["ServerSideEncryptionByDefault"].(map[string]any)["KMSMasterKeyID"])
		assert.Equal(t, "encrypts data stores and their backups", key.Get("Description"))
		assert.Equal(t, "RetainExceptOnCreate", b.DeletionPolicy)
		assert.Equal(t, "Retain", b.UpdateReplacePolicy)
	}
}

func TestBucketRefusesPlainTextOldTLSAndOtherKeys(t *testing.T) {
	for _, b := range everyBucket(t) {
		var denied []string
		for _, s := range policyFor(t, choices(t), b) {
			assert.Equal(t, "Deny", s.Effect, "%s: what may be done is said where the service is", b)
			denied = append(denied, text(s.Condition))
		}
		require.Len(t, denied, 6)
		assert.Equal(t, `{"Bool":{"aws:SecureTransport":"false"}}`, denied[0])
		assert.Equal(t, `{"NumericLessThan":{"s3:TlsVersion":1.2}}`, denied[1])
		assert.Equal(t, `{"Null":{"s3:x-amz-server-side-encryption":"false"},"StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}}`, denied[2])
		assert.Contains(t, denied[3], `{"Null":{"s3:x-amz-server-side-encryption-aws-kms-key-id":"false"}`)
		assert.Equal(t, `{"Null":{"s3:x-amz-server-side-encryption":"false","s3:x-amz-server-side-encryption-aws-kms-key-id":"true"}}`, denied[4], "else S3 takes the account's own")
		assert.Equal(t, `{"Null":{"s3:x-amz-server-side-encryption-customer-algorithm":"false"}}`, denied[5])
	}
}

func TestBucketLogsWhoReadIt(t *testing.T) {
	for _, b := range everyBucket(t) {
		logs := denotes(t, choices(t), b, b.Get("LoggingConfiguration", "DestinationBucketName"))
		assert.Equal(t, b.Stack.Stage+"/access-logs", logs.Stack.ID)
		assert.Contains(t, text(logs.Get("BucketEncryption")), "AES256", "S3 delivers logs to no other")
		assert.Equal(
			t,
			map[string]float64{"streams": 400, "dev-stores": 400}[b.Stack.Stage],
			logs.Get("LifecycleConfiguration", "Rules", "0").(map[string]any)["ExpirationInDays"],
		)
		allowed := slices.DeleteFunc(
			policyFor(t, choices(t), logs),
			func(s assembly.Statement) bool { return s.Effect == "Deny" },
		)
		require.Len(t, allowed, 1)
		assert.Equal(t, []assembly.Principal{{Kind: "Service", ID: "logging.s3.amazonaws.com"}}, allowed[0].Principals)
		assert.Contains(t, text(allowed[0].Condition), `"aws:SourceAccount":"`+b.Stack.Account+`"`)
	}
}

func TestObjectsMoveAndExpireByAge(t *testing.T) {
	rule := bucket(t, "streams", "media").Get("LifecycleConfiguration", "Rules", "0").(map[string]any)
	assert.Equal(t, `[{"StorageClass":"STANDARD_IA","TransitionInDays":30},{"StorageClass":"GLACIER_IR","TransitionInDays":120}]`, text(rule["Transitions"]))
	assert.Equal(t, 3650.0, rule["ExpirationInDays"])
	assert.Equal(t, `{"NoncurrentDays":365}`, text(rule["NoncurrentVersionExpiration"]))
	assert.Equal(t, `{"DaysAfterInitiation":7}`, text(rule["AbortIncompleteMultipartUpload"]))

	rule = bucket(t, "dev-stores", "scratch").Get("LifecycleConfiguration", "Rules", "0").(map[string]any)
	assert.Nil(t, rule["Transitions"])
	assert.Equal(t, 7.0, rule["ExpirationInDays"])
}

func TestBucketTellsAndMeasuresWhatTheOperatorAsksFor(t *testing.T) {
	media, scratch := bucket(t, "streams", "media"), bucket(t, "dev-stores", "scratch")
	assert.Equal(t, true, media.Get("NotificationConfiguration", "EventBridgeConfiguration", "EventBridgeEnabled"))
	assert.Equal(t, true, scratch.Get("NotificationConfiguration", "EventBridgeConfiguration", "EventBridgeEnabled"), "AWS Backup hears so of it")
	for _, quiet := range in(t, example(t), "dev", "AWS::S3::Bucket") {
		if quiet.Stack.ID == "dev/data-uploads" {
			assert.Nil(t, quiet.Get("NotificationConfiguration"), "nobody asks, and nothing is backed up")
		}
	}
	for _, resource := range choices(t).Stack("streams/data-media").Resources {
		assert.NotEqual(t, "AWS::Lambda::Function", resource.Type, "CDK's own way would be one")
	}
	assert.Contains(t, text(media.Get("CorsConfiguration")), `"AllowedOrigins":["https://app.example.net","https://*.example.net","http://localhost:3000"]`)
	assert.Nil(t, scratch.Get("CorsConfiguration"))

	watched := map[*assembly.Resource]string{}
	for _, alarm := range choices(t).OfType("AWS::CloudWatch::Alarm") {
		if alarm.Get("Namespace") == "AWS/S3" {
			watched[denotes(t, choices(t), alarm, alarm.Get("Dimensions", "0", "Value"))] = alarm.Get("MetricName").(string)
			assert.Equal(t, media.Get("MetricsConfigurations", "0", "Id"), alarm.Get("Dimensions", "1", "Value"), "there is no metric without")
		}
	}
	assert.Equal(t, map[*assembly.Resource]string{media: "5xxErrors"}, watched)
}

func TestOnlyServicesThatNameABucketReadAndWriteIt(t *testing.T) {
	allowed := map[string][]string{}
	for _, stage := range []string{"streams", "dev-stores"} {
		for _, resourceType := range []string{"AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::ManagedPolicy"} {
			for _, policy := range maybeIn(choices(t), stage, resourceType) {
				for _, s := range assembly.Statements(policy) {
					if s.Effect != "Allow" || !strings.Contains(text(s.Actions), `"s3:`) {
						continue
					}
					for _, resource := range s.Resources {
						for _, b := range everyBucket(t) {
							if strings.Contains(text(resource), b.LogicalID) && b.Stack.Stage == stage {
								allowed[policy.Stack.ID] = append(allowed[policy.Stack.ID], s.Actions...)
							}
						}
						assert.NotEqual(t, "*", resource, "%s", policy)
					}
				}
			}
		}
	}
	users := []string{
		"streams/service-api", "dev-stores/service-api", "streams/function-convert", "streams/function-index", "streams/function-resize",
	}
	assert.Len(t, allowed, len(users), "%v", allowed)
	for _, service := range users {
		assert.ElementsMatch(t, []string{
			"s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads",
			"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject",
		}, allowed[service], service)
	}
	assert.Contains(t, names(container(t, choices(t), "streams/service-api")["Environment"]), "MEDIA_BUCKET")
}

func TestTheKeyOpensTheObjectsOfABucketThroughS3Only(t *testing.T) {
	seen := 0
	for _, policy := range in(t, choices(t), "streams", "AWS::IAM::Policy") {
		for _, s := range assembly.Statements(policy) {
			if !slices.Contains(s.Actions, "kms:GenerateDataKey") || !strings.Contains(text(s.Condition), "s3") {
				continue
			}
			seen++
			assert.Contains(t, []string{"service-api", "function-convert", "function-index", "function-resize"}, strings.TrimPrefix(policy.Stack.ID, "streams/"))
			assert.Contains(t, text(s.Condition), `"kms:ViaService":"s3.us-east-1.amazonaws.com"`)
			objects := text(s.Condition["StringLike"].(map[string]any)["kms:EncryptionContext:aws:s3:arn"])
			assert.Equal(t, 2, strings.Count(objects, bucket(t, "streams", "media").LogicalID), "the bucket, or an object in it")
		}
	}
	assert.Equal(t, 4, seen)
}

func TestEveryBucketThatLogsAccessIsAdmittedWhereItLogsTo(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, bucket := range a.OfType("AWS::S3::Bucket") {
			to := bucket.Get("LoggingConfiguration", "DestinationBucketName")
			if to == nil || bucket.Stack.Stage == "" { // CDK's own, for the pipeline
				continue
			}
			seen++
			admitted := false
			for _, s := range policyFor(t, a, denotes(t, a, bucket, to)) {
				if s.Effect == "Allow" && text(s.Principals[0].ID) == `"logging.s3.amazonaws.com"` {
					for _, source := range denoted(a, bucket.Stack, s.Condition) {
						admitted = admitted || source == bucket
					}
					for _, pattern := range assembly.List(assembly.At(s.Condition, "ArnLike", "aws:SourceArn")) {
						if pattern, literal := pattern.(string); literal {
							admitted = admitted || fitsPattern(pattern, "arn:aws:s3:::"+bucket.Get("BucketName").(string))
						}
					}
				}
			}
			assert.True(t, admitted, "%s: S3 drops its access logs silently", bucket)
		}
	}
	assert.Greater(t, seen, 20)
}
