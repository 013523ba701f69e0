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

// deliver lets the log delivery service put the writers' logs in a bucket, below its prefixes. Each writer has a
// statement of its own, because who asks for a delivery chooses the path, and could choose another account's. The
// statements are short, because a bucket's policy holds 20 KB: see config's limit of environments.
func deliver(bucket awss3.Bucket, props ArchiveProps, prefixes ...string) {
	arn := *bucket.BucketArn()
	var all []awsiam.PolicyStatement
	for _, account := range props.Writers {
		var resources []string
		for _, prefix := range prefixes {
			resources = append(resources, arn+"/"+prefix+"AWSLogs/"+string(account)+"/*")
		}
		all = append(
			all,
			deliveryStatement("Write"+string(account), resources, map[string]any{"StringEquals": map[string]any{
				"aws:SourceAccount": []config.AccountID{account},
				"s3:x-amz-acl":      "bucket-owner-full-control",
			}}, "s3:PutObject"),
		)
	}
	check := deliveryStatement("Check", []string{arn}, map[string]any{
		"StringEquals": map[string]any{"aws:SourceAccount": props.Writers},
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
				"Statement": []any{map[string]any{
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
		"StringEquals": map[string]any{"aws:SourceAccount": props.Writers},
	}, "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey")
	use.AddCondition(new("ArnLike"), map[string]any{"aws:SourceArn": sources(props.Writers, props.Region, "logs", "*")})
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
func loadBalancerStatements(bucket string, props ArchiveProps) []awsiam.PolicyStatement {
	var all []awsiam.PolicyStatement
	for _, account := range props.Writers {
		all = append(all, awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid: new("LoadBalancers" + string(account)),
			Principals: &[]awsiam.IPrincipal{
				awsiam.NewServicePrincipal(new("logdelivery.elasticloadbalancing.amazonaws.com"), nil),
			},
			Actions:   jsii.Strings("s3:PutObject"),
			Resources: jsii.Strings(bucket + "/" + LoadBalancersPrefix + "/AWSLogs/" + string(account) + "/*"),
			Conditions: &map[string]any{
				"ArnLike": map[string]any{
					"aws:SourceArn": sources(
						[]config.AccountID{account},
						props.Region,
						"elasticloadbalancing",
						"loadbalancer/*",
					),
				},
			},
		}))
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
