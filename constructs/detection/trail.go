// Package detection watches an account: who did what (CloudTrail), what changed (AWS Config), what looks like an attack
// (GuardDuty), what is open to strangers (Access Analyzer), and what falls short of a standard (Security Hub).
package detection

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudtrail"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// TrailProps is where a trail delivers.
type TrailProps struct {
	Name    string            // the archive's bucket policy names it
	Bucket  string            // of the archive
	Key     string            // ARN of the archive's key, or of its alias
	Objects config.DataEvents // which requests to objects it records
	Archive []string          // begin the ARNs of objects of which it records reads alone
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
		AdvancedEventSelectors: selectors(props),
	})
}

// selectors say what is recorded. What is written to the archive is not: each of CloudTrail's own files would be in the
// next one.
func selectors(props TrailProps) []any {
	all := []any{selector("management", field("eventCategory", "Management"))}
	if props.Objects == config.DataEventsNone {
		return all
	}
	requests := objects()
	if props.Objects == config.DataEventsWrites {
		requests = append(requests, field("readOnly", "false"))
	}
	if len(props.Archive) > 0 {
		requests = append(requests, &awscloudtrail.CfnTrail_AdvancedFieldSelectorProperty{
			Field: new("resources.ARN"), NotStartsWith: jsii.Strings(props.Archive...),
		})
		all = append(all, selector("archive", append(objects(), field("readOnly", "true"),
			&awscloudtrail.CfnTrail_AdvancedFieldSelectorProperty{
				Field: new("resources.ARN"), StartsWith: jsii.Strings(props.Archive...),
			})...))
	}
	return append(all, selector("objects", requests...))
}

// objects select requests to objects in S3.
func objects() []any {
	return []any{field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object")}
}

func selector(name string, fields ...any) *awscloudtrail.CfnTrail_AdvancedEventSelectorProperty {
	return &awscloudtrail.CfnTrail_AdvancedEventSelectorProperty{Name: &name, FieldSelectors: fields}
}

func field(name, value string) *awscloudtrail.CfnTrail_AdvancedFieldSelectorProperty {
	return &awscloudtrail.CfnTrail_AdvancedFieldSelectorProperty{Field: &name, EqualTo: jsii.Strings(value)}
}

func insight(kind string) *awscloudtrail.CfnTrail_InsightSelectorProperty {
	return &awscloudtrail.CfnTrail_InsightSelectorProperty{InsightType: &kind}
}
