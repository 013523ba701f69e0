// Package detection watches an account: who did what (CloudTrail), what changed (AWS Config), what looks like an attack
// (GuardDuty), what is open to strangers (Access Analyzer), and what falls short of a standard (Security Hub).
package detection

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudtrail"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// TrailProps is where a trail delivers.
type TrailProps struct {
	Name   string // the archive's bucket policy names it
	Bucket string // of the archive
	Key    string // ARN of the archive's key, or of its alias
}

// NewTrail adds what records every call of AWS's management APIs in the account, in all regions, with digests that show
// whether a file was altered.
func NewTrail(scope constructs.Construct, id string, props TrailProps) {
	awscloudtrail.NewCfnTrail(scope, &id, &awscloudtrail.CfnTrailProps{
		TrailName:                  &props.Name,
		S3BucketName:               &props.Bucket,
		KmsKeyId:                   &props.Key,
		IsLogging:                  true,
		IsMultiRegionTrail:         true,
		IncludeGlobalServiceEvents: true,
		EnableLogFileValidation:    true,
		InsightSelectors: []any{ // unusual numbers of calls, and of refused ones
			insight("ApiCallRateInsight"),
			insight("ApiErrorRateInsight"),
		},
		AdvancedEventSelectors: []any{&awscloudtrail.CfnTrail_AdvancedEventSelectorProperty{
			Name: new("management"),
			FieldSelectors: []any{&awscloudtrail.CfnTrail_AdvancedFieldSelectorProperty{
				Field:   new("eventCategory"),
				EqualTo: jsii.Strings("Management"),
			}},
		}},
	})
}

func insight(kind string) *awscloudtrail.CfnTrail_InsightSelectorProperty {
	return &awscloudtrail.CfnTrail_InsightSelectorProperty{InsightType: &kind}
}
