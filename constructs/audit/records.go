package audit

import (
	"bulkhead/config"
	"bulkhead/constructs/trust"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Recorded is an account whose calls and changes are recorded.
type Recorded struct {
	Account config.AccountID
	Trail   string // ARN of its trail
}

// RecordsProps is what is recorded, and how it is kept.
type RecordsProps struct {
	config.Archive
	Trails     string        // name of the bucket for CloudTrail's log files
	Recorder   string        // name of the bucket for what AWS Config records
	Trail      string        // name of every account's trail
	AccessLogs awss3.IBucket // the archive's, of the same stack, whose policy grows with it
	Key        awskms.Key    // encrypts both
	Accounts   []Recorded
}

// NewRecords adds the buckets for what CloudTrail and AWS Config record in every account. Statements are as in deliver.
func NewRecords(scope constructs.Construct, id string, props RecordsProps) {
	scope = constructs.NewConstruct(scope, &id)
	trails := newBucket(scope, "Trails", props.Archive,
		locked(props.Archive, config.LockedTrails, encrypted(props.Trails, props.Key, props.AccessLogs)))
	recorder := newBucket(scope, "Recorder", props.Archive, encrypted(props.Recorder, props.Key, props.AccessLogs))
	trailsARN, recorderARN := *trails.BucketArn(), *recorder.BucketArn()
	var accounts []config.AccountID
	var arns []string
	var toTrails, toRecorder []awsiam.PolicyStatement
	for _, r := range props.Accounts {
		accounts, arns = append(accounts, r.Account), append(arns, r.Trail)
	}
	ofTrails, ofAccounts := equals(map[string]any{"aws:SourceArn": arns}), equals(trust.ForAny(scope, accounts))
	members := trust.Organization(scope) != ""
	if members {
		ofTrails = equals(trust.ForAny(scope, accounts))
		ofTrails["ArnLike"] = map[string]any{"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/" + props.Trail}
	}
	for i, source := range trust.Sources(scope, accounts) {
		ofTrail := ofTrails
		if !members {
			ofTrail = equals(map[string]any{"aws:SourceArn": arns[i]})
		}
		toTrails = append(toTrails, serviceStatement("cloudtrail", "Write"+source.Suffix,
			ofTrail, trailsARN+"/AWSLogs/"+source.Account+"/*", "s3:PutObject"))
		toRecorder = append(toRecorder, serviceStatement("config", "Write"+source.Suffix,
			equals(map[string]any{source.Key: source.Value}),
			recorderARN+"/AWSLogs/"+source.Account+"/Config/*", "s3:PutObject"))
	}
	trails.Policy().Document().AddStatements(append(toTrails,
		serviceStatement("cloudtrail", "Check", ofTrails, trailsARN, "s3:GetBucketAcl"))...)
	recorder.Policy().Document().AddStatements(append(toRecorder,
		serviceStatement("config", "Check", ofAccounts, recorderARN, "s3:GetBucketAcl", "s3:ListBucket"))...)

	props.Key.AddToResourcePolicy(serviceStatement("cloudtrail", "Trails", ofTrails, "*",
		"kms:GenerateDataKey*", "kms:Decrypt", "kms:DescribeKey"), nil) // S3 decrypts the bucket's key
	props.Key.AddToResourcePolicy(serviceStatement("config", "Recorder", ofAccounts, "*",
		"kms:GenerateDataKey*", "kms:Decrypt"), nil)
}

// equals are conditions that demand values.
func equals(values map[string]any) map[string]any { return map[string]any{"StringEquals": values} }

// serviceStatement allows a service something when it acts for whom the conditions say.
func serviceStatement(
	service, sid string, conditions map[string]any, resource string, actions ...string,
) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        &sid,
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new(service+".amazonaws.com"), nil)},
		Actions:    jsii.Strings(actions...),
		Resources:  &[]*string{&resource},
		Conditions: &conditions,
	})
}
