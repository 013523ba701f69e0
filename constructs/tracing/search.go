// Package tracing sets what becomes of traces in an account and region.
package tracing

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsxray"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// indexedPercent of all traces are in X-Ray as well, which costs nothing. All of them are in CloudWatch's log group.
const indexedPercent = 1

// NewSearch switches Transaction Search on in the stack's account and region. AWS refuses to where it is on already. It
// takes no key: X-Ray would refuse one as soon as there is the log group of an earlier time.
func NewSearch(scope constructs.Construct, id string) {
	scope = constructs.NewConstruct(scope, &id)
	stack := awscdk.Stack_Of(scope)
	region, account := *stack.Region(), *stack.Account()
	group := func(name string) *string {
		return new("arn:aws:logs:" + region + ":" + account + ":log-group:" + name + ":*")
	}
	document := awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &[]awsiam.PolicyStatement{
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:        new("Traces"),
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(new("xray.amazonaws.com"), nil)},
			Actions:    jsii.Strings("logs:PutLogEvents"),
			Resources:  &[]*string{group("aws/spans"), group("/aws/application-signals/data")},
			Conditions: &map[string]any{
				"ArnLike":      map[string]string{"aws:SourceArn": "arn:aws:xray:" + region + ":" + account + ":*"},
				"StringEquals": map[string]string{"aws:SourceAccount": account},
			},
		}),
	}})
	policy := awslogs.NewCfnResourcePolicy(scope, new("Policy"), &awslogs.CfnResourcePolicyProps{
		PolicyName:     new("bulkhead-traces"),
		PolicyDocument: stack.ToJsonString(document, nil),
	})
	search := awsxray.NewCfnTransactionSearchConfig(scope, new("Search"), &awsxray.CfnTransactionSearchConfigProps{
		IndexingPercentage: jsii.Number(indexedPercent),
	})
	search.Node().AddDependency(policy)
}
