package audit

import (
	"bulkhead/config"
	"bulkhead/constructs/trust"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Prefixes of what is delivered, in the archive's buckets.
const (
	NetworkPrefix       = "network" // flow logs and DNS queries
	CloudFrontPrefix    = "cloudfront"
	LoadBalancersPrefix = "load-balancers"
)

// deliver lets the log delivery service put the writers' logs in a bucket, below its prefixes. Each writer's go below
// its own, because who asks for a delivery chooses the path, and could choose another account's. The statements are
// short, because a bucket's policy holds 20 KB: see config's limit of environments.
func deliver(bucket awss3.Bucket, props ArchiveProps, prefixes ...string) {
	arn := *bucket.BucketArn()
	var all []awsiam.PolicyStatement
	for _, source := range trust.Sources(bucket, props.Writers) {
		var resources []string
		for _, prefix := range prefixes {
			resources = append(resources, arn+"/"+prefix+"AWSLogs/"+source.Account+"/*")
		}
		all = append(
			all,
			deliveryStatement("Write"+source.Suffix, resources, map[string]any{"StringEquals": map[string]any{
				source.Key:     []string{source.Value},
				"s3:x-amz-acl": "bucket-owner-full-control",
			}}, "s3:PutObject"),
		)
	}
	check := deliveryStatement("Check", []string{arn}, map[string]any{
		"StringEquals": trust.ForAny(bucket, props.Writers),
	}, "s3:GetBucketAcl", "s3:ListBucket")
	bucket.Policy().Document().AddStatements(append(all, check)...)
}

// newCloudFrontDestination adds what the writers' distributions deliver their access logs to: a name, because a
// distribution may not write to a bucket of another account by itself.
func newCloudFrontDestination(scope constructs.Construct, bucket awss3.Bucket, props ArchiveProps) {
	stack := awscdk.Stack_Of(scope)
	here := *stack.Region() + ":" + *stack.Account()
	destination := awslogs.NewCfnDeliveryDestination(scope, new("CloudFront"), &awslogs.CfnDeliveryDestinationProps{
		Name:                   &props.CloudFront,
		DestinationResourceArn: new(*bucket.BucketArn() + "/" + CloudFrontPrefix),
		OutputFormat:           new("json"),
		DeliveryDestinationPolicy: &awslogs.CfnDeliveryDestination_DestinationPolicyProperty{
			DeliveryDestinationName: &props.CloudFront,
			DeliveryDestinationPolicy: map[string]any{
				"Version": "2012-10-17",
				"Statement": []any{map[string]any{ // which lists them: it may have 51,200 characters
					"Sid":       "Writers",
					"Effect":    "Allow",
					"Principal": map[string]any{"AWS": trust.Roots(props.Writers)},
					"Action":    "logs:CreateDelivery",
					"Resource":  "arn:aws:logs:" + here + ":delivery-destination:" + props.CloudFront,
				}},
			},
		},
	})
	destination.Node().AddDependency(bucket.Policy())
}

// deliveryKeyStatement lets the log delivery service encrypt what it writes for the writers.
func deliveryKeyStatement(props ArchiveProps) awsiam.PolicyStatement {
	key := []string{"*"} // a key policy's "*" is the key itself
	use := deliveryStatement("FlowLogs", key, map[string]any{
		"StringEquals": trust.ForAny(props.Key, props.Writers),
	}, "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey")
	writers := props.Writers
	if trust.Organization(props.Key) != "" {
		writers = []config.AccountID{"*"}
	}
	use.AddCondition(new("ArnLike"), map[string]any{"aws:SourceArn": sources(writers, props.Region, "logs", "*")})
	return use
}

// readersOnly returns the statement that keeps everybody but the readers from decrypting. Services that write decrypt
// what they have begun.
func readersOnly(readers []string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        new("ReadersOnly"),
		Effect:     awsiam.Effect_DENY,
		Principals: &[]awsiam.IPrincipal{awsiam.NewAnyPrincipal()},
		Actions:    jsii.Strings("kms:Decrypt", "kms:ReEncryptFrom"),
		Resources:  jsii.Strings("*"), // a key policy's "*" is the key itself
		Conditions: &map[string]any{
			"ArnNotLike": map[string]any{"aws:PrincipalArn": readers},
			"Bool":       map[string]string{"aws:PrincipalIsAWSService": "false"},
		},
	})
}

// deliveryStatement returns the statement that allows actions to the log delivery service under conditions, which say
// for whom it may act.
func deliveryStatement(
	sid string, resources []string, conditions map[string]any, actions ...string,
) awsiam.PolicyStatement {
	service := awsiam.NewServicePrincipal(new("delivery.logs.amazonaws.com"), nil)
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        &sid,
		Principals: &[]awsiam.IPrincipal{service},
		Actions:    jsii.Strings(actions...),
		Resources:  jsii.Strings(resources...),
		Conditions: &conditions,
	})
}

// loadBalancerStatements returns the statements that let Elastic Load Balancing put the logs of each writer's load
// balancers under its own prefix.
//
// It tells neither an account nor an AWS organization beside the load balancer's ARN: see trust.Source. So members of
// an organization share a statement, in which 400 accounts have room: of an ARN it has the account alone, since the
// service acts for load balancers of the bucket's region and nothing else. Elastic Load Balancing itself then keeps
// each account below its own prefix: it writes AWSLogs and the account behind the prefix that somebody chose, and
// accepts none with AWSLogs in it. Source: the user guide for Application Load Balancers, "Access logs".
func loadBalancerStatements(bucket awss3.Bucket, props ArchiveProps) []awsiam.PolicyStatement {
	statement := func(suffix, below string, sources []string) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid: new("LoadBalancers" + suffix),
			Principals: &[]awsiam.IPrincipal{
				awsiam.NewServicePrincipal(new("logdelivery.elasticloadbalancing.amazonaws.com"), nil),
			},
			Actions:    jsii.Strings("s3:PutObject"),
			Resources:  jsii.Strings(*bucket.BucketArn() + "/" + LoadBalancersPrefix + "/AWSLogs/" + below + "*"),
			Conditions: &map[string]any{"ArnLike": map[string]any{"aws:SourceArn": sources}},
		})
	}
	if trust.Organization(bucket) != "" {
		return []awsiam.PolicyStatement{statement("", "", sources(props.Writers, "*", "*", "*"))}
	}
	var all []awsiam.PolicyStatement
	for _, account := range props.Writers {
		own := sources([]config.AccountID{account}, props.Region, "elasticloadbalancing", "loadbalancer/*")
		all = append(all, statement(string(account), string(account)+"/", own))
	}
	return all
}

// sources returns the ARNs of a service's resources in accounts, in a region.
func sources(accounts []config.AccountID, region config.Region, service, resource string) []string {
	var arns []string
	for _, account := range accounts {
		arns = append(arns, "arn:aws:"+service+":"+string(region)+":"+string(account)+":"+resource)
	}
	return arns
}
