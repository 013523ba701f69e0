package audit

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
)

// Prefixes of what is delivered, in the archive's buckets.
const (
	FlowLogsPrefix      = "flow-logs"
	LoadBalancersPrefix = "load-balancers"
)

// flowLogStatements let the log delivery service, on behalf of the writers only, put flow logs under their own account's prefix.
func flowLogStatements(bucket awss3.Bucket, props ArchiveProps) []awsiam.PolicyStatement {
	put := deliveryStatement(props, "FlowLogsWrite", "s3:PutObject")
	put.AddCondition(new("StringEquals"), map[string]any{"s3:x-amz-acl": "bucket-owner-full-control"})
	for _, account := range props.Writers {
		put.AddResources(bucket.ArnForObjects(new(FlowLogsPrefix + "/AWSLogs/" + string(account) + "/*")))
	}
	check := deliveryStatement(props, "FlowLogsCheck", "s3:GetBucketAcl", "s3:ListBucket")
	check.AddResources(bucket.BucketArn())
	return []awsiam.PolicyStatement{put, check}
}

// flowLogKeyStatement lets the log delivery service encrypt what it writes for the writers.
func flowLogKeyStatement(props ArchiveProps) awsiam.PolicyStatement {
	use := deliveryStatement(props, "FlowLogs", "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey")
	use.AddResources(new("*")) // a key policy's "*" is the key itself
	return use
}

// deliveryStatement allows actions to the log delivery service when it acts for one of the writers.
func deliveryStatement(props ArchiveProps, sid string, actions ...string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        &sid,
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("delivery.logs.amazonaws.com"), nil)},
		Actions:    jsii.Strings(actions...),
		Conditions: &map[string]any{
			"StringEquals": map[string]any{"aws:SourceAccount": props.Writers},
			"ArnLike":      map[string]any{"aws:SourceArn": sources(props, "logs", "*")},
		},
	})
}

// loadBalancerStatements let Elastic Load Balancing put the logs of the writers' load balancers under their own account's prefix.
func loadBalancerStatements(bucket awss3.Bucket, props ArchiveProps) []awsiam.PolicyStatement {
	put := awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("LoadBalancerLogsWrite"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("logdelivery.elasticloadbalancing.amazonaws.com"), nil)},
		Actions:    jsii.Strings("s3:PutObject"),
		Conditions: &map[string]any{"ArnLike": map[string]any{"aws:SourceArn": sources(props, "elasticloadbalancing", "loadbalancer/*")}},
	})
	for _, account := range props.Writers {
		put.AddResources(bucket.ArnForObjects(new(LoadBalancersPrefix + "/AWSLogs/" + string(account) + "/*")))
	}
	return []awsiam.PolicyStatement{put}
}

// sources are the ARNs of a service's resources in the writers' accounts, in the archive's region.
func sources(props ArchiveProps, service, resource string) []string {
	var arns []string
	for _, account := range props.Writers {
		arns = append(arns, "arn:aws:"+service+":"+string(props.Region)+":"+string(account)+":"+resource)
	}
	return arns
}
