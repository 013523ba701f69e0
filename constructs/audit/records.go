package audit

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
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
	AccessLogs awss3.IBucket // the archive's, of the same stack, whose policy grows with it
	Key        awskms.Key    // encrypts both
	Accounts   []Recorded
}

// NewRecords adds the buckets for what CloudTrail and AWS Config record in every account. Only CloudTrail's is ever
// locked: AWS Config delivers to no bucket that keeps objects for a time by default. Statements are as in deliver: one
// for each account, and short.
func NewRecords(scope constructs.Construct, id string, props RecordsProps) {
	scope = constructs.NewConstruct(scope, &id)
	locked := encrypted(props.Trails, props.Key, props.AccessLogs)
	days := awscdk.Duration_Days(jsii.Number(props.RetentionDays))
	switch props.Lock {
	case config.LockGovernance:
		locked.ObjectLockDefaultRetention = awss3.ObjectLockRetention_Governance(days)
	case config.LockCompliance:
		locked.ObjectLockDefaultRetention = awss3.ObjectLockRetention_Compliance(days)
	}
	trails := newBucket(scope, "Trails", props.Archive, locked)
	recorder := newBucket(scope, "Recorder", props.Archive, encrypted(props.Recorder, props.Key, props.AccessLogs))
	trailsARN, recorderARN := *trails.BucketArn(), *recorder.BucketArn()
	var accounts, arns []string
	var toTrails, toRecorder []awsiam.PolicyStatement
	for _, r := range props.Accounts {
		account := string(r.Account)
		accounts, arns = append(accounts, account), append(arns, r.Trail)
		toTrails = append(toTrails, serviceStatement("cloudtrail", "Write"+account,
			map[string]any{"aws:SourceArn": r.Trail}, trailsARN+"/AWSLogs/"+account+"/*", "s3:PutObject"))
		toRecorder = append(toRecorder, serviceStatement("config", "Write"+account,
			map[string]any{"aws:SourceAccount": account}, recorderARN+"/AWSLogs/"+account+"/Config/*", "s3:PutObject"))
	}
	ofTrails, ofAccounts := map[string]any{"aws:SourceArn": arns}, map[string]any{"aws:SourceAccount": accounts}
	trails.Policy().Document().AddStatements(append(toTrails,
		serviceStatement("cloudtrail", "Check", ofTrails, trailsARN, "s3:GetBucketAcl"))...)
	recorder.Policy().Document().AddStatements(append(toRecorder,
		serviceStatement("config", "Check", ofAccounts, recorderARN, "s3:GetBucketAcl", "s3:ListBucket"))...)

	props.Key.AddToResourcePolicy(serviceStatement("cloudtrail", "Trails", ofTrails, "*",
		"kms:GenerateDataKey*", "kms:Decrypt", "kms:DescribeKey"), nil) // S3 decrypts the bucket's key
	props.Key.AddToResourcePolicy(serviceStatement("config", "Recorder", ofAccounts, "*",
		"kms:GenerateDataKey*", "kms:Decrypt"), nil)
}

// serviceStatement returns the statement that allows a service something when it acts for whom the condition says.
func serviceStatement(
	service, sid string, equals map[string]any, resource string, actions ...string,
) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        &sid,
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new(service+".amazonaws.com"), nil)},
		Actions:    jsii.Strings(actions...),
		Resources:  &[]*string{&resource},
		Conditions: &map[string]any{"StringEquals": equals},
	})
}
