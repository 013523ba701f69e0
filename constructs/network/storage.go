package network

import (
	"strings"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// awsBuckets are buckets in which AWS keeps what instances and tasks read without credentials of the account: packages,
// patches, agents and the layers of images. {region} is the region. Sources: the AWS Systems Manager user guide, "SSM
// Agent communications with AWS managed S3 buckets"; the Amazon Linux 2023 user guide, on repositories; the Amazon ECR
// user guide, "Create the Amazon S3 gateway endpoint"; AWS's data perimeter policy examples, for endpoints of S3.
var awsBuckets = []string{
	"al2023-repos-{region}-de612dc2", // packages of Amazon Linux 2023, SPAL's too
	"al2023-{region}",
	"aws-ssm-{region}", // Systems Manager's agent, its documents and its patches
	"amazon-ssm-{region}",
	"amazon-ssm-packages-{region}",
	"{region}-birdwatcher-prod",
	"aws-ssm-distributor-file-{region}",
	"aws-ssm-document-attachments-{region}",
	"patch-baseline-snapshot-{region}",
	"amazoncloudwatch-agent",
	"amazoncloudwatch-agent-{region}",
	"prod-{region}-starport-layer-bucket", // layers of images, of which ECR signs the addresses
	"aws-codedeploy-{region}",
	"session-manager-downloads",
	"aws-cli",
}

// answerBuckets are AWS's buckets that CloudFormation has answers put into, at addresses that it signs.
var answerBuckets = []string{
	"cloudformation-custom-resource-response-{joined}",
	"cloudformation-waitcondition-{region}",
}

// storagePolicy returns the statements of the endpoint of S3: the account's own principals may do what they may do
// elsewhere; whoever has no credentials of the account may read what AWS keeps for instances and tasks, and buckets
// that the configuration names.
func storagePolicy(region string, props VPCProps, anybody awsiam.IPrincipal) []awsiam.PolicyStatement {
	anonymous := func(sid, action string, buckets []string) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:        &sid,
			Principals: &[]awsiam.IPrincipal{anybody},
			Actions:    jsii.Strings(action),
			Resources:  objects(region, buckets),
		})
	}
	all := []awsiam.PolicyStatement{
		ownPrincipals("s3", anybody, props.Account),
		anonymous("AWSReads", "s3:GetObject", awsBuckets),
		anonymous("AWSAnswers", "s3:PutObject", answerBuckets),
	}
	if len(props.PublicBuckets) > 0 {
		all = append(all, anonymous("PublicReads", "s3:GetObject", props.PublicBuckets))
	}
	return all
}

// objects returns the ARNs of all objects of buckets in a region.
func objects(region string, buckets []string) *[]*string {
	fill := strings.NewReplacer("{region}", region, "{joined}", strings.ReplaceAll(region, "-", ""))
	var arns []*string
	for _, bucket := range buckets {
		arns = append(arns, new("arn:aws:s3:::"+fill.Replace(bucket)+"/*"))
	}
	return &arns
}

// ownPrincipals returns the statement that allows a service's actions to principals of the account: the
// endpoint cannot be used with stolen or foreign credentials.
func ownPrincipals(prefix string, anybody awsiam.IPrincipal, account config.AccountID) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{anybody},
		Actions:    jsii.Strings(prefix + ":*"),
		Resources:  jsii.Strings("*"),
		Conditions: &map[string]any{"StringEquals": map[string]any{"aws:PrincipalAccount": account}},
	})
}
