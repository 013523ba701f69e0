// Package bucket makes buckets that nobody may read until a service names them.
package bucket

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about a bucket, and what it plugs into.
type Props struct {
	config.Bucket
	Name       string // is global; the recovery region derives it
	Key        awskms.IKey
	AccessLogs string       // name of the bucket that it logs to, of the same account and region
	BackedUp   bool         // continuously by AWS Backup, which hears of each object by EventBridge
	Alerts     alarm.Topics // that alarms tell
	Recovery   *Recovery
}

// Recovery is the other bucket with the same objects. Without it there is none.
type Recovery struct {
	Here, There Place
	First       bool // the other one is not there yet: NewReplication tells this one of it
}

// New adds a bucket for an application's objects to scope. It is kept,
// because CloudFormation cannot delete a bucket that holds objects anyway.
func New(scope constructs.Construct, id string, props Props) awss3.Bucket {
	scope = constructs.NewConstruct(scope, &id)
	settings := private(props.Name)
	settings.Versioned = new(true)
	settings.Encryption = awss3.BucketEncryption_KMS
	settings.EncryptionKey = props.Key
	settings.BucketKeyEnabled = new(true)
	settings.LifecycleRules = lifecycle(props.Bucket)
	if len(props.Origins) > 0 {
		settings.Cors = &[]*awss3.CorsRule{{
			AllowedOrigins: jsii.Strings(props.Origins...),
			AllowedMethods: &[]awss3.HttpMethods{awss3.HttpMethods_GET, awss3.HttpMethods_HEAD, awss3.HttpMethods_PUT},
			AllowedHeaders: jsii.Strings("*"),
			ExposedHeaders: jsii.Strings("ETag"),
			MaxAge:         jsii.Number(3600), // seconds
		}}
	}
	if props.Metrics == config.Enabled {
		settings.Metrics = &[]*awss3.BucketMetrics{{Id: new(wholeBucket)}}
	}
	bucket := awss3.NewBucket(scope, new("Default"), settings)
	if props.TakesOver != "" {
		store.TakeOver(bucket)
	}
	logTo(bucket, props.AccessLogs, props.Name+"/")
	if props.Events == config.Enabled || props.BackedUp {
		// The construct's own way is a function that calls S3; CloudFormation has the property.
		bucket.Node().DefaultChild().(awscdk.CfnResource).AddPropertyOverride(
			new("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled"),
			true,
		)
	}
	bucket.Policy().Document().AddStatements(denyOtherEncryption(*bucket.BucketArn(), props.Key)...)
	if props.Metrics == config.Enabled {
		newAlarm(scope, bucket, props)
	}
	if r := props.Recovery; r != nil {
		out, in := Replication{r.Here, r.There}, Replication{r.There, r.Here}
		newReplicationAlarms(scope, out, in, props)
		if !r.First {
			replicate(scope, bucket, out)
		}
	}
	return bucket
}

// private returns what every bucket has: nobody else's eyes, TLS only, and it is kept once it was made. CloudFormation
// makes up an empty name.
func private(name string) *awss3.BucketProps {
	settings := &awss3.BucketProps{
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		EnforceSSL:        new(true),
		MinimumTLSVersion: jsii.Number(1.2),
		RemovalPolicy:     awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
	}
	if name != "" {
		settings.BucketName = &name
	}
	return settings
}

// unfinishedDays is after how many days the parts of an upload that was never finished are deleted.
const unfinishedDays = 7

// lifecycle returns what moves and deletes objects by age, and what was overwritten after a while.
func lifecycle(b config.Bucket) *[]*awss3.LifecycleRule {
	days := func(n int) awscdk.Duration { return awscdk.Duration_Days(jsii.Number(n)) }
	rule := &awss3.LifecycleRule{
		Id:                                  new("age"),
		NoncurrentVersionExpiration:         days(b.PreviousDays),
		AbortIncompleteMultipartUploadAfter: days(unfinishedDays),
	}
	var transitions []*awss3.Transition
	if b.InfrequentAccessDays > 0 {
		transitions = append(transitions, &awss3.Transition{
			StorageClass:    awss3.StorageClass_INFREQUENT_ACCESS(),
			TransitionAfter: days(b.InfrequentAccessDays),
		})
	}
	if b.ArchiveDays > 0 {
		transitions = append(transitions, &awss3.Transition{
			StorageClass:    awss3.StorageClass_GLACIER_INSTANT_RETRIEVAL(),
			TransitionAfter: days(b.ArchiveDays),
		})
	}
	if len(transitions) > 0 {
		rule.Transitions = &transitions
	}
	if b.ExpireDays > 0 {
		rule.Expiration = days(b.ExpireDays)
	} else {
		rule.ExpiredObjectDeleteMarker = new(true) // else what was deleted leaves a marker for ever
	}
	return &[]*awss3.LifecycleRule{rule}
}

// Conditions of S3 about the encryption that a request asks for.
const (
	encryption  = "s3:x-amz-server-side-encryption"
	keyID       = "s3:x-amz-server-side-encryption-aws-kms-key-id"
	customerKey = "s3:x-amz-server-side-encryption-customer-algorithm"
)

// denyOtherEncryption returns the statements that refuse objects that ask for another encryption than the bucket's:
// none can escape the key. Without any of the headers the bucket's encryption applies.
func denyOtherEncryption(bucket string, key awskms.IKey) []awsiam.PolicyStatement {
	const absent, given = "true", "false"
	anybody := awsiam.NewAnyPrincipal()
	deny := func(sid string, conditions map[string]any) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:        &sid,
			Effect:     awsiam.Effect_DENY,
			Principals: &[]awsiam.IPrincipal{anybody},
			Actions:    jsii.Strings("s3:PutObject"),
			Resources:  jsii.Strings(bucket + "/*"),
			Conditions: &conditions,
		})
	}
	return []awsiam.PolicyStatement{
		deny("DenyOtherEncryption", map[string]any{
			"Null": map[string]string{encryption: given}, "StringNotEquals": map[string]string{encryption: "aws:kms"},
		}),
		deny("DenyOtherKeys", map[string]any{
			"Null": map[string]string{keyID: given}, "StringNotEquals": map[string]*string{keyID: key.KeyArn()},
		}),
		// S3 would take the account's aws/s3 key.
		deny("DenyUnnamedKeys", map[string]any{"Null": map[string]string{encryption: given, keyID: absent}}),
		deny("DenyCustomersKeys", map[string]any{"Null": map[string]string{customerKey: given}}),
	}
}

const (
	wholeBucket = "whole-bucket"
	errorShare  = 0.01
)

// newAlarm adds what warns when S3 fails. Answers 4xx are no alarm: applications ask for objects that are not there.
func newAlarm(scope constructs.Construct, bucket awss3.Bucket, props Props) {
	alarm.New(scope, alarm.Props{
		ID: "Errors",
		Description: "Bucket " + props.Name + " answers 5xx to more than one request in a hundred: " +
			"clients may ask too often for one prefix, or S3 is disturbed.",
		Metric: alarm.Metric{
			Namespace:  "AWS/S3",
			Name:       "5xxErrors",
			Dimensions: map[string]string{"BucketName": *bucket.BucketName(), "FilterId": wholeBucket},
			Statistic:  "Average", // of 0 and 1 per request
			Minutes:    5,
		},
		When:    alarm.Above(errorShare),
		Periods: 3,
		Missing: alarm.MissingIsFine, // nobody asked
		Runbook: "bucket-errors",
		Tell:    props.Alerts,
	})
}
