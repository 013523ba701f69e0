package bucket

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// AccessLogsProps is the bucket that an environment's other buckets log to, and which those are.
type AccessLogsProps struct {
	Sources       []string // patterns of the names of the buckets that may log to it
	Account       string   // that they are in
	RetentionDays int
}

// NewAccessLogs adds the bucket that an environment's other buckets log to. S3
// delivers these logs within an account and region only, and under its own key.
func NewAccessLogs(scope constructs.Construct, id string, props AccessLogsProps) awss3.Bucket {
	settings := private("")
	settings.Encryption = awss3.BucketEncryption_S3_MANAGED
	settings.Versioned = new(true)
	settings.LifecycleRules = &[]*awss3.LifecycleRule{{
		Id:                                  new("age"),
		Expiration:                          awscdk.Duration_Days(jsii.Number(props.RetentionDays)),
		NoncurrentVersionExpiration:         awscdk.Duration_Days(jsii.Number(1)),
		AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(unfinishedDays)),
	}}
	logs := awss3.NewBucket(scope, &id, settings)
	var sources []string
	for _, name := range props.Sources {
		sources = append(sources, "arn:aws:s3:::"+name)
	}
	// By patterns: but for those that were taken over, the policy names no bucket, so that none that comes or goes
	// changes it.
	logs.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("AccessLogs"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("logging.s3.amazonaws.com"), nil)},
		Actions:    jsii.Strings("s3:PutObject"),
		Resources:  &[]*string{logs.ArnForObjects(new("*"))},
		Conditions: &map[string]any{
			"StringEquals": map[string]string{"aws:SourceAccount": props.Account},
			"ArnLike":      map[string]any{"aws:SourceArn": oneOrAll(sources)},
		},
	}))
	return logs
}

// oneOrAll is a list, or its only element, as AWS writes conditions.
func oneOrAll(list []string) any {
	if len(list) == 1 {
		return list[0]
	}
	return list
}

// logTo has a bucket log its requests to another. CDK's own way adds a statement for each bucket to the policy of that
// one, which is in another stack.
func logTo(bucket awss3.Bucket, logs, prefix string) {
	bucket.Node().DefaultChild().(awss3.CfnBucket).SetLoggingConfiguration(
		&awss3.CfnBucket_LoggingConfigurationProperty{DestinationBucketName: &logs, LogFilePrefix: &prefix},
	)
}
