// Package guardrail makes policies of AWS Organizations and puts them on accounts.
package guardrail

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsorganizations"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Policy is a policy as AWS Organizations takes it.
type Policy struct {
	Name, Type, Description string
	Content                 map[string]any
}

// New adds policies, each on all of the accounts, by their ids. Each waits for the one before: AWS Organizations has
// one writer at a time, and tells others that what they make is there already.
func New(scope constructs.Construct, policies []Policy, accounts []string) {
	var before awscdk.CfnResource
	for _, p := range policies {
		made := awsorganizations.NewCfnPolicy(scope, &p.Name, &awsorganizations.CfnPolicyProps{
			Name:        &p.Name,
			Type:        &p.Type,
			Description: &p.Description,
			Content:     p.Content,
			TargetIds:   jsii.Strings(accounts...),
		})
		if before != nil {
			made.AddDependency(before)
		}
		before = made
	}
}
