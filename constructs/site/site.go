// Package site makes static sites: files in a private bucket, and CloudFront before it.
package site

import (
	_ "embed" // the functions that CloudFront runs

	"bulkhead/config"
	"bulkhead/constructs/alarm"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about a site, and what it plugs into, all in us-east-1.
type Props struct {
	config.Site
	Label       string                             // what people call it
	Directory   string                             // with the files to upload; empty when others do
	Certificate awscertificatemanager.ICertificate // for its domain
	WebACL      string                             // ARN
	Key         awskms.IKey                        // encrypts the files; CDK lets the account's distributions use it
	Logs        string                             // ARN of the destination for access logs
	UploadLog   awslogs.ILogGroup                  // of the function that uploads; nil when there is nothing to upload
	Alerts      alarm.Topics                       // that alarms tell
}

// Site is what others need of a site.
type Site struct {
	Distribution awscloudfront.Distribution
	Bucket       awss3.Bucket
}

// keptDays is how long a deleted or replaced file can be had back, in days.
const keptDays = 30

// hstsDays is how long browsers insist on HTTPS, in days. Source: hstspreload.org asks for a year or more.
const hstsDays = 365

var (
	//go:embed functions/directories.js
	directories string
	//go:embed functions/single-page.js
	singlePage string
)

// New adds a bucket, the distribution before it, its logs, its alarms and, when there are files, their upload to scope.
func New(scope constructs.Construct, id string, props Props) Site {
	scope = constructs.NewConstruct(scope, &id)
	bucket := awss3.NewBucket(scope, new("Files"), &awss3.BucketProps{
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		Encryption:        awss3.BucketEncryption_KMS,
		EncryptionKey:     props.Key,
		BucketKeyEnabled:  new(true),
		EnforceSSL:        new(true),
		MinimumTLSVersion: jsii.Number(1.2),
		Versioned:         new(true),
		RemovalPolicy:     awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
		LifecycleRules: &[]*awss3.LifecycleRule{{
			Id:                                  new("previous"),
			NoncurrentVersionExpiration:         awscdk.Duration_Days(jsii.Number(keptDays)),
			AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(7)),
		}},
	})
	settings := &awscloudfront.DistributionProps{
		Comment:                &props.Label,
		DomainNames:            jsii.Strings(props.Domain),
		Certificate:            props.Certificate,
		MinimumProtocolVersion: awscloudfront.SecurityPolicyProtocol_TLS_V1_2_2021,
		HttpVersion:            awscloudfront.HttpVersion_HTTP2_AND_3,
		DefaultRootObject:      new("index.html"),
		WebAclId:               &props.WebACL,
		DefaultBehavior: &awscloudfront.BehaviorOptions{
			Origin: awscloudfrontorigins.S3BucketOrigin_WithOriginAccessControl(
				bucket,
				&awscloudfrontorigins.S3BucketOriginWithOACProps{
					// Without LIST, S3 answers 403, not 404, for what does not exist. No path of the site lists the
					// bucket.
					OriginAccessLevels: &[]awscloudfront.AccessLevel{
						awscloudfront.AccessLevel_READ,
						awscloudfront.AccessLevel_LIST,
					},
				},
			),
			ViewerProtocolPolicy:  awscloudfront.ViewerProtocolPolicy_REDIRECT_TO_HTTPS,
			CachePolicy:           awscloudfront.CachePolicy_CACHING_OPTIMIZED(),
			Compress:              new(true),
			ResponseHeadersPolicy: newHeaders(scope, props),
			FunctionAssociations:  &[]*awscloudfront.FunctionAssociation{newPaths(scope, props)},
		},
	}
	if props.NotFound != "" {
		settings.ErrorResponses = &[]*awscloudfront.ErrorResponse{{
			HttpStatus:         jsii.Number(404),
			ResponseHttpStatus: jsii.Number(404),
			ResponsePagePath:   &props.NotFound,
			Ttl:                awscdk.Duration_Minutes(jsii.Number(1)),
		}}
	}
	distribution := awscloudfront.NewDistribution(scope, new("Default"), settings)
	newLogs(scope, distribution, props)
	newAlarms(scope, distribution, props)
	if props.Directory != "" {
		newUpload(scope, bucket, distribution, props)
	}
	return Site{distribution, bucket}
}

// newPaths adds what says which file a path is.
func newPaths(scope constructs.Construct, props Props) *awscloudfront.FunctionAssociation {
	code, comment := directories, "paths that end in / are directories"
	if props.SinglePage == config.Enabled {
		code, comment = singlePage, "paths that are no files are the page itself"
	}
	return &awscloudfront.FunctionAssociation{
		EventType: awscloudfront.FunctionEventType_VIEWER_REQUEST,
		Function: awscloudfront.NewFunction(scope, new("Paths"), &awscloudfront.FunctionProps{
			Code:    awscloudfront.FunctionCode_FromInline(&code),
			Comment: &comment,
			Runtime: awscloudfront.FunctionRuntime_JS_2_0(),
		}),
	}
}

// newHeaders adds what browsers are told about every file.
func newHeaders(scope constructs.Construct, props Props) awscloudfront.ResponseHeadersPolicy {
	return awscloudfront.NewResponseHeadersPolicy(scope, new("Headers"), &awscloudfront.ResponseHeadersPolicyProps{
		Comment: &props.Label,
		SecurityHeadersBehavior: &awscloudfront.ResponseSecurityHeadersBehavior{
			ContentSecurityPolicy: &awscloudfront.ResponseHeadersContentSecurityPolicy{
				ContentSecurityPolicy: &props.ContentSecurityPolicy,
				Override:              new(true),
			},
			ContentTypeOptions: &awscloudfront.ResponseHeadersContentTypeOptions{Override: new(true)},
			FrameOptions: &awscloudfront.ResponseHeadersFrameOptions{
				FrameOption: awscloudfront.HeadersFrameOption_DENY,
				Override:    new(true),
			},
			ReferrerPolicy: &awscloudfront.ResponseHeadersReferrerPolicy{
				ReferrerPolicy: awscloudfront.HeadersReferrerPolicy_STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
				Override:       new(true),
			},
			StrictTransportSecurity: &awscloudfront.ResponseHeadersStrictTransportSecurity{
				AccessControlMaxAge: awscdk.Duration_Days(
					jsii.Number(hstsDays),
				), IncludeSubdomains: new(true), Override: new(true),
			},
		},
		CustomHeadersBehavior: &awscloudfront.ResponseCustomHeadersBehavior{
			CustomHeaders: &[]*awscloudfront.ResponseCustomHeader{{
				Header: new(
					"Permissions-Policy",
				), Value: new("camera=(), geolocation=(), microphone=()"), Override: new(true),
			}},
		},
		RemoveHeaders: jsii.Strings("Server"),
	})
}
