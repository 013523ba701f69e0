package delivery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// artifactDays is how long artifacts are kept: all of them can be built again.
const artifactDays = 30

// artifactsPrefix begins the keys of all artifacts of a pipeline: with the first 20 characters of its name. Source: AWS
// CodePipeline User Guide, input and output artifacts. What expires must not be more, so it is less than that.
func artifactsPrefix(pipeline string) string { return pipeline[:min(len(pipeline), 10)] }

// newArtifacts adds the bucket in which the steps of a pipeline, given by name, hand their results on.
func newArtifacts(scope constructs.Construct, pipeline string, key awskms.IKey) awss3.Bucket {
	return awss3.NewBucket(scope, new("Artifacts"), &awss3.BucketProps{
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		Encryption:        awss3.BucketEncryption_KMS,
		EncryptionKey:     key,
		BucketKeyEnabled:  new(true),
		EnforceSSL:        new(true),
		MinimumTLSVersion: jsii.Number(1.2),
		Versioned:         new(true),
		RemovalPolicy:     awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
		LifecycleRules: &[]*awss3.LifecycleRule{
			expire("expire", artifactsPrefix(pipeline)),
			expire("expire-plans", plansPrefix),
		},
	})
}

// expire returns the rule, with that id, that deletes what is below a prefix.
func expire(id, prefix string) *awss3.LifecycleRule {
	return &awss3.LifecycleRule{
		Id:                                  &id,
		Prefix:                              &prefix,
		Expiration:                          awscdk.Duration_Days(jsii.Number(artifactDays)),
		NoncurrentVersionExpiration:         awscdk.Duration_Days(jsii.Number(1)),
		AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(1)),
	}
}
