package network

import (
	"bulkhead/config"
	"bulkhead/internal/facts"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// storagePolicy returns the statements of the endpoint of S3: the account's own principals may do what they may do
// elsewhere; whoever has no credentials of the account may read what AWS keeps for instances and tasks, and buckets
// that the configuration names.
func storagePolicy(region string, props VPCProps, anybody awsiam.IPrincipal) []awsiam.PolicyStatement {
	anonymous := func(sid, action string, buckets []string) awsiam.PolicyStatement {
		var objects []*string
		for _, bucket := range buckets {
			objects = append(objects, new("arn:aws:s3:::"+bucket+"/*"))
		}
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:        &sid,
			Principals: &[]awsiam.IPrincipal{anybody},
			Actions:    jsii.Strings(action),
			Resources:  &objects,
		})
	}
	var read, written []string
	for _, bucket := range facts.AWSBuckets {
		if bucket.Put {
			written = append(written, bucket.In(region))
		} else {
			read = append(read, bucket.In(region))
		}
	}
	all := []awsiam.PolicyStatement{
		ownPrincipals("s3", anybody, props.Account),
		anonymous("AWSReads", "s3:GetObject", read),
		anonymous("AWSAnswers", "s3:PutObject", written),
	}
	if len(props.PublicBuckets) > 0 {
		all = append(all, anonymous("PublicReads", "s3:GetObject", props.PublicBuckets))
	}
	return all
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
