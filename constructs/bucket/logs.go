package bucket

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// NewAccessLogs adds the bucket that an environment's other buckets log to. S3
// delivers these logs within an account and region only, and under its own key.
func NewAccessLogs(scope constructs.Construct, id, name string, retentionDays int) awss3.Bucket {
	settings := private(name)
	settings.Encryption = awss3.BucketEncryption_S3_MANAGED
	settings.Versioned = new(true)
	settings.LifecycleRules = &[]*awss3.LifecycleRule{{
		Id:                                  new("age"),
		Expiration:                          awscdk.Duration_Days(jsii.Number(retentionDays)),
		NoncurrentVersionExpiration:         awscdk.Duration_Days(jsii.Number(1)),
		AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(unfinishedDays)),
	}}
	return awss3.NewBucket(scope, &id, settings)
}
