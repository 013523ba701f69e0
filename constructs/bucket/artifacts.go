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
