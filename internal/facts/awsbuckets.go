package facts

import "strings"

// AWSBucket is a bucket of AWS's that something in a network uses without credentials of the account, or with an
// address that AWS has signed.
type AWSBucket struct {
	Name string // {region} is the region, {joined} the region without hyphens
	For  string // what uses it
	Put  bool   // it is written, and not read
}

// AWSBuckets are those buckets, as of 2026-03. Sources: AWS's examples of policies for a data perimeter, for endpoints
// of S3; the AWS Systems Manager user guide, "SSM Agent communications with AWS managed S3 buckets"; the Amazon Linux
// 2023 user guide, on repositories; the Amazon ECR user guide, "Create the Amazon S3 gateway endpoint".
var AWSBuckets = []AWSBucket{
	{Name: "al2023-repos-{region}-de612dc2", For: "packages of Amazon Linux 2023, SPAL's too"},
	{Name: "al2023-{region}", For: "packages of Amazon Linux 2023, SPAL's too"},
	{Name: "aws-ssm-{region}", For: "Systems Manager: its agent, documents and patches"},
	{Name: "amazon-ssm-{region}", For: "Systems Manager: its agent, documents and patches"},
	{Name: "amazon-ssm-packages-{region}", For: "Systems Manager: its agent, documents and patches"},
	{Name: "{region}-birdwatcher-prod", For: "Systems Manager: Distributor, by which GuardDuty's agent comes"},
	{Name: "aws-ssm-distributor-file-{region}", For: "Systems Manager: Distributor, by which GuardDuty's agent comes"},
	{Name: "aws-ssm-document-attachments-{region}", For: "Systems Manager: its agent, documents and patches"},
	{Name: "patch-baseline-snapshot-{region}", For: "Systems Manager: its agent, documents and patches"},
	{Name: "amazoncloudwatch-agent", For: "the CloudWatch agent"},
	{Name: "amazoncloudwatch-agent-{region}", For: "the CloudWatch agent"},
	{Name: "prod-{region}-starport-layer-bucket", For: "layers of images, of which ECR signs the addresses"},
	{Name: "aws-codedeploy-{region}", For: "CodeDeploy's agent"},
	{Name: "session-manager-downloads", For: "Session Manager's plugin"},
	{Name: "aws-cli", For: "the AWS CLI"},
	{Name: "cloudformation-custom-resource-response-{joined}", For: "answers of functions to CloudFormation", Put: true},
	{Name: "cloudformation-waitcondition-{region}", For: "answers of instances to CloudFormation", Put: true},
}

// In returns the bucket's name in a region.
func (b AWSBucket) In(region string) string {
	return strings.NewReplacer("{region}", region, "{joined}", strings.ReplaceAll(region, "-", "")).Replace(b.Name)
}
