package application

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// artifactDays is how long the code that a pipeline took is kept.
const artifactDays = 30

// billsPrefix begins the keys of bills of materials, which are kept.
const billsPrefix = "sbom/"

// artifactsPrefix begins the keys of a pipeline's artifacts: with the first 20 characters of its name, in which spaces
// do not stand. Source: the AWS CodePipeline user guide, "Input and output artifacts".
func artifactsPrefix(pipeline string) string { return pipeline[:min(len(pipeline), 20)] + "/" }

// newArtifacts adds the bucket of an application's pipelines. Each has what begins with its own name, and Inspector
// writes bills of materials.
func newArtifacts(scope constructs.Construct, props Props) awss3.Bucket {
	bucket := newBucket(scope, "Artifacts", &awss3.BucketProps{
		Encryption:       awss3.BucketEncryption_KMS,
		EncryptionKey:    props.Key,
		BucketKeyEnabled: new(true),
	}, props.Pipelines.Validate, props.Pipelines.Build, props.Pipelines.Deploy)
	stack := awscdk.Stack_Of(scope)
	bucket.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("BillsOfMaterials"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new(inspector), nil)},
		Actions:    jsii.Strings("s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectAcl"),
		Resources:  &[]*string{bucket.ArnForObjects(new(billsPrefix + "*"))},
		Conditions: byReports(stack),
	}))
	return bucket
}

// inspector is Amazon Inspector as a principal.
const inspector = "inspector2.amazonaws.com"

// byReports demands that Inspector works for a report of the stack's account and region.
func byReports(stack awscdk.Stack) *map[string]any {
	return &map[string]any{
		"StringEquals": map[string]*string{"aws:SourceAccount": stack.Account()},
		"ArnLike": map[string]string{
			"aws:SourceArn": "arn:aws:inspector2:" + *stack.Region() + ":" + *stack.Account() + ":report/*",
		},
	}
}

// ForReports lets Inspector encrypt what it reports to the stack's account.
func ForReports(stack awscdk.Stack) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("Reports"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new(inspector), nil)},
		Actions:    jsii.Strings("kms:Decrypt", "kms:GenerateDataKey*"),
		Resources:  jsii.Strings("*"),
		Conditions: byReports(stack),
	})
}

// NewStore adds the bucket of a region that pipelines only start releasers in: CodePipeline demands one for each
// region of its actions, and writes nothing to this one, since they hand nothing on.
func NewStore(scope constructs.Construct, id, name string) {
	newBucket(scope, id, &awss3.BucketProps{BucketName: &name, Encryption: awss3.BucketEncryption_S3_MANAGED})
}

// newBucket adds a private bucket in which what pipelines keep goes after a while.
func newBucket(scope constructs.Construct, id string, props *awss3.BucketProps, pipelines ...string) awss3.Bucket {
	props.BlockPublicAccess = awss3.BlockPublicAccess_BLOCK_ALL()
	props.ObjectOwnership = awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED
	props.EnforceSSL = new(true)
	props.MinimumTLSVersion = jsii.Number(1.2)
	props.Versioned = new(true)
	props.RemovalPolicy = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	rules := []*awss3.LifecycleRule{{
		Id:                                  new("unfinished"),
		AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(1)),
	}}
	for _, name := range pipelines {
		rules = append(rules, &awss3.LifecycleRule{
			Id:                          &name,
			Prefix:                      new(artifactsPrefix(name)),
			Expiration:                  awscdk.Duration_Days(jsii.Number(artifactDays)),
			NoncurrentVersionExpiration: awscdk.Duration_Days(jsii.Number(1)),
		})
	}
	props.LifecycleRules = &rules
	return awss3.NewBucket(scope, &id, props)
}
