package site

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3deployment"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Caching and the function that uploads.
const (
	browserSeconds = 60  // what a browser may show without asking again; CloudFront is told when files change
	uploadMiB      = 512 // memory and, with the files on disk, enough for some hundred MiB
)

// newUpload puts the files into the bucket on every deployment that changes them, removes what is no longer there,
// and has CloudFront forget what it has cached.
func newUpload(
	scope constructs.Construct,
	bucket awss3.IBucket,
	distribution awscloudfront.IDistribution,
	props Props,
) {
	awss3deployment.NewBucketDeployment(scope, new("Upload"), &awss3deployment.BucketDeploymentProps{
		Sources: &[]awss3deployment.ISource{
			awss3deployment.Source_Asset(&props.Directory, nil),
		},
		DestinationBucket: bucket,
		Distribution:      distribution,
		DistributionPaths: jsii.Strings("/*"),
		CacheControl: &[]awss3deployment.CacheControl{
			awss3deployment.CacheControl_SetPublic(),
			awss3deployment.CacheControl_MaxAge(awscdk.Duration_Seconds(jsii.Number(browserSeconds))),
		},
		MemoryLimit:                     jsii.Number(uploadMiB),
		LogGroup:                        props.UploadLog,
		Prune:                           new(true),
		RetainOnDelete:                  new(true),
		WaitForDistributionInvalidation: new(true),
	})
}
