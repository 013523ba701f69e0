// Package linkedrole makes service-linked roles: an account has each once, for all its regions.
package linkedrole

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
)

// New adds the role of the service with that principal, such as ecs.amazonaws.com, to scope. It is kept: whatever else
// uses the service in the account needs it, in any region.
func New(scope constructs.Construct, id, service string) {
	role := awsiam.NewCfnServiceLinkedRole(scope, &id, &awsiam.CfnServiceLinkedRoleProps{AwsServiceName: &service})
	role.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
}
