package bucket

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewArtifacts adds a bucket for what is written once, and read by people for so many days at most. CloudFormation
// makes up its name, so that what was kept is not in the way of the next one.
func NewArtifacts(scope constructs.Construct, id string, key awskms.IKey, days int) awss3.Bucket {
	settings := private("")
	settings.Encryption = awss3.BucketEncryption_KMS
	settings.EncryptionKey = key
	settings.BucketKeyEnabled = new(true)
	settings.Versioned = new(true)
	settings.LifecycleRules = &[]*awss3.LifecycleRule{{
		Id:                                  new("age"),
		Expiration:                          awscdk.Duration_Days(jsii.Number(days)),
		NoncurrentVersionExpiration:         awscdk.Duration_Days(jsii.Number(1)),
		AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(unfinishedDays)),
	}}
	return awss3.NewBucket(scope, &id, settings)
}

// NewSnapshots adds a bucket for snapshots that whoever takes them deletes. CloudFormation makes up its name, and keeps
// it from the beginning: what is in it would keep a stack from being rolled back.
func NewSnapshots(scope constructs.Construct, id string, key awskms.IKey) awss3.Bucket {
	settings := private("")
	settings.RemovalPolicy = awscdk.RemovalPolicy_RETAIN
	settings.Encryption = awss3.BucketEncryption_KMS
	settings.EncryptionKey = key
	settings.BucketKeyEnabled = new(true)
	settings.Versioned = new(true)
	settings.LifecycleRules = &[]*awss3.LifecycleRule{{
		Id:                                  new("age"),
		NoncurrentVersionExpiration:         awscdk.Duration_Days(jsii.Number(deletedDays)),
		ExpiredObjectDeleteMarker:           new(true),
		AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(unfinishedDays)),
	}}
	bucket := awss3.NewBucket(scope, &id, settings)
	bucket.Policy().Document().AddStatements(denyOtherEncryption(*bucket.BucketArn(), key)...)
	return bucket
}

// deletedDays is for how long a snapshot that was deleted, by mistake or by malice, can be had back.
const deletedDays = 14
